"""What became of each block of an old version in a new one.

Pure. Equal text is followed first, then what was reworded; what cannot be told is left without a
place. One block never takes the place of two.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from consult.drafts.changes import likeness
from consult.drafts.changes.likeness import fold
from consult.drafts.changes.matching import single

CarryOver = Literal["kept", "moved", "changed", "removed"]

# The share of words, in their order, that makes a paragraph a rewording of another: beside it, in
# the same section, and anywhere else.
REWORDED_HERE, REWORDED_ELSEWHERE = 0.4, 0.75
# By how much one must be more alike than all others to be the one.
CLEARLY = 0.1
# Fewer words than this ("Derogado.") do not identify a paragraph that left its section.
TELLING_WORDS = 6
SAME_MARKER, BESIDE = 0.05, 0.05
# New words for lost ones, from which on a section was rewritten and not cut.
REPLACED = 0.3
COMMON = 20
MOST_PAIRS = 10_000
# The share of a section's words that must come from, or go to, one other section.
MOST_OF_IT = 0.5


@dataclass(frozen=True)
class BlockRef:
    """A block as far as its identity goes; `section` names its section."""

    section: int
    digest: str
    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(fold(self.text).split())

    @cached_property
    def runs(self) -> likeness.Runs:
        return likeness.runs(self.words)

    def like(self, other: "BlockRef") -> float:
        return likeness.rewording(self.words, other.words, self.runs, other.runs)


class Fate(NamedTuple):
    """What became of a block: `place` is its index in the new version, `certainty` from 0 to 1.

    kept: the same text in the same section; moved: the same text elsewhere; changed: reworded,
    where `place` says, or somewhere in its section; removed: gone.
    """

    state: CarryOver
    place: int | None
    certainty: float = 1.0


def match_blocks(
    old: Sequence[BlockRef], new: Sequence[BlockRef], sections: Mapping[int, int]
) -> dict[int, Fate]:
    """The fate of each old block. `sections`: new section -> the old one that it continues."""
    successors = {before: after for after, before in sections.items()}
    placed = _Placed()
    _keep(old, new, successors, placed)
    _move(old, new, placed)
    for state, before, after, certainty in [
        *_reworded_here(old, new, successors, placed),
        *_reworded_elsewhere(old, new, placed),
    ]:
        placed.take(state, before, after, certainty)
    lost = _Lost(old, new, successors, placed)
    return {
        index: placed.with_neighbours(index) if index in placed.fates else lost.fate(block)
        for index, block in enumerate(old)
    }


class Lineage(NamedTuple):
    """`split`: a new section -> the old one that most of its words come from; `merged`: an old
    section that is gone -> the new one that most of its words went to."""

    split: Mapping[int, int]
    merged: Mapping[int, int]


def lineage(
    old: Sequence[BlockRef],
    new: Sequence[BlockRef],
    sections: Mapping[int, int],
    fates: Mapping[int, Fate],
) -> Lineage:
    """Which sections were split from others, and merged into others."""
    continued = set(sections.values())
    gave: defaultdict[int, Counter[int]] = defaultdict(Counter)
    got: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for index, fate in fates.items():
        if fate.place is None:
            continue
        here, there = old[index].section, new[fate.place].section
        got[there][here] += len(new[fate.place].words)
        gave[here][there] += len(old[index].words)
    return Lineage(
        split=_mostly(got, _sizes(new), lambda section: section not in sections),
        merged=_mostly(gave, _sizes(old), lambda section: section not in continued),
    )


class _Placed:
    """Fates as they are found; a new block is taken once."""

    def __init__(self) -> None:
        self.fates: dict[int, Fate] = {}
        self.taken: set[int] = set()

    def take(self, state: CarryOver, before: int, after: int, certainty: float = 1.0) -> None:
        if before not in self.fates and after not in self.taken:
            self.fates[before] = Fate(state, after, min(1.0, round(certainty, 2)))
            self.taken.add(after)

    def with_neighbours(self, index: int) -> Fate:
        """A rewording is more certain between the paragraphs that it always stood between."""
        fate = self.fates[index]
        if fate.state != "changed" or fate.place is None:
            return fate
        beside = sum(
            index + step in self.fates and self.fates[index + step].place == fate.place + step
            for step in (-1, 1)
        )
        return fate._replace(certainty=min(1.0, round(fate.certainty + BESIDE * beside, 2)))

    def left(self, blocks: Sequence[BlockRef], done: Iterable[int]) -> Iterator[int]:
        settled = set(done)
        return (index for index in range(len(blocks)) if index not in settled)


def _keep(
    old: Sequence[BlockRef],
    new: Sequence[BlockRef],
    successors: Mapping[int, int],
    placed: _Placed,
) -> None:
    """Equal texts of one section: first those that kept their order, which tells which of two
    equal paragraphs is which; then the others in turn."""
    there = _by_section(new)
    for section, before in _by_section(old).items():
        after = there.get(successors.get(section, -1), [])
        for index, place in _in_order(old, new, before, after):
            placed.take("kept", index, place)
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place in reversed(after):
            if place not in placed.taken:
                waiting[new[place].digest].append(place)
        for index in before:
            if index not in placed.fates and waiting[old[index].digest]:
                placed.take("kept", index, waiting[old[index].digest].pop())


def _in_order(
    old: Sequence[BlockRef], new: Sequence[BlockRef], before: list[int], after: list[int]
) -> Iterator[tuple[int, int]]:
    """The longest run of equal texts that two sections have in the same order."""
    for step in Indel.opcodes([old[i].digest for i in before], [new[i].digest for i in after]):
        if step.tag == "equal":
            run = after[step.dest_start : step.dest_end]
            yield from zip(before[step.src_start : step.src_end], run, strict=True)


def _by_section(blocks: Sequence[BlockRef]) -> Mapping[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        found[block.section].append(index)
    return found


def _move(old: Sequence[BlockRef], new: Sequence[BlockRef], placed: _Placed) -> None:
    """A paragraph that left its section, if there never was nor is another like it."""
    before = single((block.digest, index) for index, block in enumerate(old))
    after = single((block.digest, index) for index, block in enumerate(new))
    for digest, index in before.items():
        if digest in after and len(old[index].words) >= TELLING_WORDS:
            placed.take("moved", index, after[digest])


Pair = tuple[CarryOver, int, int, float]


def _reworded_here(
    old: Sequence[BlockRef],
    new: Sequence[BlockRef],
    successors: Mapping[int, int],
    placed: _Placed,
) -> list[Pair]:
    """Pairs of blocks left in one section, the most alike first."""
    free: defaultdict[int, list[int]] = defaultdict(list)
    for index in placed.left(new, placed.taken):
        free[new[index].section].append(index)
    scored = []
    for before in placed.left(old, placed.fates):
        candidates = free.get(successors.get(old[before].section, -1), [])
        for after in candidates[: MOST_PAIRS // max(len(candidates), 1) + 1]:
            alike = old[before].like(new[after])
            alike += SAME_MARKER * (old[before].words[:1] == new[after].words[:1])
            if alike >= REWORDED_HERE:
                scored.append((alike, -abs(before - after), before, after))
    return [("changed", before, after, alike) for alike, _, before, after in _best_first(scored)]


def _reworded_elsewhere(
    old: Sequence[BlockRef], new: Sequence[BlockRef], placed: _Placed
) -> list[Pair]:
    said = Counter(block.digest for block in old), Counter(block.digest for block in new)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for after in placed.left(new, placed.taken):
        for run in new[after].runs:
            holders[run].append(after)
    scored = []
    for before in placed.left(old, placed.fates):
        if len(old[before].words) < TELLING_WORDS:
            continue
        shared = Counter(
            after
            for run in old[before].runs
            if len(holders.get(run, ())) <= COMMON
            for after in holders.get(run, ())
        )
        for after, _count in shared.most_common(3):
            alike = old[before].like(new[after])
            # What is said in several places is nobody's own.
            is_own = said[0][old[before].digest] == said[1][new[after].digest] == 1
            if alike >= REWORDED_ELSEWHERE and is_own:
                scored.append((alike, 0, before, after))
    return [("changed", before, after, alike) for alike, _, before, after in _unrivalled(scored)]


def _unrivalled(scored: list[tuple[float, int, int, int]]) -> list[tuple[float, int, int, int]]:
    """Without those that another could be as well, on either side."""
    sharing: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for alike, _, before, after in scored:
        sharing["old", before].append(alike)
        sharing["new", after].append(alike)

    def is_rivalled(alike: float, name: tuple[str, int]) -> bool:
        return sum(other > alike - CLEARLY for other in sharing[name]) > 1

    return _best_first([
        pair for pair in scored
        if not is_rivalled(pair[0], ("old", pair[2])) and not is_rivalled(pair[0], ("new", pair[3]))
    ])  # fmt: skip


def _best_first(scored: list[tuple[float, int, int, int]]) -> list[tuple[float, int, int, int]]:
    return sorted(scored, reverse=True)


class _Lost:
    """What is said of blocks without a place: where their section has new text that nobody can
    place, and enough of it, they may have become that text."""

    def __init__(
        self,
        old: Sequence[BlockRef],
        new: Sequence[BlockRef],
        successors: Mapping[int, int],
        placed: _Placed,
    ) -> None:
        self._successors = successors
        self._gone, self._come = Counter[int](), Counter[int]()
        for index in placed.left(old, placed.fates):
            self._gone[successors.get(old[index].section, -1)] += len(old[index].words)
        for index in placed.left(new, placed.taken):
            self._come[new[index].section] += len(new[index].words)

    def fate(self, block: BlockRef) -> Fate:
        home = self._successors.get(block.section, -1)
        if self._come[home] and self._come[home] >= REPLACED * self._gone[home]:
            return Fate("changed", None)
        return Fate("removed", None)


def _sizes(blocks: Sequence[BlockRef]) -> Counter[int]:
    sizes: Counter[int] = Counter()
    for block in blocks:
        sizes[block.section] += len(block.words)
    return sizes


def _mostly(shares, sizes, is_left) -> dict[int, int]:
    found = {}
    for section, others in shares.items():
        other, words = others.most_common(1)[0]
        if is_left(section) and words >= MOST_OF_IT * max(sizes[section], 1):
            found[section] = other
    return found
