"""What the drafting team's pages show of the translations of a version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.drafts.models import SectionText, SectionTranslation, Version
from consult.drafts.queries import outline
from consult.drafts.translation import languages, stored
from consult.drafts.translation.fitting import Outcome, Pair, State, outcome
from consult.drafts.translation.stored import Shown, Translation
from consult.drafts.translation.writing import markdown

ROWS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A language, and how many sections are in each state."""

    tag: str
    name: str
    counts: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Row:
    section: SectionText
    states: Sequence[tuple[Column, State]]


class Board:
    """Languages by sections of a version, ROWS of them from `first` on; `extra` is a language that
    nobody has begun."""

    def __init__(self, version: Version, *, extra: str | None, first: int) -> None:
        self._sections = outline(version.id)
        self._shown = stored.shown(version, to_team=True)
        tags = {*stored.languages(version), *([extra] if extra else [])}
        self.columns = [
            Column(tag, name, self._counts(tag)) for tag, name in languages.named(tags)
        ]
        self.first = first if first < len(self._sections) else 0

    def _state(self, section: SectionText, tag: str) -> State:
        shown: Shown | None = self._shown.get(section.id, {}).get(tag)
        if shown is None:
            return State.MISSING
        return State.CURRENT if shown.changed_in is None else State.OUTDATED

    def _counts(self, tag: str) -> Mapping[State, int]:
        states = [self._state(section, tag) for section in self._sections]
        return {state: states.count(state) for state in State}

    @property
    def total(self) -> int:
        return len(self._sections)

    @property
    def rows(self) -> Iterator[Row]:
        for section in self._sections[self.first : self.first + ROWS]:
            yield Row(section, [(each, self._state(section, each.tag)) for each in self.columns])

    @property
    def before(self) -> int | None:
        return max(self.first - ROWS, 0) if self.first else None

    @property
    def next(self) -> int | None:
        end = self.first + ROWS
        return end if end < self.total else None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A section of a translated file beside the one it translates, and what becomes of it."""

    number: int
    spanish: str
    title: str
    blocks: int
    outcome: Outcome
    translation: Translation

    @property
    def is_stored(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.REPLACES)


def fit(pairs: Sequence[Pair], there: Mapping[int, SectionTranslation]) -> list[Fitted]:
    """`there` is what the version has in that language, by section."""
    found = []
    for number, (section, source) in enumerate(pairs, 1):
        row = there.get(source.section_id)
        made = Translation(source, section.heading, markdown(section.blocks), section.blocks)
        what = outcome(section, source, (row.title, row.text) if row else None)
        found.append(
            Fitted(number, source.title, section.heading, len(section.blocks), what, made)
        )
    return found
