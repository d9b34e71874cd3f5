"""Ridge regression over `vectors`: one line for each topic, solved through the texts.

A text is compared with every other, so the cost grows with the square of the texts and memory as
well; whoever calls decides how many are enough.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from consult.topics.analysis.vectors import Floats, Matrix, Vectors

TOGETHER = 0.3  # how much the words used together count beside the words themselves
FOLDS = 3


class Lesson(NamedTuple):
    """Rows of vectors, (rows, topics) how much each belongs to each, and what each row weighs."""

    rows: Matrix
    targets: Floats
    weights: Floats


class Lines(NamedTuple):
    """What was learned: weights of (columns, topics), (directions, topics), and a start each."""

    columns: NDArray[np.float32]
    directions: NDArray[np.float32]
    start: Floats

    def scores(self, vectors: Vectors, rows: Matrix) -> Floats:
        """(rows, topics)."""
        return rows @ self.columns + vectors.along(rows) @ self.directions + self.start

    def of_columns(self, vectors: Vectors, row: Matrix, topic: int) -> Floats:
        """What each column that is not empty adds to the score of a topic; a single row."""
        length = max(float(np.linalg.norm(row @ vectors.directions)), 1e-9)
        together = vectors.directions[row.indices] @ self.directions[:, topic] / length
        return row.data * (self.columns[row.indices, topic] + together)


def learn(vectors: Vectors, lesson: Lesson) -> Lines:
    alike, along = _alike(vectors, lesson.rows)
    solved = _solve(alike, lesson.targets, lesson.weights)
    start = _start(lesson)
    return Lines(
        ((1 - TOGETHER) * (lesson.rows.T @ solved)).astype(np.float32),
        (TOGETHER * (along.T @ solved)).astype(np.float32),
        start,
    )


def held_back(vectors: Vectors, lesson: Lesson, first: int, last: int) -> Floats:
    """Scores of the rows from `first` to `last`, each by lines that were learned without it."""
    alike, _along = _alike(vectors, lesson.rows)
    scores = np.zeros((last - first, lesson.targets.shape[1]))
    number = np.arange(len(lesson.weights))
    for fold in range(FOLDS):
        out = (number >= first) & (number < last) & (number % FOLDS == fold)
        kept = Lesson(lesson.rows, lesson.targets[~out], lesson.weights[~out])
        solved = _solve(alike[np.ix_(~out, ~out)], kept.targets, kept.weights)
        scores[number[out] - first] = alike[np.ix_(out, ~out)] @ solved + _start(kept)
    return scores


def _alike(vectors: Vectors, rows: Matrix) -> tuple[NDArray[np.float32], Floats]:
    along = vectors.along(rows)
    lexical = (rows @ rows.T).toarray().astype(np.float32)
    narrow = along.astype(np.float32)
    return (1 - TOGETHER) * lexical + TOGETHER * (narrow @ narrow.T), along


def _start(lesson: Lesson) -> Floats:
    return lesson.weights @ lesson.targets / lesson.weights.sum()


def _solve(alike: NDArray[np.float32], targets: Floats, weights: Floats) -> Floats:
    system = alike.copy()
    system[np.diag_indices_from(system)] += 1 / weights
    start = weights @ targets / weights.sum()
    right = (targets - start).astype(np.float32)
    return linalg.solve(system, right, assume_a="pos", overwrite_a=True).astype(float)
