"""Counts that may be shown to everybody: none of 1 to 4, which could point at somebody, and none
that a subtraction would give. No database.

It is taken for granted that a reader knows the sum of the counts that stand together.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
FEWEST = 5


def safe(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The same counts, None for those that are not shown: each of 1 to 4, and of the others as
    many (the smallest first) as it takes that two or more are hidden and make five or more
    together."""
    hidden = {key for key, count in counts.items() if 0 < count < FEWEST}
    others = sorted({count for count in counts.values() if count >= FEWEST})
    while hidden and others and not _is_enough([counts[key] for key in hidden]):
        smallest = others.pop(0)  # all of that size: which of them it was would tell something
        hidden |= {key for key, count in counts.items() if count == smallest}
    if hidden and not _is_enough([counts[key] for key in hidden]):
        hidden = set(counts)  # what is nought would tell the rest
    return {key: None if key in hidden else count for key, count in counts.items()}


def _is_enough(hidden: Sequence[int]) -> bool:
    """Whether their sum leaves open what each is: not that all are one, or all the largest that is
    hidden for itself."""
    count, total = len(hidden), sum(hidden)
    return count > 1 and total >= FEWEST and total not in (count, count * (FEWEST - 1))


def lone(count: int) -> int | None:
    """A count that stands by itself."""
    return None if 0 < count < FEWEST else count


def together(rows: Sequence[Mapping[Key, int]]) -> list[tuple[int, int]]:
    """How many rows that follow each other it takes that every count is nought or five or more:
    pairs of the first and the one after the last. What is left at the end goes with those before
    it; there are none where all of them together are not enough."""
    made: list[tuple[int, int]] = []
    begin, sums = 0, dict[Key, int]()
    for place, row in enumerate(rows):
        for key, count in row.items():
            sums[key] = sums.get(key, 0) + count
        if all(lone(count) is not None for count in sums.values()):
            made.append((begin, place + 1))
            begin, sums = place + 1, {}
    if begin < len(rows) and made:
        made[-1] = made[-1][0], len(rows)
    return made


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that this share (0 to 1) of them does not exceed; None of too few."""
    if len(values) < FEWEST:
        return None
    ordered = sorted(values)
    place = -(-len(ordered) * share // 1)  # rounded up
    return ordered[max(0, int(place) - 1)]
