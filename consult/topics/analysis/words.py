"""The words of texts, as numbers: read once, without accents, with those that say nothing marked.

The language of a text is not asked for: common words of Spanish, English, Catalan, Portuguese and
French are passed over in every text, and a word stands for all that begin with its first letters
("migrante", "migración"), which serves for all of them alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.topics.analysis.stop_words import STOP_WORDS

WORD = re.compile(r"[^\W\d_]{2,}|\d+")
STEM = 6  # letters
MOST_CHARACTERS = 20_000  # of a text: what stands behind them no longer changes its topics


class Reading(NamedTuple):
    """Texts as numbers of words, one text after the other: text i has `ids[ptr[i]:ptr[i + 1]]`."""

    ids: NDArray[np.int64]
    ptr: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """For each word the number of its text."""
        return np.repeat(np.arange(len(self.ptr) - 1), np.diff(self.ptr))


class Words:
    """Numbers of words in the order in which they were met; grows with what it reads.

    `folded[i]` is word i without accents; `stem_names` are the first letters of those that say
    something.
    """

    def __init__(self) -> None:
        self.folded: list[str] = []
        self.stem_names: list[str] = []
        self._ids: dict[str, int] = {}
        self._folded_ids: dict[str, int] = {}
        self._stem_ids: dict[str, int] = {}
        self._stems: list[int] = []

    def stems(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each word the number of its first letters, -1 where it says nothing."""
        different, place = np.unique(ids, return_inverse=True)
        return np.array([self._stems[number] for number in different], dtype=np.int64)[place]

    def read(self, texts: Iterable[str]) -> Reading:
        ids: list[int] = []
        ptr = [0]
        known = self._ids
        for text in texts:
            for word in WORD.findall(text[:MOST_CHARACTERS].lower()):
                number = known.get(word)
                ids.append(self._add(word) if number is None else number)
            ptr.append(len(ids))
        return Reading(np.array(ids, dtype=np.int64), np.array(ptr, dtype=np.int64))

    def _add(self, word: str) -> int:
        folded = without_accents(word)
        number = self._folded_ids.get(folded)
        if number is None:
            number = self._folded_ids[folded] = len(self.folded)
            self.folded.append(folded)
            self._stems.append(-1 if folded in STOP_WORDS else self._stem(folded[:STEM]))
        self._ids[word] = number
        return number

    def _stem(self, letters: str) -> int:
        number = self._stem_ids.get(letters)
        if number is None:
            number = self._stem_ids[letters] = len(self.stem_names)
            self.stem_names.append(letters)
        return number


def without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in parts if not unicodedata.combining(character))


def sample(texts: Iterable[str], most: int) -> list[str]:
    """At most so many of the different texts, in an order of their own.

    Which ones are taken depends on each text alone, so that a new one hardly changes the others.
    """
    distinct = sorted(set(texts))
    if len(distinct) <= most:
        return distinct
    return sorted(sorted(distinct, key=_lot)[:most])


def _lot(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def shown_forms(texts: Iterable[str]) -> dict[str, str]:
    """How people write a word with these first letters, most often: {"migrac": "migración"}."""
    counts: dict[str, dict[str, int]] = {}
    for text in texts:
        for word in WORD.findall(text[:MOST_CHARACTERS].lower()):
            forms = counts.setdefault(without_accents(word)[:STEM], {})
            forms[word] = forms.get(word, 0) + 1
    return {
        stem: min(forms, key=lambda form: (-forms[form], form)) for stem, forms in counts.items()
    }
