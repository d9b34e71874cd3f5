"""What became of each section and paragraph between two versions. Pure.

Which section is which is given (`Part.section` is the same in both versions), and what became of
a paragraph is asked of `matching` in one place (`_pairs`). Here it is put in the order in which
it is read: that of the newer version, with what was taken out at its old place.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz.distance import Indel

from consult.drafts.diff import Piece, difference, words
from consult.drafts.matching import BlockRef, match_blocks
from consult.drafts.outline import label

Thing = TypeVar("Thing", bound=Hashable)
# Of a section: it was split from another, or its text went to another; see `_mark`.
Mark = Literal[
    "added", "removed", "split", "merged", "moved", "changed", "renumbered", "retitled"
]
MARKS: tuple[Mark, ...] = (
    "added", "removed", "split", "merged", "moved", "changed", "renumbered", "retitled",
)  # fmt: skip
# "moved" came from another place, "left" went to one.
Fate = Literal["same", "changed", "added", "removed", "moved", "left"]
ALIKE = 0.4  # the least, of its words, that a paragraph has of the one it was reworded from
MOST_PAIRS, MOST_STEPS = 10_000, 2**30


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
        self._origin = _pairs(old, new)
        self._target = {before: after for after, before in self._origin.items()}

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


def _place(part: Part, paragraph: Paragraph) -> Place:
    return Place(part.key, part.title, paragraph.number)


def _pairs(
    old: Sequence[Part], new: Sequence[Part]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Where each paragraph of the new version that was there before, stood in the old one."""
    befores = [(part.section, n) for part in old for n in range(len(part.paragraphs))]
    afters = [(part.section, n) for part in new for n in range(len(part.paragraphs))]
    fates = match_blocks(_refs(old), _refs(new), {part.section: part.section for part in new})
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for index, (_state, target) in fates.items():
        if target is not None:
            found.setdefault(afters[target], befores[index])
    return found | _reworded(old, new, found)


def _refs(parts: Sequence[Part]) -> list[BlockRef]:
    return [BlockRef(part.section, each.digest) for part in parts for each in part.paragraphs]


def _reworded(
    old: Sequence[Part],
    new: Sequence[Part],
    known: Mapping[tuple[int, int], tuple[int, int]],
) -> dict[tuple[int, int], tuple[int, int]]:
    """Of the paragraphs that are left over in both states of a section, those that are alike."""
    olds = {part.section: part for part in old}
    taken, found = set(known.values()), {}
    for part in new:
        before = olds.get(part.section)
        free = [n for n in range(len(part.paragraphs)) if (part.section, n) not in known]
        if before is None or not free:
            continue
        left = [n for n in range(len(before.paragraphs)) if (part.section, n) not in taken]
        texts = [before.paragraphs[n].text for n in left], [part.paragraphs[n].text for n in free]
        for one, other in _alike(*texts):
            found[part.section, free[other]] = (part.section, left[one])
    return found


def _alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs in order whose words are alike, together as much as possible; of very many, none."""
    olds, news = [text.split() for text in old], [text.split() for text in new]
    steps = sum(map(len, olds)) * sum(map(len, news))
    if len(old) * len(new) > MOST_PAIRS or steps > MOST_STEPS:
        return []
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = {
        (i, j): Indel.normalized_similarity(olds[i], news[j], score_cutoff=ALIKE)
        for i, j in product(range(len(old)), range(len(new)))
    }
    for i, j in product(reversed(range(len(old))), reversed(range(len(new)))):
        paired = best[i + 1][j + 1] + alike[i, j] if alike[i, j] else 0.0
        best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i, j] and best[i][j] == best[i + 1][j + 1] + alike[i, j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _change(old: Part | None, new: Part | None, rows: _Rows, *, is_moved: bool) -> Change:
    part = new or old
    assert part is not None
    found = tuple(rows.of(part.section))
    origin = _origin(found) if old is None or new is None else ""
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


def _origin(rows: Sequence[Row]) -> str:
    """The section that at least half of these words came from or went to, by its title."""
    weights: Counter[str] = Counter()
    for row in rows:
        title = row.elsewhere.title if row.elsewhere else ""
        weights[title] += sum(len(piece.text) for piece in row.pieces if piece.kind != "removed")
    title, weight = weights.most_common(1)[0] if weights else ("", 0)
    return title if weight * 2 >= weights.total() else ""


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
