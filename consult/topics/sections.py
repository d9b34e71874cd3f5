"""The sections of a version as feedback is counted by: chapters and what lies within. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.drafts.outline import chapters


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the current version; `id` is its SectionText."""

    id: int
    parent_id: int | None
    key: str
    number: str
    title: str


class Sections:
    """Sections in reading order; a place in that order is called a position (0 first)."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._position = {section.id: index for index, section in enumerate(sections)}
        self._by_key = {section.key: index for index, section in enumerate(sections)}
        parents = [
            None if section.parent_id is None else self._position[section.parent_id]
            for section in sections
        ]
        self._parents = parents
        self._ends = _ends(parents)
        starts: dict[int, int] = {}
        for position, chapter in enumerate(chapters(parents)):
            starts.setdefault(chapter, position)
        self._chapters = sorted(starts.values())
        self._chapter_of = {
            section.id: sections[starts[chapter]].key
            for section, chapter in zip(sections, chapters(parents), strict=True)
        }

    def chapters(self) -> list[Section]:
        """The top-level sections; one that holds all the others stands first, for itself alone."""
        return [self._sections[position] for position in self._chapters]

    def chapter_of(self, section_id: int | None) -> str | None:
        """Key of the chapter a section is part of; None for the draft as a whole."""
        return None if section_id is None else self._chapter_of.get(section_id)

    def by_key(self, key: str) -> Section | None:
        position = self._by_key.get(key)
        return None if position is None else self._sections[position]

    def title(self, section_id: int | None) -> str | None:
        position = None if section_id is None else self._position.get(section_id)
        return None if position is None else self._sections[position].title

    def children(self, section: Section) -> list[Section]:
        """The sections directly below; none below the one that holds the whole draft."""
        if self.holds_all(section):
            return []
        here = self._position[section.id]
        return [
            self._sections[position]
            for position in range(here + 1, self._ends[here] + 1)
            if self._parents[position] == here
        ]

    def part_of(self, place: object, section_id: int | None) -> str | None:
        """Key of the child of `place` that a section is or stands below, if any."""
        if not isinstance(place, Section) or section_id not in self._position:
            return None
        home, position = self._position[place.id], self._position[section_id]
        parent = self._parents[position]
        while parent is not None and parent != home:
            position, parent = parent, self._parents[parent]
        is_part = parent == home and not self.holds_all(place)
        return self._sections[position].key if is_part else None

    def span(self, section: Section) -> tuple[int, int]:
        """First and last position of a section with all below it.

        The section that holds the whole draft stands for itself alone: what is below it is
        counted by chapter.
        """
        here = self._position[section.id]
        return (here, here) if self.holds_all(section) else (here, self._ends[here])

    def within(self, section_id: int | None, span: tuple[int, int]) -> bool:
        if section_id is None or section_id not in self._position:
            return False
        return span[0] <= self._position[section_id] <= span[1]

    def holds_all(self, section: Section) -> bool:
        """Whether it is the one section that all others hang from."""
        return len(self._sections) > 1 and self._parents.count(None) == 1 and (
            section.parent_id is None
        )


def _ends(parents: Sequence[int | None]) -> list[int]:
    """The last position below each section, or its own."""
    found = list(range(len(parents)))
    for position in range(len(parents) - 1, -1, -1):
        parent = parents[position]
        if parent is not None:
            found[parent] = max(found[parent], found[position])
    return found
