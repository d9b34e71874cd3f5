"""Marking passages in a block of the draft: its safe HTML and its plain text in, Markup out. Pure.

The two are read side by side as `drafts.blocks` makes them: blanks may differ, a table's text has
a line between its cells. Where they do not correspond nothing is marked, rather than something
else. Marks stand inside the tags that are there, never around them, and nothing else changes.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import accumulate, groupby
from typing import NamedTuple

from markupsafe import Markup

PIECE = re.compile(r"(?P<tag><[^>]*>)|&#?\w+;|\s+|[^<]")
TAG = re.compile(r"</?(\w+)")
INLINE = frozenset({"a", "br", "code", "em", "span", "strong", "sub", "sup"})
CELL = frozenset({"td", "th"})
LARGEST_KEPT = 16_384
# How a passage looks that is quoted once, more than once, and by what one came to read.
ONCE, TWICE, OWN = "<mark>", '<mark class="again">', '<mark class="own">'

Spans = Iterable[tuple[int, int]]


class _Piece(NamedTuple):
    """A tag, a letter (or the entity for it) or blanks, as written; `ink` counts the letters
    before it, those of the plain text that stand between cells too."""

    written: str
    ink: int
    is_tag: bool = False
    is_blank: bool = False


def highlight(html: str, text: str, spans: Spans, own: Spans = ()) -> Markup:
    """The block with `spans` (code points of `text`) marked, and `own` marked strongly."""
    chosen, strongly = tuple(spans), tuple(own)
    if not chosen and not strongly:
        return Markup(html)
    mark = _kept if len(html) <= LARGEST_KEPT else _marked
    return mark(html, text, chosen, strongly)


def _marked(
    html: str, text: str, spans: tuple[tuple[int, int], ...], own: tuple[tuple[int, int], ...]
) -> Markup:
    inked = [position for position, letter in enumerate(text) if not letter.isspace()]
    pieces = _corresponding(html, "".join(text[position] for position in inked))
    if pieces is None:
        return Markup(html)
    often, strong = _Cover(inked, spans), _Cover(inked, own)

    def mark_of(piece: _Piece) -> str:
        if piece.is_tag:
            return ""
        if strong.over(piece):
            return OWN
        return ("", ONCE, TWICE)[min(often.over(piece), 2)]

    return Markup("".join(_written(_without_layout(pieces), mark_of)))


# A page is made anew after every public change, but nearly all its paragraphs are as they were.
_kept = lru_cache(maxsize=512)(_marked)


class _Cover:
    """How many spans lie over each letter, and over the blanks before it."""

    def __init__(self, inked: Sequence[int], spans: Spans) -> None:
        letters, blanks = [0] * (len(inked) + 1), [0] * (len(inked) + 1)
        for start, end in spans:
            first, beyond = bisect_left(inked, start), bisect_left(inked, end)
            if first < beyond:
                letters[first] += 1
                letters[beyond] -= 1
                blanks[first + 1] += 1
                blanks[beyond] -= 1
        self._letters, self._blanks = list(accumulate(letters)), list(accumulate(blanks))

    def over(self, piece: _Piece) -> int:
        return (self._blanks if piece.is_blank else self._letters)[piece.ink]


def _corresponding(html: str, ink: str) -> list[_Piece] | None:
    """The pieces of `html` if its letters, with a line between cells, are those of `ink`."""
    pieces, letters, row = [], list[str](), 0
    for match in PIECE.finditer(html):
        written = match.group()
        if match["tag"]:
            name = _name(written)
            if name == "tr":
                row = 0
            elif name in CELL and not written.startswith("</"):
                letters += "|" * (row > 0)
                row += 1
        letter = "" if match["tag"] else unescape(written)
        pieces.append(_Piece(written, len(letters), bool(match["tag"]), letter.isspace()))
        if letter and not letter.isspace():
            letters.append(letter)
    return pieces if "".join(letters) == ink else None


def _without_layout(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Blanks between the tags of a table are no text: they count as a part of the tags."""
    for number, piece in enumerate(pieces):
        beside = [each for each in pieces[max(0, number - 1) : number + 2] if each.is_tag]
        is_layout = piece.is_blank and any(_name(each.written) not in INLINE for each in beside)
        yield piece._replace(is_tag=True) if is_layout else piece


def _name(tag: str) -> str:
    found = TAG.match(tag)
    return found[1] if found else ""


def _written(
    pieces: Iterable[_Piece], mark_of: Callable[[_Piece], str]
) -> Iterator[str]:
    for mark, run in groupby(pieces, key=mark_of):
        inside = "".join(piece.written for piece in run)
        yield f"{mark}{inside}</mark>" if mark else inside
