"""What people decide about suggestions: accept one, reply to them, accept many and undo that."""

from sqlalchemy import delete, select, update

from consult.audit.service import record
from consult.comments.models import Comment, Point
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.moderation.events import comment_covered
from consult.permissions import Actor
from consult.topics.models import (
    Acceptance,
    PointGroup,
    PointGroupMember,
    PointReply,
    PointSuggestion,
    PointTopic,
    Reply,
)
from consult.topics.service import Pair, StaleTopicsError, assign, put_suggested
from consult.topics.suggested import Likeliest, likeliest


class StaleSuggestionsError(Exception):
    """What was to be accepted is no longer what was shown."""


def accept(actor: Actor | None, pair: Pair) -> int:
    """Put a suggested topic on its point; one that is no longer suggested is put as a person's
    own choice. How many topics were not there yet. Raises StaleTopicsError."""
    suggestion = db.session.get(PointSuggestion, pair)
    if suggestion is None:
        return assign(actor, [pair[0]], [pair[1]])
    put = put_suggested(actor, {pair: suggestion.confidence})
    for point_id, topic_id in put:
        record(actor, "topic.accept", "point", point_id, topic=topic_id)
    return len(put)


def reply(actor: Actor | None, point_id: int, *, said: Reply) -> None:
    """Keep that no suggestion fits, or that nobody can say: nothing is suggested for the point
    until its comment is corrected. Raises StaleTopicsError."""
    query = (
        select(Comment.revision, Comment.consultation_id)
        .join(Point, Point.comment_id == Comment.id)
        .where(Point.id == point_id)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise StaleTopicsError
    hold(found.consultation_id)
    db.session.execute(delete(PointReply).where(PointReply.point_id == point_id))
    replied_by = actor.id if actor is not None else None
    db.session.add(
        PointReply(
            point_id=point_id, revision=found.revision, reply=said, replied_by=replied_by
        )
    )
    db.session.flush()
    record(actor, "topic.reply", "point", point_id, after=said)


def accept_all(
    actor: Actor, consultation: Consultation, *, least: float, shown: int
) -> Acceptance:
    """Accept the likeliest topic of every point that is at least so sure; `shown` is how many the
    person was told. Raises StaleSuggestionsError if these are not the same any more."""
    hold(consultation.id)
    found = likeliest(actor, consultation, least=least)
    if len(found) != shown or not found:
        raise StaleSuggestionsError
    return _together(actor, consultation, found, least)


def _together(
    actor: Actor, consultation: Consultation, found: list[Likeliest], least: float
) -> Acceptance:
    made = start_acceptance(actor, consultation, least=least)
    confidences = {(each.point_id, each.topic_id): each.confidence for each in found}
    made.points = len(put_suggested(actor, dict(confidences), acceptance_id=made.id))
    record(
        actor, "topic.accept_all", "consultation", consultation.id, count=made.points,
        least=round(100 * least), acceptance=made.id,
    )  # fmt: skip
    return made


def start_acceptance(
    actor: Actor, consultation: Consultation, *, least: float | None
) -> Acceptance:
    made = Acceptance(
        consultation_id=consultation.id, least=least, points=0, accepted_by=actor.id
    )
    db.session.add(made)
    db.session.flush()
    return made


def undo(actor: Actor, acceptance: Acceptance) -> int:
    """Take off again what was accepted together and is still there; how many. Twice does nothing
    more."""
    hold(acceptance.consultation_id)
    mine = (Acceptance.id == acceptance.id, Acceptance.undone_at.is_(None))
    marked = update(Acceptance).where(*mine).values(undone_at=utc_now())
    if db.session.scalar(marked.returning(Acceptance.id)) is None:
        return 0
    gone = delete(PointTopic).where(PointTopic.acceptance_id == acceptance.id)
    taken = db.session.scalars(
        gone.returning(PointTopic.point_id).execution_options(synchronize_session=False)
    )
    count = len(taken.all())
    record(
        actor, "topic.undo_accept_all", "consultation", acceptance.consultation_id, count=count,
        acceptance=acceptance.id,
    )  # fmt: skip
    return count


@comment_covered.connect
def _forget_covered(comment: Comment, **_more: object) -> None:
    """Places in what it said before are none any more, and words of a group may be covered ones."""
    own = select(Point.id).where(Point.comment_id == comment.id)
    groups = select(PointGroupMember.group_id).where(PointGroupMember.point_id.in_(own))
    numbers = list(db.session.scalars(groups))
    for which in (
        delete(PointSuggestion).where(PointSuggestion.point_id.in_(own)),
        delete(PointGroupMember).where(PointGroupMember.group_id.in_(numbers)),
        delete(PointGroup).where(PointGroup.id.in_(numbers)),
    ):
        db.session.execute(which.execution_options(synchronize_session=False))
