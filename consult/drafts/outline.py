"""The shape of a draft, from its headings alone: tree, numbers, stable keys, pages.

Every function takes one entry per section in reading order, and runs in linear time. A parent is
an index into the same order, always smaller than the child's own; None is a root.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from consult.drafts.messages import DraftError

PAGE_WORDS = 3000
KEY_LENGTH = 120
SLUG_LENGTH = 60
# A key needs no more of a heading, however long it is.
FOLDED_LENGTH = 300
# Kept free behind a key for "-2", "-3"...
SUFFIX_ROOM = 8

ORDINAL_MARKS = str.maketrans("", "", "ºª°")
_UNIT = r"(?:primer|segund|tercer|cuart|quint|sext|septim|octav|noven)(?:[oa]|)"
_TENS = r"(?:(?:un|duo)?decim|(?:vi|tri|cuadra|quincua|sexa)gesim)[oa]"
_ORDINAL = rf"(?:unic[oa]|preliminar|{_TENS}(?:\s?{_UNIT})?|{_UNIT})"
_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_LETTER = r"[a-z](?=\s*(?:[.:)–—-]|$))"
_WORD = (
    r"(?:titulo|capitulo|seccion|subseccion|articulo|anexo|libro|parte|eje|linea de accion"
    r"|disposicion (?:adicional|transitoria|derogatoria|final))"
)
_LATIN = r"bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies"
LABEL = re.compile(
    rf"[\W_]*({_WORD}\s+(?:\d+(?:\.\d+)*|{_ORDINAL}|{_ROMAN}|{_LETTER})"
    rf"(?:[oa](?!\w))?(?:[ .]*(?:{_LATIN})(?!\w))?)(?!\w)"
)

NUMBERED = re.compile(rf"([a-z-]+?)-(\d{{1,6}}|[ivxlc]+)(?:-({_LATIN}))?")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def parents(levels: Sequence[int], *, detached_first: bool = False) -> list[int | None]:
    """The nearest preceding section with a smaller level; `detached_first` has no children."""
    found: list[int | None] = []
    open_sections: list[int] = []
    for index, level in enumerate(levels):
        while open_sections and levels[open_sections[-1]] >= level:
            open_sections.pop()
        found.append(open_sections[-1] if open_sections else None)
        if index or not detached_first:
            open_sections.append(index)
    return found


def numbers(parents: Sequence[int | None]) -> list[str]:
    """Outline numbers: "2.3.1" is the first child of the third child of the second root."""
    children: Counter[int | None] = Counter()
    found: list[str] = []
    for parent in parents:
        children[parent] += 1
        prefix = "" if parent is None else found[parent] + "."
        found.append(f"{prefix}{children[parent]}")
    return found


def chapter_home(parents: Sequence[int | None]) -> int | None:
    """What the chapters hang from: the first section if it holds all the others, else nothing."""
    return 0 if len(parents) > 1 and parents.count(None) == 1 else None


def chapters(parents: Sequence[int | None]) -> list[int]:
    """The 1-based chapter of each section; 0 for a root that holds all the others."""
    home = chapter_home(parents)
    found: list[int] = []
    opened = 0
    for parent in parents:
        if parent == home:
            opened += 1
            found.append(opened)
        else:
            found.append(0 if parent is None else found[parent])
    return found


def chapter_names(headings: Sequence[str], parents: Sequence[int | None]) -> list[str]:
    """What paragraphs are numbered with, for the chapter of each section: "3" for "Eje 3".

    The number stands in the heading, so that a paragraph of "Eje 3" is 3.5 wherever that chapter
    stands. Chapters without such a number, or of another kind than the first numbered one, get a
    letter; where no chapter has one they are counted. 0 is a root that holds all the others.
    """
    own = chapters(parents)
    first = {chapter: index for index, chapter in reversed(list(enumerate(own)))}
    wanted = {chapter: _numbered(headings[first[chapter]]) for chapter in first if chapter}
    kind = next((found[0] for _chapter, found in sorted(wanted.items()) if found), None)
    names, lettered, taken = {0: "0"}, 0, set()
    for chapter, found in sorted(wanted.items()):
        name = str(chapter) if kind is None else ""
        if found and found[0] == kind and found[1] not in taken:
            name = found[1]
        if not name:
            lettered += 1
            name = _letters(lettered)
        taken.add(name)
        names[chapter] = name
    return [names[chapter] for chapter in own]


def pages(parents: Sequence[int | None], words: Sequence[int]) -> list[int]:
    """The section that starts the page each section is read on (itself, if it starts one).

    A chapter is one page, unless its subtree exceeds PAGE_WORDS: then its page keeps its own
    blocks only and each child starts a page, by the same rule.
    """
    totals = list(words)
    for index in range(len(parents) - 1, -1, -1):
        parent = parents[index]
        if parent is not None:
            totals[parent] += totals[index]
    home = chapter_home(parents)
    found: list[int] = []
    for index, parent in enumerate(parents):
        if parent is None or parent == home or totals[parent] > PAGE_WORDS:
            found.append(index)
        else:
            found.append(found[parent])
    return found


def keys(
    headings: Sequence[str], explicit: Sequence[str | None], parents: Sequence[int | None]
) -> list[str]:
    """A key for each section, unique, at most KEY_LENGTH characters, stable for the same text.

    An explicit key is kept; otherwise it is the structural label or the slug of the heading. The
    same key under different parents takes the parent's key as prefix, except in a chapter; what
    still clashes is told apart by "-2", "-3" in reading order.
    Raises DraftError("duplicate_key") if two sections carry the same explicit key.
    """
    taken = _explicit_keys(explicit)
    wanted = [key or derived_key(heading) for key, heading in zip(explicit, headings, strict=True)]
    homes: defaultdict[str, list[int | None]] = defaultdict(list)
    for key, own, parent in zip(wanted, explicit, parents, strict=True):
        if own is None:
            homes[key].append(parent)
    scattered = {key for key, places in homes.items() if len(set(places)) > 1 or key in taken}
    alone = {key for key, places in homes.items() if len(places) == 1}
    home = chapter_home(parents)
    found: list[str] = []
    free = _Free(taken | alone)
    for key, own, parent in zip(wanted, explicit, parents, strict=True):
        if own is None and (key in taken or key not in alone):
            if key in scattered and parent is not None and parent != home:
                key = _prefixed(found[parent], key)
            key = free.take(key)
        found.append(key)
    return found


def derived_key(heading: str) -> str:
    """The key of a heading by itself: "Artículo 2 bis. La política" gives "articulo-2-bis"."""
    return label(heading) or slug(heading) or "seccion"


def label(heading: str) -> str:
    """The slug of the structural label a heading begins with, or ""."""
    match = LABEL.match(_folded(heading))
    return slug(match[1]) if match else ""


def slug(text: str) -> str:
    """Words of ASCII letters and digits joined by "-", cut at a word before SLUG_LENGTH."""
    whole = "-".join(re.findall(r"[a-z0-9]+", _folded(text)))
    if len(whole) <= SLUG_LENGTH:
        return whole
    return whole[: SLUG_LENGTH + 1].rpartition("-")[0] or whole[:SLUG_LENGTH]


def _numbered(heading: str) -> tuple[str, str] | None:
    """The kind and number of a structural label: "TÍTULO IV" gives ("titulo", "4")."""
    match = NUMBERED.fullmatch(label(heading))
    if match is None:
        return None
    kind, number, latin = match.groups()
    if not number.isdigit():
        number = str(_roman(number))
    return kind, number + (latin or "")


def _roman(number: str) -> int:
    values = [ROMAN_DIGITS[digit] for digit in number]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _letters(number: int) -> str:
    """1 gives "A", 26 "Z", 27 "AA"."""
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def _folded(text: str) -> str:
    beginning = text[:FOLDED_LENGTH].translate(ORDINAL_MARKS).lower()
    decomposed = unicodedata.normalize("NFKD", beginning)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _explicit_keys(explicit: Iterable[str | None]) -> set[str]:
    taken: set[str] = set()
    for key in explicit:
        if key in taken:
            raise DraftError("duplicate_key", key=key)
        if key is not None:
            taken.add(key)
    return taken


def _prefixed(prefix: str, key: str) -> str:
    room = KEY_LENGTH - SUFFIX_ROOM - len(key) - 1
    return f"{prefix[:room].rstrip('-')}-{key}"


class _Free:
    # Remembers how far each key was counted, so that a thousand equal headings stay linear.
    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._counted: Counter[str] = Counter()

    def take(self, key: str) -> str:
        candidate = key
        while candidate in self._taken:
            self._counted[key] += 1
            candidate = f"{key}-{self._counted[key] + 1}"
        self._taken.add(candidate)
        return candidate
