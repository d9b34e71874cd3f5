"""Pieces of a paragraph that look alike: bold, raised, linked; as plain text and as inline HTML.

Pure. Blanks are collapsed as a browser would; "\n" in a run is a line break.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

# From the inside to the outside.
TAGS = (("code", "code"), ("sub", "sub"), ("sup", "sup"), ("italic", "em"), ("bold", "strong"))
BLANKS = re.compile(r"\s+")
# What no reader has a use for: control characters, surrogates, soft hyphens.
UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text looks, and where it leads."""

    bold: bool = False
    italic: bool = False
    sub: bool = False
    sup: bool = False
    code: bool = False
    href: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one look."""

    text: str
    look: Look = PLAIN


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one look joined, blanks collapsed, none at the ends, no empty run."""
    joined: list[Run] = []
    for run in runs:
        text = BLANKS.sub(_blank, storable(run.text))
        # A blank has no look of its own worth a mark.
        look = joined[-1].look if joined and text == " " else run.look
        if joined and joined[-1].text[-1] in " \n" and text[:1] == " ":
            text = text[1:]
        if joined and text[:1] == "\n":
            joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip(" ") or " ")
        if not text:
            continue
        if joined and joined[-1].look == look:
            joined[-1] = Run(joined[-1].text + text, look)
        else:
            joined.append(Run(text, look))
    return _stripped(joined)


def storable(text: str) -> str:
    return UNSTORABLE.sub("", unicodedata.normalize("NFC", text))


def plain(runs: Iterable[Run]) -> str:
    return " ".join(storable("".join(run.text for run in runs)).split())


def to_html(runs: Iterable[Run]) -> str:
    return "".join(_html(run) for run in runs)


def is_bold(runs: Sequence[Run]) -> bool:
    """Whether all of a paragraph is in bold."""
    return bool(runs) and all(run.look.bold for run in runs)


def bold_lead(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """What a paragraph begins with in bold, and the rest."""
    end = 0
    while end < len(runs) and (runs[end].look.bold or not runs[end].text.strip(" .:–—-")):
        end += 1
    return list(runs[:end]), tidy(runs[end:])


def _blank(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def _stripped(runs: list[Run]) -> list[Run]:
    while runs and not runs[0].text.strip():
        del runs[0]
    while runs and not runs[-1].text.strip():
        del runs[-1]
    if runs:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return runs


def _html(run: Run) -> str:
    inside = escape(run.text).replace("\n", "<br>")
    for name, tag in TAGS:
        if getattr(run.look, name):
            inside = f"<{tag}>{inside}</{tag}>"
    return f'<a href="{escape(run.look.href)}">{inside}</a>' if run.look.href else inside
