"""Decisions on comments."""

from sqlalchemy import insert

from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.comments.service import transition
from consult.extensions import db, utc_now
from consult.markup import normalise
from consult.moderation import claims
from consult.moderation.models import Decision, Reason, Resolution
from consult.moderation.queries import is_own
from consult.permissions import Actor


class OwnCommentError(Exception):
    """The comment is the moderator's own, or of an organization that they speak for."""


class StaleDecisionError(Exception):
    """The comment was decided on or corrected since the moderator saw it."""


def decide(
    actor: Actor,
    comment: Comment,
    *,
    revision: int,
    after: str,
    reason: str | None = None,
    explanation: str = "",
    resolution: str | None = None,
    batch_id: int | None = None,
) -> None:
    """Publish or reject a waiting comment, as seen at `revision`.

    Of several moderators who decide on one comment at once exactly one succeeds; the others get
    StaleDecisionError. A rejection needs a reason; spam leaves no stub in public. Nobody decides
    on their own words: OwnCommentError; nor on what another is at work on: ClaimedError (see
    claims). `resolution`: why personal data is published all the same.
    """
    if after == Status.REJECTED and reason not in list(Reason):
        raise ValueError("a rejection needs a reason")
    reason = reason if after == Status.REJECTED else None
    if is_own(actor, comment):
        raise OwnCommentError
    now = utc_now()
    claims.check(actor, comment, now)
    done = transition(
        actor, comment, revision=revision, before=Status.PENDING, after=after, reason=reason,
        leaves_stub=reason != Reason.SPAM,
    )  # fmt: skip
    if not done:
        db.session.expire(comment)
        raise StaleDecisionError
    decision = insert(Decision).values(
        comment_id=comment.id, revision=revision, version_id=comment.version_id,
        before=Status.PENDING, after=after, reason=reason, explanation=normalise(explanation),
        decided_by=actor.id, batch_id=batch_id, created_at=now,
    )  # fmt: skip
    db.session.execute(decision)
    claims.free(comment)
    if after == Status.PUBLISHED and resolution in list(Resolution):
        _record_resolution(actor, comment, revision, resolution)


def _record_resolution(
    actor: Actor, comment: Comment, revision: int, resolution: str | None
) -> None:
    step, why = "comment.personal_data.publish", resolution or ""
    record(actor, step, "comment", comment.id, reason=why, revision=revision)


def show_personal_data(actor: Actor, comment: Comment) -> None:
    """Write down that somebody looks at what is covered in a comment."""
    record(actor, "comment.personal_data.show", "comment", comment.id, revision=comment.revision)
