"""Comparisons of two versions, and the pages on which the difference of their words is read.

Two published versions never change, so what they differ in is found once and kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup
from sqlalchemy import select

from consult.drafts.changes.comparing import Change, Comparison, Paragraph, Part, Row, compare
from consult.drafts.changes.diff import Piece, before, to_html
from consult.drafts.models import Block, Section, SectionText, Version
from consult.extensions import db

KEPT = 16
# What a page of differences may weigh, as its parts are estimated; around it stands little more.
ROOM = 220_000
OF_ROW, OF_HEADING, OF_PIECE = 1_600, 1_200, 160


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it is shown: `old` the words before, `new` the words now with what was taken out;
    either may be missing. `is_cut`: it was too long to be shown whole."""

    row: Row
    old: Markup | None
    new: Markup | None
    is_cut: bool = False

    @property
    def weight(self) -> int:
        html = f"{self.old or ''}{self.new or ''}"
        tags = html.count("<ins>") + html.count("<del>")
        return OF_ROW + len(html.encode()) + OF_PIECE * tags


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, or as much of it as one page holds: its rows, and between them how many
    unchanged ones are left out."""

    change: Change
    rows: tuple[Seen | int, ...]


Leaf = tuple[Passage, ...]


def comparison(old: Version, new: Version) -> Comparison:
    if old.published_at is None or new.published_at is None:
        return _read(old.id, new.id)
    return _kept(old.id, new.id, old.published_at, new.published_at)


@lru_cache(maxsize=KEPT)
def _kept(old_id: int, new_id: int, _old_at: datetime, _new_at: datetime) -> Comparison:
    return _read(old_id, new_id)


def _read(old_id: int, new_id: int) -> Comparison:
    return compare(_parts(old_id), _parts(new_id))


def _parts(version_id: int) -> list[Part]:
    texts = (
        select(
            SectionText.id, SectionText.section_id, Section.key, SectionText.title,
            SectionText.depth, SectionText.parent_id, SectionText.page_id,
        )
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == version_id)
        .order_by(SectionText.position)
    )  # fmt: skip
    rows = db.session.execute(texts).all()
    identity = {row.id: row.section_id for row in rows}
    paragraphs: dict[int, list[Paragraph]] = {row.id: [] for row in rows}
    blocks = (
        select(Block.section_text_id, Block.number, Block.text, Block.digest)
        .where(Block.version_id == version_id)
        .order_by(Block.section_text_id, Block.position)
    )
    for home, *values in db.session.execute(blocks):
        paragraphs[home].append(Paragraph(*values))
    return [
        Part(
            row.section_id, row.key, row.title, row.depth, identity.get(row.parent_id),
            identity[row.page_id], tuple(paragraphs[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def leaves(group: Sequence[Change], *, whole: bool) -> list[Leaf]:
    """A group of sections on as many pages as it takes; unless `whole`, what changed alone."""
    packed: list[list[tuple[Change, Seen | int | None]]] = [[]]
    free = ROOM
    for change in group:
        if not (whole or change.marks):
            continue
        heading = _heading(change)
        for place, item in enumerate([*_seen(change.rows, whole=whole)] or [None]):
            weight = item.weight if isinstance(item, Seen) else OF_ROW
            if packed[-1] and weight + (0 if place else heading) > free:
                packed.append([])
                free = ROOM
            free -= weight + (0 if place and free < ROOM else heading)
            packed[-1].append((change, item))
    return [_leaf(entries) for entries in packed if entries]


def _leaf(entries: Iterable[tuple[Change, Seen | int | None]]) -> Leaf:
    sections: dict[int, tuple[Change, list[Seen | int]]] = {}
    for change, item in entries:
        _change, rows = sections.setdefault(change.part.section, (change, []))
        if item is not None:
            rows.append(item)
    return tuple(Passage(change, tuple(rows)) for change, rows in sections.values())


def _heading(change: Change) -> int:
    return OF_HEADING + 2 * sum(len(to_html([piece]).encode()) for piece in change.title)


def _seen(rows: Iterable[Row], *, whole: bool) -> Iterator[Seen | int]:
    hidden = 0
    for row in rows:
        if row.fate == "same" and not whole:
            hidden += 1
            continue
        if hidden:
            yield hidden
        hidden = 0
        yield _shown(row)
    if hidden:
        yield hidden


def _shown(row: Row) -> Seen:
    pieces = _fitting(row.pieces)
    return Seen(
        row,
        None if row.old is None else to_html(before(pieces)),
        None if row.new is None else to_html(pieces),
        is_cut=len(pieces) < len(row.pieces) or pieces[-1:] != list(row.pieces[-1:]),
    )


def _fitting(pieces: Sequence[Piece]) -> list[Piece]:
    """As many of them as fit on a page, the last one cut if need be: each may be shown twice."""
    found: list[Piece] = []
    free = ROOM // 2
    for piece in pieces:
        weight = OF_PIECE + 2 * len(to_html([piece]).encode())
        if weight > free:
            # No character takes more than the mark that shows an invisible one.
            return [*found, Piece(piece.kind, piece.text[: free // OF_PIECE])]
        found.append(piece)
        free -= weight
    return found
