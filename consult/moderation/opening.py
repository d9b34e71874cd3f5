"""Reading what was covered in a comment: two people and a reason, for a day, each look recorded."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from consult.approvals import looking
from consult.approvals.kinds import add
from consult.approvals.looking import check_look
from consult.approvals.models import Approval
from consult.approvals.service import ask
from consult.audit.service import record
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.moderation.models import Redaction
from consult.permissions import Actor, allows
from consult.sealing import UnreadableError, unseal

OPEN = "redaction.open"


class Original(NamedTuple):
    """Texts as they were before one covering; None where the key that sealed them is lost."""

    redaction: Redaction
    texts: Sequence[str] | None


def covered_comment(
    viewer: Actor | None, consultation: Consultation, folio: str
) -> Comment | None:
    """The comment of that folio, if words of it were covered and the viewer may ask for them."""
    if not allows(viewer, OPEN, consultation.slug) or not folio.isprintable():
        return None
    query = select(Comment).where(
        Comment.consultation_id == consultation.id,
        Comment.folio == folio,
        exists().where(Redaction.comment_id == Comment.id),
    )
    return db.session.scalar(query)


def ask_original(
    actor: Actor, consultation: Consultation, comment: Comment, *, reason: str
) -> Approval:
    """Put the question before a second person."""
    return ask(
        actor, kind=OPEN, subject_id=comment.id, reason=reason, consultation=consultation
    )


def look(actor: Actor, approval: Approval) -> Sequence[Original]:
    """What was covered, the first first, for who may look; the look is recorded."""
    check_look(approval, actor, OPEN)
    record(actor, "redaction.look", "approval", approval.id, subject=approval.subject_id)
    query = select(Redaction).where(Redaction.comment_id == approval.subject_id)
    found = db.session.scalars(query.order_by(Redaction.id))
    return [Original(each, _texts(each)) for each in found]


def _texts(redaction: Redaction) -> list[str] | None:
    try:
        return list(unseal(redaction.sealed).values())
    except UnreadableError:
        return None


def _describe(approval: Approval) -> str:
    comment = db.session.get(Comment, approval.subject_id)
    return _("Leer lo que se tapó en %(folio)s", folio=comment.folio if comment else "—")


add(looking.look(OPEN, _describe, ("moderation.original", _l("Leer lo que se tapó"))))
