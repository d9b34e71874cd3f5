"""Everything the public pages read about a version: outline, text, tallies, contributions.

Contributions come from the anchors' indexes by key, oldest first, as plain rows: what a page
costs depends on what it shows, not on how much there is. Only public anchors are ever joined, so
a comment that waits or was withdrawn cannot appear; of a rejected one nothing is read but that
it is there, and why.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Select, func, select

from consult.comments.models import Comment, CommentRevision, Status, Tally
from consult.consultations.models import Consultation
from consult.drafts.models import Section, SectionText, Version
from consult.extensions import db
from consult.reading.contents import Contents, Entry
from consult.reading.statements import (
    ANSWERS,
    CONTENTS,
    IN_SECTION,
    IN_VERSION,
    ON_BLOCK,
    ON_DRAFT,
    ON_PAGE,
    ON_SECTION,
    PASSAGES,
    PUBLIC,
    PUBLISHED,
    PUBLISHED_IDS,
    QUOTED,
    QUOTED_BY,
    REPLY_COUNTS,
    TALLIES,
    anchor,
    comment,
    text,
)
from consult.search import matches


class Passage(NamedTuple):
    """A block as a page shows it; `html` is safe, `text` what it says without marks."""

    id: int
    section_text_id: int
    number: str
    kind: str
    depth: int
    html: Markup
    text: str


class Quoted(NamedTuple):
    """The passage that one published comment stands at, and the words of it that it quotes."""

    comment_id: int
    section_text_id: int | None
    block_id: int | None
    start: int | None
    end: int | None
    words: str
    before: str


@dataclass(frozen=True, slots=True)
class Tallies:
    """Published contributions by section text (blocks included; 0 is the draft as a whole) and
    by block."""

    sections: Mapping[int, int]
    blocks: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.sections.values())


class Contribution(NamedTuple):
    """A public comment as it stands in one version; what a rejected one says is None.

    `reply_to` is the folio of the public comment it answers; `is_reply` says that it answers
    one, public or not. `state` is what became of its place (see CarryOver).
    """

    id: int
    folio: str
    status: str
    status_reason: str | None
    created_at: datetime
    is_reply: bool
    reply_to: str | None
    state: str
    section_text_id: int | None
    block_number: str | None
    kind: str
    stance: str | None
    author_name: str
    organization_name: str
    organization_kind: str | None
    exposure: str
    is_institutional: bool
    is_verified: bool
    body_html: str
    proposed_text: str
    proposed_html: str
    quote: str
    has_answers: bool
    supports: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of contributions is narrowed to; None leaves a side open."""

    kind: str | None = None
    stance: str | None = None
    organization_kind: str | None = None
    section: Entry | None = None


def contents(version: Version) -> Contents:
    """The outline of a version; that of a published one is kept, because it never changes."""
    if version.published_at is None:
        return _read_contents(version.id)
    return _kept_contents(version.id, version.published_at)


@lru_cache(maxsize=8)
def _kept_contents(version_id: int, published_at: datetime) -> Contents:
    return _read_contents(version_id)


def _read_contents(version_id: int) -> Contents:
    return Contents.of_rows(db.session.execute(CONTENTS, {"version": version_id}).all())


def passages(page_id: int) -> Sequence[Passage]:
    """The blocks of a page, in reading order."""
    rows = db.session.execute(PASSAGES, {"page": page_id})
    return [Passage(*row[:5], Markup(row[5]), row[6]) for row in rows]


def quoted(page_id: int) -> Mapping[int, Sequence[tuple[int, int]]]:
    """The spans that published comments quote of each block of a page, twice if several do."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for block_id, start, end, times in db.session.execute(QUOTED, {"page": page_id}):
        spans.setdefault(block_id, []).extend([(start, end)] * min(times, 2))
    return spans


def quoted_by(version: Version, folio: str) -> Quoted | None:
    """What a published comment is about, as it stands in this version."""
    if not folio or not folio.isprintable():
        return None
    wanted = {
        "consultation": version.consultation_id, "version": version.id, "folio": folio,
    }  # fmt: skip
    row = db.session.execute(QUOTED_BY, wanted).one_or_none()
    return None if row is None else Quoted._make(row)


def tallies(version_id: int, section_text_ids: Collection[int] = ()) -> Tallies:
    """How many contributions stand in each section, and at each block of the sections named."""
    sections, blocks = {}, {}
    wanted = {"version": version_id, "sections": list(section_text_ids)}
    for section_text_id, block_id, published in db.session.execute(TALLIES, wanted):
        if block_id:
            blocks[block_id] = published
        else:
            sections[section_text_id] = published
    return Tallies(sections, blocks)


def version_numbers(version_ids: Collection[int]) -> dict[int, int]:
    query = select(Version.id, Version.number).where(Version.id.in_(version_ids))
    return dict(db.session.execute(query).all())


def published_by_version(version_ids: Collection[int]) -> dict[int, int]:
    """How many contributions each of these versions shows."""
    query = (
        select(Tally.version_id, func.sum(Tally.published))
        .where(Tally.version_id.in_(version_ids), Tally.block_id == 0)
        .group_by(Tally.version_id)
    )
    return dict(db.session.execute(query).all())


def on_draft(version_id: int, after: int = 0) -> Sequence[Contribution]:
    """One more than a page of contributions on the draft as a whole, after that comment."""
    return _rows(ON_DRAFT, after, version=version_id)


def on_page(page_id: int, after: int = 0) -> Sequence[Contribution]:
    return _rows(ON_PAGE, after, page=page_id)


def on_section(section_text_id: int, after: int = 0) -> Sequence[Contribution]:
    """Those on the section itself, not on one of its blocks."""
    return _rows(ON_SECTION, after, section=section_text_id)


def on_block(block_id: int, after: int = 0) -> Sequence[Contribution]:
    return _rows(ON_BLOCK, after, block=block_id)


def answers(version_id: int, comment_id: int, after: int = 0) -> Sequence[Contribution]:
    """What was said in reply to a comment."""
    return _rows(ANSWERS, after, version=version_id, comment=comment_id)


def listed(
    version_id: int, outline: Contents, filters: Filters, after: int = 0
) -> Sequence[Contribution]:
    """Of the whole version, narrowed by `filters`. A stub has nothing that a filter could know,
    so it is listed only where nothing but the section is asked for."""
    wanted = [
        column == value
        for column, value in (
            (comment.c.kind, filters.kind),
            (comment.c.stance, filters.stance),
            (comment.c.organization_kind, filters.organization_kind),
        )
        if value is not None
    ]
    if wanted:
        wanted.append(PUBLISHED)
    where, place = _within(version_id, outline, filters.section)
    return _rows(where.where(*wanted), after, **place)


def _within(
    version_id: int, outline: Contents, section: Entry | None
) -> tuple[Select[*tuple[Any, ...]], dict[str, int]]:
    """The statement for a section with all below it, by the index that fits, and its values."""
    if section is None:
        return IN_VERSION, {"version": version_id}
    if section.end == section.index + 1:
        return IN_SECTION, {"section": section.id}
    if section.starts_page and not outline.parts(section):
        return ON_PAGE, {"page": section.id}
    inside = select(text.c.id).where(
        text.c.version_id == version_id,
        text.c.position >= section.index,
        text.c.position < section.end,
    )
    return IN_VERSION.where(anchor.c.section_text_id.in_(inside)), {"version": version_id}


def by_folio(consultation: Consultation, folio: str) -> Contribution | None:
    """As it stands in the current version."""
    query = PUBLIC.where(
        comment.c.consultation_id == consultation.id,
        comment.c.folio == folio,
        anchor.c.version_id == consultation.current_version_id,
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Contribution._make(row)


def found(consultation: Consultation, query: str, limit: int) -> Sequence[Contribution]:
    """Published contributions that hold every word of `query`, the oldest first.

    Two steps, so that the index of words leads and not the list of all contributions.
    """
    dialect = db.session.get_bind().dialect.name
    by_words = matches(dialect, "comment_revision", CommentRevision.id, query)
    values = {"consultation": consultation.id, "most": limit}
    ids = db.session.scalars(PUBLISHED_IDS.where(by_words), values).all()
    here = anchor.c.version_id == consultation.current_version_id
    shown = PUBLIC.where(here, anchor.c.comment_id.in_(ids)).order_by(anchor.c.comment_id)
    return [Contribution._make(row) for row in db.session.execute(shown)]


def _rows(
    query: Select[*tuple[Any, ...]], after: int, **place: int
) -> Sequence[Contribution]:
    return [Contribution._make(row) for row in db.session.execute(query, {"after": after, **place})]


def reply_counts(comment_ids: Collection[int]) -> dict[int, int]:
    """How many published replies each of these comments has; those without are left out."""
    rows = db.session.execute(REPLY_COUNTS, {"comments": list(comment_ids)})
    return dict(rows.all())


def last_version_with(consultation: Consultation, key: str) -> int | None:
    """The number of the newest published version that has a section of this key."""
    return db.session.scalar(
        select(func.max(Version.number))
        .join(SectionText, SectionText.version_id == Version.id)
        .join(Section, Section.id == SectionText.section_id)
        .where(
            Section.consultation_id == consultation.id,
            Section.key == key,
            Version.published_at.is_not(None),
        )
    )


def waiting(consultation_ids: Collection[int]) -> dict[int, int]:
    """How many contributions wait for a decision in each of these consultations."""
    query = (
        select(Comment.consultation_id, func.count())
        .where(
            Comment.consultation_id.in_(consultation_ids), Comment.status == Status.PENDING
        )
        .group_by(Comment.consultation_id)
    )
    return dict(db.session.execute(query).all())
