"""Feedback in figures: from counted cells to what a page shows. Pure.

A cell says how many published comments share a topic, a section, a stance, a kind of
organization and a source. Every figure is a sum of cells, and names the selection of comments it
counts, so that a page can link each number to exactly that list.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from consult.topics.sections import Section, Sections

# In addresses: comments that have none (no section, no stance, no organization, no topic)...
NONE = "-"
# ... and those of any organization.
ORGANIZED = "organizaciones"


class Cell(NamedTuple):
    """`section` is a SectionText of the current version, None for the draft as a whole; `group`
    a kind of organization, None for people; `topic` counts what hangs from it too."""

    topic: int | None
    section: int | None
    stance: str | None
    group: str | None
    source: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which published comments: None leaves a side open.

    `topics`: on any of these (empty: on none at all). `place`: a section with all below it, or
    NONE for the draft as a whole. `stance`, `source`: a value or NONE. `group`: a kind of
    organization, ORGANIZED, or NONE for people.
    """

    topics: frozenset[int] | None = None
    place: Section | str | None = None
    stance: str | None = None
    group: str | None = None
    source: str | None = None

    @property
    def is_narrowed(self) -> bool:
        return any((self.place, self.stance, self.group, self.source))

    def holds(self, cell: Cell, sections: Sections, *, but: str = "") -> bool:
        """Whether it holds the comments of a cell; `but` names a side to leave open."""
        return all(
            (
                but == "place" or _in_place(self.place, cell.section, sections),
                but == "stance" or self.stance in (None, cell.stance or NONE),
                but == "group" or self.group in (None, cell.group or NONE, _any(cell.group)),
                but == "source" or self.source in (None, cell.source or NONE),
            )
        )

    def with_side(self, side: str, value: Any) -> "Selection":
        return replace(self, **{side: value})


def _any(group: str | None) -> str:
    return ORGANIZED if group else NONE


def _in_place(place: Section | str | None, section: int | None, sections: Sections) -> bool:
    if place is None:
        return True
    if isinstance(place, str):
        return section is None
    return sections.within(section, sections.span(place))


@dataclass(frozen=True, slots=True)
class Facets:
    """How many comments a selection holds, and how many each value of one side would hold with
    the other sides as they are. `chapters` are by key, with "-" for the draft as a whole; `parts`
    are the sections right below the selected one, with "-" for all else; the others are by value,
    with "-" for none."""

    total: int
    chapters: Mapping[str, int]
    parts: Mapping[str, int]
    stances: Mapping[str, int]
    groups: Mapping[str, int]
    sources: Mapping[str, int]


def facets(cells: Collection[Cell], selection: Selection, sections: Sections) -> Facets:
    """Count a selection and its neighbours out of the cells of its topics."""

    def by(side: str, value: Callable[[Cell], str | None]) -> Counter[str]:
        found: Counter[str] = Counter()
        for cell in cells:
            if selection.holds(cell, sections, but=side):
                found[value(cell) or NONE] += cell.size
        return found

    return Facets(
        total=sum(cell.size for cell in cells if selection.holds(cell, sections)),
        chapters=by("place", lambda cell: sections.chapter_of(cell.section)),
        parts=by("place", lambda cell: sections.part_of(selection.place, cell.section)),
        stances=by("stance", lambda cell: cell.stance),
        groups=by("group", lambda cell: cell.group),
        sources=by("source", lambda cell: cell.source),
    )


@dataclass(slots=True)
class TopicFigures:
    """One topic, all below it included: every comment counts once."""

    total: int = 0
    chapters: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)


def by_topic(cells: Iterable[Cell], sections: Sections) -> dict[int | None, TopicFigures]:
    """The figures of each topic; keys as in Facets."""
    found: dict[int | None, TopicFigures] = {}
    for cell in cells:
        figures = found.setdefault(cell.topic, TopicFigures())
        figures.total += cell.size
        figures.chapters[sections.chapter_of(cell.section) or NONE] += cell.size
        figures.stances[cell.stance or NONE] += cell.size
        figures.groups[cell.group or NONE] += cell.size
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """All published comments of a consultation.

    `organizations` are distinct ones; `signed` distinct names or accounts of people without an
    organization; `in_person` comments gathered in workshops.
    """

    comments: int = 0
    with_topic: int = 0
    of_organizations: int = 0
    organizations: int = 0
    signed: int = 0
    in_person: int = 0

    @property
    def of_people(self) -> int:
        return self.comments - self.of_organizations

    @property
    def without_topic(self) -> int:
        return self.comments - self.with_topic
