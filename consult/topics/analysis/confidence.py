"""Scores as confidences: of what is suggested with 0.8, people should agree with four in five.

Learned from scores of texts whose topics are known but were held back. The order of the topics of
a text stays as the scores have it.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression

from consult.topics.analysis.vectors import Floats

SHARPNESS = np.linspace(1.0, 25.0, 97)
NEAREST = 5  # topics of each text that are looked at


class Scale(NamedTuple):
    """Chances from scores (`sharpness`), then from what was claimed to what was so."""

    sharpness: float
    claimed: Floats
    so: Floats

    def confidences(self, scores: Floats) -> Floats:
        chances = np.exp(_logarithms(self.sharpness * scores))
        # A little of the chances themselves keeps the order where all were so alike.
        return 0.999 * np.interp(chances, self.claimed, self.so) + 0.001 * chances


# As long as there is too little to measure on.
UNMEASURED = Scale(6.0, np.array([0.0, 1.0]), np.array([0.0, 1.0]))


def fitted(scores: Floats, targets: Floats) -> Scale:
    """From (texts, topics) of scores and of what is so (1 or 0)."""
    shares = targets / targets.sum(axis=1, keepdims=True)
    fits = [float((shares * _logarithms(each * scores)).sum()) for each in SHARPNESS]
    sharpness = float(SHARPNESS[int(np.argmax(fits))])
    chances = np.exp(_logarithms(sharpness * scores))
    nearest = np.argsort(-chances, axis=1, kind="stable")[:, :NEAREST]
    claimed = np.take_along_axis(chances, nearest, axis=1).ravel()
    hits = np.take_along_axis(targets, nearest, axis=1).ravel()
    order = np.lexsort((hits, claimed))
    rising = isotonic_regression(hits[order])
    edges = rising.blocks
    middle = [claimed[order][one:two].mean() for one, two in zip(edges, edges[1:], strict=False)]
    so = rising.x[edges[:-1]]
    return Scale(sharpness, np.array([0.0, *middle, 1.0]), np.array([0.0, *so, max(so[-1], 0.99)]))


def _logarithms(scores: Floats) -> Floats:
    """Of the chances that scores stand for, row by row."""
    less = scores - scores.max(axis=1, keepdims=True)
    return less - np.log(np.exp(less).sum(axis=1, keepdims=True))
