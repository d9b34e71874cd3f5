"""The statements of the public pages, made once, from tables instead of mapped classes: making
one anew and mapping its rows takes several times as long as the database needs to answer it.
"""

from typing import Any

from sqlalchemy import Table, and_, bindparam, case, exists, func, literal_column, or_, select

from consult.comments.models import Anchor, Comment, CommentRevision, Status, Tally
from consult.drafts.models import Block, Section, SectionText, Version
from consult.organizations.models import Organization
from consult.questions.models import Answer

PAGE = 50
MOST_QUOTED = 400


def _table(model: Any, alias: str | None = None) -> Table:
    table: Table = model.__table__
    return table.alias(alias) if alias else table  # type: ignore[return-value]  # same columns


tally, text, section, block = _table(Tally), _table(SectionText), _table(Section), _table(Block)
version, comment, anchor = _table(Version), _table(Comment), _table(Anchor)
revision, given, organization = _table(CommentRevision), _table(Answer), _table(Organization)
parent, parent_anchor = _table(Comment, "parent"), _table(Anchor, "parent_anchor")

PUBLISHED = comment.c.status == Status.PUBLISHED
CURRENT = and_(
    revision.c.comment_id == comment.c.id, revision.c.number == comment.c.revision
)
_PARENT_IS_PUBLIC = and_(
    parent_anchor.c.comment_id == comment.c.reply_to_id,
    parent_anchor.c.version_id == anchor.c.version_id,
    parent_anchor.c.public,
)
_IS_VERIFIED = exists().where(
    organization.c.id == comment.c.organization_id, organization.c.verified_at.is_not(None)
)
_SAID = (
    comment.c.kind, comment.c.stance, comment.c.author_name, comment.c.organization_name,
    comment.c.organization_kind, comment.c.exposure, comment.c.is_institutional, _IS_VERIFIED,
    revision.c.body_html, revision.c.proposed_text,
    revision.c.proposed_html, anchor.c.quote,
    exists().where(given.c.comment_id == comment.c.id), comment.c.supports,
)  # fmt: skip

# The columns are those of Contribution, in its order.
PUBLIC = (
    select(
        comment.c.id, comment.c.folio, comment.c.status, comment.c.status_reason,
        comment.c.created_at, comment.c.reply_to_id.is_not(None), parent.c.folio,
        anchor.c.state, anchor.c.section_text_id, block.c.number,
        *(case((PUBLISHED, column)) for column in _SAID),
    )
    .select_from(anchor)
    .join(comment, comment.c.id == anchor.c.comment_id)
    .join(revision, CURRENT)
    .outerjoin(block, block.c.id == anchor.c.block_id)
    .outerjoin(parent_anchor, _PARENT_IS_PUBLIC)
    .outerjoin(parent, parent.c.id == parent_anchor.c.comment_id)
    .where(anchor.c.public)
)  # fmt: skip
PAGED = (
    PUBLIC.where(anchor.c.comment_id > bindparam("after"))
    .order_by(anchor.c.comment_id)
    .limit(PAGE + 1)
)
# SQLite keeps no figures of how many rows an index would leave, and takes the one of the version,
# which leaves all of them. What is calculated with is no use to it, and the better one is left.
_NOT_BY_VERSION = anchor.c.version_id + 0 == bindparam("version")

IN_VERSION = PAGED.where(anchor.c.version_id == bindparam("version"))
ON_DRAFT = PAGED.where(_NOT_BY_VERSION, anchor.c.section_text_id.is_(None))
ON_PAGE = PAGED.where(anchor.c.page_id == bindparam("page"))
IN_SECTION = PAGED.where(anchor.c.section_text_id == bindparam("section"))
ON_SECTION = IN_SECTION.where(anchor.c.block_id.is_(None))
ON_BLOCK = PAGED.where(anchor.c.block_id == bindparam("block"))
ANSWERS = (
    PUBLIC.where(
        comment.c.reply_to_id == bindparam("comment"),
        comment.c.id > bindparam("after"),
        _NOT_BY_VERSION,
    )
    .order_by(comment.c.id)
    .limit(PAGE + 1)
)
# Led by the index of words alone: the condition on it is added to this.
PUBLISHED_IDS = (
    select(comment.c.id)
    .join(revision, CURRENT)
    .where(
        comment.c.consultation_id + 0 == bindparam("consultation"),
        comment.c.status + "" == Status.PUBLISHED,
    )
    .order_by(revision.c.id)
    .limit(bindparam("most"))
)

CONTENTS = (
    select(
        text.c.id, section.c.key, text.c.title, text.c.depth, text.c.parent_id, text.c.page_id
    )
    .join(section, section.c.id == text.c.section_id)
    .where(text.c.version_id == bindparam("version"))
    .order_by(text.c.position)
)
PASSAGES = (
    select(
        block.c.id, block.c.section_text_id, block.c.number, block.c.kind, block.c.depth,
        block.c.html, block.c.text,
    )
    .join(text, text.c.id == block.c.section_text_id)
    .where(text.c.page_id == bindparam("page"))
    .order_by(text.c.position, block.c.position)
)  # fmt: skip
TALLIES = select(tally.c.section_text_id, tally.c.block_id, tally.c.published).where(
    tally.c.version_id == bindparam("version"),
    or_(
        tally.c.block_id == 0,
        tally.c.section_text_id.in_(bindparam("sections", expanding=True)),
    ),
)
QUOTED = (
    select(anchor.c.block_id, anchor.c.start, anchor.c.end, func.count())
    .join(comment, comment.c.id == anchor.c.comment_id)
    .where(
        anchor.c.page_id == bindparam("page"),
        # As the index over them was made, word for word: SQLite would not know it again.
        literal_column("anchor.public"),
        anchor.c.start.is_not(None),
        PUBLISHED,
    )
    .group_by(anchor.c.block_id, anchor.c.start, anchor.c.end)
    .order_by(anchor.c.block_id, anchor.c.start, anchor.c.end)
    .limit(MOST_QUOTED)
)
QUOTED_BY = (
    select(
        comment.c.id, anchor.c.section_text_id, anchor.c.block_id, anchor.c.start, anchor.c.end,
        anchor.c.quote, anchor.c.prefix,
    )
    .join(comment, comment.c.id == anchor.c.comment_id)
    .where(
        comment.c.consultation_id == bindparam("consultation"),
        comment.c.folio == bindparam("folio"),
        anchor.c.version_id == bindparam("version"),
        anchor.c.public,
        PUBLISHED,
    )
)  # fmt: skip
REPLY_COUNTS = (
    select(comment.c.reply_to_id, func.count())
    .where(comment.c.reply_to_id.in_(bindparam("comments", expanding=True)), PUBLISHED)
    .group_by(comment.c.reply_to_id)
)
