"""Looking at what was published as it came."""

from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.comments.service import transition
from consult.extensions import db
from consult.moderation.decisions import keep as keep_decision
from consult.moderation.queries import is_own
from consult.moderation.service import OwnCommentError, StaleDecisionError
from consult.permissions import Actor


def review(actor: Actor, comment: Comment, *, revision: int, keep: bool) -> None:
    """Say that it was looked at: it stays public, or waits for a decision like any other. Raises
    OwnCommentError, and StaleDecisionError for all but the first of those who look at once."""
    if is_own(actor, comment):
        raise OwnCommentError
    if not keep:
        before, after = Status.PUBLISHED, Status.PENDING
        if not transition(actor, comment, revision=revision, before=before, after=after):
            raise StaleDecisionError
        keep_decision(actor, comment, revision=revision, before=before, after=after)
    looked = update(Comment).where(Comment.id == comment.id, Comment.is_unreviewed)
    if keep:
        looked = looked.where(Comment.status == Status.PUBLISHED, Comment.revision == revision)
    done = db.session.execute(
        looked.values(is_unreviewed=False).execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        db.session.expire(comment)
        raise StaleDecisionError
    record(actor, "comment.review", "comment", comment.id, after="kept" if keep else "pending")
