"""What catches the eye in a comment, and why. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consult.comments.duplicates import words
from consult.comments.personal_data import find
from consult.moderation.models import Hint

LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/?#<>()\[\]\"']+)", re.IGNORECASE)


class Seen(NamedTuple):
    """A code of Hint, and what it was: a kind of personal data, a host, a watched word."""

    code: str
    what: str


def seen(texts: Iterable[str], watched: Sequence[str]) -> list[Seen]:
    """What there is to look at, each once."""
    found: dict[Seen, None] = {}
    for text in filter(None, texts):
        found |= {Seen(Hint.PERSONAL_DATA, each.kind): None for each in find(text)}
        hosts = (host.lower().rstrip(".,;:") for host in LINK.findall(text))
        found |= {Seen(Hint.LINK, host.removeprefix("www.")): None for host in hosts}
        found |= {Seen(Hint.WATCHED, each): None for each in _watched(text, watched)}
    return list(found)


def _watched(text: str, watched: Sequence[str]) -> list[str]:
    said = _as_one(text) if watched else ""
    return [each for each in watched if _as_one(each) in said]


def _as_one(text: str) -> str:
    """Its words with a blank on each side, without accents, capitals or disguises."""
    return f" {' '.join(words(text))} "


def watched_words(lines: str) -> list[str]:
    """What a consultation keeps, one a line."""
    return [line.strip() for line in lines.splitlines() if words(line)]
