"""Groups of texts by the words they share; numbers in, numbers out.

Many ways of grouping are tried, each a little different; texts that most of them put together
belong together (consensus by average linkage). Half of the ways are k-means among the words used
together, refined by naive Bayes; the other half go on from there by chance, each text leaving its
group and choosing one again, as a mixture of groups of any size would have it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.cluster.vq import kmeans2
from scipy.sparse.linalg import svds
from scipy.spatial.distance import squareform

from consult.topics.analysis.vectors import Floats, Matrix, Numbers, unit

WAYS = 8
DIMENSIONS = (60, 100, 200, 200)
SHORTER = 5  # letters: every other way looks at these alone
TURNS = 10  # by chance
SETTLING = 3
SMOOTHING, SMOOTHING_WHOLE = 0.1, 0.3
ROUNDS = 5


def grouped(held: Matrix, stems: Sequence[str], groups: int) -> Numbers:
    """For each row the number of its group, from 0; at most so many groups.

    `held` is (texts, stems), 1 where a text holds a stem. Memory grows with the square of texts.
    """
    texts = held.shape[0]
    groups = min(groups, texts)
    if groups < 2 or min(held.shape) < 3:
        return np.zeros(texts, dtype=np.int64)
    together = np.zeros((texts, texts), dtype=np.float32)
    for chances in _ways(held, stems, groups):
        narrow = chances.astype(np.float32)
        together += narrow @ narrow.T
    apart = 1 - np.clip(together / (2 * WAYS), 0, 1)
    apart = np.round((apart + apart.T) / 2, 5)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    found = fcluster(tree, groups, "maxclust") - 1
    return assigned(held, _refined(held, found, int(found.max()) + 1))


def words_of(held: Matrix, groups: Numbers) -> Floats:
    """(words, groups): logarithms of how likely a word is in each, and a last row of how likely a
    text is to be in it."""
    count = int(groups.max()) + 1
    return _learned(held, np.eye(count)[groups], SMOOTHING_WHOLE)


def chances(held: Matrix, words: Floats) -> Floats:
    """(texts, groups), by naive Bayes."""
    scores = held @ words[:-1] + words[-1]
    made = np.exp(scores - scores.max(axis=1, keepdims=True))
    return made / made.sum(axis=1, keepdims=True)


def assigned(held: Matrix, shares: Floats) -> Numbers:
    """The likeliest group of each text, after learning from `shares` (texts, groups)."""
    return chances(held, _learned(held, shares, SMOOTHING_WHOLE)).argmax(axis=1)


def _ways(held: Matrix, stems: Sequence[str], groups: int) -> Iterator[Floats]:
    places = _places(held, stems)
    for way in range(WAYS):
        chance = np.random.default_rng(way)
        place = places[way % len(places)]
        _centres, first = kmeans2(place, groups, iter=20, minit="++", rng=chance, missing="warn")
        yield np.eye(groups)[_refined(held, first, groups).argmax(axis=1)]
        yield _by_chance(held, first, groups, chance)


def _places(held: Matrix, stems: Sequence[str]) -> list[Floats]:
    """Texts among the words used together, of length 1, in more and more dimensions."""
    whole, shorter = _along(held), _along(_presence(held @ _shortened(stems)))
    found = (shorter if way % 2 else whole for way in range(len(DIMENSIONS)))
    made = [each[:, :most] for each, most in zip(found, DIMENSIONS, strict=True)]
    return [each / np.maximum(np.linalg.norm(each, axis=1, keepdims=True), 1e-9) for each in made]


def _along(held: Matrix) -> Floats:
    """Places of texts along the axes where they differ most, the widest first."""
    rarity = np.log((1 + held.shape[0]) / (1 + held.getnnz(axis=0))) + 1
    rows = unit(held @ sparse.diags(rarity))
    most = min(max(DIMENSIONS), min(held.shape) - 1)
    left, sizes, _right = svds(rows, k=most, v0=np.ones(min(held.shape)), solver="arpack")
    return (left * sizes)[:, np.argsort(-sizes)]


def _shortened(stems: Sequence[str]) -> Matrix:
    """(stems, shorter ones): 1 where the first letters are the same."""
    known: dict[str, int] = {}
    columns = [known.setdefault(stem[:SHORTER], len(known)) for stem in stems]
    ones = np.ones(len(columns))
    return sparse.csr_matrix((ones, (range(len(columns)), columns)))


def _presence(counts: Matrix) -> Matrix:
    return (counts > 0).astype(float)


def _refined(held: Matrix, first: Numbers, groups: int) -> Floats:
    found = np.eye(groups)[first]
    for _round in range(ROUNDS):
        found = chances(held, _learned(held, found, SMOOTHING_WHOLE))
    return found


def _learned(held: Matrix, shares: Floats, smoothing: float) -> Floats:
    words = held.T @ shares + smoothing
    sizes = shares.sum(axis=0) + 1
    return np.vstack([np.log(words / words.sum(axis=0)), np.log(sizes / sizes.sum())])


def _by_chance(
    held: Matrix, first: Numbers, groups: int, chance: np.random.Generator
) -> Floats:
    """All texts leave their groups and choose again at once, by the words of the others there."""
    number = np.arange(len(first))
    group = first
    for turn in range(TURNS + SETTLING):
        scores = _scores_without_own(held, group, groups)
        made = np.exp(scores - scores.max(axis=1, keepdims=True))
        if turn < TURNS:
            made /= made.sum(axis=1, keepdims=True)
            above = made.cumsum(axis=1) > chance.random((len(first), 1))
            group = above.argmax(axis=1)
        else:
            group = made.argmax(axis=1)
    found = np.zeros((len(first), groups))
    found[number, group] = 1
    return found


def _scores_without_own(held: Matrix, group: Numbers, groups: int) -> Floats:
    """(texts, groups): a multinomial with Dirichlet prior, a text's own words left out of its
    group; the total of words counts half of the text, as it grows while the text is read."""
    rows = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
    lengths = np.diff(held.indptr)
    sizes = np.bincount(group, minlength=groups).astype(float)
    words = held.T @ np.eye(groups)[group]
    totals = words.sum(axis=0)
    room = held.shape[1] * SMOOTHING
    half = lengths.mean() / 2
    scores = held @ np.log(words + SMOOTHING)
    scores += np.log(sizes + 1) - lengths[:, None] * np.log(totals + room + half)
    own = np.log(np.maximum(words[held.indices, group[rows]] - 1, 0) + SMOOTHING)
    alone = np.bincount(rows, own, minlength=len(group))
    alone += np.log(np.maximum(sizes[group] - 1, 0) + 1)
    alone -= lengths * np.log(totals[group] - lengths + room + lengths / 2)
    scores[np.arange(len(group)), group] = alone
    return scores
