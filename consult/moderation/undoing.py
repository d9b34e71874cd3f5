"""Taking a decision back before anybody is told of it: by who took it, within a minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.comments.service import transition
from consult.consultations.service import hold
from consult.extensions import db
from consult.moderation.decisions import keep
from consult.moderation.events import decisions_undone
from consult.moderation.models import Appeal, Decision
from consult.moderation.seconding import reopen
from consult.permissions import Actor

TIME_TO_UNDO = timedelta(seconds=60)
# Its author reads a decision before any mail leaves, and may have appealed by then.
_appealed = exists().where(Appeal.comment_id == Decision.comment_id)


class TooLateError(Exception):
    """Nothing is left to take back: a minute is over, or something else has happened since."""


def last_decision(viewer: Actor | None, now: datetime) -> tuple[Decision, Comment] | None:
    """The viewer's last one, while they may take it back; none that took another back."""
    if viewer is None:
        return None
    query = (
        select(Decision, Comment)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(Decision.decided_by == viewer.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).one_or_none()
    if found is None or not _is_fresh(found[0], now) or found[1].status != found[0].after:
        return None
    if db.session.scalar(select(Decision.id).where(Decision.id == found[0].id, _appealed)):
        return None
    return found[0], found[1]


def of_batch(batch_id: int) -> Sequence[Decision]:
    query = select(Decision).where(
        Decision.batch_id == batch_id, Decision.before == Status.PENDING
    )
    return db.session.scalars(query.order_by(Decision.id)).all()


def _is_fresh(decision: Decision, now: datetime) -> bool:
    return decision.before == Status.PENDING and now < decision.created_at + TIME_TO_UNDO


def undo(actor: Actor, decisions: Sequence[Decision], *, now: datetime) -> list[Comment]:
    """Let the comments wait again; those that something else has happened to since stay as they
    are, and are not among what is given back. Raises TooLateError where none is left."""
    own = [each for each in decisions if each.decided_by == actor.id and _is_fresh(each, now)]
    undone = [comment for each in own if (comment := _undone(actor, each)) is not None]
    if not undone:
        raise TooLateError
    decisions_undone.send(undone, since=min(each.created_at for each in own))
    return undone


def _undone(actor: Actor, decision: Decision) -> Comment | None:
    comment = db.session.get_one(Comment, decision.comment_id)
    hold(comment.consultation_id)
    last = select(func.max(Decision.id)).where(Decision.comment_id == comment.id, ~_appealed)
    if db.session.scalar(last) != decision.id:
        return None
    done = transition(
        actor, comment, revision=decision.revision, before=decision.after, after=Status.PENDING
    )
    if not done:
        return None
    reopen(actor, comment, since=decision.created_at)
    keep(
        actor, comment, revision=decision.revision, before=decision.after, after=Status.PENDING,
        batch_id=decision.batch_id,
    )  # fmt: skip
    record(actor, "decision.undo", "comment", comment.id, before=decision.after)
    return comment
