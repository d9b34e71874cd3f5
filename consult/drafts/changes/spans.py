"""Stretches of a text, in code points: where they stand again, and where they went. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

WORD = re.compile(r"\w+|[^\w\s]")


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words that a stretch touches begin and end."""
    while is_inside(text, start):
        start -= 1
    while is_inside(text, end):
        end += 1
    return start, end


def again(
    text: str, words: str, before: str, after: str, *, many: int, enough: int
) -> Iterator[int]:
    """Where words stand in a text again: so `many` of them, or with `enough` characters of what
    stood around them."""
    around = before + words + after
    if len(words.split()) >= many:
        yield from occurrences(text, words, (False, False))
    elif text == around:
        yield len(before)
    elif len(before + after) >= enough and text.count(around) == 1:
        yield text.index(around) + len(before)


def occurrences(text: str, words: str, cut: tuple[bool, bool]) -> Iterator[int]:
    """Where words stand in a text, cut at their edges or not as they were: "no" is not "nota"."""
    at = text.find(words)
    while at >= 0:
        if (is_inside(text, at), is_inside(text, at + len(words))) == cut:
            yield at
        at = text.find(words, at + 1)


def is_inside(text: str, edge: int) -> bool:
    return 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum()


def follow_span(old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words from `start` to `end` went when a text was reworded: from the first to the
    last that stand in their place; null where nothing does."""
    before, after, pieces = _compared(old, new)
    first, last = _tokens(before, start, end)
    places: list[int] = []
    for equal, (i1, i2), (j1, j2) in pieces:
        low, high = max(i1, first), min(i2, last)
        if equal and low < high:
            places += [j1 + low - i1, j1 + high - i1 - 1]
        elif not equal and j1 < j2 and (low < high or first < i1 < last):
            places += [j1, j2 - 1]
    if not places:
        return None
    left, right = _same_occurrence(pieces, (first, last), (min(places), max(places) + 1))
    return after[left].start(), after[right - 1].end()


def _same_occurrence(
    pieces: Sequence["Piece"], old: tuple[int, int], new: tuple[int, int]
) -> tuple[int, int]:
    """Words that are said again further on are not those that stood here: where nothing that was
    beside them is beside them now, what took their place stands behind what went before them."""
    lead, follower = _partner(pieces, old[0] - 1), _partner(pieces, old[1])
    length = old[1] - old[0]
    is_beside = lead is None or new[0] - lead <= length + 1 or follower == new[1]
    return new if is_beside or lead is None else (lead + 1, min(lead + 1 + length, new[0]))


def _partner(pieces: Sequence["Piece"], word: int) -> int | None:
    """The word of the new text that this one of the old text is, if it stands there."""
    for equal, (i1, i2), (j1, _j2) in pieces:
        if equal and i1 <= word < i2:
            return j1 + word - i1
    return None


Token = re.Match[str]
Piece = tuple[bool, tuple[int, int], tuple[int, int]]


@lru_cache(maxsize=512)  # of one paragraph many comments quote something
def _compared(old: str, new: str) -> tuple[list[Token], list[Token], list[Piece]]:
    """The words of both texts, and the equal and different runs of them in turn."""
    before, after = list(WORD.finditer(old)), list(WORD.finditer(new))
    found: list[Piece] = []
    for step in Indel.opcodes(
        [word.group().casefold() for word in before], [word.group().casefold() for word in after]
    ):
        equal = step.tag == "equal"
        start = step.src_start, step.dest_start
        if found and found[-1][0] == equal:
            start = found[-1][1][0], found[-1][2][0]
            found.pop()
        found.append((equal, (start[0], step.src_end), (start[1], step.dest_end)))
    return before, after, found


def _tokens(words: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The first word that the span touches, and the first after it."""
    first = next((i for i, word in enumerate(words) if word.end() > start), len(words))
    last = next((i for i, word in enumerate(words) if word.start() >= end), len(words))
    return first, last


def shared_start(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length
