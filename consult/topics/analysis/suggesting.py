"""The likeliest topics of a text, how sure that is, and the words that speak for each.

A linear model over `vectors`. It learns from the topics' own names, descriptions and words, from
texts that people gave a topic, and, as long as these are few, from texts without one: those
closest to a topic's words lend it theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from consult.topics.analysis import FEWEST_MEASURED
from consult.topics.analysis.confidence import UNMEASURED, fitted
from consult.topics.analysis.guessing import guesses
from consult.topics.analysis.learning import Lesson, held_back, learn
from consult.topics.analysis.vectors import Floats, Vectors
from consult.topics.analysis.words import WORD, sample, without_accents

MOST_LABELLED = 6_000  # texts with a topic that are learned from
MOST_UNLABELLED = 3_000
EVENNESS = 0.6  # 0: a topic weighs as much as it has texts; 1: all topics weigh the same
GUESSED = 0.3  # what a text weighs whose topic is only guessed
ENOUGH = 10  # texts for each topic, from which on nothing is guessed
MOST_WORDS = 5


class Theme(NamedTuple):
    """A topic as its words: name, description and the words that belong to it."""

    key: str
    name: str
    description: str = ""
    words: Sequence[str] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.name, self.description, *self.words])


class Suggestion(NamedTuple):
    """`confidence` is 0 to 1; `words` are the text's own, the strongest first."""

    topic: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Measured on texts while they were held back: how often a topic that people gave was the
    first, among the first three, among the first five. `texts` is how many."""

    texts: int
    top1: float
    top3: float
    top5: float


class Suggester:
    """Made once from what there is; `suggest` is quick. No order of what is given matters.

    `labelled` are texts with the keys of their topics (one or several), `unlabelled` all others;
    keys that no theme has are passed over. `accuracy` is None where there is too little to
    measure, and then the confidences are not measured either.
    """

    def __init__(
        self,
        themes: Sequence[Theme],
        labelled: Sequence[tuple[str, Sequence[str]]] = (),
        unlabelled: Sequence[str] = (),
    ) -> None:
        if not themes:
            raise ValueError("no topics to suggest")
        self.themes = sorted(themes)
        texts, targets = _merged(labelled, {each.key: n for n, each in enumerate(self.themes)})
        others = sample(set(unlabelled).difference(texts), MOST_UNLABELLED)
        named = [theme.text for theme in self.themes]
        self._vectors = Vectors([*named, *texts, *others])
        lesson = self._lesson([*named, *texts], np.vstack([np.eye(len(named)), targets]), others)
        self.accuracy: Accuracy | None = None
        self._scale = UNMEASURED
        if len(texts) >= FEWEST_MEASURED:
            # What was guessed knows of every label, so it has no part in measuring.
            told = len(named) + len(texts)
            self._measure(Lesson(lesson.rows[:told], *(part[:told] for part in lesson[1:])))
        self._lines = learn(self._vectors, lesson)

    def _lesson(self, texts: list[str], targets: Floats, others: list[str]) -> Lesson:
        topics = len(self.themes)
        sizes = targets.sum(axis=0)
        uneven = (targets @ sizes / targets.sum(axis=1) / sizes.mean()) ** -EVENNESS
        learned = max(0.0, 1 - (len(texts) - topics) / (ENOUGH * topics))
        if not others or not learned:
            return Lesson(self._vectors.of(texts), targets, uneven)
        rows = self._vectors.of([*texts, *others])
        stems = rows[:, : self._vectors.stems]
        guessed = guesses(stems[: len(texts)], targets, stems[len(texts) :])
        weights = np.append(uneven, np.full(len(others), GUESSED * learned))
        return Lesson(rows, np.vstack([targets, guessed]), weights)

    def _measure(self, lesson: Lesson) -> None:
        first = len(self.themes)
        targets = lesson.targets[first:]
        scores = held_back(self._vectors, lesson, first, first + len(targets))
        self._scale = fitted(scores, targets)
        order = np.argsort(-scores, axis=1, kind="stable")
        hits = np.take_along_axis(targets, order, axis=1) > 0
        shown = [round(float(hits[:, :most].any(axis=1).mean()), 4) for most in (1, 3, 5)]
        self.accuracy = Accuracy(len(targets), *shown)

    def confidences(self, texts: Sequence[str]) -> Floats:
        """(texts, themes), as `themes` are ordered; a row is 0 where a text has no word
        that is known."""
        made = [np.zeros((0, len(self.themes)))]
        for rows in self._vectors.chunks(texts):
            scores = self._scale.confidences(self._lines.scores(self._vectors, rows))
            made.append(np.where(np.diff(rows.indptr)[:, None] > 0, scores, 0.0))
        # The last digits may depend on how many processors share the work.
        return np.round(np.vstack(made), 9).astype(float)

    def suggest(self, text: str, most: int = 5) -> list[Suggestion]:
        """The likeliest topics, the likeliest first; none for a text without a known word."""
        confidences = self.confidences([text])[0]
        found = np.argsort(-confidences, kind="stable")[:most]
        shown = [int(topic) for topic in found if confidences[topic] > 0]
        words = self._words_for(text, shown)
        return [
            Suggestion(self.themes[topic].key, round(float(confidences[topic]), 4), words[topic])
            for topic in shown
        ]

    def ranked(self, texts: Sequence[str], most: int = 5) -> list[list[str]]:
        """For each text the keys of its likeliest topics, the likeliest first."""
        order = np.argsort(-self.confidences(texts), axis=1, kind="stable")[:, :most]
        return [[self.themes[topic].key for topic in row] for row in order]

    def _words_for(self, text: str, topics: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """For each topic the words of the text that add most to its score."""
        row = self._vectors.of([text])
        if not row.nnz:
            return {}
        written = {without_accents(word): word for word in reversed(WORD.findall(text.lower()))}
        names, shares = self._vectors.shares(text)
        found = {}
        for topic in topics:
            adds = shares[:, row.indices] @ self._lines.of_columns(self._vectors, row, topic)
            best = [place for place in np.argsort(-adds, kind="stable") if adds[place] > 1e-4]
            telling = [names[place] for place in best if self._vectors.tells(names[place])]
            found[topic] = tuple(written[name] for name in telling[:MOST_WORDS])
        return found


def _merged(
    labelled: Sequence[tuple[str, Sequence[str]]], keys: Mapping[str, int]
) -> tuple[list[str], Floats]:
    """Each different text once, in order, and (texts, topics): 1 where it has the topic."""
    topics: dict[str, set[int]] = {}
    for text, given in labelled:
        topics.setdefault(text, set()).update(keys[key] for key in given if key in keys)
    texts = sample((text for text, known in topics.items() if known), MOST_LABELLED)
    targets = np.zeros((len(texts), len(keys)))
    for row, text in enumerate(texts):
        targets[row, sorted(topics[text])] = 1
    return texts, targets
