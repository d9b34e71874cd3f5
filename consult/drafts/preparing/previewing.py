"""What the drafter sees of a draft before it is imported: its tree, a page of it at a time.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.drafts.formats.labels import is_bare
from consult.drafts.messages import DraftWarning, Notice, grouped
from consult.drafts.parsing import ParsedDraft, ParsedSection, assemble
from consult.drafts.preparing.editing import can_lead
from consult.drafts.raw import RawDraft

ROWS = 100
# A heading is cut near its beginning, or not at all.
MOST_CUTS = 40
AROUND = 4
SENTENCE_ENDS = ".:;–—-"


@dataclass(frozen=True, slots=True)
class Row:
    """A section in the tree, and which changes it admits."""

    place: int
    section: ParsedSection
    depth: int
    words: int
    notices: Sequence[Notice]
    promotes: bool
    demotes: bool


class Cut(NamedTuple):
    """A place where a heading may end: after so many words; what stands on both sides."""

    words: int
    before: str
    after: str


class Preview:
    """A draft as it would be imported. Raises DraftError, as `assemble` does."""

    def __init__(self, draft: RawDraft) -> None:
        self.draft = draft
        self.parsed: ParsedDraft = assemble(draft)
        self.notices = grouped(self.parsed.warnings)
        self.blocks = sum(len(section.blocks) for section in self.parsed.sections)
        self.words = sum(section.words for section in draft.sections)

    def __len__(self) -> int:
        return len(self.parsed.sections)

    def heading(self, place: int) -> str:
        return self.parsed.sections[place].heading

    def untitled(self) -> int | None:
        """The first section without a title."""
        return next((n for n in range(len(self)) if not self.heading(n)), None)

    def start(self, place: int) -> int:
        """The first section on the page that shows a section."""
        return max(0, min(place, len(self) - 1)) // ROWS * ROWS

    def rows(self, start: int) -> list[Row]:
        """The page that begins with a section."""
        end = min(start + ROWS, len(self))
        noticed: dict[int | None, list[DraftWarning]] = {place: [] for place in range(start, end)}
        for warning in self.parsed.warnings:
            if warning.section in noticed:
                noticed[warning.section].append(warning)
        return [self._row(place, grouped(noticed[place])) for place in range(start, end)]

    def row(self, place: int) -> Row:
        about = [each for each in self.parsed.warnings if each.section == place]
        return self._row(place, grouped(about))

    def _row(self, place: int, notices: Sequence[Notice]) -> Row:
        section = self.parsed.sections[place]
        levels = section.number.split(".")
        leads = not self.draft.sections[place].level
        # What leads has no level, so nothing goes into it.
        first = "1" if section.parent is not None or self.draft.sections[0].level else "2"
        return Row(
            place=place,
            section=section,
            depth=len(levels) - 1,
            words=self.draft.sections[place].words,
            notices=notices,
            promotes=section.parent is not None or can_lead(self.draft.sections, place),
            demotes=leads or levels[-1] != first,
        )


def cuts(heading: str) -> list[Cut]:
    """Where a heading may be cut: after its sentences first ("Artículo 1. Objeto."), then after
    any other word."""
    words = heading.split()
    places = [
        Cut(n, " ".join(words[max(0, n - AROUND) : n]), " ".join(words[n : n + AROUND]))
        for n in range(1, min(len(words), MOST_CUTS + 1))
    ]
    return sorted(places, key=lambda cut: not _ends_a_title(words[: cut.words]))


def _ends_a_title(words: Sequence[str]) -> bool:
    return words[-1][-1] in SENTENCE_ENDS and not is_bare(" ".join(words))
