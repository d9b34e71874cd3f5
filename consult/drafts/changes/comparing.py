"""What became of each section and paragraph between two versions. Pure.

Which section is which is given (`Part.section` is the same in both versions), and what became of
a paragraph is asked of `aligning`. Here it is put in the order in which it is read: that of the
newer version, with what was taken out at its old place.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from consult.drafts.changes.aligning import BlockRef, lineage, match_blocks
from consult.drafts.changes.diff import Piece, difference, words
from consult.drafts.outline import label

Thing = TypeVar("Thing", bound=Hashable)
# Of a section; "split": most of its text came from another, "merged": most of it went to one.
Mark = Literal[
    "added", "removed", "split", "merged", "moved", "changed", "renumbered", "retitled"
]
MARKS: tuple[Mark, ...] = (
    "added", "removed", "split", "merged", "moved", "changed", "renumbered", "retitled",
)  # fmt: skip
# "moved" came from another place, "left" went to one.
Fate = Literal["same", "changed", "added", "removed", "moved", "left"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    number: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands in one version; `parent` and `page` are identities too: what it
    stands below, and what starts the page it is read on."""

    section: int
    key: str
    title: str
    depth: int
    parent: int | None
    page: int
    paragraphs: tuple[Paragraph, ...] = ()


class Place(NamedTuple):
    """Where a paragraph that moved was, or where it went."""

    key: str
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after. `pieces` is the difference of its words, `elsewhere` its other
    place if that is in another section."""

    fate: Fate
    old: Paragraph | None
    new: Paragraph | None
    pieces: tuple[Piece, ...]
    elsewhere: Place | None = None


class Counts(NamedTuple):
    """Of paragraphs by what became of them (see Fate), and of words."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    left: int = 0
    words_added: int = 0
    words_removed: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*map(sum, zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one section; no `marks`: nothing. `origin` is the title of the section that
    most of its text came from or went to, if it was split or merged."""

    old: Part | None
    new: Part | None
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    counts: Counts
    origin: str = ""

    @property
    def part(self) -> Part:
        part = self.new or self.old
        assert part is not None
        return part

    @property
    def title(self) -> list[Piece]:
        return difference(self.old.title if self.old else "", self.new.title if self.new else "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every section in reading order; `groups` are those that are read on one page."""

    changes: tuple[Change, ...]
    groups: tuple[tuple[Change, ...], ...]
    sections: Mapping[Mark, int]
    counts: Counts


def compare(old: Sequence[Part], new: Sequence[Part]) -> Comparison:
    olds = {part.section: part for part in old}
    news = {part.section: part for part in new}
    rows = _Rows(old, new)
    moved = _moved_sections(old, new)
    order = woven(list(olds), list(news), _stable(_places(olds, news)))
    changes = tuple(
        _change(olds.get(section), news.get(section), rows, is_moved=section in moved)
        for section in order
    )
    return Comparison(
        changes=changes,
        groups=_groups(changes),
        sections=Counter(mark for change in changes for mark in change.marks),
        counts=_sum(change.counts for change in changes),
    )


def woven(old: Sequence[Thing], new: Sequence[Thing], stable: Iterable[int]) -> list[Thing]:
    """All of `new` in order, and what stands in `old` alone behind what it stood behind there.

    `stable` are places in `old` of those that keep their order: only they are held on to.
    """
    kept, present = set(stable), set(new)
    behind: defaultdict[Thing | None, list[Thing]] = defaultdict(list)
    hold: Thing | None = None
    for place, thing in enumerate(old):
        if thing not in present:
            behind[hold].append(thing)
        elif place in kept:
            hold = thing
    found = list(behind[None])
    for thing in new:
        found += [thing, *behind[thing]]
    return found


class _Rows:
    """The paragraphs of both versions, paired; the rows of a section are put together from it.

    Paragraphs are named by their place in their version: (section, position).
    """

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self._olds = {part.section: part for part in old}
        self._news = {part.section: part for part in new}
        same = {section: section for section in self._news if section in self._olds}
        befores, afters = _refs(old), _refs(new)
        fates = match_blocks(befores, afters, same)
        names = _names(old), _names(new)
        self._target = {
            names[0][index]: names[1][fate.place]
            for index, fate in fates.items()
            if fate.place is not None
        }
        self._origin = {after: before for before, after in self._target.items()}
        self._lineage = lineage(befores, afters, same, fates)

    def origin(self, section: int) -> str:
        """The title of the one that a new section was split from, or an old one went into."""
        before, after = self._lineage.split.get(section), self._lineage.merged.get(section)
        if section in self._news:
            return self._olds[before].title if before is not None else ""
        return self._news[after].title if after is not None else ""

    def of(self, section: int) -> list[Row]:
        old, new = self._olds.get(section), self._news.get(section)
        befores = [(section, n) for n in range(len(old.paragraphs))] if old else []
        afters = [(section, n) for n in range(len(new.paragraphs))] if new else []
        # Here a paragraph that stayed goes by its new name, and one that left by its old one.
        stay = {name: self._target.get(name) for name in befores}
        names = [
            ("new", target) if target and target[0] == section else ("old", name)
            for name, target in stay.items()
        ]
        here = {name: place for place, name in enumerate(names)}
        after_names = [("new", name) for name in afters]
        places = [here[name] for name in after_names if name in here]
        stable = _stable(places)
        order = woven(names, after_names, stable)
        steady = {names[place] for place in stable}
        return [
            self._came(name, is_steady=(side, name) in steady)
            if side == "new"
            else self._went(name)
            for side, name in order
        ]

    def _came(self, name: tuple[int, int], *, is_steady: bool) -> Row:
        new = self._news[name[0]].paragraphs[name[1]]
        origin = self._origin.get(name)
        if origin is None:
            return Row("added", None, new, (Piece("added", new.text),))
        old = self._olds[origin[0]].paragraphs[origin[1]]
        pieces = tuple(difference(old.text, new.text))
        if is_steady:
            return Row("same" if old.text == new.text else "changed", old, new, pieces)
        elsewhere = None if origin[0] == name[0] else _place(self._olds[origin[0]], old)
        return Row("moved", old, new, pieces, elsewhere)

    def _went(self, name: tuple[int, int]) -> Row:
        old = self._olds[name[0]].paragraphs[name[1]]
        target = self._target.get(name)
        if target is None:
            return Row("removed", old, None, (Piece("removed", old.text),))
        part = self._news[target[0]]
        elsewhere = _place(part, part.paragraphs[target[1]])
        return Row("left", old, None, (Piece("same", old.text),), elsewhere)


def _names(parts: Sequence[Part]) -> list[tuple[int, int]]:
    return [(part.section, place) for part in parts for place in range(len(part.paragraphs))]


def _refs(parts: Sequence[Part]) -> list[BlockRef]:
    return [
        BlockRef(part.section, each.digest, each.text) for part in parts for each in part.paragraphs
    ]


def _place(part: Part, paragraph: Paragraph) -> Place:
    return Place(part.key, part.title, paragraph.number)


def _change(old: Part | None, new: Part | None, rows: _Rows, *, is_moved: bool) -> Change:
    part = new or old
    assert part is not None
    found = tuple(rows.of(part.section))
    origin = rows.origin(part.section)
    marks = _marks(old, new, found, origin, is_moved=is_moved)
    return Change(old, new, marks, found, _sum(map(_count, found)), origin)


def _marks(
    old: Part | None, new: Part | None, rows: Sequence[Row], origin: str, *, is_moved: bool
) -> tuple[Mark, ...]:
    if old is None:
        return ("split",) if origin else ("added",)
    if new is None:
        return ("merged",) if origin else ("removed",)
    says = {
        "moved": is_moved,
        "changed": any(row.fate != "same" for row in rows),
        "renumbered": label(old.title) != label(new.title),
        "retitled": _name(old.title) != _name(new.title),
    }
    return tuple(mark for mark in MARKS if says.get(mark))


def _name(title: str) -> list[str]:
    """The words of a title behind its label, if that is not all of it."""
    found = re.findall(r"\w+", title.casefold())
    return found[len(label(title).split("-")) if label(title) else 0 :]


def _count(row: Row) -> Counts:
    return Counts(
        added=row.fate == "added",
        removed=row.fate == "removed",
        changed=row.fate == "changed",
        moved=row.fate == "moved",
        left=row.fate == "left",
        words_added=words(row.pieces, "added"),
        words_removed=words(row.pieces, "removed"),
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for each in counts:
        total = total.plus(each)
    return total


def _places(olds: Iterable[int], news: Iterable[int]) -> list[int]:
    """The places in `olds` of what is in both, in the order of `news`."""
    place = {section: index for index, section in enumerate(olds)}
    return [place[section] for section in news if section in place]


def _stable(places: Sequence[int]) -> set[int]:
    """A longest choice of `places` that only grows: what did not change its order."""
    tails: list[int] = []
    ends: list[int] = []  # index in `places` of each tail
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(ends[length - 1] if length else None)
        tails[length:] = [place, *tails[length + 1 :]]
        ends[length:] = [index, *ends[length + 1 :]]
    found, at = set(), ends[-1] if ends else None
    while at is not None:
        found.add(places[at])
        at = before[at]
    return found


def _moved_sections(old: Sequence[Part], new: Sequence[Part]) -> set[int]:
    """Sections that stand below another one than before, or in another order beside the same."""
    parents = {part.section: part.parent for part in old}
    place = {part.section: index for index, part in enumerate(old)}
    beside: defaultdict[int | None, list[int]] = defaultdict(list)
    for part in new:
        if part.section in parents and parents[part.section] == part.parent:
            beside[part.parent].append(part.section)
    steady: set[int] = set()
    for siblings in beside.values():
        stable = _stable([place[section] for section in siblings])
        steady |= {section for section in siblings if place[section] in stable}
    return {part.section for part in new if part.section in parents} - steady


def _groups(changes: Sequence[Change]) -> tuple[tuple[Change, ...], ...]:
    """By the page on which each is read. What was removed goes with what it stands behind, or by
    itself if its whole page was removed."""
    present = [change.new for change in changes if change.new]
    sections = {part.section for part in present}
    page = present[0].page if present else 0
    found: dict[int, list[Change]] = {}
    for change in changes:
        own = change.part.page
        if change.new:
            page = own
        found.setdefault(page if own in sections else own, []).append(change)
    return tuple(map(tuple, found.values()))
