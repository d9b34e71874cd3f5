"""Telling who wrote a comment that does not show it: two people and a reason, for a day.

Only whoever asked and whoever confirmed see it, on the page of the approval; each look is recorded.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sqlalchemy import select

from consult.accounts.models import Person
from consult.approvals.kinds import Kind, add
from consult.approvals.models import Approval, Outcome
from consult.approvals.service import ApprovalError, ask
from consult.audit.service import record
from consult.comments.authorship import author_of
from consult.comments.models import Comment, Exposure
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import Actor, allows

REVEAL = "identity.reveal"
SEEN_FOR = timedelta(hours=24)


def hidden_author(
    viewer: Actor | None, consultation: Consultation, folio: str
) -> Comment | None:
    """The comment of that folio, if it does not show its author and the viewer may ask for them."""
    if not allows(viewer, REVEAL, consultation.slug) or not folio.isprintable():
        return None
    query = select(Comment).where(
        Comment.consultation_id == consultation.id,
        Comment.folio == folio,
        Comment.exposure != Exposure.NAME,
    )
    return db.session.scalar(query)


def ask_who(
    actor: Actor, consultation: Consultation, comment: Comment, *, reason: str
) -> Approval:
    """Put the question before a second person."""
    return ask(
        actor, kind=REVEAL, subject_id=comment.id, reason=reason, consultation=consultation
    )


def may_look(approval: Approval, viewer: Actor, now: datetime | None = None) -> bool:
    """Whether it was confirmed less than a day ago, and by or for this person."""
    if approval.kind != REVEAL or approval.outcome != Outcome.CONFIRMED:
        return False
    if approval.decided_at is None or not allows(viewer, REVEAL, approval.where):
        return False
    is_fresh = (now or utc_now()) < approval.decided_at + SEEN_FOR
    return is_fresh and viewer.id in (approval.asked_by, approval.decided_by)


def look(actor: Actor, approval: Approval) -> Person | None:
    """Who wrote it, for who may look; the look is recorded. None if no account did."""
    comment = db.session.get(Comment, approval.subject_id)
    if comment is None or not may_look(approval, actor):
        raise ApprovalError(_l("El plazo para verlo venció."))
    record(actor, "identity.look", "approval", approval.id, subject=comment.id)
    return author_of(comment)


def _describe(approval: Approval) -> str:
    comment = db.session.get(Comment, approval.subject_id)
    return _("Revelar quién escribió %(folio)s", folio=comment.folio if comment else "—")


def _nothing(_actor: Actor | None, _approval: Approval) -> None:
    """To have confirmed it is all: from then on they may look."""


add(
    Kind(
        REVEAL,
        REVEAL,
        _nothing,
        _describe,
        may_open=may_look,
        opens=("identities.look", _l("Ver la identidad")),
    )
)
