"""Texts as sparse vectors of length 1, learned from texts alone: what they have in common.

Half of a vector are first letters of words and pairs of them that follow each other, the rarer the
heavier; the other half are the pieces of 3 to 5 letters of every word, so that languages and
spellings that are close to each other meet. Beside them stand `directions`: words that are used
together, found by a singular value decomposition.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from consult.topics.analysis.stop_words import STOP_WORDS
from consult.topics.analysis.words import Reading, Words

Matrix = Any  # scipy.sparse.csr_matrix, which is published without types
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
PIECES = range(3, 6)  # letters
DIRECTIONS = 100
FEWEST = 2  # texts that hold a pair or a piece
CHUNK = 4_000  # texts at once, so that memory stays small
HALF = np.sqrt(0.5)


class Vectors:
    """What was learned from `texts`; turns any text into a row of numbers.

    Columns: `stems` of them stems, then pairs of stems, then pieces of words.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = Words()
        reading = self._words.read(texts)
        self.stems = len(self._words.stem_names)
        rows, codes = self._pairs(reading)[:2]
        self._codes = _held_often(rows, codes)
        pieces = chain.from_iterable(map(_pieces, self._words.folded))
        self._piece_columns = {piece: n for n, piece in enumerate(dict.fromkeys(pieces))}
        self._pieces_of: list[list[int]] = []
        meanings, spelled = self._counts(reading)
        self._rarity = np.concatenate([_rarity(meanings), _rarity(spelled, FEWEST)])
        self.directions = _directions(self._weighted(meanings, spelled))

    def of(self, texts: Sequence[str]) -> Matrix:
        """(texts, columns); the row of a text without any known word is empty."""
        return self._weighted(*self._counts(self._words.read(texts)))

    def chunks(self, texts: Sequence[str]) -> Iterator[Matrix]:
        for start in range(0, len(texts), CHUNK):
            yield self.of(texts[start : start + CHUNK])

    def along(self, rows: Matrix) -> Floats:
        """(rows, directions), of length 1: where rows stand among the words used together."""
        found = rows @ self.directions
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    def shares(self, text: str) -> tuple[list[str], Matrix]:
        """The different words of a text and (words, columns): how much of what stands in a column
        of its vector is owed to each of its words. Columns that are not empty add up to 1."""
        reading = self._words.read([text])
        numbers, place, times = np.unique(reading.ids, return_inverse=True, return_counts=True)
        stems = self._stem_columns(reading.ids)
        _rows, codes, at = self._pairs(reading)
        pairs = self._pair_columns(codes)
        kept = np.flatnonzero(stems >= 0)
        spelled = (sparse.diags(1 + np.log(times)) @ self._spellings(numbers)).tocoo()
        first = self.stems + len(self._codes)
        words = np.concatenate([place[kept], place[at[:, 0]], place[at[:, 1]], spelled.row])
        columns = np.concatenate([stems[kept], pairs, pairs, spelled.col + first])
        weights = np.concatenate([np.ones(len(kept) + 2 * len(pairs)), spelled.data])
        known = columns >= 0
        weights, words, columns = weights[known], words[known], columns[known]
        weights /= np.bincount(columns, weights, minlength=1)[columns]
        shape = (len(numbers), len(self._rarity))
        names = [self._words.folded[number] for number in numbers]
        return names, sparse.csr_matrix((weights, (words, columns)), shape=shape)

    def tells(self, word: str) -> bool:
        """Whether a word without accents says anything about a text."""
        return word not in STOP_WORDS

    def _weighted(self, meanings: Matrix, spelled: Matrix) -> Matrix:
        first = meanings.shape[1]
        parts = (meanings, self._rarity[:first]), (spelled, self._rarity[first:])
        made = [unit(part @ sparse.diags(rarity)) * HALF for part, rarity in parts]
        return sparse.hstack(made, format="csr")

    def _counts(self, reading: Reading) -> tuple[Matrix, Matrix]:
        """How often each stem and pair, and each piece, stands in a text, damped."""
        texts = len(reading.ptr) - 1
        stems = self._stem_columns(reading.ids)
        rows, codes, _at = self._pairs(reading)
        rows = np.concatenate([reading.rows, rows])
        columns = np.concatenate([stems, self._pair_columns(codes)])
        known = columns >= 0
        shape = (texts, self.stems + len(self._codes))
        meanings = _damped(rows[known], columns[known], shape)
        numbers, place = np.unique(reading.ids, return_inverse=True)
        words = _damped(reading.rows, place, (texts, len(numbers)))
        return meanings, (words @ self._spellings(numbers)).tocsr()

    def _stem_columns(self, ids: Numbers) -> Numbers:
        """The column of each word, -1 where it has none."""
        stems = self._words.stems(ids)
        return np.where(stems < self.stems, stems, -1)

    def _pairs(self, reading: Reading) -> tuple[Numbers, Numbers, Numbers]:
        """Texts and codes of stems that follow each other, and the places of both words."""
        stems = self._stem_columns(reading.ids)
        kept = np.flatnonzero(stems >= 0)
        rows, stems = reading.rows[kept], stems[kept]
        same = rows[:-1] == rows[1:]
        codes = stems[:-1] * (1 << 31) + stems[1:]
        at = np.stack([kept[:-1], kept[1:]], axis=1)
        return rows[:-1][same], codes[same], at[same]

    def _pair_columns(self, codes: Numbers) -> Numbers:
        if not len(self._codes):
            return np.full(len(codes), -1)
        place = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        return np.where(self._codes[place] == codes, place + self.stems, -1)

    def _spellings(self, numbers: Numbers) -> Matrix:
        """(words, pieces): 1 where a word holds a piece that is known."""
        columns = self._piece_columns
        for word in self._words.folded[len(self._pieces_of) :]:
            found = [columns[piece] for piece in _pieces(word) if piece in columns]
            self._pieces_of.append(found)
        held = [self._pieces_of[number] for number in numbers]
        ptr = np.cumsum([0, *map(len, held)])
        flat = np.fromiter(chain.from_iterable(held), dtype=np.int64, count=ptr[-1])
        shape = (len(numbers), len(columns))
        return sparse.csr_matrix((np.ones(len(flat)), flat, ptr), shape=shape)


def _pieces(word: str) -> list[str]:
    whole = f"<{word}>"
    pieces = {whole[at : at + n] for n in PIECES for at in range(len(whole) - n + 1)}
    return sorted(pieces | {whole})


def _held_often(rows: Numbers, codes: Numbers) -> Numbers:
    """The codes that stand in some texts, in order."""
    if not len(codes):
        return codes
    different = np.unique(np.stack([codes, rows]), axis=1)[0]
    found, texts = np.unique(different, return_counts=True)
    return found[texts >= FEWEST]


def _damped(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Matrix:
    """(rows, columns): 1 plus the logarithm of how often; 0 where never."""
    counted = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    counted.sum_duplicates()
    counted.data = 1 + np.log(counted.data)
    return counted


def _rarity(counts: Matrix, fewest: int = 1) -> Floats:
    """The weight of each column: the fewer texts hold it, the more; 0 under the fewest."""
    held = counts.getnnz(axis=0)
    weights = np.log((1 + counts.shape[0]) / (1 + held)) + 1
    return np.where(held >= fewest, weights, 0.0)


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1; empty ones stay empty."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    made = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
    made.eliminate_zeros()
    return made.tocsr()


def _directions(rows: Matrix) -> Floats:
    """(columns, directions): the axes along which rows differ most."""
    most = min(DIRECTIONS, min(rows.shape) - 1)
    if most < 1 or not rows.nnz:
        return np.zeros((rows.shape[1], 1))
    # A start of its own would make the signs, and so the last digits, differ from run to run.
    start = np.ones(min(rows.shape))
    _left, _sizes, right = svds(rows, k=most, v0=start, solver="arpack")
    return np.ascontiguousarray(right.T)
