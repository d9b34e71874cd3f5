"""Comments on their way out, as rows in the order they were received."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.comments.models import Anchor, Comment, CommentRevision, Point, Status
from consult.consultations.models import HONDURAS, Consultation
from consult.drafts.models import Block, Section, Version
from consult.extensions import db
from consult.permissions import Actor, allows
from consult.questions.queries import Given, given
from consult.topics.models import PointTopic, Topic

CHUNK = 1_000

_parent = aliased(Comment)
_written, _standing = aliased(Anchor), aliased(Anchor)
_written_section, _section = aliased(Section), aliased(Section)
_written_block, _block = aliased(Block), aliased(Block)

COLUMNS = (
    Comment.id.label("comment_id"),
    func.coalesce(Comment.external_id, Comment.folio).label("id"),
    func.coalesce(
                _parent.external_id, _parent.folio, Comment.replies_elsewhere
            ).label("reply_to"),
    Comment.folio, Comment.kind, Comment.stance, Comment.status, Comment.source,
    Comment.author_name, Comment.organization_name, Comment.organization_kind,
    Comment.exposure, Comment.is_institutional, Comment.created_at,
    CommentRevision.body, CommentRevision.proposed_text,
    Version.number.label("version"),
    _written_section.key.label("section"),
    _written_block.number.label("block"),
    _written.quote,
    _section.key.label("section_key"),
    _block.number.label("standing_block"),
    _standing.state, _standing.review,
    _standing.quote.label("exact"), _standing.prefix, _standing.suffix,
    _standing.start, _standing.end,
)  # fmt: skip


def export_rows(
    viewer: Actor | None, consultation: Consultation, *, all_statuses: bool = False
) -> Iterator[dict[str, Any]]:
    """Every comment the viewer may see, with the columns of rows.COLUMNS, read in chunks.

    Those who moderate see every status, and so does the command line (`all_statuses`); everyone
    else what is published; nobody what waits for its organization. `section` and `block` are where
    it was written, in `version`; `section_key`, `carry_over` and `anchor` where it stands in the
    current one.
    """
    query = _rows(consultation)
    if not (all_statuses or allows(viewer, "comment.moderate")):
        query = query.where(Comment.status == Status.PUBLISHED)
    query = query.order_by(Comment.id).limit(CHUNK)
    after = 0
    while rows := db.session.execute(query.where(Comment.id > after)).all():
        after = rows[-1].comment_id
        ids = [row.comment_id for row in rows]
        topics, answers = _topics(ids), given(ids)
        for row in rows:
            said = answers.get(row.comment_id, ())
            yield _row(row, topics.get(row.comment_id, []), said)


def _rows(consultation: Consultation) -> Select[*tuple[Any, ...]]:
    current = consultation.current_version_id
    return (
        select(*COLUMNS)
        .join(
            CommentRevision,
            and_(
                CommentRevision.comment_id == Comment.id,
                CommentRevision.number == Comment.revision,
            ),
        )
        .join(Version, Version.id == Comment.version_id)
        .join(_written, _is_anchor(_written, Comment.version_id))
        .outerjoin(_standing, _is_anchor(_standing, current))
        .outerjoin(_parent, _parent.id == Comment.reply_to_id)
        .outerjoin(_written_section, _written_section.id == _written.section_id)
        .outerjoin(_written_block, _written_block.id == _written.block_id)
        .outerjoin(_section, _section.id == _standing.section_id)
        .outerjoin(_block, _block.id == _standing.block_id)
        .where(Comment.consultation_id == consultation.id, Comment.status != Status.UNSIGNED)
    )


def _is_anchor(anchor: type[Anchor], version_id: Any) -> ColumnElement[bool]:
    return and_(anchor.comment_id == Comment.id, anchor.version_id == version_id)


def _topics(comment_ids: Sequence[int]) -> Mapping[int, list[str]]:
    query = (
        select(Point.comment_id, Topic.key)
        .join(PointTopic, PointTopic.point_id == Point.id)
        .join(Topic, Topic.id == PointTopic.topic_id)
        .where(Point.comment_id.in_(comment_ids))
        .distinct()
        .order_by(Point.comment_id, Topic.key)
    )
    found: dict[int, list[str]] = {}
    for comment_id, key in db.session.execute(query):
        found.setdefault(comment_id, []).append(key)
    return found


def _row(row: Row[Any], topics: list[str], answers: Sequence[Given]) -> dict[str, Any]:
    written = row.created_at.astimezone(HONDURAS).replace(tzinfo=None)
    return {
        "id": row.id,
        "section": row.section or "",
        "block": row.block or "",
        "quote": row.quote,
        "kind": row.kind,
        "stance": row.stance,
        "body": row.body,
        "proposed_text": row.proposed_text,
        "author": row.author_name,
        "organization": row.organization_name,
        "organization_kind": row.organization_kind,
        "created_at": written.isoformat(),
        "reply_to": row.reply_to,
        "source": row.source,
        "topics": topics,
        "folio": row.folio,
        "status": row.status,
        "version": row.version,
        "section_key": row.section_key,
        "carry_over": row.state,
        "anchor": _anchor(row),
        "review": row.review,
        "answers": [each._asdict() | {"choices": list(each.choices)} for each in answers],
        "exposure": row.exposure,
        "institutional": row.is_institutional,
    }


def _anchor(row: Row[Any]) -> dict[str, Any] | None:
    """Where it stands in the current version, if that is a paragraph or it quotes words."""
    if not (row.standing_block or row.exact):
        return None
    return {
        "block": row.standing_block,
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "start": row.start,
        "end": row.end,
    }
