"""A text without its disguises, each character knowing where it stood.

Digits and letters of every width and script that stand for a plain one become it, what has no ink
goes, every dash is a hyphen and every blank a space. Small letters, no accents.
"""

import re
import unicodedata
from functools import lru_cache

INK = {
    "\u2044": "/", "\u2215": "/", "\u2212": "-", "\u00b7": ".", "\u2022": ".", "\u2027": ".",
    "\u2219": ".", "\u22c5": ".", "\u3002": ".", "\uff61": ".", "\u0131": "i", "\u2801": "",
    "\u115f": "", "\u1160": "", "\u3164": "", "\uffa0": "", "\u2800": " ",
}  # fmt: skip
GONE = frozenset({"Cf", "Mn", "Me", "Cc"})
# "O801" with the letter: in what is a number otherwise, letters that look like digits are some.
LOOK_ALIKE = re.compile(r"(?<![a-z0-9])[0-9oil]{4,20}(?![a-z0-9])")
AS_DIGITS = str.maketrans("oil", "011")


class Plain:
    """`text` to look in; `span` gives the place in the original of a place in it."""

    def __init__(self, original: str) -> None:
        pieces: list[str] = []
        self._places: list[int] | None = None
        if original.isascii():
            text = original.lower()
        else:
            self._places = []
            for place, character in enumerate(original):
                piece = _plain(character)
                pieces.append(piece)
                self._places.extend([place] * len(piece))
            text = "".join(pieces)
        self.text = LOOK_ALIKE.sub(_as_number, text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1


def _as_number(token: re.Match[str]) -> str:
    found = token[0]
    digits = sum(character.isdigit() for character in found)
    return found.translate(AS_DIGITS) if 2 * digits >= len(found) else found


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in INK:
        return INK[character]
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in GONE:
        return ""
    if category in ("Nd", "No"):
        return _digit(character)
    if category in ("Pd", "Zs"):
        return "-" if category == "Pd" else " "
    return _letter(character)


def _digit(character: str) -> str:
    """A raised or lowered one is no part of a number: it counts a note, or squares a metre."""
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    value = unicodedata.digit(character, -1)
    return "^" if raised or value < 0 else str(value)


def _letter(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).lower()
    return "".join(part for part in parts if unicodedata.category(part) not in GONE)[:4]
