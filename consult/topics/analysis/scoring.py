"""How good topics and groups are, against what people said; for `consult evaluate`."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from consult.topics.analysis.vectors import Floats


def top(wanted: Sequence[str], ranked: Sequence[Sequence[str]], most: int) -> float:
    """The share of texts whose topic is among the first so many."""
    hits = [want in found[:most] for want, found in zip(wanted, ranked, strict=True)]
    return float(np.mean(hits)) if hits else 0.0


def macro_f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    """The mean over all topics of F1, those of either side; a topic never met right has 0."""
    topics = sorted({*wanted, *found})
    pairs = list(zip(wanted, found, strict=True))
    scores = []
    for topic in topics:
        both = sum(pair == (topic, topic) for pair in pairs)
        either = sum(topic == want for want, _ in pairs) + sum(topic == got for _, got in pairs)
        scores.append(2 * both / either)
    return float(np.mean(scores)) if scores else 0.0


def mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Normalised by the mean of both entropies: 0 to 1."""
    table = _table(one, other) / max(len(one), 1)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    shared = _entropy(rows) + _entropy(columns) - _entropy(table.ravel())
    usual = (_entropy(rows) + _entropy(columns)) / 2
    return float(shared / usual) if usual > 1e-12 else 1.0


def rand_index(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Of pairs of texts, adjusted for chance: 1 where both agree wholly, about 0 by chance."""
    table = _table(one, other)
    both = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    every = _pairs(np.array(float(len(one)))).sum()
    chance = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return float((both - chance) / (most - chance)) if most != chance else 1.0


def _table(one: Sequence[Hashable], other: Sequence[Hashable]) -> Floats:
    left, right = _numbers(one), _numbers(other)
    table = np.zeros((left.max(initial=-1) + 1, right.max(initial=-1) + 1))
    np.add.at(table, (left, right), 1)
    return table


def _numbers(labels: Sequence[Hashable]) -> NDArray[np.int64]:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int64)


def _pairs(counts: Floats) -> Floats:
    return counts * (counts - 1) / 2


def _entropy(shares: Floats) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())
