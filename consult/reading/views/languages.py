"""The languages a page of the draft can be read in: a line of links, and translated sections.

The text in Spanish is what counts: a translation is shown where it is asked for (`?idioma=cab`),
never chosen silently, and says what it is. The language of the interface is another thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import request
from flask_babel import get_locale
from markupsafe import Markup

from consult.drafts.models import Version
from consult.drafts.translation import languages, stored
from consult.drafts.translation.stored import Words
from consult.reading.contents import Entry
from consult.search import fold


@dataclass(frozen=True, slots=True)
class Translated:
    """A section in another language. `changed_in` is the version where the Spanish text left the
    translation behind, None if it is up to date."""

    language: str
    direction: str
    title: str
    html: Markup
    changed_in: int | None
    href_spanish: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to read the page in: its name in that of the interface, and what its speakers
    call it where that is another."""

    tag: str
    name: str
    own_name: str | None
    href: str

    @classmethod
    def of(cls, tag: str, address: str) -> "Choice":
        name, own = languages.name(tag), languages.native_name(tag)
        return cls(tag, name, own if own != name else None, f"{address}?idioma={tag}")


class Languages:
    """What there is of the sections of one page (at `address`) in other languages.

    `chosen` is the one that is shown; `absent` one that was asked for and is found only on other
    pages of the draft.
    """

    def __init__(self, version: Version, entries: Sequence[Entry], address: str) -> None:
        self._entries, self._address = entries, address
        self._shown = stored.shown(version, [entry.id for entry in entries])
        self._tags = {tag for each in self._shown.values() for tag in each}
        asked = languages.canonical(request.args.get("idioma", ""))
        self.chosen = asked if asked in self._tags else None
        is_elsewhere = asked and not self.chosen and stored.is_offered(version, asked)
        self.absent = asked if is_elsewhere else None

    @property
    def query(self) -> str:
        """Keeps the language from page to page."""
        kept = self.chosen or self.absent
        return f"?idioma={kept}" if kept else ""

    @property
    def href_spanish(self) -> str:
        return self._address

    @property
    def choices(self) -> list[Choice]:
        """The language of the interface comes first."""
        here = get_locale().language
        found = [Choice.of(tag, self._address) for tag in self._tags]
        return sorted(found, key=lambda each: (each.tag.split("-")[0] != here, fold(each.name)))

    @property
    def count(self) -> int:
        """How many sections of the page are in the chosen language."""
        return len(self._words)

    @property
    def total(self) -> int:
        return len(self._entries)

    @cached_property
    def _words(self) -> dict[int, Words]:
        """By the number of a translation."""
        if self.chosen is None:
            return {}
        of_page = (each.get(self.chosen) for each in self._shown.values())
        return stored.words([shown.id for shown in of_page if shown])

    def lacks(self, entry: Entry) -> bool:
        """Whether a section was asked for in a language it is not in."""
        return self.chosen is not None and self.chosen not in self._shown.get(entry.id, {})

    def section(self, entry: Entry, anchor: str) -> Translated | None:
        """A section in the chosen language, if it is there."""
        shown = self._shown.get(entry.id, {}).get(self.chosen or "")
        if shown is None:
            return None
        said = self._words[shown.id]
        return Translated(
            language=shown.language,
            direction=languages.direction(shown.language),
            title=said.title,
            html=said.html,
            changed_in=shown.changed_in,
            href_spanish=f"{self._address}#{anchor}",
        )
