"""Which section and which block of a new version is which of the old one.

Pure. Certain matches only: what cannot be told for sure is left unmatched, for a person to see,
and nothing is ever matched twice.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from consult.drafts.outline import chapter_home, label

Name = TypeVar("Name", bound=Hashable)
Place = TypeVar("Place")
CarryOver = Literal["kept", "moved", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A section as far as its identity goes; `parent` is an index into the same sequence.

    `digests` are those of its own blocks in reading order; `explicit` says that the drafter
    wrote the key.
    """

    key: str
    heading: str
    parent: int | None
    digests: tuple[str, ...] = ()
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block as far as its identity goes; `section` is an index into its version's sections."""

    section: int
    digest: str


def match_sections(old: Sequence[SectionOutline], new: Sequence[SectionOutline]) -> dict[int, int]:
    """New index -> old index, one to one.

    First the one root that holds everything, however it is titled; then the same key (written
    by the drafter, or of the same structural label), the same heading under matched parents in
    reading order, and the same blocks where only one section has them.
    """
    matcher = _Matcher(old, new)
    matcher.by_root()
    matcher.by_key()
    matcher.by_heading()
    matcher.by_blocks()
    matcher.by_heading()  # again, below the parents that their blocks have settled
    return matcher.found


def match_blocks(
    old: Sequence[BlockRef], new: Sequence[BlockRef], sections: Mapping[int, int]
) -> dict[int, tuple[CarryOver, int | None]]:
    """What became of each old block: (state, new index or None).

    `sections` is what match_sections returned. kept: the same text in the matched section, equal
    texts paired in order; moved: the same text in exactly one other place; changed: the section
    is there, this text is not; removed: the section is gone.
    """
    successors = {before: after for after, before in sections.items()}
    here: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
    for index in reversed(range(len(new))):
        here[new[index].section, new[index].digest].append(index)
    kept: dict[int, int] = {}
    for index, block in enumerate(old):
        same = here[successors.get(block.section), block.digest]
        if same:
            kept[index] = same.pop()
    moved = _moved(old, new, kept)
    return {
        index: _fate(index, block.section in successors, kept, moved)
        for index, block in enumerate(old)
    }


class _Matcher:
    def __init__(self, old: Sequence[SectionOutline], new: Sequence[SectionOutline]) -> None:
        self.old = old
        self.new = new
        self.found: dict[int, int] = {}
        self.used: set[int] = set()

    def by_root(self) -> None:
        if _holds_all(self.old) and _holds_all(self.new):
            self._match(0, 0)

    def by_key(self) -> None:
        known = {s.key: before for before, s in enumerate(self.old) if before not in self.used}
        for index, section in enumerate(self.new):
            before = known.get(section.key)
            if before is None or index in self.found:
                continue
            if section.explicit or label(self.old[before].heading) == label(section.heading):
                self._match(index, before)

    def by_heading(self) -> None:
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for before in reversed(range(len(self.old))):
            if before not in self.used:
                waiting[self.old[before].parent, _plain(self.old[before].heading)].append(before)
        # Parents come first, so a parent matched in this round already counts for its children.
        for index, section in enumerate(self.new):
            home = None if section.parent is None else self.found.get(section.parent, -1)
            candidates = waiting[home, _plain(section.heading)]
            if index not in self.found and candidates:
                self._match(index, candidates.pop())

    def by_blocks(self) -> None:
        before = _single(self._digests(self.old, self.used))
        after = _single(self._digests(self.new, self.found))
        for digests, index in after.items():
            if digests in before:
                self._match(index, before[digests])

    def _match(self, index: int, before: int) -> None:
        self.found[index] = before
        self.used.add(before)

    @staticmethod
    def _digests(
        sections: Sequence[SectionOutline], settled: Iterable[int]
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        done = set(settled)
        for index, section in enumerate(sections):
            if section.digests and index not in done:
                yield section.digests, index


def _single(pairs: Iterable[tuple[Name, Place]]) -> dict[Name, Place]:
    """The pairs whose name occurs once."""
    listed = list(pairs)
    count = Counter(name for name, _ in listed)
    return {name: place for name, place in listed if count[name] == 1}


def _holds_all(sections: Sequence[SectionOutline]) -> bool:
    return chapter_home([section.parent for section in sections]) == 0


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _moved(
    old: Sequence[BlockRef], new: Sequence[BlockRef], kept: Mapping[int, int]
) -> dict[int, int]:
    taken = set(kept.values())
    left = _single((block.digest, i) for i, block in enumerate(old) if i not in kept)
    free = _single((block.digest, i) for i, block in enumerate(new) if i not in taken)
    return {index: free[digest] for digest, index in left.items() if digest in free}


def _fate(
    index: int, has_section: bool, kept: Mapping[int, int], moved: Mapping[int, int]
) -> tuple[CarryOver, int | None]:
    if index in kept:
        return "kept", kept[index]
    if index in moved:
        return "moved", moved[index]
    return ("changed" if has_section else "removed"), None
