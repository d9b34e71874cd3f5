"""What changed between two texts, in words. Pure.

Words and signs become the letters of an alphabet made for the two texts. The longest sequence
they have in common is searched by rapidfuzz; diff-match-patch, whose own search runs into any
deadline on a law that was largely rewritten, tidies it up for people to read: a few whole phrases
instead of many crumbs.

The work is bounded by size and not by a clock, so the same two texts have the same difference on
a busy machine: what is too large for words is compared by lines first, and what is too large
even so is given as it was and as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Literal, NamedTuple

from diff_match_patch import diff_match_patch
from markupsafe import Markup, escape
from rapidfuzz.distance import Indel

from consult.markup import from_difference

Kind = Literal["same", "removed", "added"]

# A letter with its accents, a picture with what is joined to it: none of them is cut in two.
_MARKS = "\u0300-\u036f\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
WORD = re.compile(r"\w+")
# The blanks before it, and a word or sign.
TOKEN = re.compile(rf"(\s*)([\w\u0300-\u036f]+|[^\w\s](?:[{_MARKS}]|\u200d\W)*|\Z)")
LINE = re.compile(r"()([^\n]*\n|[^\n]+)")
# Steps of the search: a bit of memory each, so 32 MiB.
MOST_STEPS = 2**28
# 70,304 ideographs: the tidying knows a word by its letters, and none of them is a surrogate.
LETTERS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
EDIT_COST = 3  # less than so many words between two changes are read as changed too
_KINDS: dict[int, Kind] = {0: "same", -1: "removed", 1: "added"}
Tokens = Sequence[tuple[str, str]]


class Piece(NamedTuple):
    """`kind` says in which of the two texts this stands: in both, in the old, in the new one."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order: those that are not added make the old text, those that
    are not removed the new one."""
    if old == new:
        return [Piece("same", old)] if old else []
    return _merged(_by_words(old, new) or _by_lines(old, new))


def before(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind != "added"]


def after(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.kind != "removed"]


def words(pieces: Iterable[Piece], kind: Kind) -> int:
    """How many words are in the pieces of that kind."""
    return sum(len(WORD.findall(piece.text)) for piece in pieces if piece.kind == kind)


def to_html(pieces: Iterable[Piece]) -> Markup:
    """As a phrase of safe HTML. Who neither sees nor hears <ins> and <del> is told by
    components/difference.html, in the language of the page."""
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return from_difference("".join(tags[kind].format(_lines(text)) for kind, text in pieces))


def _lines(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def _by_words(old: str, new: str) -> Iterator[Piece] | None:
    """None if there is too much to be compared so."""
    olds, news = TOKEN.findall(old), TOKEN.findall(new)
    alphabet = _letters(olds, news)
    return None if alphabet is None else _by_letters(olds, news, alphabet, tidy=True)


def _by_lines(old: str, new: str) -> Iterator[Piece]:
    """Lines first; the words of those that changed where they are few enough."""
    olds, news = LINE.findall(old), LINE.findall(new)
    alphabet = _letters(olds, news)
    if alphabet is None:
        yield from (Piece("removed", old), Piece("added", new))
        return
    found = _by_letters(olds, news, alphabet, tidy=False)
    for is_same, run in groupby(found, lambda piece: piece.kind == "same"):
        pieces = list(run)
        if is_same:
            yield from pieces
            continue
        gone, come = (
            "".join(piece.text for piece in side) for side in (before(pieces), after(pieces))
        )
        yield from _by_words(gone, come) or pieces


def _letters(olds: Tokens, news: Tokens) -> dict[str, str] | None:
    """A letter for each word or line; a sign stands for itself. None if there are too many, or
    too many steps between what both begin and what both end with."""
    start = _alike(olds, news)
    end = _alike(olds[start:][::-1], news[start:][::-1])
    if (len(olds) - start - end) * (len(news) - start - end) > MOST_STEPS:
        return None
    wanted = dict.fromkeys(word for _blank, word in chain(olds, news))
    coded = [word for word in wanted if len(word) != 1 or word.isalnum()]
    if len(coded) > sum(map(len, LETTERS)):
        return None
    alphabet = map(chr, chain.from_iterable(LETTERS))
    return {word: word for word in wanted} | dict(zip(coded, alphabet, strict=False))


def _alike(olds: Tokens, news: Tokens) -> int:
    pairs = enumerate(zip(olds, news, strict=False))
    shorter = min(len(olds), len(news))
    return next((place for place, (old, new) in pairs if old[1] != new[1]), shorter)


def _by_letters(
    olds: Tokens, news: Tokens, alphabet: dict[str, str], *, tidy: bool
) -> Iterator[Piece]:
    """Blanks are told apart afterwards: a search among them would find them everywhere."""
    coded, recoded = ("".join(alphabet[word] for _, word in tokens) for tokens in (olds, news))
    found = [
        (1, recoded[step.dest_start : step.dest_end]) if step.tag == "insert" else
        (-1 if step.tag == "delete" else 0, coded[step.src_start : step.src_end])
        for step in Indel.opcodes(coded, recoded)
    ]  # fmt: skip
    if tidy:
        _tidy(found)
    left, right = iter(olds), iter(news)
    for step, letters in found:
        gone = list(islice(left, len(letters) if step <= 0 else 0))
        come = list(islice(right, len(letters) if step >= 0 else 0))
        if step:
            yield Piece(_KINDS[step], "".join(map("".join, gone or come)))
            continue
        for (blank, word), (space, _word) in zip(gone, come, strict=True):
            if blank == space:
                yield Piece("same", blank + word)
            else:
                yield from (Piece("removed", blank), Piece("added", space), Piece("same", word))


def _tidy(found: list[tuple[int, str]]) -> None:
    tidying = diff_match_patch()
    tidying.Diff_EditCost = EDIT_COST
    tidying.diff_cleanupMerge(found)
    tidying.diff_cleanupEfficiency(found)
    tidying.diff_cleanupSemanticLossless(found)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece; of a change what is removed first, and what both
    sides of it begin with belongs to neither."""
    found: list[Piece] = []
    for is_same, run in groupby(pieces, lambda piece: piece.kind == "same"):
        changed = list(run)
        if is_same:
            found.append(Piece("same", "".join(piece.text for piece in changed)))
            continue
        gone = "".join(piece.text for piece in changed if piece.kind == "removed")
        come = "".join(piece.text for piece in changed if piece.kind == "added")
        blank = _blank(gone, come)
        found.append(Piece("same", gone[:blank]))
        found.append(Piece("removed", gone[blank:]))
        found.append(Piece("added", come[blank:]))
    return [Piece(*each) for each in _joined(found)]


def _blank(one: str, other: str) -> int:
    """How many blanks both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((n for n, (a, b) in pairs if a != b or not a.isspace()), shorter)


def _joined(pieces: Iterable[Piece]) -> Iterator[tuple[Kind, str]]:
    shown = (piece for piece in pieces if piece.text)
    for kind, run in groupby(shown, lambda piece: piece.kind):
        yield kind, "".join(piece.text for piece in run)
