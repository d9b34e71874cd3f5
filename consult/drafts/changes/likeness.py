"""How alike two texts are, measured in several ways. Pure; every measure is from 0 to 1."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from rapidfuzz.utils import default_process

RUN = 3
# A text that is whole in a longer one, against one that is equal.
CONTAINED = 0.85
# Fewer runs of words than this can be in another text by chance.
TELLING_RUNS = 6
SHORTEST_WORD = 4

Words = tuple[str, ...]
Runs = frozenset[int]


def fold(text: str) -> str:
    """Text without regard to capitals, accents and blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.split())


def runs(words: Words) -> Runs:
    """Every run of RUN words (a shorter text is one run), as numbers of this process."""
    if not words:
        return frozenset()
    size = min(RUN, len(words))
    return frozenset(hash(words[start : start + size]) for start in range(len(words) - size + 1))


def shared_runs(shared: int, a: Runs, b: Runs) -> float:
    """By the runs that two texts share, also where one only grew or shrank."""
    smaller = min(len(a), len(b))
    whole = shared / smaller if smaller >= TELLING_RUNS else 0
    return max(2 * shared / (len(a) + len(b)), CONTAINED * whole)


def rewording(a: Words, b: Words, a_runs: Runs, b_runs: Runs) -> float:
    """The share of words that two texts have in common in the same order; a text whose runs are
    nearly all in a longer one is nearly as like it as an equal one."""
    in_order = Indel.normalized_similarity(a, b)
    if not a_runs or not b_runs:
        return in_order
    return max(in_order, shared_runs(len(a_runs & b_runs), a_runs, b_runs))


def titles(a: str, b: str) -> float:
    return fuzz.ratio(a, b) / 100 if a and b else 0


def holds_title(a: str, b: str) -> float:
    """How nearly one title has all the words of the other."""
    return fuzz.token_set_ratio(a, b, processor=default_process) / 100 if a and b else 0


def long_words(text: str) -> Iterator[str]:
    words = (word.strip('.,;:()«»"') for word in text.split())
    return (word for word in words if len(word) >= SHORTEST_WORD)


def weights(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """How telling each word is: one that stands in every text tells nothing."""
    holders = Counter(word for words in texts for word in words)
    return {word: math.log(len(texts) / count) for word, count in holders.items()}


def subjects(a: Counter[str], b: Counter[str], weight: Mapping[str, float]) -> float:
    """Whether two texts talk about the same things: the cosine of their weighted words."""

    def product(x: Counter[str], y: Counter[str]) -> float:
        return sum(math.sqrt(n * y[w]) * weight[w] ** 2 for w, n in x.items() if w in y)

    length = math.sqrt(product(a, a) * product(b, b))
    return product(a, b) / length if length else 0
