"""One page of the draft, put together: its sections and blocks, what is open, what is around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.reading import queries
from consult.reading.contents import CROWD, Entry, Shown
from consult.reading.queries import Passage, Tallies
from consult.reading.views.cards import Cards, cards
from consult.reading.views.draft import (
    Draft,
    after_argument,
    anchor,
    block_anchor,
    number_argument,
)

LOWEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """The contributions on the page: those on a block, on a section itself, or on all of it.

    `address` is the page with this open, `fragment` where on it they stand.
    """

    cards: Cards
    address: str
    fragment: str
    block: Passage | None = None
    section: Entry | None = None
    after: int = 0

    @property
    def more(self) -> str | None:
        if self.cards.after is None:
            return None
        joint = "&" if "?" in self.address else "?"
        return f"{self.address}{joint}despues={self.cards.after}#{self.fragment}"


def chapter_page(draft: Draft, entry: Entry) -> dict[str, Any]:
    """What reading/chapter.html shows; the number of queries does not depend on the amounts."""
    entries = draft.outline.on_page(entry)
    passages = queries.passages(entry.id)
    tallies = queries.tallies(draft.version.id, [section.id for section in entries])
    opened = _opened(draft, entry, entries, passages)
    outline = draft.outline
    return {
        "entry": entry,
        "count": sum(tallies.sections.get(section.id, 0) for section in entries),
        "total": tallies.total,
        "sections": _sections(draft, entries, passages, tallies, opened),
        "opened": opened,
        "parts": None if entry is outline.cover else parts(draft, outline.parts(entry), tallies),
        "index": _index(draft, entry, tallies),
        "previous": _link(draft, outline.before(entry)),
        "next": _link(draft, outline.after(entry)),
    }


def _opened(
    draft: Draft, page: Entry, entries: Sequence[Entry], passages: Sequence[Passage]
) -> Opened:
    number, key, after = request.args.get("parrafo"), request.args.get("seccion"), after_argument()
    address = draft.links.chapter(page.key)
    block = next((passage for passage in passages if passage.number == number), None)
    if block is not None:
        shown = cards(draft, queries.on_block(block.id, after))
        here = f"{address}?parrafo={block.number}"
        return Opened(shown, here, block_anchor(block.number), block=block, after=after)
    section = next((entry for entry in entries if entry.key == key), None)
    if section is not None:
        shown = cards(draft, queries.on_section(section.id, after))
        here = f"{address}?seccion={section.key}"
        return Opened(shown, here, anchor(section.key), section=section, after=after)
    return Opened(cards(draft, queries.on_page(page.id, after)), address, "aportes", after=after)


def _sections(
    draft: Draft,
    entries: Sequence[Entry],
    passages: Sequence[Passage],
    tallies: Tallies,
    opened: Opened,
) -> list[dict[str, Any]]:
    blocks: dict[int, list[dict[str, Any]]] = {entry.id: [] for entry in entries}
    for passage in passages:
        blocks[passage.section_text_id].append(_block(draft, passage, entries[0], tallies, opened))
    return [_section(draft, entry, entries[0], blocks[entry.id], tallies, opened) for entry in entries]


def _section(
    draft: Draft,
    entry: Entry,
    page: Entry,
    blocks: Sequence[Mapping[str, Any]],
    tallies: Tallies,
    opened: Opened,
) -> dict[str, Any]:
    on_blocks = sum(block["count"] for block in blocks)
    address = draft.links.chapter(page.key)
    return {
        "title": entry.title,
        "anchor": anchor(entry.key),
        "level": min(2 + entry.depth - page.depth, LOWEST_HEADING),
        "blocks": blocks,
        "count": tallies.sections.get(entry.id, 0) - on_blocks,
        "is_open": entry is opened.section,
        "href_comments": f"{address}?seccion={entry.key}#{anchor(entry.key)}",
        "href_comment": draft.links.comment_on_section(entry.key)
        if draft.takes_comments
        else None,
    }


def _block(
    draft: Draft, passage: Passage, page: Entry, tallies: Tallies, opened: Opened
) -> dict[str, Any]:
    address = draft.links.chapter(page.key)
    number = passage.number
    return {
        "passage": passage,
        "count": tallies.blocks.get(passage.id, 0),
        "is_open": passage is opened.block,
        "href_comments": f"{address}?parrafo={number}#{block_anchor(number)}",
        "href_comment": draft.links.comment_on_block(number) if draft.takes_comments else None,
    }


def _index(draft: Draft, page: Entry, tallies: Tallies) -> list[dict[str, Any]]:
    totals = draft.outline.totals(tallies.sections)
    return [_index_line(draft, line, page, tallies, totals) for line in draft.outline.around(page)]


def _index_line(
    draft: Draft, line: Shown, page: Entry, tallies: Tallies, totals: Sequence[int]
) -> dict[str, Any]:
    entry = line.entry
    if line.crowd or entry is None:
        title = _("Ver los %(count)s apartados", count=format_decimal(line.crowd))
        href = draft.links.chapter(entry.key) if entry else draft.links.home
        return {"title": title, "href": href, "level": line.level}
    is_cover = entry is draft.outline.cover
    return {
        "title": _("Portada") if is_cover else entry.title,
        "href": draft.links.chapter(entry.key),
        "count": tallies.sections.get(entry.id) if is_cover else totals[entry.index],
        "level": line.level,
        "current": entry is page,
    }


def parts(draft: Draft, entries: Sequence[Entry], tallies: Tallies) -> dict[str, Any]:
    """Pages to go to, with what was said on each and below it; a crowd comes by hundreds."""
    first = number_argument("desde")
    totals = draft.outline.totals(tallies.sections)
    shown = entries[first : first + CROWD]
    end = first + len(shown)
    return {
        "rows": [
            _index_line(draft, Shown(entry, 1), entry, tallies, totals) for entry in shown
        ],
        "first": first,
        "total": len(entries),
        "next": end if end < len(entries) else None,
    }


def _link(draft: Draft, entry: Entry | None) -> dict[str, str] | None:
    if entry is None:
        return None
    title = _("Portada") if entry is draft.outline.cover else entry.title
    return {"title": title, "href": draft.links.chapter(entry.key)}
