"""Sections to go to, each with what was said on it and below it: indexes and tables of parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.reading.contents import CROWD, Entry
from consult.reading.queries import Tallies
from consult.reading.views.draft import Draft, number_argument


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    href: str
    count: int | None = None
    level: int = 1
    current: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One page of many lines; `before` and `next` are where the pages beside it start."""

    rows: Sequence[Line]
    first: int
    total: int

    @property
    def before(self) -> int | None:
        return max(self.first - CROWD, 0) if self.first else None

    @property
    def next(self) -> int | None:
        end = self.first + len(self.rows)
        return end if end < self.total else None


class Lines:
    """The lines of one draft; `query` goes with each of them, as the language that is read."""

    def __init__(self, draft: Draft, tallies: Tallies, query: str = "") -> None:
        self._query = query
        self._links, self._outline, self._own = draft.links, draft.outline, tallies.sections
        self._totals = draft.outline.totals(tallies.sections)

    def line(self, entry: Entry, level: int = 1, *, current: bool = False) -> Line:
        # All others stand below the cover: with them its number would say nothing of it.
        is_cover = entry is self._outline.cover
        return Line(
            title=_("Portada") if is_cover else entry.title,
            href=self._links.chapter(entry.key) + self._query,
            count=self._own.get(entry.id, 0) if is_cover else self._totals[entry.index],
            level=level,
            current=current,
        )

    def around(self, page: Entry) -> Iterator[Line]:
        """The index beside a page; a line without a number leads to what it leaves out."""
        for entry, level, crowd in self._outline.around(page):
            if crowd or entry is None:
                title = _("Ver los %(count)s apartados", count=format_decimal(crowd))
                href = self._links.chapter(entry.key) if entry else self._links.home
                yield Line(title, href, level=level)
            else:
                yield self.line(entry, level, current=entry is page)

    def table(self, entries: Sequence[Entry]) -> Table:
        asked = number_argument("desde")
        first = asked if asked < len(entries) else 0
        shown = [self.line(entry) for entry in entries[first : first + CROWD]]
        return Table(shown, first, len(entries))
