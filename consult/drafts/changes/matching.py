"""Which section of a new version is which of the old one.

Pure. Text speaks first, then titles, then numbers: an article that was renumbered is the one with
its words, not the one with its number. Nothing is ever matched twice, and each match says what it
rests on and how certain it is, so that a person can look at the doubtful ones.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeVar

from consult.drafts.changes import likeness
from consult.drafts.changes.likeness import fold
from consult.drafts.outline import LABEL, chapter_home, label

Name = TypeVar("Name", bound=Hashable)

# From here on a match needs no second look.
CERTAIN_MATCH, DOUBTFUL = 0.8, 0.5
# A run of words in more sections than this says nothing about any of them.
COMMON = 40
SAME_TEXT, SOME_TEXT, A_LITTLE_TEXT = 0.5, 0.2, 0.05
SAME_TITLE, LIKE_TITLE = 0.9, 0.6
CHILDREN = 0.5
LIKE_WORDS, SAME_WORDS = 0.2, 0.5
TITLE_WEIGHT = 5
MOST_PAIRS = 40_000


class MatchedBy(StrEnum):
    """What the identity of a section rests on; PERSON: a drafter said so."""

    ROOT = "root"
    KEY = "key"
    SAME = "same"
    TEXT = "text"
    WORDS = "words"
    HEADING = "heading"
    CHILDREN = "children"
    LABEL = "label"
    PERSON = "person"


class SectionMatch(NamedTuple):
    """An old section by its index; `certainty` from 0 to 1."""

    old: int
    by: MatchedBy
    certainty: float


@dataclass(frozen=True)
class SectionOutline:
    """A section as far as its identity goes; `parent` is an index into the same sequence.

    `texts` are those of its own blocks in reading order; `explicit` says that the drafter wrote
    the key.
    """

    key: str
    heading: str
    parent: int | None
    texts: tuple[str, ...] = ()
    explicit: bool = False

    @cached_property
    def label(self) -> str:
        return label(self.heading)

    @property
    def numbered_as(self) -> str:
        """The kind of its label: "articulo"."""
        return self.label.partition("-")[0]

    @cached_property
    def title(self) -> str:
        """The heading without its structural label: "derecho a la tutela" of "Artículo 18. …"."""
        folded = fold(self.heading)
        found = LABEL.match(folded)
        return folded[found.end() if found else 0 :].strip(" .:-–—")

    @cached_property
    def words(self) -> Counter[str]:
        """What it talks about; the words of its title weigh more than those of its text."""
        counted = Counter(likeness.long_words(fold(" ".join(self.texts))))
        for word in likeness.long_words(self.title):
            counted[word] += TITLE_WEIGHT
        return counted

    @cached_property
    def runs(self) -> likeness.Runs:
        return likeness.runs(tuple(fold(" ".join(self.texts)).split()))


def match_sections(
    old: Sequence[SectionOutline], new: Sequence[SectionOutline]
) -> dict[int, SectionMatch]:
    """New index -> the old section it continues, one to one; the others are new."""
    matcher = _Matcher(old, new)
    for step in (
        matcher.by_root,
        matcher.by_key,
        matcher.by_sameness,
        matcher.by_text,
        matcher.by_children,
        matcher.by_heading,
        matcher.by_title,
        matcher.by_words,
        matcher.by_label,
        matcher.by_children,
        matcher.by_heading,  # again, below the parents that were settled since
    ):
        step()
    matcher.weigh_root()
    return matcher.found


class _Matcher:
    def __init__(self, old: Sequence[SectionOutline], new: Sequence[SectionOutline]) -> None:
        self.old = old
        self.new = new
        self.found: dict[int, SectionMatch] = {}
        self.successor: dict[int, int] = {}

    def by_root(self) -> None:
        if _holds_all(self.old) and _holds_all(self.new):
            self._match(0, 0, MatchedBy.ROOT, 1.0)

    def weigh_root(self) -> None:
        """A root of another title that holds other things is another text, more likely than not."""
        root = self.found.get(0)
        if root is None or root.by != MatchedBy.ROOT:
            return
        alike = likeness.titles(self.new[0].title, self.old[0].title) >= LIKE_TITLE
        if not alike and len(self.found) - 1 < CHILDREN * (len(self.new) - 1):
            self.found[0] = root._replace(certainty=DOUBTFUL)

    def by_key(self) -> None:
        """A key that the drafter wrote, or one that the same heading without a number gave."""
        known = {s.key: index for index, s in self._left_old()}
        for index, section in list(self._left_new()):
            before = known.get(section.key)
            if before is None or before in self.successor:
                continue
            plain = not section.label and section.title == self.old[before].title
            if section.explicit or plain:
                self._match(index, before, MatchedBy.KEY, 1.0)

    def by_sameness(self) -> None:
        """The same title and the same text, number or no number, where only one section has them;
        then the same text alone."""
        self._pair(lambda s: (s.title, s.texts) if s.texts else None, MatchedBy.SAME)
        self._pair(lambda s: s.texts if len(s.runs) >= likeness.RUN else None, MatchedBy.SAME)
        self._pair(lambda s: s.texts or None, MatchedBy.SAME)

    def by_text(self) -> None:
        scored = []
        for index, before, text in self._alike():
            a, b = self.old[before], self.new[index]
            title = likeness.titles(a.title, b.title)
            same_label = bool(a.label and a.label == b.label)
            if min(len(a.runs), len(b.runs)) < likeness.RUN:
                text = min(text, SOME_TEXT)  # "Derogado." tells nothing by itself
            if not _speaks_for(text, title, same_label):
                continue
            certainty = min(1.0, max(text, 0.5 * text + 0.6 * title) + 0.15 * same_label)
            at_home = self._is_at_home(index, before)
            scored.append((certainty + 0.1 * at_home, certainty, -index, -before))
        for _score, certainty, index, before in sorted(scored, reverse=True):
            self._match(-index, -before, MatchedBy.TEXT, certainty)

    def by_children(self) -> None:
        """A part that holds most of what another held, the deepest first."""
        held = self._held()
        for index, section in reversed(list(self._left_new())):
            votes = Counter(held.get(index, ()))
            for before, count in votes.most_common(3):
                unlike = bool(section.label) != bool(self.old[before].label)
                if before in self.successor or unlike:
                    continue
                share = count / max(sum(votes.values()), self._children_of_old[before])
                title = likeness.titles(section.title, self.old[before].title)
                if share >= CHILDREN and (title >= LIKE_TITLE or share >= CERTAIN_MATCH):
                    self._match(index, before, MatchedBy.CHILDREN, (share + max(title, share)) / 2)
                    break

    def by_heading(self) -> None:
        """The same heading below matched parents, in reading order."""
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for before, section in reversed(list(self._left_old())):
            waiting[section.parent, fold(section.heading)].append(before)
        # Parents come first, so a parent matched in this round already counts for its children.
        for index, section in list(self._left_new()):
            home = None if section.parent is None else self._continued(section.parent)
            candidates = waiting[home, fold(section.heading)]
            if candidates:
                self._match(index, candidates.pop(), MatchedBy.HEADING, CERTAIN_MATCH)

    def by_title(self) -> None:
        """The same title of several words under another number, where only one section has it."""
        self._pair(
            lambda s: (s.numbered_as, s.title)
            if s.label and len(s.title.split()) > 1
            else None,
            MatchedBy.HEADING,
            CERTAIN_MATCH,
        )

    def by_words(self) -> None:
        """What talks about the same things: between the same neighbours, or unmistakably."""
        left = [(i, s) for i, s in self._left_old() if s.texts]
        free = [(i, s) for i, s in self._left_new() if s.texts]
        if not 0 < len(left) * len(free) <= MOST_PAIRS:
            return
        weight = likeness.weights([s.words for s in (*self.old, *self.new)])
        fences = self._fences()
        scored = []
        for before, a in left:
            for index, b in free:
                if a.numbered_as != b.numbered_as:
                    continue
                near, alike = _is_between(before, index, fences), _same_subject(a, b, weight)
                if alike >= (LIKE_WORDS if near else SAME_WORDS):
                    scored.append((alike + 0.2 * near, -index, -before, alike))
        for _score, index, before, alike in sorted(scored, reverse=True):
            self._match(-index, -before, MatchedBy.WORDS, min(alike, CERTAIN_MATCH - 0.05))

    def _fences(self) -> list[tuple[int, int]]:
        """The longest run of matches that kept their order, as (old, new)."""
        pairs = sorted((match.old, index) for index, match in self.found.items())
        best: list[list[tuple[int, int]]] = []
        ends: list[int] = []
        for pair in pairs:
            place = bisect_left(ends, pair[1])
            run = [*(best[place - 1] if place else ()), pair]
            ends[place : place + 1], best[place : place + 1] = [pair[1]], [run]
        return best[-1] if best else []

    def by_label(self) -> None:
        """The same number, where the numbers around it did not change."""
        known = {s.label: index for index, s in reversed(list(self._left_old())) if s.label}
        for index, section in list(self._left_new()):
            before = known.get(section.label) if section.label else None
            if before is None or before in self.successor or not self._keeps_numbers(before):
                continue
            self._match(index, before, MatchedBy.LABEL, DOUBTFUL)

    def _match(self, index: int, before: int, by: MatchedBy, certainty: float) -> None:
        if index in self.found or before in self.successor:
            return
        self.found[index] = SectionMatch(before, by, round(certainty, 2))
        self.successor[before] = index

    def _left_old(self) -> Iterator[tuple[int, SectionOutline]]:
        return ((i, s) for i, s in enumerate(self.old) if i not in self.successor)

    def _left_new(self) -> Iterator[tuple[int, SectionOutline]]:
        return ((i, s) for i, s in enumerate(self.new) if i not in self.found)

    def _continued(self, index: int) -> int:
        return self.found[index].old if index in self.found else -1

    def _is_at_home(self, index: int, before: int) -> bool:
        here, there = self.new[index].parent, self.old[before].parent
        if here is None or there is None:
            return here is there
        return self._continued(here) == there

    def _pair(
        self,
        name_of: Callable[[SectionOutline], Hashable | None],
        by: MatchedBy,
        certainty: float = 1.0,
    ) -> None:
        before = single((name_of(s), i) for i, s in self._left_old())
        for name, index in single((name_of(s), i) for i, s in self._left_new()).items():
            if name is not None and name in before:
                self._match(index, before[name], by, certainty)

    def _alike(self) -> Iterator[tuple[int, int, float]]:
        """(new, old, likeness) of the sections left that share runs of words."""
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for before, section in self._left_old():
            for run in section.runs:
                holders[run].append(before)
        for index, section in self._left_new():
            shared = Counter(
                before
                for run in section.runs
                if len(holders.get(run, ())) <= COMMON
                for before in holders.get(run, ())
            )
            for before, count in shared.items():
                alike = likeness.shared_runs(count, self.old[before].runs, section.runs)
                yield index, before, alike

    def _held(self) -> Mapping[int, list[int]]:
        """For each new section, the old parents of what its children continue."""
        held: defaultdict[int, list[int]] = defaultdict(list)
        for index, match in self.found.items():
            here, there = self.new[index].parent, self.old[match.old].parent
            if here is not None and there is not None:
                held[here].append(there)
        return held

    @cached_property
    def _children_of_old(self) -> Counter[int]:
        return Counter(s.parent for s in self.old if s.parent is not None)

    def _keeps_numbers(self, before: int) -> bool:
        """Whether the nearest matched sections of its kind, on both sides, kept their number."""
        kind = self.old[before].numbered_as
        for way in (range(before - 1, -1, -1), range(before + 1, len(self.old))):
            near = (
                i for i in islice(way, 50)
                if i in self.successor and self.old[i].numbered_as == kind
            )  # fmt: skip
            neighbour = next(near, None)
            if neighbour is None:
                continue
            if self.new[self.successor[neighbour]].label != self.old[neighbour].label:
                return False
        return True


def _same_subject(a: SectionOutline, b: SectionOutline, weight: Mapping[str, float]) -> float:
    by_title = LIKE_TITLE * (likeness.holds_title(a.title, b.title) > SAME_TITLE)
    return max(likeness.subjects(a.words, b.words, weight), by_title)


def _is_between(before: int, index: int, fences: Sequence[tuple[int, int]]) -> bool:
    place = bisect_left(fences, (before, -1))
    low = fences[place - 1][1] if place else -1
    high = fences[place][1] if place < len(fences) else math.inf
    return low < index < high


def _speaks_for(text: float, title: float, same_label: bool) -> bool:
    if text >= SAME_TEXT or (title >= SAME_TITLE and text >= A_LITTLE_TEXT):
        return True
    return same_label and (text >= SOME_TEXT or (title >= LIKE_TITLE and text >= A_LITTLE_TEXT))


def single(pairs: Iterable[tuple[Name, int]]) -> dict[Name, int]:
    """The pairs whose name occurs once."""
    listed = list(pairs)
    count = Counter(name for name, _ in listed)
    return {name: place for name, place in listed if count[name] == 1}


def _holds_all(sections: Sequence[SectionOutline]) -> bool:
    return chapter_home([section.parent for section in sections]) == 0
