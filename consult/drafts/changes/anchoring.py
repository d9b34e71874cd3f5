"""Where the words of one version stand in another: what a comment that was anchored to them needs.

Pure. Words are followed where they went, never to a look-alike: words that another paragraph had
all along are that paragraph's, however alike, and a few words are known again only by what stands
around them. What is not certain is said to be so, with where it probably is, and nothing is placed
for good.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from consult.drafts.changes.aligning import BlockRef, CarryOver, Fate, lineage, match_blocks
from consult.drafts.changes.spans import (
    again,
    follow_span,
    is_inside,
    occurrences,
    shared_start,
    whole_words,
)

# Below this a person decides where a comment stands.
CERTAIN_PLACE = 0.6
DOUBTFUL = 0.5
# So many words are known again anywhere; fewer, with some of what stood around them; fewer still
# only in the paragraph that theirs became.
KNOWN_WORDS, TELLING_WORDS, HOME_WORDS = 12, 6, 4
# Characters around words, of CONTEXT on either side, that are the same: what little it takes for a
# SHORT quotation in its own paragraph, what counts as the same place, and what proves it anywhere.
CONTEXT, SHORT, SOME_CONTEXT, SAME_CONTEXT, ALL_CONTEXT = 32, 24, 8, 20, 44


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
        return self.certainty < CERTAIN_PLACE


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
        self._texts: dict[tuple[bool, int], str] = {}
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
        said = _Said(self._old[index].text, index, start, end)
        return (
            self._exact_at_home(said, fate)
            or self._exact_elsewhere(said)
            or self._reworded(said, fate)
        )

    def words(self, section: int, quote: str) -> Outcome:
        """A comment on a section that quotes words of it without a position of their own: over
        several paragraphs, or standing there more than once."""
        found, quote = self.section(section), " ".join(quote.split())
        before = self._section_text(self._old, section)
        at = before.find(quote) if quote else -1
        if at < 0 or found.section is None:
            return found
        if quote in self._section_text(self._new, found.section):
            return found
        return self._of_all(section, found, at, at + len(quote))

    def _of_all(self, section: int, found: Outcome, start: int, end: int) -> Outcome:
        """What became of the paragraphs that a stretch of a section covers, taken together."""
        covered, begins = [], 0
        for index, block in enumerate(self._old):
            if block.section == section:
                length = len(" ".join(block.text.split()))
                if begins < end and start < begins + length:
                    covered.append(self.fates[index])
                begins += length + 1
        homes = {fate.place is not None and self._new[fate.place].section for fate in covered}
        if {fate.state for fate in covered} == {"removed"}:
            return found._replace(state="removed")
        if {fate.state for fate in covered} == {"moved"} and len(homes) == 1:
            return Outcome("moved", int(homes.pop()))
        return found._replace(state="changed")

    def restored(
        self, section: int | None, words: str, before: str = "", after: str = ""
    ) -> Spot | None:
        """Where words that had gone are back: once, and certainly the same. `section` is the one
        they stood in, if the new version has it; `before` and `after` stood around them, neither
        for a whole paragraph."""
        home = None if section is None else self._successors.get(section)
        places = range(len(self._new)) if home is None else self._in_section[home]
        had = [b.text for b in self._old if home is None or b.section == section]
        is_known = len(words.split()) >= KNOWN_WORDS
        if any(words in text for text in had) or (home is None and not is_known):
            return None
        spots = [
            Spot(place, at, at + len(words))
            for place in places
            for at in again(
                self._new[place].text, words, before, after,
                many=KNOWN_WORDS, enough=SAME_CONTEXT,
            )
        ]
        return spots[0] if len(spots) == 1 else None

    def _section_text(self, blocks: Sequence[BlockRef], section: int) -> str:
        name = (blocks is self._old, section)
        if name not in self._texts:
            said = " ".join(block.text for block in blocks if block.section == section)
            self._texts[name] = " ".join(said.split())
        return self._texts[name]

    def _home(self, index: int) -> int | None:
        section = self._old[index].section
        home = self._successors.get(section)
        return self.lineage.merged.get(section) if home is None else home

    def _placed(self, index: int, state: CarryOver, spot: Spot, certainty: float) -> Outcome:
        if certainty >= CERTAIN_PLACE:
            return Outcome(state, self._new[spot.block].section, spot, certainty)
        return Outcome(state, self._home(index), None, certainty, spot)

    def _exact_at_home(self, said: "_Said", fate: Fate) -> Outcome | None:
        """Where the exact words stand in the section, for certain or as a suggestion."""
        home = self._home(said.index)
        if home is None:
            return None
        spots = list(self._fresh(said, self._in_section[home]))
        certain = [spot for spot in spots if self._is_certain(said, fate, spot, spots)]
        if certain:
            chosen = self._by_context(said, certain)
            if len(chosen) == 1:
                is_same = home == self._successors.get(self._old[said.index].section)
                return Outcome("kept" if is_same else "moved", home, chosen[0])
            return Outcome("changed", home, None, DOUBTFUL, chosen[0])
        is_followed = fate.place is not None and fate.certainty >= CERTAIN_PLACE
        if len(spots) == 1 and said.words >= TELLING_WORDS and not is_followed:
            return Outcome("changed", home, None, DOUBTFUL, spots[0])
        return None

    def _is_certain(
        self, said: "_Said", fate: Fate, spot: Spot, spots: Sequence[Spot]
    ) -> bool:
        """Whether these are the very words, and not the same ones said again."""
        around = self._shared_context(said, spot)
        if said.words >= KNOWN_WORDS or around >= self._proof(said, spot):
            return True
        if spot.block != fate.place or fate.certainty < CERTAIN_PLACE:
            return around >= SAME_CONTEXT and said.words >= TELLING_WORDS
        if around >= SAME_CONTEXT:
            return True
        new = self._new[spot.block].text
        assert spot.start is not None and spot.end is not None
        same_edge = said.text[: said.start] == new[: spot.start] or (
            said.text[said.end :] == new[spot.end :]
        )
        if len(said.exact) < SHORT and around < SOME_CONTEXT and not same_edge:
            return False
        here = whole_words(new, spot.start, spot.end)
        if follow_span(said.text, new, said.start, said.end) == here:
            return True
        alone = sum(other.block == spot.block for other in spots) == 1
        return alone and said.words >= HOME_WORDS and said.text.count(said.exact) == 1

    def _exact_elsewhere(self, said: "_Said") -> Outcome | None:
        if said.words < TELLING_WORDS or self._times_before[said.exact] != 1:
            return None
        if not self._times_now[said.exact]:
            return None
        spots = list(self._fresh(said, range(len(self._new))))
        if len(spots) != 1:
            return None
        is_certain = said.words >= KNOWN_WORDS or (
            self._shared_context(said, spots[0]) >= SAME_CONTEXT
        )
        return self._placed(said.index, "moved", spots[0], 1.0 if is_certain else DOUBTFUL)

    @cached_property
    def _times_before(self) -> "_Times":
        return _Times([block.text for block in self._old])

    @cached_property
    def _times_now(self) -> "_Times":
        return _Times([block.text for block in self._new])

    def _fresh(self, said: "_Said", places: Sequence[int]) -> Iterator[Spot]:
        """Where the exact words stand in these new blocks, without those places where another
        paragraph had them before."""
        exact, cut = said.exact, said.cut
        for place in places:
            text = self._new[place].text
            source = self._source.get(place)
            if exact in text and (
                source in (None, said.index) or exact not in self._old[source].text
            ):
                for at in occurrences(text, exact, cut):
                    yield Spot(place, at, at + len(exact))

    def _by_context(self, said: "_Said", spots: Sequence[Spot]) -> list[Spot]:
        """The spots whose surroundings are most like what they were."""
        scored = [(self._shared_context(said, spot), spot) for spot in spots]
        best = max(score for score, _ in scored)
        return [spot for score, spot in scored if score == best]

    def _shared_context(self, said: "_Said", spot: Spot) -> int:
        """How many characters around a spot are those that stood around the words."""
        old, new = said.text, self._new[spot.block].text
        assert spot.start is not None and spot.end is not None
        before = shared_start(old[: said.start][::-1], new[: spot.start][::-1])
        after = shared_start(old[said.end :], new[spot.end :])
        return min(before, CONTEXT) + min(after, CONTEXT)

    def _proof(self, said: "_Said", spot: Spot) -> int:
        """How many characters must be the same around a spot to prove it by themselves: all that
        there are where a paragraph begins or ends, before or now."""
        new = self._new[spot.block].text
        assert spot.start is not None and spot.end is not None
        before = min(CONTEXT, said.start, spot.start)
        after = min(CONTEXT, len(said.text) - said.end, len(new) - spot.end)
        return min(ALL_CONTEXT, max(before + after, SAME_CONTEXT))

    def _reworded(self, said: "_Said", fate: Fate) -> Outcome:
        if fate.place is None:
            return Outcome(fate.state, self._home(said.index))
        span = follow_span(said.text, self._new[fate.place].text, said.start, said.end)
        if span is None:  # the paragraph is there, and these words were taken out of it
            return self._placed(said.index, "removed", Spot(fate.place), fate.certainty)
        return self._placed(said.index, "changed", Spot(fate.place, *span), fate.certainty)


@dataclass(frozen=True)
class _Said:
    """Quoted words: those from `start` to `end` of the old block `index`."""

    text: str
    index: int
    start: int
    end: int

    @property
    def exact(self) -> str:
        return self.text[self.start : self.end]

    @property
    def words(self) -> int:
        return len(self.exact.split())

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether it begins, and ends, in the middle of a word."""
        return is_inside(self.text, self.start), is_inside(self.text, self.end)


class _Times:
    """How often words stand in some texts, counted once for each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._counted: Counter[str] = Counter()

    def __getitem__(self, words: str) -> int:
        if words not in self._counted:
            self._counted[words] = self._whole.count(words)
        return self._counted[words]
