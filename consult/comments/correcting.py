"""An author says a contribution in other words: a revision of its own, which is moderated anew.

What was said before stays in the former revisions, for the author and the moderators. Who stood
behind the comment stood behind other words, so nobody does any more.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import CursorResult

from consult.audit.service import record
from consult.comments.authorship import recorded
from consult.comments.events import comment_corrected
from consult.comments.models import Comment, CommentRevision, Status, Support
from consult.comments.queries import Said
from consult.comments.service import Quote, revision_row, transition
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db
from consult.permissions import Actor
from consult.questions.queries import answers_of

WHILE_OPEN = (Status.UNSIGNED, Status.PENDING, Status.PUBLISHED)


class StaleCorrectionError(Exception):
    """The comment was corrected or decided on since its author opened it."""


@dataclass(frozen=True, slots=True)
class Correction:
    body: str
    proposed_text: str = ""
    stance: str | None = None


def may_correct(consultation: Consultation, comment: Comment, now: datetime) -> bool:
    """One that was sent back also after the consultation has closed."""
    if comment.status == Status.RETURNED:
        return True
    return comment.status in WHILE_OPEN and consultation.is_open(now)


def correct(
    actor: Actor | None, said: Said, correction: Correction, *, seen: int, now: datetime
) -> None:
    """Store the next revision and let it wait for a moderator, or first for another delegate of its
    organization. `seen` is the revision that its author had before them: of two that correct it at
    once one succeeds, and the other gets StaleCorrectionError. Its place stays."""
    comment, before = said.comment, said.comment.status
    hold(comment.consultation_id)
    if not _took(comment, seen, correction):
        raise StaleCorrectionError
    db.session.execute(insert(CommentRevision).values(_row(said, correction, seen + 1, now)))
    db.session.execute(delete(Support).where(Support.comment_id == comment.id))
    told = recorded(actor, comment)
    record(told, "comment.correct", "comment", comment.id, revision=seen + 1)
    waits = _waits_for(comment)
    if before != waits:
        done = transition(actor, comment, revision=seen + 1, before=before, after=waits)
        assert done  # this transaction has the row
    db.session.refresh(comment)
    comment_corrected.send(comment)


def _waits_for(comment: Comment) -> Status:
    organization = comment.organization
    signs = comment.is_institutional and organization and organization.requires_signoff
    return Status.UNSIGNED if signs else Status.PENDING


def _took(comment: Comment, seen: int, correction: Correction) -> bool:
    changed = db.session.execute(
        update(Comment)
        .where(
            Comment.id == comment.id, Comment.revision == seen, Comment.status == comment.status
        )
        .values(revision=seen + 1, stance=correction.stance, supports=0)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def _row(said: Said, correction: Correction, number: int, now: datetime) -> dict[str, object]:
    anchor = said.anchor
    words = revision_row(
        correction.body,
        correction.proposed_text,
        Quote(anchor.quote, anchor.prefix, anchor.suffix),
        anchor.block.text if anchor.block else "",
        sorted(answer.text for answer in answers_of(said.comment.id)),
    )
    return {
        **words, "comment_id": said.comment.id, "number": number, "stance": correction.stance,
        "created_at": now,
    }  # fmt: skip


def former(comment: Comment) -> list[CommentRevision]:
    """What it said before, the last first."""
    query = select(CommentRevision).where(
        CommentRevision.comment_id == comment.id, CommentRevision.number < comment.revision
    )
    return list(db.session.scalars(query.order_by(CommentRevision.number.desc())))
