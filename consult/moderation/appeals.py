"""Appeals: an author asks, once, that a rejection be looked at again; somebody else decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError

from consult.audit.service import record
from consult.comments.authorship import recorded
from consult.comments.models import Comment, Status
from consult.comments.service import transition
from consult.consultations.service import hold
from consult.extensions import db
from consult.markup import normalise
from consult.moderation.decisions import keep
from consult.moderation.events import appeal_decided
from consult.moderation.models import Appeal, Outcome, Proposal
from consult.moderation.queries import is_own, refusal
from consult.moderation.service import (
    OwnCommentError,
    StaleDecisionError,
    check_personal_data,
)
from consult.permissions import Actor

TIME_TO_APPEAL = timedelta(days=30)


class NotAppealableError(Exception):
    """It was not rejected, or too long ago, or was appealed before."""


class SameModeratorError(Exception):
    """Who took the decision does not decide on the appeal against it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to say of appeals to the author of a comment: `appeal`, if it was made, or
    until when it can be; neither where there is nothing to appeal."""

    appeal: Appeal | None
    until: datetime | None


def appeal_of(comment: Comment) -> Appeal | None:
    return db.session.scalar(select(Appeal).where(Appeal.comment_id == comment.id))


def standing(comment: Comment, now: datetime) -> Standing:
    appeal = appeal_of(comment)
    if appeal is not None or comment.status != Status.REJECTED:
        return Standing(appeal, None)
    decision = refusal(comment)
    until = decision.created_at + TIME_TO_APPEAL if decision else None
    return Standing(None, until if until and now < until else None)


def appeal(actor: Actor | None, comment: Comment, *, text: str, now: datetime) -> None:
    """Ask that the rejection be looked at again. Raises NotAppealableError."""
    hold(comment.consultation_id)
    db.session.refresh(comment)
    if standing(comment, now).until is None:
        raise NotAppealableError
    row = {"comment_id": comment.id, "text": normalise(text), "explanation": "", "created_at": now}
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Appeal).values(row))
    except IntegrityError:
        raise NotAppealableError from None
    record(recorded(actor, comment), "appeal.make", "comment", comment.id)


def decide_appeal(
    actor: Actor,
    comment: Comment,
    *,
    overturn: bool,
    explanation: str,
    now: datetime,
    resolution: str | None = None,
) -> None:
    """Publish the comment after all, or let the decision stand, which is explained.

    Nobody decides on their own words (OwnCommentError) or on their own decision
    (SameModeratorError). Of several who decide at once one succeeds, and the others get
    StaleDecisionError. `resolution`: see service.decide.
    """
    if not (overturn or explanation.strip()):
        raise ValueError("a decision that stands is explained")
    _check(actor, comment)
    if overturn:
        check_personal_data(actor, comment, resolution)
    hold(comment.consultation_id)
    outcome = Outcome.OVERTURNED if overturn else Outcome.UPHELD
    values = {
        "outcome": outcome, "explanation": normalise(explanation), "decided_by": actor.id,
        "decided_at": now,
    }  # fmt: skip
    if not _closed(comment, values) or overturn and not _publish(actor, comment, explanation):
        db.session.expire_all()
        raise StaleDecisionError
    record(actor, "appeal.decide", "comment", comment.id, after=outcome)
    found = appeal_of(comment)
    db.session.refresh(found)  # it was changed in the database alone
    appeal_decided.send(comment, appeal=found)


def may_decide(actor: Actor, comment: Comment) -> bool:
    try:
        _check(actor, comment)
    except (OwnCommentError, SameModeratorError):
        return False
    return True


def _check(actor: Actor, comment: Comment) -> None:
    decision = refusal(comment)
    if is_own(actor, comment):
        raise OwnCommentError
    if decision is not None and decision.decided_by == actor.id:
        raise SameModeratorError
    mine = exists().where(Proposal.comment_id == comment.id, Proposal.proposed_by == actor.id)
    if db.session.scalar(select(mine)):
        raise SameModeratorError


def _closed(comment: Comment, values: dict[str, Any]) -> bool:
    changed = db.session.execute(
        update(Appeal)
        .where(Appeal.comment_id == comment.id, Appeal.outcome.is_(None))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def _publish(actor: Actor, comment: Comment, explanation: str) -> bool:
    revision, before, after = comment.revision, Status.REJECTED, Status.PUBLISHED
    if not transition(actor, comment, revision=revision, before=before, after=after):
        return False
    keep(
        actor, comment, revision=revision, before=before, after=after, explanation=explanation
    )
    return True
