"""The outline of one version, and how much of it a page shows: no database, no request.

A draft may have ten sections or ten thousand, so nothing here lists all of them: an index holds
the chapters, the way down to the page that is read, and what stands right below it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

CROWD = 100
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A section in reading order; `parent`, `page` and `end` are places in that order.

    `page` is the section that starts the page it is read on, `end` the first section after it
    that does not stand below it.
    """

    index: int
    id: int
    key: str
    title: str
    depth: int
    parent: int | None
    page: int
    end: int

    @property
    def starts_page(self) -> bool:
        return self.page == self.index


class Shown(NamedTuple):
    """A line of an index: a section at its level (from 1), or what is left out of a crowd:
    `crowd` sections below `entry` (below the draft itself if None)."""

    entry: Entry | None
    level: int
    crowd: int = 0


class Contents:
    """The sections of one version; `cover` is the root that holds all the others, if any does."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_key = {entry.key: entry for entry in self.entries}
        self._by_id = {entry.id: entry for entry in self.entries}
        self._pages = [entry for entry in self.entries if entry.starts_page]
        self._page_order = {entry.index: order for order, entry in enumerate(self._pages)}
        self._parts: dict[int | None, list[Entry]] = {}
        for entry in self._pages:
            self._parts.setdefault(entry.parent, []).append(entry)
        roots = self._parts.get(None, [])
        self.cover = roots[0] if len(roots) == 1 and len(self.entries) > 1 else None
        below_cover = self._parts.get(0, []) if self.cover else []
        self.chapters: Sequence[Entry] = [*roots, *below_cover]

    @classmethod
    def of_rows(cls, rows: Sequence[tuple[int, str, str, int, int | None, int]]) -> "Contents":
        """From (id, key, title, depth, parent's id, page's id) in reading order."""
        place = {row[0]: index for index, row in enumerate(rows)}
        ends = list(range(1, len(rows) + 1))
        for index in range(len(rows) - 1, -1, -1):
            parent = rows[index][4]
            if parent is not None:
                ends[place[parent]] = max(ends[place[parent]], ends[index])
        return cls(
            Entry(
                index, row[0], row[1], row[2], row[3],
                None if row[4] is None else place[row[4]], place[row[5]], ends[index],
            )
            for index, row in enumerate(rows)
        )  # fmt: skip

    def by_key(self, key: str) -> Entry | None:
        return self._by_key.get(key)

    def by_id(self, section_text_id: int) -> Entry:
        return self._by_id[section_text_id]

    def page(self, entry: Entry) -> Entry:
        """The section that starts the page `entry` is read on."""
        return self.entries[entry.page]

    def parts(self, page: Entry) -> Sequence[Entry]:
        """The pages right below a page; the chapters, for the cover."""
        return self._parts.get(page.index, ())

    def on_page(self, page: Entry) -> Sequence[Entry]:
        """The sections read on one page, the one that starts it first."""
        if self.parts(page):
            return (page,)
        return self.entries[page.index : page.end]

    def before(self, page: Entry) -> Entry | None:
        order = self._page_order[page.index]
        return self._pages[order - 1] if order else None

    def after(self, page: Entry) -> Entry | None:
        order = self._page_order[page.index] + 1
        return self._pages[order] if order < len(self._pages) else None

    def trail(self, page: Entry) -> list[Entry]:
        """The way down to a page, from its chapter to itself."""
        way = [page]
        while way[-1].parent is not None:
            way.append(self.entries[way[-1].parent])
        if self.cover and len(way) > 1:
            way.pop()
        return way[::-1]

    def around(self, page: Entry) -> list[Shown]:
        """The index beside a page: the chapters, the way down to it, and its own parts."""
        return list(self._lines(self.chapters, None, self.trail(page), 1))

    def _lines(
        self, siblings: Sequence[Entry], above: Entry | None, way: Sequence[Entry], level: int
    ) -> Iterable[Shown]:
        here = way[0] if way else None
        for entry in _window(siblings, here):
            yield Shown(entry, level)
            if entry is here and entry is not self.cover:
                yield from self._lines(self.parts(entry), entry, way[1:], level + 1)
        if len(siblings) > CROWD:
            yield Shown(above, level, len(siblings))

    def totals(self, own: Mapping[int, int]) -> list[int]:
        """For each section in order, what `own` (by section text id) gives it and all below it."""
        sums = list(accumulate((own.get(entry.id, 0) for entry in self.entries), initial=0))
        return [sums[entry.end] - sums[entry.index] for entry in self.entries]


def _window(siblings: Sequence[Entry], here: Entry | None) -> Sequence[Entry]:
    """All of them; of a crowd only those around `here`, and none if it is not among them."""
    if len(siblings) <= CROWD:
        return siblings
    if here is None:
        return ()
    place = bisect_left(siblings, here.index, key=lambda entry: entry.index)
    return siblings[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
