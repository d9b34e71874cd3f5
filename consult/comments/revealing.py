"""Telling who wrote a comment that does not show it: two people and a reason, for a day.

Only whoever asked and whoever confirmed see it, on the page of the approval; each look is recorded.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.accounts.models import Person
from consult.approvals import looking
from consult.approvals.kinds import add
from consult.approvals.looking import check_look
from consult.approvals.models import Approval
from consult.approvals.service import ask
from consult.audit.service import record
from consult.comments.authorship import author_of
from consult.comments.models import Comment, Exposure
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.permissions import Actor, allows

REVEAL = "identity.reveal"


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


def look(actor: Actor, approval: Approval) -> Person | None:
    """Who wrote it, for who may look; the look is recorded. None if no account did."""
    comment = db.session.get(Comment, approval.subject_id)
    check_look(approval, actor, REVEAL)
    assert comment is not None  # nothing deletes one
    record(actor, "identity.look", "approval", approval.id, subject=comment.id)
    return author_of(comment)


def _describe(approval: Approval) -> str:
    comment = db.session.get(Comment, approval.subject_id)
    return _("Revelar quién escribió %(folio)s", folio=comment.folio if comment else "—")


add(looking.look(REVEAL, _describe, ("identities.look", _l("Ver la identidad"))))
