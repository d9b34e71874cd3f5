"""A long letter as numbered points: by its paragraphs, its lists and its headings.

Spans are in code points of the text as given, in order, never overlapping; whatever is not blank
lies in one of them. A short text is one point. What is proposed is corrected by a person.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SHORT = 400  # characters; up to here a text is one point
BRIEF = 80  # a paragraph that says less belongs to its neighbour: a greeting, a farewell
HEADING = 90
FULL_LINE = 0.7  # of the longest: a shorter line ends its paragraph
LONGEST_WRAPPED = 120  # longer lines are paragraphs, whatever they end in

LINE = re.compile(r"[^\n]+")
ITEM = re.compile(
    r"\s{0,12}(?:[-*•·–—▪◦‣]\s"
    r"|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)º°]{1,2}-?\s"
    r"|(?i:primer[oa]|segund[oa]|tercer[oa]|cuart[oa]|quint[oa]|sext[oa]|s[eé]ptim[oa]"
    r"|octav[oa]|noven[oa]|d[eé]cim[oa])\s{0,2}[.:)-])"
)
MARKED = re.compile(r"\s{0,3}#{1,6}\s")
ENDED = re.compile(r"[.!?…;:»”\")\]]\s*\Z")


class Span(NamedTuple):
    """From `start` up to, not including, `end`."""

    start: int
    end: int


class _Part(NamedTuple):
    """A paragraph, an item of a list or a heading."""

    start: int
    end: int
    kind: str


def points(text: str) -> list[Span]:
    """The points of a text; none where it is blank."""
    stripped = text.strip()
    if not stripped:
        return []
    start = text.index(stripped[0])
    if len(stripped) <= SHORT:
        return [Span(start, start + len(stripped))]
    joined = _joined(text, _headed(text, list(_parts(text))))
    return [Span(*_trimmed(text, part.start, part.end)) for part in joined]


def _parts(text: str) -> Iterator[_Part]:
    """Lines that belong together, as they stand."""
    lines = [match.span() for match in LINE.finditer(text) if match[0].strip()]
    longest = max(end - start for start, end in lines)
    begun, kind = lines[0][0], _kind(text, *lines[0])
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if following is None:
            yield _Part(begun, line[1], kind)
        elif _breaks(text, line, following, longest):
            yield _Part(begun, line[1], kind)
            begun, kind = following[0], _kind(text, *following)


def _kind(text: str, start: int, end: int) -> str:
    line = text[start:end]
    if MARKED.match(line):
        return "heading"
    return "item" if ITEM.match(line) else "paragraph"


def _breaks(
    text: str, line: tuple[int, int], following: tuple[int, int], longest: int
) -> bool:
    """Whether a new part begins after a line."""
    if text.count("\n", line[1], following[0]) > 1 or _kind(text, *following) != "paragraph":
        return True
    said = text[line[0] : line[1]].rstrip()
    if MARKED.match(said) or len(said) > LONGEST_WRAPPED:
        return True
    return len(said) < FULL_LINE * min(longest, LONGEST_WRAPPED)


def _headed(text: str, parts: Sequence[_Part]) -> list[_Part]:
    """Paragraphs that are the heading of what follows, told from the others."""
    following = [*parts[1:], None]
    return [
        part._replace(kind="heading") if _is_heading(text, part, after) else part
        for part, after in zip(parts, following, strict=True)
    ]


def _is_heading(text: str, part: _Part, after: _Part | None) -> bool:
    said = text[part.start : part.end].strip()
    if after is None or len(said) > HEADING or part.kind == "heading":
        return False
    if said.endswith(":") or said.isupper():
        return True
    return part.kind == "paragraph" and "\n" not in said and not ENDED.search(said)


def _joined(text: str, parts: Sequence[_Part]) -> list[_Part]:
    """A heading with what it heads, a greeting with what follows, a brief list with what leads
    to it, a farewell with what stands before."""
    points: list[_Part] = []
    waiting: int | None = None
    for part in parts:
        begun = part.start if waiting is None else waiting
        waiting = None
        if part.kind == "heading" or (not points and _is_brief(text, part)):
            waiting = begun
        elif points and part is parts[-1] and _is_brief(text, part._replace(start=begun)):
            # A farewell, with the name under it.
            points[-1] = points[-1]._replace(end=part.end)
        elif points and begun == part.start and _is_brief(text, part):
            points[-1] = points[-1]._replace(end=part.end)
        else:
            points.append(_Part(begun, part.end, part.kind))
    if waiting is not None:
        last = points.pop() if points else _Part(waiting, waiting, "paragraph")
        points.append(last._replace(end=parts[-1].end))
    return points


def _is_brief(text: str, part: _Part) -> bool:
    return len(text[part.start : part.end].strip()) < BRIEF


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    left = len(said) - len(said.lstrip())
    return start + left, start + len(said.rstrip())
