"""Reading what was covered in a comment: two people and a reason, for a day, each look recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from consult.approvals.kinds import Kind, add
from consult.approvals.models import Approval, Outcome
from consult.approvals.service import ApprovalError, ask
from consult.audit.service import record
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.moderation.models import Redaction
from consult.permissions import Actor, allows
from consult.sealing import UnreadableError, unseal

OPEN = "redaction.open"
SEEN_FOR = timedelta(hours=24)


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


def may_look(approval: Approval, viewer: Actor, now: datetime | None = None) -> bool:
    """Whether it was confirmed less than a day ago, and by or for this person."""
    if approval.kind != OPEN or approval.outcome != Outcome.CONFIRMED:
        return False
    if approval.decided_at is None or not allows(viewer, OPEN, approval.where):
        return False
    is_fresh = (now or utc_now()) < approval.decided_at + SEEN_FOR
    return is_fresh and viewer.id in (approval.asked_by, approval.decided_by)


def look(actor: Actor, approval: Approval) -> Sequence[Original]:
    """What was covered, the first first, for who may look; the look is recorded."""
    if not may_look(approval, actor):
        raise ApprovalError(_l("El plazo para verlo venció."))
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


def _nothing(_actor: Actor | None, _approval: Approval) -> None:
    """To have confirmed it is all: from then on they may look."""


add(
    Kind(
        OPEN,
        OPEN,
        _nothing,
        _describe,
        may_open=may_look,
        opens=("moderation.original", _l("Leer lo que se tapó")),
    )
)
