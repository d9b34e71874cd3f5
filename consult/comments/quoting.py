"""Finding the words that someone quotes in the text they read. Pure.

People type a quotation, or paste it from a page, a PDF or a chat: blanks, capitals, the form of
quotation marks and dashes may differ from the text; the words and their accents may not.
"""

import re
import unicodedata
from typing import NamedTuple

CONTEXT = 32
MOST_PLACES = 100

_ALIKE = {ord(mark): '"' for mark in "«»“”„‟‘’‚‛'‹›`´"}
_ALIKE |= {ord(dash): "-" for dash in "‐‑‒–—―−"}
_ALIKE |= {0x2026: "..."}
_WITHOUT_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_AROUND = re.compile(r'^[\s"]+|[\s"]+$')


class Span(NamedTuple):
    """Positions in code points, end exclusive."""

    start: int
    end: int


def locate(text: str, quote: str) -> list[Span]:
    """Where `quote` stands in `text`, in order, up to MOST_PLACES; nothing for a blank quote."""
    folded, origin = _fold(text)
    wanted = _AROUND.sub("", _fold(unicodedata.normalize("NFC", quote))[0])
    found: list[Span] = []
    start = folded.find(wanted) if wanted else -1
    while start >= 0 and len(found) < MOST_PLACES:
        found.append(Span(origin[start], origin[start + len(wanted) - 1] + 1))
        start = folded.find(wanted, start + 1)
    return found


def context(text: str, span: Span) -> tuple[str, str]:
    """Up to 32 characters before and after a span."""
    return text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]


def _fold(text: str) -> tuple[str, list[int]]:
    """Text with one blank for many and one form of each mark; where each character comes from."""
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        if character in _WITHOUT_WIDTH:
            continue
        alike = " " if character.isspace() else character.translate(_ALIKE).casefold()
        if alike == " " and folded and folded[-1] == " ":
            continue
        folded.extend(alike)
        origin.extend([position] * len(alike))
    return "".join(folded), origin
