"""Reading suggestions: those that still stand, which is what the pages and the acts start from.

A suggestion stands while its point has no topic, nobody replied to it, and its comment says what it
said then. To whoever may not read feedback there is none.
"""

import json
import random
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, false, select

from consult.comments.models import Comment, Point, Status
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.jobs import Job
from consult.permissions import Actor, allows
from consult.topics.models import (
    Acceptance,
    PointReply,
    PointSuggestion,
    PointTopic,
    SuggestionRun,
)
from consult.topics.texts import points, whole

LIMITS = (0.9, 0.8, 0.7, 0.6, 0.5)
SAMPLE, SEED = 10, 6
MOST_ACCEPTANCES = 20


class Shown(NamedTuple):
    """A suggestion with the words that speak for it, as they were written."""

    topic_id: int
    confidence: float
    words: tuple[str, ...]


class Likeliest(NamedTuple):
    """The likeliest topic of a point."""

    point_id: int
    topic_id: int
    confidence: float


def standing(viewer: Actor | None, consultation: Consultation) -> ColumnElement[bool]:
    """The condition, for PointSuggestion joined to its Point and Comment."""
    if not allows(viewer, "feedback.read", consultation.slug):
        return false()
    replied = exists().where(
        PointReply.point_id == PointSuggestion.point_id, PointReply.revision == Comment.revision
    )
    return and_(
        Comment.consultation_id == consultation.id,
        Comment.status == Status.PUBLISHED,
        PointSuggestion.revision == Comment.revision,
        ~exists().where(PointTopic.point_id == PointSuggestion.point_id),
        ~replied,
    )


def of_points(
    viewer: Actor | None, consultation: Consultation, point_ids: Collection[int]
) -> dict[int, list[Shown]]:
    """The suggestions of some points, the likeliest first."""
    query = (
        select(
            PointSuggestion.point_id, PointSuggestion.topic_id, PointSuggestion.confidence,
            PointSuggestion.words,
        )
        .join(Point, Point.id == PointSuggestion.point_id)
        .join(Comment, Comment.id == Point.comment_id)
        .where(PointSuggestion.point_id.in_(point_ids), standing(viewer, consultation))
        .order_by(PointSuggestion.confidence.desc(), PointSuggestion.topic_id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    texts = texts_of(consultation, {row.point_id for row in rows})
    found: dict[int, list[Shown]] = {}
    for point_id, topic_id, confidence, places in rows:
        words = tuple(texts[point_id][start:end] for start, end in places)
        found.setdefault(point_id, []).append(Shown(topic_id, confidence, words))
    return found


def texts_of(consultation: Consultation, point_ids: Collection[int]) -> dict[int, str]:
    """The text of each of these points that is published."""
    if not point_ids:
        return {}
    query = points(consultation.id).where(Point.id.in_(point_ids))
    return {point_id: whole(*parts) for point_id, _revision, *parts in db.session.execute(query)}


def replies(
    viewer: Actor | None, consultation: Consultation, point_ids: Collection[int]
) -> dict[int, str]:
    """What was replied, by point, where the comment still says the same."""
    if not allows(viewer, "feedback.read", consultation.slug):
        return {}
    query = (
        select(PointReply.point_id, PointReply.reply)
        .join(Point, Point.id == PointReply.point_id)
        .join(Comment, Comment.id == Point.comment_id)
        .where(
            Comment.consultation_id == consultation.id,
            PointReply.point_id.in_(point_ids),
            PointReply.revision == Comment.revision,
        )
    )
    return dict(db.session.execute(query).all())


def likeliest(
    viewer: Actor | None, consultation: Consultation, *, least: float = LIMITS[-1]
) -> list[Likeliest]:
    """Of every point whose likeliest topic is at least so sure, that topic; by point."""
    query = (
        select(PointSuggestion.point_id, PointSuggestion.topic_id, PointSuggestion.confidence)
        .join(Point, Point.id == PointSuggestion.point_id)
        .join(Comment, Comment.id == Point.comment_id)
        .where(standing(viewer, consultation), PointSuggestion.confidence >= least)
        .order_by(
            PointSuggestion.point_id,
            PointSuggestion.confidence.desc(),
            PointSuggestion.topic_id,
        )
    )
    first: dict[int, Likeliest] = {}
    for row in db.session.execute(query):
        first.setdefault(row.point_id, Likeliest(*row))
    return list(first.values())


def by_limit(found: Iterable[Likeliest]) -> dict[float, int]:
    """How many points are at least as sure as each limit."""
    confidences = [each.confidence for each in found]
    return {limit: sum(each >= limit for each in confidences) for limit in LIMITS}


def sample(found: Sequence[Likeliest]) -> list[Likeliest]:
    """Ten at random, the same each time."""
    chosen = random.Random(SEED).sample(range(len(found)), min(SAMPLE, len(found)))
    return [found[place] for place in sorted(chosen)]


def last_run(viewer: Actor | None, consultation: Consultation) -> SuggestionRun | None:
    if not allows(viewer, "feedback.read", consultation.slug):
        return None
    return db.session.get(SuggestionRun, consultation.id)


def acceptances(viewer: Actor | None, consultation: Consultation) -> Sequence[Acceptance]:
    """What was accepted together, the newest first."""
    if not allows(viewer, "feedback.read", consultation.slug):
        return ()
    query = select(Acceptance).where(Acceptance.consultation_id == consultation.id)
    return db.session.scalars(query.order_by(Acceptance.id.desc()).limit(MOST_ACCEPTANCES)).all()


def acceptance(
    viewer: Actor | None, consultation: Consultation, number: int
) -> Acceptance | None:
    """One, to be undone."""
    if not allows(viewer, "topic.manage", consultation.slug):
        return None
    query = select(Acceptance).where(
        Acceptance.consultation_id == consultation.id, Acceptance.id == number
    )
    return db.session.scalar(query)


def last_job(consultation: Consultation, name: str) -> Job | None:
    """The newest job of this name for the consultation."""
    arguments = json.dumps({"consultation_id": consultation.id})
    query = select(Job).where(Job.task == name, Job.arguments == arguments)
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))
