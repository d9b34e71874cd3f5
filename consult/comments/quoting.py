"""Finding the words that someone quotes in the text they read. Pure.

People type a quotation, or paste it from a page, a PDF or a chat: blanks, capitals, the form of
quotation marks and dashes may differ from the text; the words and their accents may not. A place
is never taken from a browser, which counts in other units, but from words: those that are quoted
and, where they stand several times, those before them.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

LONGEST_QUOTE = 2_000
CONTEXT = 32
MOST_PLACES = 100
# In what stands before the words that are quoted: the beginning of their paragraph.
BEGINNING = "¶"
# Of words that stand everywhere only so many places are looked at.
MOST_LOOKED_AT = 10_000
LONGEST_BEFORE = 8_000

_ALIKE = {ord(mark): '"' for mark in "«»“”„‟‘’‚‛'‹›`´"}
_ALIKE |= {ord(dash): "-" for dash in "‐‑‒–—―−"}
# The edge of a table's cell, which a page shows as a line.
_ALIKE |= {0x2026: "...", ord("|"): " "}
_VARIANTS = "\ufe0e\ufe0f"
_JOINER = "\u200d"
_JOINED = frozenset(_JOINER + "".join(map(chr, range(0x1F3FB, 0x1F400))))
_AROUND = re.compile(r'^[\s"]+|[\s"]+$')


class Span(NamedTuple):
    """Positions in code points, end exclusive."""

    start: int
    end: int


class Stretch(NamedTuple):
    """From `start` in text number `first` to `end` (exclusive) in text number `last`."""

    first: int
    start: int
    last: int
    end: int

    def inside(self, number: int, text: str) -> Span | None:
        """What of text `number` it covers."""
        if not self.first <= number <= self.last:
            return None
        return Span(
            self.start if number == self.first else 0,
            self.end if number == self.last else len(text),
        )


def locate_across(texts: Sequence[str], quote: str, before: str = "") -> list[Stretch]:
    """Where `quote` stands in texts that are read one after another, within one or over several;
    nothing for a blank quote.

    In order, up to MOST_PLACES: those that `before` fits, which is what stands before the words
    that are meant; if it fits none, those that are whole words; if none is, every one.
    """
    reading = _Reading(texts)
    places, preceding = list(reading.places(quote)), _bare(before)
    meant = [each for each in places if reading.follows(each, preceding)] if preceding else []
    chosen = meant or [each for each in places if reading.is_whole(each)] or places
    return [reading.stretch(*each) for each in chosen[:MOST_PLACES]]


def quotation(
    texts: Sequence[str], stretch: Stretch
) -> tuple[str, str, str, int | None, int | None]:
    """What is kept of a stretch, as the fields of a Quote: its exact words, up to 32 characters
    before and after, and its position, if it lies within one text."""
    covered = (stretch.inside(number, text) for number, text in enumerate(texts))
    pieces = [text[span.start : span.end] for text, span in zip(texts, covered) if span]
    before, _inside = context(texts[stretch.first], Span(stretch.start, stretch.start))
    _inside, after = context(texts[stretch.last], Span(stretch.end, stretch.end))
    position = (stretch.start, stretch.end) if stretch.first == stretch.last else (None, None)
    return "\n".join(pieces), before, after, *position


def context(text: str, span: Span) -> tuple[str, str]:
    """Up to 32 characters before and after a span."""
    return text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]


class _Reading:
    """Texts joined to be searched; a place is a pair of positions in the folded text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self._text = "\n".join(texts)
        self._folded, self._origin = _folded(self._text)

    def places(self, quote: str) -> Iterator[Span]:
        wanted = _AROUND.sub("", _fold(unicodedata.normalize("NFC", quote))[0])
        start = self._folded.find(wanted) if wanted else -1
        for _looked_at in range(MOST_LOOKED_AT):
            if start < 0:
                return
            place = Span(start, start + len(wanted))
            if not any(self._is_inside_a_letter(edge) for edge in place):
                yield place
            start = self._folded.find(wanted, start + 1)

    def _is_inside_a_letter(self, edge: int) -> bool:
        """Whether a letter, or an emoji made of several, would be cut in two there."""
        if edge in (0, len(self._origin)):
            return False
        position = self._origin[edge]
        if position == self._origin[edge - 1]:
            return True
        behind = self._text[self._origin[edge - 1] + 1 : position + 1].lstrip(_VARIANTS)[0]
        return behind in _JOINED or unicodedata.combining(behind) > 0

    def is_whole(self, place: Span) -> bool:
        """Whether it begins and ends with a word, or between words."""
        beside = (self._folded[edge - 1 : edge + 1] for edge in place if edge)
        return not any(len(pair) == 2 and pair.isalnum() for pair in beside)

    def follows(self, place: Span, before: str) -> bool:
        number = self._number(self._origin[place.start])
        begins = bisect_left(self._origin, self._starts[number])
        # Some more than is compared, for what is trimmed.
        earliest = max(begins, place.start - len(before) - CONTEXT)
        window = self._folded[earliest : place.start]
        return _trimmed((BEGINNING if earliest == begins else "") + window).endswith(before)

    def stretch(self, start: int, end: int) -> Stretch:
        first, last = self._origin[start], self._origin[end - 1]
        beyond = last + 1
        while self._text[beyond : beyond + 1] in tuple(_VARIANTS):
            beyond += 1
        number, final = self._number(first), self._number(last)
        return Stretch(number, first - self._starts[number], final, beyond - self._starts[final])

    def _number(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1


def _bare(before: str) -> str:
    return _trimmed(_fold(unicodedata.normalize("NFC", before))[0].lstrip())[-LONGEST_BEFORE:]


def _trimmed(before: str) -> str:
    """Without the blanks and quotation marks that may stand on either side of the edge."""
    return before.rstrip(' "')


# Many quotations are looked for in one passage when thousands are imported or carried over.
@lru_cache(maxsize=16)
def _folded(text: str) -> "tuple[str, array[int]]":
    return _fold(text)


def _fold(text: str) -> "tuple[str, array[int]]":
    """Text with one blank for many and one form of each mark, without what has no width; where
    each character comes from."""
    folded: list[str] = []
    origin = array("L")
    for position, character in enumerate(text):
        if character in _VARIANTS or unicodedata.category(character) == "Cf":
            continue
        alike = " " if character.isspace() else character.translate(_ALIKE).casefold()
        if alike == " " and folded and folded[-1] == " ":
            continue
        folded.extend(alike)
        origin.extend([position] * len(alike))
    return "".join(folded), origin
