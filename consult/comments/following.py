"""How someone without an account comes back to a contribution: with seven Spanish words.

The words (77 bits) are told once, on the receipt; what is stored of them cannot be turned back.
They come from the key of the form, so that a form that arrives twice is told the same ones.
"""

import unicodedata
from collections.abc import Mapping, MutableMapping
from functools import cache
from typing import Any

from mnemonic import Mnemonic

from consult.comments.authorship import is_author
from consult.comments.models import Comment
from consult.permissions import Actor
from consult.sealing import keyed

WORDS = 7
BITS = 11  # of each word: the list has 2,048
FOLLOWED = "followed"
MOST_FOLLOWED = 50  # the session is a cookie, of 4 KB


@cache
def _list() -> list[str]:
    return [unicodedata.normalize("NFC", word) for word in Mnemonic("spanish").wordlist]


def new_words(receipt_key: str) -> str:
    """The words of the contribution that was sent with this key."""
    number = int.from_bytes(keyed("follow", receipt_key))
    places = [number >> BITS * index & (1 << BITS) - 1 for index in range(WORDS)]
    return " ".join(_list()[place] for place in places)


def follow_hash(words: str) -> str:
    """What is stored of the words, and looked for: the same however they were typed, with or
    without accents and capitals, with blanks or hyphens between them."""
    return keyed("followed", _plain(words)).hex()


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words).casefold()
    return " ".join("".join(c if c.isalpha() else _between(c) for c in letters).split())


def _between(character: str) -> str:
    """A mark over a letter, or something that is not seen, stands between no words."""
    return "" if unicodedata.category(character) in ("Mn", "Cf") else " "


def grant(session: MutableMapping[str, Any], comment_id: int) -> None:
    """Remember that this browser has shown the words, or the key, of a contribution."""
    known = [each for each in session.get(FOLLOWED, ()) if each != comment_id]
    session[FOLLOWED] = [*known, comment_id][-MOST_FOLLOWED:]


def may_follow(person: Actor | None, session: Mapping[str, Any], comment: Comment) -> bool:
    """Whether what the contribution's author may do is open: to their account, or their words."""
    return is_author(person, comment) or comment.id in session.get(FOLLOWED, ())
