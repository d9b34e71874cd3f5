"""How far two people who gave topics to the same texts agree, beyond what chance would give.

Cohen's kappa with a confidence interval. Where each text has exactly one topic it is the plain
one. A text may have several, or none: then two answers agree by the share of topics they have in
common (Jaccard: common / all named by either; two empty answers agree wholly), which is Cohen's
weighted kappa with those weights. The interval is that of Fleiss, Cohen and Everitt (1969) for
large samples; under some 30 texts it is a rough guide.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from consult.topics.analysis.vectors import Floats

NORMAL_95 = 1.959964


class Agreement(NamedTuple):
    """`observed` and `expected` are shares (0 to 1); `kappa` and its bounds are None where both
    gave the same answer to everything, so that chance would agree as well."""

    texts: int
    observed: float
    expected: float
    kappa: float | None
    low: float | None
    high: float | None


def kappa(one: Sequence[Collection[str]], other: Sequence[Collection[str]]) -> Agreement:
    """Of the topics that two people gave to the same texts, in the same order.

    Raises ValueError when there is no text, or not as many of both.
    """
    if len(one) != len(other) or not one:
        raise ValueError("the same texts are needed from both")
    answers = [[frozenset(answer) for answer in given] for given in (one, other)]
    different = sorted({*answers[0], *answers[1]}, key=sorted)
    number = {answer: place for place, answer in enumerate(different)}
    table = np.zeros((len(different), len(different)))
    for pair in zip(*answers, strict=True):
        table[number[pair[0]], number[pair[1]]] += 1
    weights = np.array([[_common(row, column) for column in different] for row in different])
    return _weighted(table / len(one), weights, len(one))


def by_topic(
    one: Sequence[Collection[str]], other: Sequence[Collection[str]]
) -> dict[str, Agreement]:
    """For each topic that either gave, in order, how far they agree on whether a text has it."""
    topics = sorted({topic for answer in [*one, *other] for topic in answer})
    return {
        topic: kappa(
            [{topic} & set(answer) for answer in one], [{topic} & set(answer) for answer in other]
        )
        for topic in topics
    }


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _weighted(table: Floats, weights: Floats, texts: int) -> Agreement:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed = float((weights * table).sum())
    expected = float(rows @ weights @ columns)
    if expected > 1 - 1e-12:
        return Agreement(texts, observed, expected, None, None, None)
    found = (observed - expected) / (1 - expected)
    usual = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (table * (weights - usual * (1 - found)) ** 2).sum()
    variance = (spread - (found - expected * (1 - found)) ** 2) / (texts * (1 - expected) ** 2)
    margin = NORMAL_95 * float(np.sqrt(max(variance, 0.0)))
    return Agreement(
        texts, observed, expected, found, max(found - margin, -1.0), min(found + margin, 1.0)
    )
