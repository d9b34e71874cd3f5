"""What changed between two texts, in words. Pure.

Words, blanks and signs become the letters of an alphabet made for the two texts. The longest
sequence they have in common is searched by rapidfuzz; diff-match-patch, whose own search runs
into any deadline on a law that was largely rewritten, tidies it up for people to read: a few
whole phrases instead of many crumbs.

The work is bounded by size and not by a clock, so the same two texts have the same difference on
a busy machine: what is too large for words is compared by lines first, and what is too large
even so is given as it was and as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Literal, NamedTuple

from diff_match_patch import diff_match_patch
from markupsafe import Markup, escape
from rapidfuzz.distance import Indel

from consult.markup import from_difference

Kind = Literal["same", "removed", "added"]

# A letter with its accents, a picture with what is joined to it: none of them is cut in two.
_MARKS = "\u0300-\u036f\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
WORD = re.compile(r"\w+")
TOKEN = re.compile(rf"[\w\u0300-\u036f]+|\W(?:[{_MARKS}]|\u200d\W)*")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Steps of the search: a bit of memory each, so 32 MiB.
MOST_STEPS = 2**28
# 70,304 ideographs: the tidying knows a word by its letters, and none of them is a surrogate.
LETTERS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
_KINDS: dict[int, Kind] = {0: "same", -1: "removed", 1: "added"}


class Piece(NamedTuple):
    """`kind` says in which of the two texts this stands: in both, in the old, in the new one."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order: those that are not added make the old text, those that
    are not removed the new one."""
    if old == new:
        return [Piece("same", old)] if old else []
    return _merged(_compared(old, new, TOKEN))


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


def _compared(old: str, new: str, unit: re.Pattern[str]) -> Iterator[Piece]:
    olds, news = unit.findall(old), unit.findall(new)
    fits = _differing(olds, news) <= MOST_STEPS
    alphabet = _letters(olds, news) if fits else None
    if alphabet is not None:
        yield from _by_letters(olds, news, alphabet, tidy=unit is TOKEN)
    elif unit is TOKEN:
        yield from _by_lines(old, new)
    else:
        yield Piece("removed", old)
        yield Piece("added", new)


def _by_lines(old: str, new: str) -> Iterator[Piece]:
    """Lines first; the words of those that changed where they are few enough."""
    for is_same, run in groupby(_compared(old, new, LINE), lambda piece: piece.kind == "same"):
        pieces = list(run)
        if is_same:
            yield from pieces
            continue
        gone = "".join(piece.text for piece in before(pieces))
        come = "".join(piece.text for piece in after(pieces))
        if _differing(TOKEN.findall(gone), TOKEN.findall(come)) <= MOST_STEPS:
            yield from _compared(gone, come, TOKEN)
        else:
            yield from pieces


def _differing(olds: Sequence[str], news: Sequence[str]) -> int:
    """The steps of a search between what two sequences begin and what they end with alike."""
    start = _alike(olds, news)
    end = _alike(olds[start:][::-1], news[start:][::-1])
    return (len(olds) - start - end) * (len(news) - start - end)


def _alike(olds: Sequence[str], news: Sequence[str]) -> int:
    pairs = zip(olds, news, strict=False)
    return next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(olds), len(news)))


def _letters(olds: Sequence[str], news: Sequence[str]) -> dict[str, str] | None:
    """A letter for each token; a sign or blank stands for itself. None if there are too many."""
    wanted = dict.fromkeys(olds) | dict.fromkeys(news)
    coded = [token for token in wanted if len(token) > 1 or token.isalnum()]
    if len(coded) > sum(map(len, LETTERS)):
        return None
    alphabet = map(chr, chain.from_iterable(LETTERS))
    return {token: token for token in wanted} | dict(zip(coded, alphabet, strict=False))


def _by_letters(
    olds: Sequence[str], news: Sequence[str], alphabet: dict[str, str], *, tidy: bool
) -> Iterator[Piece]:
    coded = "".join(map(alphabet.__getitem__, olds)), "".join(map(alphabet.__getitem__, news))
    found = [
        (-1, coded[0][start:end]) if tag == "delete" else
        (1, coded[1][place:stop]) if tag == "insert" else (0, coded[0][start:end])
        for tag, start, end, place, stop in Indel.opcodes(*coded)
    ]  # fmt: skip
    if tidy:
        diff_match_patch().diff_cleanupSemantic(found)
    tokens = {letter: token for token, letter in alphabet.items()}
    for kind, letters in found:
        yield Piece(_KINDS[kind], "".join(map(tokens.__getitem__, letters)))


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, and of a change what is removed first."""
    found: list[Piece] = []
    for is_same, run in groupby(pieces, lambda piece: piece.kind == "same"):
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("removed", "added")
        changed = list(run)
        for kind in kinds:
            text = "".join(piece.text for piece in changed if piece.kind == kind)
            if text:
                found.append(Piece(kind, text))
    return found
