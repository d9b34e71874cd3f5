"""A topic in people's own words: its main positions, each a quote with how many say the same.

Nothing is written: every line is a sentence of somebody. A position is chosen for how many texts
it speaks for that no position before it speaks for already; then voices that none speaks for.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.topics.analysis.quoting import Quote, sentences
from consult.topics.analysis.vectors import Floats, Vectors
from consult.topics.analysis.words import sample

MOST_LEARNED = 2_000  # texts whose words are weighed
MOST_CANDIDATES = 600  # sentences that may become quotes
SHORTEST, LONGEST = 40, 320  # characters of a quote
TOGETHER = 0.5  # how much the words used together count beside the words themselves
SAME = 0.42  # from this likeness on two say the same
FEWEST_SAME = 2  # texts, for a position to be one of many
MOST_SENTENCES = 100  # of a text, to be compared
CHUNK = 1_000


class Position(NamedTuple):
    """`members` are places of the texts that say the same, the quoted one among them."""

    quote: Quote
    members: tuple[int, ...]


class Summary(NamedTuple):
    """`positions` by how many say the same, the most first; `minority`: voices that no position
    speaks for, those that say most with words of their own first; `texts` were summarised."""

    positions: tuple[Position, ...]
    minority: tuple[Quote, ...]
    texts: int


def summarise(texts: Sequence[str], positions: int = 7, minority: int = 3) -> Summary:
    """Of the texts of one topic. The same texts give the same summary, in any order; texts that
    are equal are counted each, and read once."""
    learned = sample((text for text in texts if text.strip()), MOST_LEARNED)
    candidates = _candidates(learned)
    if not candidates:
        return Summary((), (), len(texts))
    vectors = Vectors(learned)
    distinct = sorted({text for text in texts if text.strip()})
    counts = _counts(texts, distinct)
    alike = _alike(vectors, candidates, distinct)
    chosen = _chosen(alike, counts, positions)
    row_of = {text: row for row, text in enumerate(distinct)}
    speaks = _speaks_for(alike[chosen], [row_of[candidates[each].text] for each in chosen])
    places = _places(texts)
    found = [
        Position(
            _quote(candidates[candidate], places),
            tuple(sorted(place for row in np.flatnonzero(who) for place in places[distinct[row]])),
        )
        for candidate, who in zip(chosen, speaks, strict=True)
    ]
    found.sort(key=lambda each: (-len(each.members), each.quote.text))
    voices = _minority(alike, candidates, distinct, np.flatnonzero(~speaks.any(axis=0)), minority)
    return Summary(tuple(found), tuple(_quote(each, places) for each in voices), len(texts))


class _Sentence(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def said(self) -> str:
        return self.text[self.start : self.end]


def _candidates(texts: Sequence[str]) -> list[_Sentence]:
    found: dict[str, _Sentence] = {}
    for text in texts:
        for start, end in sentences(text):
            if SHORTEST <= end - start <= LONGEST:
                found.setdefault(text[start:end], _Sentence(text, start, end))
    kept = sample(found, MOST_CANDIDATES)
    return [found[said] for said in kept]


def _alike(
    vectors: Vectors, candidates: Sequence[_Sentence], texts: Sequence[str]
) -> Floats:
    """(sentences, texts): how like the likest sentence of a text is, 0 to 1, in steps too coarse
    for the last digits of a machine. Among few texts no words are used together by habit."""
    rows = vectors.of([each.said for each in candidates])
    along = vectors.along(rows)
    share = TOGETHER * min(1.0, len(candidates) / MOST_CANDIDATES)
    made = []
    for start in range(0, len(texts), CHUNK):
        said, first = _said(texts[start : start + CHUNK])
        others = vectors.of(said)
        words = (rows @ others.T).toarray()
        found = (1 - share) * words + share * (along @ vectors.along(others).T)
        made.append(np.maximum.reduceat(found, first, axis=1))
    return np.round(np.clip(np.hstack(made), 0, 1), 4).astype(np.float32)


def _said(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """All sentences of texts, and at which of them each text begins; a text has one at least."""
    said: list[str] = []
    first = []
    for text in texts:
        first.append(len(said))
        said += [text[start:end] for start, end in sentences(text)][:MOST_SENTENCES] or [text]
    return said, first


def _chosen(alike: Floats, counts: Floats, most: int) -> list[int]:
    """Sentences one after the other, each the one that adds most likeness to texts that say the
    same (weighted by how many people said the text), beyond what the chosen ones have."""
    near = np.where(alike >= SAME, alike, 0)
    best = np.zeros(alike.shape[1], dtype=alike.dtype)
    chosen: list[int] = []
    while len(chosen) < most:
        gains = np.maximum(near - best, 0) @ counts
        candidate = int(np.argmax(np.round(gains, 2)))
        fresh = (near[candidate] > best) @ counts
        if gains[candidate] <= 0 or fresh < FEWEST_SAME:
            break
        chosen.append(candidate)
        best = np.maximum(best, near[candidate])
    return chosen


def _speaks_for(alike: Floats, own: Sequence[int]) -> NDArray[np.bool_]:
    """(chosen, texts): each text is with the position that is likest, if it says the same; the
    text that is quoted (`own`) always is with its quote."""
    speaks = np.zeros(alike.shape, dtype=bool)
    if not len(own):
        return speaks
    speaks[alike.argmax(axis=0), np.arange(alike.shape[1])] = True
    speaks &= alike >= SAME
    speaks[:, own] = False
    speaks[np.arange(len(own)), own] = True
    return speaks


def _minority(
    alike: Floats,
    candidates: Sequence[_Sentence],
    texts: Sequence[str],
    alone: NDArray[np.int64],
    most: int,
) -> list[_Sentence]:
    """Of the texts that no position speaks for, the sentences least like all others, one a text
    and no two that say the same."""
    free = {texts[row] for row in alone}
    usual = alike.mean(axis=1)
    order = sorted(
        (n for n, each in enumerate(candidates) if each.text in free and usual[n] > 0),
        key=lambda n: (float(usual[n]), candidates[n].said),
    )
    place = {text: n for n, text in enumerate(texts)}
    taken: list[int] = []
    for number in order:
        mine = place[candidates[number].text]
        if len(taken) < most and all(alike[other, mine] < SAME for other in taken):
            taken.append(number)
    return [candidates[number] for number in taken]


def _places(texts: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    return places


def _counts(texts: Sequence[str], distinct: Sequence[str]) -> Floats:
    places = _places(texts)
    return np.array([len(places[text]) for text in distinct], dtype=float)


def _quote(sentence: _Sentence, places: dict[str, list[int]]) -> Quote:
    place = places[sentence.text][0]
    return Quote(place, sentence.start, sentence.end, sentence.said)
