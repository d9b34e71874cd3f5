"""Groups in what has no topic: reading them, and making a topic of one.

Only what is still as it was counts: members that are published, say the same and have no topic.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, select

from consult.audit.service import record
from consult.comments.models import Comment, Point, Status
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db
from consult.permissions import Actor, allows
from consult.topics.models import Acceptance, PointGroup, PointGroupMember, PointTopic, Topic
from consult.topics.service import Pair, put_suggested
from consult.topics.suggested import texts_of
from consult.topics.suggestions import StaleSuggestionsError, start_acceptance


class Quoted(NamedTuple):
    """Verbatim words and the comment they are from."""

    folio: str
    text: str


class ShownGroup(NamedTuple):
    id: int
    name: str
    words: Sequence[str]
    points: int
    quotes: Sequence[Quoted]


def of_consultation(viewer: Actor | None, consultation: Consultation) -> list[ShownGroup]:
    """The groups that still hold anything, the largest first."""
    if not allows(viewer, "feedback.read", consultation.slug):
        return []
    return listed(consultation)


def listed(consultation: Consultation) -> list[ShownGroup]:
    """The same, for the operator of the site."""
    members = _members(consultation)
    counts = dict(
        db.session.execute(
            members.with_only_columns(PointGroupMember.group_id, func.count())
            .group_by(PointGroupMember.group_id)
        ).all()
    )  # fmt: skip
    query = select(PointGroup).where(PointGroup.consultation_id == consultation.id)
    found = [group for group in db.session.scalars(query) if counts.get(group.id)]
    quotes = _quotes(consultation, found)
    shown = [
        ShownGroup(group.id, group.name, group.words, counts[group.id], quotes[group.id])
        for group in found
    ]
    return sorted(shown, key=lambda group: (-group.points, group.id))


def _members(consultation: Consultation) -> Select[*tuple[Any, ...]]:
    return (
        select(PointGroupMember.point_id)
        .join(Point, Point.id == PointGroupMember.point_id)
        .join(
            Comment,
            and_(
                Comment.id == Point.comment_id, Comment.revision == PointGroupMember.revision
            ),
        )
        .where(
            Comment.consultation_id == consultation.id,
            Comment.status == Status.PUBLISHED,
            ~exists().where(PointTopic.point_id == PointGroupMember.point_id),
        )
    )


def _quotes(
    consultation: Consultation, groups: Sequence[PointGroup]
) -> dict[int, list[Quoted]]:
    """Of each group the quotes whose points are still members of it."""
    wanted = {point_id for group in groups for point_id, _start, _end in group.quotes}
    query = _members(consultation).with_only_columns(Point.id, Comment.folio)
    folios = dict(db.session.execute(query.where(Point.id.in_(wanted))).all())
    texts = texts_of(consultation, folios.keys())
    return {
        group.id: [
            Quoted(folios[point_id], texts[point_id][start:end])
            for point_id, start, end in group.quotes
            if point_id in folios
        ]
        for group in groups
    }


def group(
    viewer: Actor | None, consultation: Consultation, number: int
) -> PointGroup | None:
    """One, to be made a topic of."""
    if not allows(viewer, "topic.manage", consultation.slug):
        return None
    query = select(PointGroup).where(
        PointGroup.consultation_id == consultation.id, PointGroup.id == number
    )
    return db.session.scalar(query)


def take(actor: Actor, consultation: Consultation, taken: PointGroup, topic: Topic) -> Acceptance:
    """Put the topic on all that the group holds; it can be undone as a whole. Raises
    StaleSuggestionsError if the group holds nothing any more."""
    hold(consultation.id)
    members = _members(consultation).where(PointGroupMember.group_id == taken.id)
    pairs: dict[Pair, float | None] = {
        (point_id, topic.id): None for point_id in db.session.scalars(members)
    }
    if not pairs:
        raise StaleSuggestionsError
    made = start_acceptance(actor, consultation, least=None)
    made.points = len(put_suggested(actor, pairs, acceptance_id=made.id))
    record(
        actor, "topic.take_group", "topic", topic.id, count=made.points, acceptance=made.id
    )
    return made
