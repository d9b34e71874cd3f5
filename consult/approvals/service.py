"""Asking for an act that needs two people, and deciding on it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, update

from consult.approvals.kinds import KINDS, kind_of
from consult.approvals.models import Approval, Outcome
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import Actor, allows


class ApprovalError(Exception):
    """An act that cannot be asked for or decided so; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


def ask(
    actor: Actor | None,
    *,
    kind: str,
    subject_id: int,
    reason: str,
    consultation: Consultation | None = None,
    **arguments: str | int,
) -> Approval:
    """Put an act before a second person. `reason` is read by whoever decides, and is kept."""
    if not reason.strip():
        raise ApprovalError(_l("Escriba el motivo."))
    approval = Approval(
        kind=kind,
        consultation=consultation,
        subject_id=subject_id,
        arguments=arguments,
        reason=reason.strip(),
        asked_by=actor.id if actor is not None else None,
    )
    _check_part(actor, approval)
    db.session.add(approval)
    db.session.flush()
    record(actor, "approval.ask", "approval", approval.id, kind=kind, subject=subject_id)
    return approval


def confirm(actor: Actor | None, approval: Approval) -> None:
    """Do what was asked for. Of two who confirm at once one does it, the other is told; without
    an `actor` it is the operator."""
    _check_asker(approval)
    _decide(actor, approval, Outcome.CONFIRMED)
    KINDS[approval.kind].run(actor, approval)


def refuse(actor: Actor | None, approval: Approval) -> None:
    """It is not done. Who asked may take it back so."""
    _decide(actor, approval, Outcome.REFUSED)


def _decide(actor: Actor | None, approval: Approval, outcome: Outcome) -> None:
    _check_part(actor, approval)
    now, decider = utc_now(), actor.id if actor is not None else None
    wanted = [Approval.id == approval.id, Approval.outcome.is_(None), Approval.expires_at > now]
    if decider is not None and outcome == Outcome.CONFIRMED:
        if approval.asked_by == decider:
            raise ApprovalError(_l("Usted lo pidió: lo confirma otra persona."))
        wanted.append(or_(Approval.asked_by.is_(None), Approval.asked_by != decider))
    taken = update(Approval).where(*wanted).execution_options(synchronize_session=False)
    values = {"outcome": outcome.value, "decided_by": decider, "decided_at": now}
    done = db.session.execute(taken.values(**values).returning(Approval.id)).all()
    if not done:
        raise ApprovalError(_l("Ya se decidió antes, o venció el plazo para decidir."))
    db.session.refresh(approval)
    record(actor, f"approval.{outcome}", "approval", approval.id, kind=approval.kind)


def _check_asker(approval: Approval) -> None:
    """Who has lost the role that let them ask is no longer one of the two."""
    asker = approval.asker
    if asker is not None and not allows(asker, kind_of(approval).action, approval.where):
        raise ApprovalError(_l("Quien lo pidió ya no puede pedirlo: hay que pedirlo de nuevo."))


def _check_part(actor: Actor | None, approval: Approval) -> None:
    kind = kind_of(approval)
    if actor is None:
        return
    if not allows(actor, kind.action, approval.where):
        raise ApprovalError(_l("Usted no puede tomar parte en esto."))
    if kind.concerns(approval) == actor.id:
        raise ApprovalError(_l("Se trata de su propio rol: lo deciden otras personas."))
