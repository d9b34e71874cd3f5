"""Pieces of a paragraph that look alike: bold, raised, linked; as plain text and as inline HTML.

Pure. Blanks are collapsed as a browser would; "\n" in a run is a line break.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

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
    found: list[Run] = []
    for look, alike in groupby(_dressed(runs), key=lambda run: run.look):
        text = BLANKS.sub(_blank, storable("".join(run.text for run in alike)))
        before = found[-1].text if found else ""
        if text[:1] == "\n" and before.endswith(" "):
            found[-1] = replace(found[-1], text=before.rstrip(" "))
        if before[-1:] in (" ", "\n") and text[:1] == " ":
            text = text[1:]
        if text:
            found.append(Run(text, look))
    return _stripped([run for run in found if run.text])


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


def _dressed(runs: Iterable[Run]) -> Iterator[Run]:
    """Blanks take the look of what stands before them: one of their own would not be seen."""
    look: Look | None = None
    for run in runs:
        if look is None or run.text.strip(" "):
            look = run.look
        yield Run(run.text, look)


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
