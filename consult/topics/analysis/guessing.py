"""Which topics texts may have when nobody has told of any: those whose words they share.

The words of each topic are looked for in all texts; the texts that hold them lend the topic the
words beside them; then naive Bayes is taught by what was found, and guesses again, twice.
"""

import numpy as np
from scipy import sparse

from consult.topics.analysis.vectors import Floats, Matrix, unit

LENT = 2.0  # what the texts found lend, beside the topic's own words
SHARPNESS = 20.0
TRUST = 0.3  # what a guess counts beside a name
ROUNDS = 2
SMOOTHING, EVENNESS = 0.1, 5.0


def guesses(known: Matrix, targets: Floats, texts: Matrix) -> Floats:
    """(texts, topics): the chance of each topic for each text.

    `known` and `texts` are rows of weighted stems; the first `topics` rows of `known` are the
    topics' own words, and `targets` (known, topics) tells what all of `known` belong to.
    """
    topics = targets.shape[1]
    own, texts = unit(known[:topics]), unit(texts)
    chances = _sharpened(SHARPNESS * _found(own, texts))
    held, taught = _presence(texts), _presence(known)
    for _round in range(ROUNDS):
        chances = _bayes(taught, targets, held, TRUST * chances)
    return chances


def _found(own: Matrix, texts: Matrix) -> Floats:
    first = (texts @ own.T).toarray() ** 2
    shares = first / np.maximum(first.sum(axis=0), 1e-12)
    lent = unit(sparse.csr_matrix(shares.T) @ texts)
    return (texts @ unit(own + LENT * lent).T).toarray()


def _bayes(known: Matrix, targets: Floats, texts: Matrix, chances: Floats) -> Floats:
    words = known.T @ targets + texts.T @ chances + SMOOTHING
    sizes = targets.sum(axis=0) + chances.sum(axis=0) + EVENNESS
    return _sharpened(texts @ np.log(words / words.sum(axis=0)) + np.log(sizes / sizes.sum()))


def _presence(rows: Matrix) -> Matrix:
    return (rows > 0).astype(float)


def _sharpened(scores: Floats) -> Floats:
    made = np.exp(scores - scores.max(axis=1, keepdims=True))
    return made / made.sum(axis=1, keepdims=True)
