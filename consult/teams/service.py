"""Changes to teams: inviting, joining, leaving; settings of a consultation; roles everywhere."""

import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from consult.accounts import standing
from consult.accounts.events import link_made
from consult.accounts.models import Membership, Person, Role
from consult.accounts.queries import address, digest, person_by_email
from consult.accounts.service import AccountError, add_person, change_role, is_address
from consult.approvals.models import Approval
from consult.approvals.service import ApprovalError, ask
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.permissions import Actor
from consult.sealing import seal
from consult.teams.models import Invitation

GOOD_FOR = timedelta(days=7)
TEAM_ROLES = (Role.MODERATOR, Role.DRAFTER, Role.ADMIN)
INVITE, GRANT = "team.invite", "person.grant"
GONE = _l("La invitación ya se usó, se retiró o venció.")


def invite(
    actor: Person, consultation: Consultation, *, email: str, role: str, reason: str
) -> Approval:
    """Ask for an invitation to a role: it is mailed once a second person confirms."""
    email = address(email)
    if not is_address(email):
        raise AccountError(_l("El correo electrónico no es válido."))
    if role not in TEAM_ROLES:
        raise AccountError(_l("El rol no existe."))
    if email == actor.email:
        raise AccountError(_l("Nadie se da un rol: invite a otra persona."))
    invitation = Invitation(
        consultation_id=consultation.id,
        sealed_email=seal(email),
        role=role,
        invited_by=actor.id,
    )
    db.session.add(invitation)
    db.session.flush()
    return ask(
        actor,
        kind=INVITE,
        subject_id=invitation.id,
        reason=reason,
        consultation=consultation,
        role=role,
    )


def send(actor: Actor | None, invitation: Invitation, *, now: datetime) -> None:
    """Make the link of an invitation that was confirmed, and have it mailed."""
    email, token = invitation.email, secrets.token_urlsafe(32)
    if not email:
        raise ApprovalError(GONE)
    invitation.token_hash, invitation.expires_at = digest(token), now + GOOD_FOR
    record(actor, "invitation.send", "invitation", invitation.id, after=invitation.role)
    link_made.send(
        email,
        purpose="invite",
        token=token,
        person=person_by_email(email),
        consultation=invitation.consultation.title,
    )


def take_back(actor: Actor | None, invitation: Invitation) -> None:
    """Its link leads nowhere any more."""
    _use(invitation)
    record(actor, "invitation.take_back", "invitation", invitation.id)


def accept(person: Person, invitation: Invitation, *, now: datetime) -> None:
    """The invited person takes the role; their sessions end, so they enter again with it."""
    if person.email != invitation.email:
        raise AccountError(GONE)
    _use(invitation)
    invitation.accepted_at = now
    standing.join(person, person, invitation.consultation, role=invitation.role, now=now)


def accept_anew(
    invitation: Invitation, *, name: str, password_hash: str, now: datetime
) -> Person:
    """The same for who has no account yet: the link has shown that the mail is theirs."""
    person = add_person(
        None,
        email=invitation.email,
        name=name,
        role=Role.PARTICIPANT,
        password_hash=password_hash,
    )
    accept(person, invitation, now=now)
    return person


def _use(invitation: Invitation) -> None:
    """Once: of two who do it at the same moment one is told that it is gone."""
    if invitation.token_hash is None:
        raise AccountError(GONE)
    own = Invitation.id == invitation.id
    used = (
        update(Invitation)
        .where(own, Invitation.token_hash == invitation.token_hash)
        .values(token_hash=None)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if not db.session.execute(used).all():
        raise AccountError(GONE)
    db.session.refresh(invitation)


def remove(actor: Actor | None, membership: Membership, *, now: datetime) -> None:
    """Take a role away; one person is enough to take, two are needed to give."""
    hold(membership.consultation_id)
    standing.leave(actor, membership, now=now)


def change_settings(
    actor: Actor | None, consultation: Consultation, *, accepts_without_account: bool
) -> None:
    if consultation.accepts_without_account == accepts_without_account:
        return
    consultation.accepts_without_account = accepts_without_account
    after = "accepts" if accepts_without_account else "refuses"
    record(actor, "consultation.without_account", "consultation", consultation.id, after=after)


def change_site_role(
    actor: Person, person: Person, *, role: str, reason: str, now: datetime
) -> Approval | None:
    """Taking a role that counts everywhere is done at once; giving one waits for a second person,
    and the approval is returned."""
    if actor.id == person.id and role != Role.PARTICIPANT:
        raise AccountError(_l("Nadie cambia su propio rol por otro."))
    if role == person.role:
        raise AccountError(_l("La persona ya tiene ese rol."))
    if Role(role) == Role.PARTICIPANT:
        change_role(actor, person, role=role, now=now)
        return None
    return ask(actor, kind=GRANT, subject_id=person.id, reason=reason, role=role)


def grant(actor: Actor | None, approval: Approval) -> None:
    """Give the role that two people agreed on."""
    person = db.session.get(Person, approval.subject_id, with_for_update=True)
    if person is None or person.is_suspended:
        raise ApprovalError(_l("Esa cuenta ya no está o está suspendida."))
    try:
        role = str(approval.arguments["role"])
        change_role(actor, person, role=role, now=utc_now())
    except AccountError as error:
        raise ApprovalError(error.reason) from error
