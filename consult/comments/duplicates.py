"""Texts that say the same, or almost: campaigns, pasted letters, machines. To be grouped, never
to be dropped.

Of every text some marks are kept (MinHash of its pairs of words, in bands): texts that share most
of their words in the same order share one of them almost surely, others hardly ever. What shares
one is compared word by word. Few words are the same only when they are equal.
"""

import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from consult.comments.private.plain import Plain

WORD = re.compile(r"https?://\S+|\w+")  # an address is one word, however long
FEWEST_WORDS = 6
BANDS, ROWS = 30, 3
LENGTH = BANDS * ROWS
UNPACK = struct.Struct(f"<{LENGTH}I").unpack
MOST_WORDS = 2_000
# Of what many share a mark with, some are enough to find it.
MOST_COMPARED = 12
LONG_TEXT = 20
ALIKE_LONG, ALIKE_SHORT = 0.78, 0.82


def words(text: str) -> list[str]:
    """What is compared: small letters without accents or disguises."""
    return WORD.findall(Plain(text).text)[:MOST_WORDS]


def marks(said: Sequence[str]) -> list[int]:
    """What texts that say almost the same have in common: 64-bit numbers; the first stands for
    all the words."""
    whole = _number("\0".join(said))
    if len(said) < FEWEST_WORDS:
        return [whole] if said else []
    pairs = {f"{one} {other}" for one, other in zip(said, said[1:], strict=False)}
    least = [min(column) for column in zip(*map(_hashes, pairs), strict=True)]
    bands = (least[place : place + ROWS] for place in range(0, LENGTH, ROWS))
    return [whole, *(_number(f"{place}:{band}") for place, band in enumerate(bands))]


def are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts say the same with at most a few other words."""
    if one == other:
        return bool(one)
    fewest = min(len(one), len(other))
    if fewest < FEWEST_WORDS:
        return False
    enough = ALIKE_LONG if fewest >= LONG_TEXT else ALIKE_SHORT
    return Indel.normalized_similarity(one, other, score_cutoff=enough) >= enough


def groups(texts: Iterable[str]) -> list[int | None]:
    """A number for each text that others say as well, the same for all of these; None for those
    that stand alone."""
    said = [words(text) for text in texts]
    first_of = list(range(len(said)))
    seen: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(said):
        shared = marks(each)
        equal = seen.get(shared[0]) if shared else None
        if equal:
            first_of[number] = _root(first_of, equal[0])
            continue
        for candidate in {place for mark in shared for place in seen.get(mark, ())}:
            if are_alike(each, said[candidate]):
                _join(first_of, number, candidate)
        for mark in shared:
            if len(seen[mark]) < MOST_COMPARED:
                seen[mark].append(number)
    return _numbered([_root(first_of, number) for number in range(len(said))])


def _numbered(roots: Sequence[int]) -> list[int | None]:
    members: dict[int, int] = defaultdict(int)
    for root in roots:
        members[root] += 1
    numbers: dict[int, int] = {}
    for root in roots:
        if members[root] > 1:
            numbers.setdefault(root, len(numbers) + 1)
    return [numbers.get(root) for root in roots]


def _root(first_of: list[int], number: int) -> int:
    while first_of[number] != number:
        first_of[number] = first_of[first_of[number]]
        number = first_of[number]
    return number


def _join(first_of: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(first_of, one), _root(first_of, other)))
    first_of[high] = low


@lru_cache(maxsize=65_536)
def _hashes(pair: str) -> tuple[int, ...]:
    return UNPACK(hashlib.shake_128(pair.encode("utf-8", "replace")).digest(4 * LENGTH))


def _number(text: str) -> int:
    """64 bits, with a sign, as a database keeps them."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
