"""Words of a text and what stands in their place. No database, no request.

A span is a pair of code points of the text, the end exclusive. Words are found whatever their case,
their accents or their disguise (see private.plain), as whole words.
"""

import re
from collections.abc import Iterator, Sequence

from consult.comments.private.plain import Plain

MARK = "▮▮▮"
Span = tuple[int, int]


def spans(text: str, words: Sequence[str]) -> list[Span]:
    """Where any of these words stand, in order; what touches or overlaps is one."""
    plain = Plain(text)
    found = sorted(
        plain.span(match.start(), match.end())
        for pattern in map(_pattern, words)
        if pattern is not None
        for match in pattern.finditer(plain.text)
    )
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = Plain(words).text.split()
    if not parts:
        return None
    pattern = r"\s+".join(map(re.escape, parts))
    before = r"(?<!\w)" if re.match(r"\w", parts[0]) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", parts[-1]) else ""
    return re.compile(before + pattern + after)


def cover(text: str, covered: Sequence[Span]) -> str:
    """The text with the mark for each of the spans."""
    pieces, last = [], 0
    for start, end in covered:
        pieces += [text[last:start], MARK]
        last = end
    return "".join([*pieces, text[last:]])


def moved(place: int, covered: Sequence[Span], *, is_end: bool = False) -> int:
    """Where a place in the text is once the spans are covered: inside of one, at its edge."""
    shift = 0
    for start, end in covered:
        if place >= end:
            shift += len(MARK) - (end - start)
        elif place > start:
            return start + shift + (len(MARK) if is_end else 0)
    return place + shift


def around(text: str, covered: Sequence[Span], most: int = 60) -> Iterator[tuple[str, str, str]]:
    """Each span with what stands before and after it."""
    for start, end in covered:
        yield text[max(0, start - most) : start], text[start:end], text[end : end + most]
