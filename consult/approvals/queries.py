"""Reading what waits for a second person, and what was decided."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from consult.approvals.kinds import KINDS
from consult.approvals.models import Approval
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import Actor, allows

DECIDED = 20


def waiting(viewer: Actor | None, consultation: Consultation | None) -> Sequence[Approval]:
    """What waits, the oldest first: of a consultation, or (None) of the whole site and all its
    consultations."""
    query = _of(consultation).where(
        Approval.outcome.is_(None), Approval.expires_at > utc_now()
    )
    return _seen(viewer, query.order_by(Approval.id))


def decided(viewer: Actor | None, consultation: Consultation | None) -> Sequence[Approval]:
    """The last that were decided, the newest first."""
    query = _of(consultation).where(Approval.outcome.is_not(None))
    return _seen(viewer, query.order_by(Approval.decided_at.desc()).limit(DECIDED))


def by_id(
    viewer: Actor | None, consultation: Consultation | None, approval_id: int
) -> Approval | None:
    """One of this consultation, or (None) of the site itself."""
    approval = db.session.get(Approval, approval_id)
    own = consultation.id if consultation is not None else None
    if approval is None or approval.consultation_id != own:
        return None
    return approval if _may_see(viewer, approval) else None


def of_anyone(approval_id: int) -> Approval | None:
    """Whatever it is: for the operator's command line."""
    return db.session.get(Approval, approval_id)


def all_waiting() -> Sequence[Approval]:
    """For the operator's command line."""
    query = select(Approval).where(Approval.outcome.is_(None), Approval.expires_at > utc_now())
    return db.session.scalars(query.order_by(Approval.id)).all()


def _of(consultation: Consultation | None) -> Select[Approval]:
    query = select(Approval)
    if consultation is None:
        return query
    return query.where(Approval.consultation_id == consultation.id)


def _seen(viewer: Actor | None, query: Select[Approval]) -> Sequence[Approval]:
    return [each for each in db.session.scalars(query) if _may_see(viewer, each)]


def _may_see(viewer: Actor | None, approval: Approval) -> bool:
    kind = KINDS.get(approval.kind)
    return kind is not None and allows(viewer, kind.action, approval.where)
