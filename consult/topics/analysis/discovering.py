"""Groups in texts that have no topic yet: a name, the words that set each apart, its own quotes.

The groups are made from some of the different texts (see `grouping`) and the others join the one
whose words they share, so that the cost grows no faster than the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from consult.topics.analysis.grouping import chances, grouped, words_of
from consult.topics.analysis.quoting import Quote, excerpt
from consult.topics.analysis.vectors import CHUNK, Floats, Matrix, Numbers
from consult.topics.analysis.words import Words, sample, shown_forms

MOST_COMPARED = 5_500  # texts
FEWEST, MOST_GROUPS = 2, 40
MOST_WORDS, NAMED_BY, MOST_QUOTES = 8, 3, 3
RARE = 2  # texts that must hold a word for it to count


@dataclass(frozen=True, slots=True)
class Group:
    """`members` are places in the texts given; `words` stand as people write them, the most
    distinctive first; the name is the first of them."""

    name: str
    words: tuple[str, ...]
    quotes: tuple[Quote, ...]
    members: tuple[int, ...] = field(repr=False)


def discover(texts: Sequence[str], groups: int | None = None) -> list[Group]:
    """The groups of texts, the largest first; at most so many. The order of texts does not
    matter. A text without words of its own is in none."""
    found = Found(texts, groups)
    return found.groups()


def usual_number(texts: int) -> int:
    """How many groups are looked for when nobody says: the root of half the texts."""
    return int(min(max(round((texts / 2) ** 0.5), FEWEST), MOST_GROUPS))


class Found:
    """Which group each text is in (`numbers`; -1: none), and what each is about."""

    def __init__(self, texts: Sequence[str], groups: int | None = None) -> None:
        self._texts = texts
        self._words = Words()
        learned = sample((text for text in texts if text.strip()), MOST_COMPARED)
        held = self._held(learned)
        self._kept = np.flatnonzero(held.getnnz(axis=0) >= RARE)
        held = held[:, self._kept]
        said = np.diff(held.indptr) > 0
        held = held[said]
        self.numbers = np.full(len(texts), -1, dtype=np.int64)
        self._likely = np.zeros(len(texts))
        self._learned = held
        self._group_of = np.zeros(0, dtype=np.int64)
        if held.shape[0]:
            wanted = groups or usual_number(held.shape[0])
            stems = [self._words.stem_names[column] for column in self._kept]
            self._group_of = _numbered(grouped(held, stems, wanted))
            self._assign()

    def _assign(self) -> None:
        words = words_of(self._learned, self._group_of)
        for start in range(0, len(self._texts), CHUNK):
            held = self._held(self._texts[start : start + CHUNK])
            held = held[:, self._kept[self._kept < held.shape[1]]]
            found = chances(held, words)
            lengths = np.diff(held.indptr)
            end = start + held.shape[0]
            self.numbers[start:end] = np.where(lengths > 0, found.argmax(axis=1), -1)
            share = held @ (words[:-1] - words[:-1].mean(axis=1, keepdims=True))
            own = share[np.arange(len(lengths)), found.argmax(axis=1)]
            # By the root of the length: neither the longest text nor the shortest wins.
            self._likely[start:end] = np.round(own / np.sqrt(np.maximum(lengths, 1)), 9)

    def _held(self, texts: Sequence[str]) -> Matrix:
        """(texts, stems): 1 where a text holds the stem; numbers say nothing here."""
        reading = self._words.read(texts)
        stems = self._words.stems(reading.ids)
        known = stems >= 0
        shape = (len(texts), len(self._words.stem_names))
        ones = np.ones(int(known.sum()))
        held = sparse.csr_matrix((ones, (reading.rows[known], stems[known])), shape=shape)
        held.sum_duplicates()
        held.data[:] = 1
        telling = np.array([len(s) > 2 and not s.isdigit() for s in self._words.stem_names])
        held = held @ sparse.diags(telling.astype(float)) if len(telling) else held
        held.eliminate_zeros()
        return held.tocsr()

    def groups(self) -> list[Group]:
        distinctive = self._distinctive()
        made = []
        for number, stems in enumerate(distinctive):
            members = np.flatnonzero(self.numbers == number)
            if len(members):
                made.append(self._group(members, stems))
        return sorted(made, key=lambda group: (-len(group.members), group.name))

    def _group(self, members: Numbers, stems: Sequence[str]) -> Group:
        order = sorted(members, key=lambda place: (-self._likely[place], self._texts[place]))
        best = list(dict.fromkeys(self._texts[place] for place in order))[:MOST_QUOTES]
        place_of = {self._texts[place]: int(place) for place in reversed(members)}
        forms = shown_forms([self._texts[place] for place in order[:200]])
        words = tuple(forms.get(stem, stem) for stem in stems)
        quotes = tuple(excerpt(place_of[text], text, stems) for text in best)
        return Group(", ".join(words[:NAMED_BY]), words, quotes, tuple(map(int, members)))

    def _distinctive(self) -> list[list[str]]:
        """For each group the stems that stand in it far more often than elsewhere: differences
        of logarithmic odds, over what chance would make of them."""
        if not len(self._group_of):
            return []
        inside = self._learned.T @ np.eye(int(self._group_of.max()) + 1)[self._group_of]
        every = inside.sum(axis=1, keepdims=True)
        prior = every / every.sum() * 500
        ones, others = inside + prior, every - inside + prior
        sizes = inside.sum(axis=0) + 500, every.sum() - inside.sum(axis=0) + 500
        odds = _odds(ones, sizes[0]) - _odds(others, sizes[1])
        strength = np.round(odds / np.sqrt(1 / ones + 1 / others), 6)
        names = [self._words.stem_names[column] for column in self._kept]
        return [_strongest(names, column) for column in strength.T]


def _odds(counts: Floats, totals: Floats) -> Floats:
    return np.log(counts / np.maximum(totals - counts, 1e-9))


def _strongest(names: Sequence[str], strength: Floats) -> list[str]:
    order = sorted(range(len(names)), key=lambda place: (-strength[place], names[place]))
    return [names[place] for place in order[:MOST_WORDS] if strength[place] > 0]


def _numbered(groups: Numbers) -> Numbers:
    """The same groups, numbered from 0 without gaps."""
    return np.unique(groups, return_inverse=True)[1]
