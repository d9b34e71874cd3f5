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
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from consult.comments.models import Anchor, Comment, CommentRevision, Status, Tally
from consult.consultations.models import Consultation
from consult.drafts.models import Block, Section, SectionText, Version
from consult.extensions import db
from consult.reading.contents import Contents, Entry
from consult.search import matches

PAGE = 50
PARENT = aliased(Comment)
PARENT_ANCHOR = aliased(Anchor)
PUBLISHED = Comment.status == Status.PUBLISHED
CURRENT = and_(
    CommentRevision.comment_id == Comment.id, CommentRevision.number == Comment.revision
)
PARENT_IS_PUBLIC = and_(
    PARENT_ANCHOR.comment_id == Comment.reply_to_id,
    PARENT_ANCHOR.version_id == Anchor.version_id,
    PARENT_ANCHOR.public,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as a page shows it; `html` is safe."""

    id: int
    section_text_id: int
    number: str
    kind: str
    depth: int
    html: Markup


@dataclass(frozen=True, slots=True)
class Tallies:
    """Published contributions by section text (blocks included; 0 is the draft as a whole) and
    by block."""

    sections: Mapping[int, int]
    blocks: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.sections.values())


@dataclass(frozen=True, slots=True)
class Contribution:
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
    body_html: str
    proposed_text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a comment stood when it was written, and in which version its passage went."""

    version: int
    block_number: str | None
    block_text: str
    changed_in: int


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
    query = (
        select(
            SectionText.id, Section.key, SectionText.title, SectionText.depth,
            SectionText.parent_id, func.coalesce(SectionText.page_id, SectionText.id),
        )
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == version_id)
        .order_by(SectionText.position)
    )  # fmt: skip
    return Contents.of_rows(db.session.execute(query).tuples().all())


def passages(page_id: int) -> Sequence[Passage]:
    """The blocks of a page, in reading order."""
    query = (
        select(
            Block.id, Block.section_text_id, Block.number, Block.kind, Block.depth, Block.html
        )
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(SectionText.page_id == page_id)
        .order_by(SectionText.position, Block.position)
    )
    return [Passage(*row[:5], Markup(row.html)) for row in db.session.execute(query)]


def tallies(version_id: int, section_text_ids: Collection[int] = ()) -> Tallies:
    """How many contributions stand in each section, and at each block of the sections named."""
    wanted: ColumnElement[bool] = Tally.block_id == 0
    if section_text_ids:
        wanted = or_(wanted, Tally.section_text_id.in_(section_text_ids))
    query = select(Tally.section_text_id, Tally.block_id, Tally.published).where(
        Tally.version_id == version_id, wanted
    )
    sections, blocks = {}, {}
    for section_text_id, block_id, published in db.session.execute(query):
        if block_id:
            blocks[block_id] = published
        else:
            sections[section_text_id] = published
    return Tallies(sections, blocks)


def version_numbers(version_ids: Collection[int]) -> dict[int, int]:
    query = select(Version.id, Version.number).where(Version.id.in_(version_ids))
    return dict(db.session.execute(query).tuples().all())


def published_by_version(version_ids: Collection[int]) -> dict[int, int]:
    """How many contributions each of these versions shows."""
    query = (
        select(Tally.version_id, func.sum(Tally.published))
        .where(Tally.version_id.in_(version_ids), Tally.block_id == 0)
        .group_by(Tally.version_id)
    )
    return dict(db.session.execute(query).tuples().all())


def on_draft(version_id: int, after: int = 0) -> Sequence[Contribution]:
    """One more than a page of contributions on the draft as a whole, after that comment."""
    return _after(after, Anchor.version_id == version_id, Anchor.section_text_id.is_(None))


def on_page(page_id: int, after: int = 0) -> Sequence[Contribution]:
    return _after(after, Anchor.page_id == page_id)


def on_section(section_text_id: int, after: int = 0) -> Sequence[Contribution]:
    """Those on the section itself, not on one of its blocks."""
    here = Anchor.section_text_id == section_text_id
    return _after(after, here, Anchor.block_id.is_(None))


def on_block(block_id: int, after: int = 0) -> Sequence[Contribution]:
    return _after(after, Anchor.block_id == block_id)


def listed(
    version_id: int, outline: Contents, filters: Filters, after: int = 0
) -> Sequence[Contribution]:
    """Of the whole version, narrowed by `filters`. A stub has nothing that a filter could know,
    so it is listed only where nothing but the section is asked for."""
    wanted = [
        column == value
        for column, value in (
            (Comment.kind, filters.kind),
            (Comment.stance, filters.stance),
            (Comment.organization_kind, filters.organization_kind),
        )
        if value is not None
    ]
    if wanted:
        wanted.append(PUBLISHED)
    if filters.section is not None:
        wanted.append(_below(version_id, outline, filters.section))
    return _after(after, Anchor.version_id == version_id, *wanted)


def _below(version_id: int, outline: Contents, section: Entry) -> ColumnElement[bool]:
    if section.end == section.index + 1:
        return Anchor.section_text_id == section.id
    if section.starts_page and not outline.parts(section):
        return Anchor.page_id == section.id
    inside = select(SectionText.id).where(
        SectionText.version_id == version_id,
        SectionText.position >= section.index,
        SectionText.position < section.end,
    )
    return Anchor.section_text_id.in_(inside)


def answers(version_id: int, comment_id: int, after: int = 0) -> Sequence[Contribution]:
    """What was said in reply to a comment."""
    return _after(after, Anchor.version_id == version_id, Comment.reply_to_id == comment_id)


def by_folio(consultation: Consultation, folio: str) -> Contribution | None:
    """As it stands in the current version."""
    query = _public().where(
        Comment.consultation_id == consultation.id,
        Comment.folio == folio,
        Anchor.version_id == consultation.current_version_id,
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Contribution(*row)


def found(consultation: Consultation, query: str, limit: int) -> Sequence[Contribution]:
    """Published contributions that hold every word of `query`, the oldest first.

    Two steps, so that the index of words leads and not the list of all contributions.
    """
    dialect = db.session.get_bind().dialect.name
    ids = db.session.scalars(
        select(Comment.id)
        .join(CommentRevision, CURRENT)
        .where(
            Comment.consultation_id == consultation.id,
            PUBLISHED,
            matches(dialect, "comment_revision", CommentRevision.id, query),
        )
        .order_by(CommentRevision.id)
        .limit(limit)
    ).all()
    here = Anchor.version_id == consultation.current_version_id
    return _after(0, here, Anchor.comment_id.in_(ids), size=limit)


def _after(
    after: int, *where: ColumnElement[bool], size: int = PAGE + 1
) -> Sequence[Contribution]:
    query = (
        _public()
        .where(*where, Anchor.comment_id > after)
        .order_by(Anchor.comment_id)
        .limit(size)
    )
    return [Contribution(*row) for row in db.session.execute(query)]


def _public() -> Select[*tuple[Any, ...]]:
    said = (
        Comment.kind, Comment.stance, Comment.author_name, Comment.organization_name,
        Comment.organization_kind, CommentRevision.body_html, CommentRevision.proposed_text,
        Anchor.quote,
    )  # fmt: skip
    return (
        select(
            Comment.id, Comment.folio, Comment.status, Comment.status_reason, Comment.created_at,
            Comment.reply_to_id.is_not(None), PARENT.folio, Anchor.state, Anchor.section_text_id,
            Block.number, *(case((PUBLISHED, column)) for column in said),
        )
        .select_from(Anchor)
        .join(Comment, Comment.id == Anchor.comment_id)
        .join(CommentRevision, CURRENT)
        .outerjoin(Block, Block.id == Anchor.block_id)
        .outerjoin(PARENT_ANCHOR, PARENT_IS_PUBLIC)
        .outerjoin(PARENT, PARENT.id == PARENT_ANCHOR.comment_id)
        .where(Anchor.public)
    )  # fmt: skip


def reply_counts(comment_ids: Collection[int]) -> dict[int, int]:
    """How many published replies each of these comments has; those without are left out."""
    query = (
        select(Comment.reply_to_id, func.count())
        .where(Comment.reply_to_id.in_(comment_ids), PUBLISHED)
        .group_by(Comment.reply_to_id)
    )
    return {key: count for key, count in db.session.execute(query) if key is not None}


def origins(version_id: int, strayed: Collection[int]) -> dict[int, Origin]:
    """Where comments whose place did not stay as it was stood when they were written."""
    if not strayed:
        return {}
    here, then, passing = aliased(Anchor), aliased(Anchor), aliased(Anchor)
    written, passed = aliased(Version), aliased(Version)
    changed_in = (
        select(func.min(passed.number))
        .join(passing, passing.version_id == passed.id)
        .where(passing.comment_id == here.comment_id, passing.state == here.state)
        .scalar_subquery()
    )
    query = (
        select(here.comment_id, written.number, Block.number, Block.text, changed_in)
        .join(Comment, Comment.id == here.comment_id)
        .join(written, written.id == Comment.version_id)
        .join(then, and_(then.comment_id == Comment.id, then.version_id == written.id))
        .outerjoin(Block, Block.id == then.block_id)
        .where(here.version_id == version_id, here.comment_id.in_(strayed))
    )
    return {row[0]: Origin(*row[1:]) for row in db.session.execute(query)}


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
    return dict(db.session.execute(query).tuples().all())
