"""Giving a role, as an act that needs two people (see approvals.kinds)."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.approvals.kinds import Kind, add
from consult.approvals.models import Approval
from consult.approvals.service import ApprovalError
from consult.extensions import db, utc_now
from consult.permissions import Actor
from consult.teams.labels import ROLES
from consult.teams.models import Invitation
from consult.teams.service import GRANT, INVITE, grant, send


def _role(approval: Approval) -> str:
    return str(ROLES[str(approval.arguments["role"])])


def _send(actor: Actor | None, approval: Approval) -> None:
    invitation = db.session.get(Invitation, approval.subject_id)
    if invitation is None:
        raise ApprovalError(_l("La invitación ya no está."))
    send(actor, invitation, now=utc_now())


def _invitation(approval: Approval) -> str:
    invitation = db.session.get(Invitation, approval.subject_id)
    email = (invitation.email if invitation is not None else "") or "—"
    return _("Invitar a %(email)s al rol: %(role)s", email=email, role=_role(approval))


def _invited(approval: Approval) -> int | None:
    invitation = db.session.get(Invitation, approval.subject_id)
    person = person_by_email(invitation.email) if invitation is not None else None
    return person.id if person is not None else None


def _granted(approval: Approval) -> str:
    person = db.session.get(Person, approval.subject_id)
    words = {"name": "—", "email": "—"}
    if person is not None:
        words = {"name": person.name, "email": person.email}
    return _(
        "Dar a %(name)s (%(email)s), en todas las consultas, el rol: %(role)s",
        role=_role(approval),
        **words,
    )


add(Kind(INVITE, "team.manage", _send, _invitation, concerns=_invited))
add(Kind(GRANT, "site.manage", grant, _granted, concerns=lambda approval: approval.subject_id))
