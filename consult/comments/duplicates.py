"""Texts that say the same, or almost: campaigns, pasted letters, machines. To be grouped, never
to be dropped.

Of every text some marks are kept (MinHash of its pairs of words, in bands): texts that share most
of their words in the same order share one of them almost surely, others hardly ever. What shares
one is compared word by word. Few words are the same only when they are equal.

Texts made from one template share most words as well, and say different things: there the words
that differ stand together, or name another place. A copy that was changed here and there differs
in words that do not.
"""

import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from rapidfuzz.distance import Indel

from consult.comments.private.plain import Plain

WORD = re.compile(r"https?://\S+|\w+")  # an address is one word, however long
FEWEST_WORDS = 7
BANDS, ROWS = 30, 3
LENGTH = BANDS * ROWS
UNPACK = struct.Struct(f"<{LENGTH}I").unpack
MOST_WORDS = 2_000
# Of what many share a mark with, some are enough to find it.
MOST_COMPARED = 12
SHORT_TEXT, LONG_TEXT = 12, 20
LETTER = 80  # in more words than these one other name changes little
ALIKE_LONG, ALIKE_SHORT = 0.78, 0.82
# Words of fewer letters (articles, prepositions) say nothing by themselves.
SHORTEST_CONTENT = 4
SHORT_GAP = 3
SENTENCE_END = ".!?:;¿¡\n-•\"«(*"


class Words(list[str]):
    """What is compared of a text: small letters without accents or disguises."""

    def __init__(self, text: str) -> None:
        self._plain, self._text = Plain(text), text
        super().__init__(WORD.findall(self._plain.text)[:MOST_WORDS])

    @cached_property
    def names(self) -> frozenset[int]:
        """Places of the words that have a capital inside a sentence, and of numbers. A text all
        in capitals has none of the first."""
        shouted = sum(map(str.isupper, self._text)) * 2 > sum(map(str.isalpha, self._text))
        found = WORD.finditer(self._plain.text)
        return frozenset(
            place
            for place, match in zip(range(MOST_WORDS), found, strict=False)
            if match[0].isdecimal() or (not shouted and self._is_name(match.start()))
        )

    def _is_name(self, start: int) -> bool:
        here = self._plain.span(start, start + 1)[0]
        before = self._text[:here][-4:].rstrip(" ")
        return self._text[here].isupper() and bool(before) and before[-1] not in SENTENCE_END


def words(text: str) -> Words:
    return Words(text)


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


def are_alike(one: Words, other: Words) -> bool:
    """Whether two texts say the same with at most a few other words, here and there."""
    if one == other:
        return bool(one)
    fewest = min(len(one), len(other))
    if fewest < FEWEST_WORDS:
        return False
    enough = ALIKE_LONG if fewest >= LONG_TEXT else ALIKE_SHORT
    if Indel.normalized_similarity(one, other, score_cutoff=enough) < enough:
        return False
    return not any(_is_another_matter(one, other, place) for place in _places(one, other))


Place = tuple[int, int, int, int]


def _places(one: Words, other: Words) -> Iterable[Place]:
    """Where they differ: from and to in the one and in the other. What only a short word stands
    between is one place."""
    found: list[Place] = []
    for step in Indel.opcodes(one, other):
        if step.tag == "equal":
            continue
        here = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if found and _is_near(one, found[-1], here):
            here = (found[-1][0], here[1], found[-1][2], here[3])
            found.pop()
        found.append(here)
    return found


def _is_near(one: Words, last: Place, here: Place) -> bool:
    between = one[last[1] : here[0]]
    return not between or (len(between) == 1 and len(between[0]) < SHORT_GAP)


def _is_another_matter(one: Words, other: Words, place: Place) -> bool:
    """Whether what stands here in either text is more than a slip or a touch: other words in place
    of as many, another name, or much that the other does not say."""
    start, end, other_start, other_end = place
    here, there = _content(one[start:end]), _content(other[other_start:other_end])
    named = _are_names(one, start, end), _are_names(other, other_start, other_end)
    length = min(len(one), len(other))
    if start == end or other_start == other_end:
        return max(here, there) > max(2, length // 6) or (length <= SHORT_TEXT and any(named))
    if all(named) and length <= LETTER:
        return end < len(one) or other_end < len(other)  # what a letter ends with is who signs it
    return max(here, there) >= max(2, 2 + (length - 10) // 17)


def _content(some: Sequence[str]) -> int:
    return sum(len(word) >= SHORTEST_CONTENT for word in some)


def _are_names(said: Words, start: int, end: int) -> bool:
    """Whether there are names here, and beside them nothing but short words."""
    long = {place for place in range(start, end) if len(said[place]) >= SHORTEST_CONTENT}
    return not said.names.isdisjoint(range(start, end)) and long <= said.names


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
