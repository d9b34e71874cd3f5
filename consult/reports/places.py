"""Finding the place that a row names, in one version of the text."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.comments.quoting import locate_across, quotation
from consult.comments.service import Quote
from consult.drafts.models import Block, Section, SectionText
from consult.drafts.queries import Place
from consult.extensions import db
from consult.reports.rows import NewRow

NAMED_CHOICES = 5


class UnknownPlaceError(Exception):
    """A place that is not in the text; `field` of the row and a lazy sentence."""

    def __init__(self, field: str, reason: object) -> None:
        super().__init__()
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Section:
    id: int
    section_id: int
    page_id: int | None
    number: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class _Block:
    id: int
    number: str
    text: str


class Places:
    """The sections of a version by key, number and heading; its blocks once they are asked for."""

    def __init__(self, version_id: int) -> None:
        self._version_id = version_id
        self._by_key: dict[str, _Section] = {}
        self._by_number: dict[str, _Section] = {}
        self._by_heading: dict[str, list[_Section]] = defaultdict(list)
        self._blocks: dict[int, list[_Block]] | None = None
        query = (
            select(
                SectionText.id, SectionText.section_id, SectionText.page_id, SectionText.number,
                Section.key, SectionText.title,
            )
            .join(Section, Section.id == SectionText.section_id)
            .where(SectionText.version_id == version_id)
            .order_by(SectionText.position)
        )  # fmt: skip
        for row in db.session.execute(query):
            section = _Section(*row)
            self._by_key[section.key] = self._by_number[section.number] = section
            self._by_heading[_heading(section.title)].append(section)

    def find(self, row: NewRow) -> tuple[Place, Quote | None]:
        """Where a row stands, and the words it quotes. Raises UnknownPlaceError.

        Quoted words that stand exactly once in the section's own text bring the row to their
        paragraph, or to the section if they run over several; otherwise they are kept as they
        are, without a position.
        """
        section = self._section(row.section)
        if section is None:
            if row.block or row.block_starts:
                raise UnknownPlaceError("section", _l("Un párrafo se da con su sección."))
            return Place(self._version_id), Quote(row.quote) if row.quote else None
        named = self._named_block(row, section)
        block, quote = self._quoted(row.quote, [named] if named else self._own(section))
        block = named or block
        place = Place(
            self._version_id,
            section.section_id,
            section.id,
            section.page_id,
            block.id if block else None,
        )
        return place, quote

    def _section(self, name: str) -> _Section | None:
        if not name:
            return None
        found = self._by_key.get(name) or self._by_number.get(name)
        if found is not None:
            return found
        candidates = self._by_heading.get(_heading(name), [])
        if not candidates:
            raise UnknownPlaceError(
                "section", _l("No hay ninguna sección «%(name)s».", name=name[:60])
            )
        if len(candidates) > 1:
            choices = ", ".join(each.key for each in candidates[:NAMED_CHOICES])
            raise UnknownPlaceError(
                "section",
                _l("Hay varias secciones con ese título; use su clave: %(keys)s.", keys=choices),
            )
        return candidates[0]

    def _own(self, section: _Section) -> list[_Block]:
        if self._blocks is None:
            self._blocks = defaultdict(list)
            query = (
                select(Block.section_text_id, Block.id, Block.number, Block.text)
                .where(Block.version_id == self._version_id)
                .order_by(Block.section_text_id, Block.position)
            )
            for row in db.session.execute(query):
                self._blocks[row[0]].append(_Block(*row[1:]))
        return self._blocks.get(section.id, [])

    def _named_block(self, row: NewRow, section: _Section) -> _Block | None:
        if not row.block and not row.block_starts:
            return None
        field = "block" if row.block else "block_starts"
        found = [
            block
            for block in self._own(section)
            if (not row.block or block.number == row.block)
            and block.text.startswith(row.block_starts)
        ]
        if len(found) != 1:
            raise UnknownPlaceError(field, _l("La sección no tiene ese párrafo, o tiene varios."))
        return found[0]

    def _quoted(
        self, quote: str, blocks: list[_Block]
    ) -> tuple[_Block | None, Quote | None]:
        if not quote:
            return None, None
        texts = [block.text for block in blocks]
        found = locate_across(texts, quote)
        if len(found) != 1:
            return None, Quote(quote)
        (stretch,) = found
        block = blocks[stretch.first] if stretch.first == stretch.last else None
        return block, Quote(*quotation(texts, stretch))


def _heading(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).split())
