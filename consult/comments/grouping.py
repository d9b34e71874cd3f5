"""A comment among those that say the same: found as it is received, and kept together from then on.

The first one of a group keeps its marks; whoever says almost the same joins it, and waits behind
the others as a copy. Nothing is dropped.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, insert, select, update

from consult.comments.duplicates import MOST_COMPARED, Words, are_alike, marks, words
from consult.comments.models import Comment, CommentRevision, Held, ShingleBand
from consult.extensions import db


def put_in_group(comment_id: int, consultation_id: int, text: str) -> None:
    """Join a new comment to those that say the same, or keep its marks for the next."""
    said = words(text)
    shared = marks(said)
    first = _first_alike(consultation_id, said, shared)
    if first is None:
        rows = [
            {"consultation_id": consultation_id, "band": band, "comment_id": comment_id}
            for band in sorted(set(shared))
        ]
        if rows:
            db.session.execute(insert(ShingleBand), rows)
        return
    _set(Comment.id == first, group_id=first)
    held = func.coalesce(Comment.held, Held.COPY)
    _set(Comment.id == comment_id, group_id=first, held=held)


def _set(which: ColumnElement[bool], **values: object) -> None:
    statement = update(Comment).where(which).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _first_alike(
    consultation_id: int, said: Words, shared: Sequence[int]
) -> int | None:
    """The first of a group that says almost this, among those that share the most marks."""
    near = (
        select(ShingleBand.comment_id)
        .where(ShingleBand.consultation_id == consultation_id, ShingleBand.band.in_(shared))
        .group_by(ShingleBand.comment_id)
        .order_by(func.count().desc(), ShingleBand.comment_id)
        .limit(MOST_COMPARED)
    )
    for comment_id in db.session.scalars(near).all():
        revision = db.session.execute(
            select(CommentRevision.body, CommentRevision.proposed_text)
            .where(CommentRevision.comment_id == comment_id)
            .order_by(CommentRevision.number)
            .limit(1)
        ).one_or_none()
        if revision is not None and are_alike(said, words("\n".join(revision))):
            return comment_id
    return None
