"""The second moderator: where a consultation asks for one, a rejection is a proposal until another
moderator decides. Both opinions are kept."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.moderation.models import Opinion, Proposal, Rule
from consult.permissions import Actor


class WaitsForAnotherError(Exception):
    """This moderator proposed the rejection, or another did since they looked: it is for somebody
    else to confirm."""


def proposal_of(comment: Comment) -> Proposal | None:
    """The rejection of what the comment says now that waits for a second person."""
    return db.session.scalar(
        select(Proposal).where(
            Proposal.comment_id == comment.id,
            Proposal.revision == comment.revision,
            Proposal.outcome.is_(None),
        )
    )


def is_only_proposed(
    actor: Actor, comment: Comment, rule: Rule, proposal: Proposal | None
) -> bool:
    """Whether this rejection needs somebody else. Advertising and machines need one person."""
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    if not (consultation.second_moderator and rule.leaves_stub):
        return False
    if proposal is not None and proposal.proposed_by == actor.id:
        raise WaitsForAnotherError
    return proposal is None


def propose(actor: Actor, comment: Comment, rule: Rule, *, explanation: str, note: str) -> None:
    """Put a rejection before another moderator. Raises WaitsForAnotherError."""
    _lapse(comment)
    row = {
        "comment_id": comment.id, "revision": comment.revision, "reason": rule.code,
        "rules": rule.edition, "explanation": explanation, "note": note, "proposed_by": actor.id,
        "created_at": utc_now(),
    }  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Proposal).values(row))
    except IntegrityError:
        raise WaitsForAnotherError from None
    record(actor, "moderation.propose", "comment", comment.id, revision=comment.revision)


def _lapse(comment: Comment) -> None:
    """What was proposed of words that its author has corrected since."""
    db.session.execute(
        update(Proposal)
        .where(
            Proposal.comment_id == comment.id,
            Proposal.revision != comment.revision,
            Proposal.outcome.is_(None),
        )
        .values(outcome=Opinion.WITHDRAWN, decided_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def close(proposal: Proposal | None, actor: Actor, after: str) -> None:
    """Keep what the second person decided beside what the first proposed."""
    if proposal is None:
        return
    if proposal.proposed_by == actor.id:
        proposal.outcome = Opinion.WITHDRAWN
    else:
        proposal.outcome = (
            Opinion.CONFIRMED if after == Status.REJECTED else Opinion.OTHERWISE
        )
    proposal.decided_by, proposal.decided_at = actor.id, utc_now()
    db.session.flush()


def reopen(actor: Actor, comment: Comment, *, since: datetime) -> None:
    """Let a proposal wait for a second person again, whose decision since then was taken back."""
    db.session.execute(
        update(Proposal)
        .where(
            Proposal.comment_id == comment.id,
            Proposal.revision == comment.revision,
            Proposal.decided_by == actor.id,
            Proposal.decided_at >= since,
        )
        .values(outcome=None, decided_by=None, decided_at=None)
    )
