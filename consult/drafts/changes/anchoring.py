"""Where the words of one version stand in another: what a comment that was anchored to them needs.

Pure. Exact words are followed where they went, never to a look-alike: words that another paragraph
had all along are that paragraph's, however alike. What is not certain is said to be so, with where
it probably is, and nothing is placed for good.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from consult.drafts.changes.aligning import BlockRef, CarryOver, Fate, lineage, match_blocks

# Below this a person decides where a comment stands.
CERTAIN = 0.6
# Quoted words that left their section are known again elsewhere if there are so many of them.
KNOWN_WORDS, TELLING_WORDS = 12, 6
CONTEXT = 32
WORD = re.compile(r"\w+|[^\w\s]")


class Spot(NamedTuple):
    """Words of a new block: its index, and code points in its text (null: all of it)."""

    block: int
    start: int | None = None
    end: int | None = None


class Outcome(NamedTuple):
    """What became of a place: its `section` in the new version (null: the draft as a whole) and
    the `spot` in it (null: the section as such). `suggested` is where it probably is, if nobody
    can be sure: then `spot` is null and a person decides."""

    state: CarryOver
    section: int | None
    spot: Spot | None = None
    certainty: float = 1.0
    suggested: Spot | None = None

    @property
    def needs_review(self) -> bool:
        return self.certainty < CERTAIN


class Anchoring:
    """The way from an old version to a new one; sections are named alike on both sides of
    `sections` (new -> old). Positions are code points, end exclusive."""

    def __init__(
        self, old: Sequence[BlockRef], new: Sequence[BlockRef], sections: Mapping[int, int]
    ) -> None:
        self._old, self._new = old, new
        self._successors = {before: after for after, before in sections.items()}
        self.fates = match_blocks(old, new, sections)
        self.lineage = lineage(old, new, sections, self.fates)
        self._source = {
            fate.place: index for index, fate in self.fates.items() if fate.place is not None
        }
        self._in_section: defaultdict[int, list[int]] = defaultdict(list)
        for index, block in enumerate(new):
            self._in_section[block.section].append(index)

    def section(self, section: int) -> Outcome:
        """A comment on a section as such follows it, also into one that took it in."""
        home = self._successors.get(section)
        if home is not None:
            return Outcome("kept", home)
        merged = self.lineage.merged.get(section)
        return Outcome("removed", None) if merged is None else Outcome("moved", merged)

    def block(self, index: int) -> Outcome:
        """A comment on a whole paragraph."""
        fate = self.fates[index]
        if fate.place is None:
            return Outcome(fate.state, self._home(index))
        return self._placed(index, fate.state, Spot(fate.place), fate.certainty)

    def quote(self, index: int, start: int, end: int) -> Outcome:
        """A comment on the words from `start` to `end` of a paragraph."""
        fate = self.fates[index]
        if fate.state in ("kept", "moved") and fate.place is not None:
            return self._placed(index, fate.state, Spot(fate.place, start, end), fate.certainty)
        return (
            self._exact_at_home(index, start, end)
            or self._exact_elsewhere(index, start, end)
            or self._reworded(index, fate, start, end)
        )

    def words(self, section: int, quote: str) -> Outcome:
        """A comment on a section that quotes words of it without a position of their own: over
        several paragraphs, or standing there more than once."""
        found, quote = self.section(section), " ".join(quote.split())
        if found.section is None or not quote or quote not in self._said(self._old, section):
            return found
        is_there = quote in self._said(self._new, found.section)
        return found if is_there else found._replace(state="changed")

    def restored(self, section: int | None, words: str) -> Spot | None:
        """Where words that had gone are back: in their section, once; for a comment that lost its
        section, anywhere, if there are enough of them."""
        if section is None:
            if len(words.split()) < KNOWN_WORDS:
                return None
            before: Sequence[BlockRef] = self._old
            places: Sequence[int] = range(len(self._new))
        else:
            home = self._successors.get(section)
            if home is None:
                return None
            before = [block for block in self._old if block.section == section]
            places = self._in_section[home]
        if any(words in block.text for block in before):
            return None
        spots = [
            Spot(place, at, at + len(words))
            for place in places
            if (at := self._new[place].text.find(words)) >= 0
        ]
        return spots[0] if len(spots) == 1 else None

    @staticmethod
    def _said(blocks: Sequence[BlockRef], section: int) -> str:
        return " ".join(block.text for block in blocks if block.section == section)

    def _home(self, index: int) -> int | None:
        section = self._old[index].section
        home = self._successors.get(section)
        return self.lineage.merged.get(section) if home is None else home

    def _placed(self, index: int, state: CarryOver, spot: Spot, certainty: float) -> Outcome:
        if certainty >= CERTAIN:
            return Outcome(state, self._new[spot.block].section, spot, certainty)
        return Outcome(state, self._home(index), None, certainty, spot)

    def _exact_at_home(self, index: int, start: int, end: int) -> Outcome | None:
        home = self._home(index)
        if home is None:
            return None
        spots = list(self._fresh(index, start, end, self._in_section[home]))
        if not spots:
            return None
        near = [spot for spot in spots if spot.block == self.fates[index].place]
        text = self._old[index].text
        chosen = near if len(near) == 1 else self._by_context(near or spots, text, start, end)
        is_same = home == self._successors.get(self._old[index].section)
        state: CarryOver = "kept" if is_same else "moved"
        if len(chosen) == 1:
            return Outcome(state, home, chosen[0])
        return Outcome("changed", home, None, 0.5, chosen[0])

    def _exact_elsewhere(self, index: int, start: int, end: int) -> Outcome | None:
        exact = self._old[index].text[start:end]
        count = len(exact.split())
        if count < TELLING_WORDS or self._times_before[exact] != 1 or not self._times_now[exact]:
            return None
        spots = list(self._fresh(index, start, end, range(len(self._new))))
        if len(spots) != 1:
            return None
        return self._placed(index, "moved", spots[0], 1.0 if count >= KNOWN_WORDS else 0.5)

    @cached_property
    def _times_before(self) -> "_Times":
        return _Times([block.text for block in self._old])

    @cached_property
    def _times_now(self) -> "_Times":
        return _Times([block.text for block in self._new])

    def _fresh(
        self, index: int, start: int, end: int, places: Sequence[int]
    ) -> Iterator[Spot]:
        """Where the exact words stand in these new blocks, without those places where another
        paragraph had them before."""
        exact = self._old[index].text[start:end]
        for place in places:
            text = self._new[place].text
            at = text.find(exact)
            source = self._source.get(place)
            if at < 0 or (source not in (None, index) and exact in self._old[source].text):
                continue
            while at >= 0:
                yield Spot(place, at, at + len(exact))
                at = text.find(exact, at + 1)

    def _by_context(self, spots: list[Spot], text: str, start: int, end: int) -> list[Spot]:
        """The spots whose surroundings are most like what they were."""
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        scored = [(self._likeness_around(spot, before, after), spot) for spot in spots]
        best = max(score for score, _ in scored)
        return [spot for score, spot in scored if score == best]

    def _likeness_around(self, spot: Spot, before: str, after: str) -> int:
        text = self._new[spot.block].text
        assert spot.start is not None and spot.end is not None
        return _shared_end(text[: spot.start], before) + _shared_start(text[spot.end :], after)

    def _reworded(self, index: int, fate: Fate, start: int, end: int) -> Outcome:
        if fate.place is None:
            return Outcome(fate.state, self._home(index))
        text, now = self._old[index].text, self._new[fate.place].text
        span = follow_span(text, now, start, end)
        spot = Spot(fate.place, *span) if span else Spot(fate.place)
        return self._placed(index, "changed", spot, fate.certainty)


class _Times:
    """How often words stand in some texts, counted once for each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._counted: Counter[str] = Counter()

    def __getitem__(self, words: str) -> int:
        if words not in self._counted:
            self._counted[words] = self._whole.count(words)
        return self._counted[words]


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
    return after[min(places)].start(), after[max(places)].end()


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


def _shared_start(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def _shared_end(a: str, b: str) -> int:
    return _shared_start(a[::-1], b[::-1])
