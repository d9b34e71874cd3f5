"""What published points say, as the analysis reads it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select

from consult.comments.models import Comment, CommentRevision, Point, Status
from consult.extensions import db
from consult.topics.models import PointReply, PointTopic, Topic

CHUNK = 1_000


class Said(NamedTuple):
    """A point's text at a revision of its comment; `topics` are those that a person gave it, one
    by one. `is_free` tells that it has no topic, `is_open` that nobody replied either."""

    point_id: int
    revision: int
    text: str
    topics: tuple[str, ...]
    is_free: bool
    is_open: bool


def whole(body: str, proposed_text: str, start: int | None = None, end: int | None = None) -> str:
    """The text of a point: an excerpt of the body, or all that was written."""
    if start is not None or end is not None:
        return body[start:end]
    return f"{body}\n{proposed_text}" if proposed_text else body


def count(consultation_id: int) -> int:
    """How many published points there are."""
    query = select(func.count()).select_from(points(consultation_id).subquery())
    return db.session.scalar(query) or 0


def points(consultation_id: int) -> Select[*tuple[Any, ...]]:
    """Published points with what `whole` needs."""
    revision = and_(
        CommentRevision.comment_id == Comment.id, CommentRevision.number == Comment.revision
    )
    return (
        select(
            Point.id, Comment.revision, CommentRevision.body, CommentRevision.proposed_text,
            Point.start, Point.end,
        )
        .join(Comment, Comment.id == Point.comment_id)
        .join(CommentRevision, revision)
        .where(Comment.consultation_id == consultation_id, Comment.status == Status.PUBLISHED)
    )  # fmt: skip


def said(consultation_id: int) -> Iterator[Said]:
    """Every published point, read in chunks; in the order of their numbers."""
    given, taken = _given(consultation_id)
    replied = _replied(consultation_id)
    query, after = points(consultation_id).order_by(Point.id).limit(CHUNK), 0
    while rows := db.session.execute(query.where(Point.id > after)).all():
        for point_id, revision, *parts in rows:
            is_free = point_id not in taken
            is_open = is_free and replied.get(point_id) != revision
            topics = tuple(given.get(point_id, ()))
            yield Said(point_id, revision, whole(*parts), topics, is_free, is_open)
        after = rows[-1][0]


def _given(consultation_id: int) -> tuple[dict[int, list[str]], set[int]]:
    """Topics that a person looked at, by point; and all points that have one."""
    query = (
        select(PointTopic.point_id, Topic.key, PointTopic.acceptance_id)
        .join(Topic, Topic.id == PointTopic.topic_id)
        .where(Topic.consultation_id == consultation_id)
        .order_by(PointTopic.point_id, Topic.id)
    )
    given: dict[int, list[str]] = {}
    taken = set()
    for point_id, key, acceptance_id in db.session.execute(query):
        taken.add(point_id)
        if acceptance_id is None:
            given.setdefault(point_id, []).append(key)
    return given, taken


def _replied(consultation_id: int) -> dict[int, int]:
    query = (
        select(PointReply.point_id, PointReply.revision)
        .join(Point, Point.id == PointReply.point_id)
        .join(Comment, Comment.id == Point.comment_id)
        .where(Comment.consultation_id == consultation_id)
    )
    return dict(db.session.execute(query).all())
