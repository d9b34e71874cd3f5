"""Every change to organizations, and to who speaks for them.

Changes to one organization wait for each other. Only its delegates change it: whoever stopped
being one in the meantime gets NotDelegateError.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.accounts.queries import digest
from consult.audit.service import record
from consult.extensions import db, utc_now
from consult.organizations.events import delegate_invited, verification_changed
from consult.organizations.models import (
    Delegation,
    Organization,
    OrganizationInvitation,
    Outcome,
    Verification,
)
from consult.organizations.queries import count_delegates, invitation, speaks_for
from consult.permissions import Actor

INVITATION = timedelta(days=7)
MOST_WAITING = 5
MOST_INVITED = 20


class OrganizationError(Exception):
    """What was asked cannot be; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


class NotDelegateError(Exception):
    """They do not speak for the organization, or not any more."""


class OwnOrganizationError(Exception):
    """Nobody verifies an organization that they speak for."""


class StaleError(Exception):
    """The organization was changed, or decided on, since it was read."""


class InvitationError(Exception):
    """The invitation was used or taken back, is too old, or is another account's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an organization says of itself."""

    name: str
    kind: str
    department: str | None = None
    municipality: str | None = None
    website: str = ""
    description: str = ""


def register(actor: Actor, profile: Profile) -> Organization:
    """A new organization, which waits to be verified; `actor` is its first delegate.

    Raises OrganizationError.
    """
    waiting = select(func.count()).select_from(Delegation).join(Organization).where(
        Delegation.person_id == actor.id, Organization.waits_since.is_not(None)
    )  # fmt: skip
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise OrganizationError(
            _l("Ya tiene %(most)s organizaciones que esperan verificación.", most=MOST_WAITING)
        )
    organization = Organization(**asdict(profile), waits_since=utc_now())
    _store(organization)
    db.session.add(Delegation(person_id=actor.id, organization_id=organization.id))
    record(actor, "organization.register", "organization", organization.id, after=profile.kind)
    return organization


def revise(actor: Actor, organization: Organization, *, seen: str, profile: Profile) -> None:
    """Say it otherwise; with another name or kind it waits to be verified anew.

    `seen` is the mark of what was read. Raises StaleError, OrganizationError.
    """
    _take_turn(actor, organization)
    wanted = asdict(profile)
    changed = {key for key, value in wanted.items() if getattr(organization, key) != value}
    if not changed:
        return
    if organization.mark != seen:
        raise StaleError
    is_another = bool(changed & {"name", "kind"})
    if organization.is_verified and is_another:
        organization.verified_at = None
        _decided(actor, organization, Outcome.CHANGED)
    if not organization.is_verified and organization.waits_since is None:
        organization.waits_since = utc_now()
    for key in changed:
        setattr(organization, key, wanted[key])
    _store(organization)
    record(actor, "organization.revise", "organization", organization.id, fields=len(changed))


def _store(organization: Organization) -> None:
    """Two who take the same name at the same moment: one of them is told."""
    try:
        with db.session.begin_nested():
            db.session.add(organization)
    except IntegrityError:
        raise OrganizationError(_l("Ya existe una organización con ese nombre.")) from None


def verify(
    actor: Actor,
    organization: Organization,
    *,
    seen: str,
    outcome: str,
    checked: Sequence[str] = (),
    note: str = "",
) -> None:
    """Say that it is who it says it is, or not, or not any more.

    `seen` is the mark of what was read. Raises OwnOrganizationError, StaleError.
    """
    if speaks_for(actor, organization.id):
        raise OwnOrganizationError
    _hold(organization)
    if organization.mark != seen or organization.is_verified != (outcome == Outcome.REVOKED):
        raise StaleError
    organization.verified_at = utc_now() if outcome == Outcome.VERIFIED else None
    organization.waits_since = None
    _decided(actor, organization, Outcome(outcome), checked, note)


def _decided(
    actor: Actor,
    organization: Organization,
    outcome: Outcome,
    checked: Sequence[str] = (),
    note: str = "",
) -> None:
    db.session.add(
        Verification(
            organization_id=organization.id,
            outcome=outcome,
            checked=" ".join(checked),
            note=note,
            decided_by=actor.id,
        )
    )
    record(actor, "organization.verify", "organization", organization.id, after=outcome)
    verification_changed.send(organization)


def require_signoff(actor: Actor, organization: Organization, *, required: bool) -> None:
    """Whether what one delegate writes in its name waits for another. One alone can switch it on;
    for switching it off one asks, and another agrees. Raises OrganizationError."""
    _take_turn(actor, organization)
    if organization.requires_signoff and required:
        organization.signoff_ends_by = None
    if organization.requires_signoff == required:
        return
    asked_by = organization.signoff_ends_by
    if not required and (asked_by in (None, actor.id) or not _is_delegate(asked_by, organization)):
        _ask_to_end_signoff(actor, organization)
        return
    organization.signoff_ends_by = None
    if required and count_delegates(organization.id) < 2:
        raise OrganizationError(
            _l("Para pedir un visto bueno hacen falta al menos dos personas delegadas.")
        )
    organization.requires_signoff = required
    steps = ("no", "yes") if required else ("yes", "no")
    record(actor, "organization.signoff", "organization", organization.id,
           before=steps[0], after=steps[1])  # fmt: skip


def _is_delegate(person_id: int | None, organization: Organization) -> bool:
    return db.session.get(Delegation, (person_id, organization.id)) is not None


def _ask_to_end_signoff(actor: Actor, organization: Organization) -> None:
    if organization.signoff_ends_by != actor.id:
        organization.signoff_ends_by = actor.id
        record(actor, "organization.signoff_end", "organization", organization.id)


def invite(actor: Actor, organization: Organization, *, email: str, now: datetime) -> None:
    """Ask the owner of an address to speak for it too; an earlier invitation to the same address
    stops working. Raises OrganizationError."""
    _take_turn(actor, organization)
    known = select(Delegation).join(Person, Person.id == Delegation.person_id)
    known = known.where(Delegation.organization_id == organization.id, Person.email == email)
    if db.session.scalar(known) is not None:
        raise OrganizationError(_l("Esa persona ya habla por la organización."))
    here = OrganizationInvitation.organization_id == organization.id
    no_more = (OrganizationInvitation.email == email) | (OrganizationInvitation.expires_at <= now)
    db.session.execute(delete(OrganizationInvitation).where(here, no_more))
    if (db.session.scalar(select(func.count()).where(here)) or 0) >= MOST_INVITED:
        raise OrganizationError(
            _l("Ya hay %(most)s invitaciones sin responder.", most=MOST_INVITED)
        )
    token = secrets.token_urlsafe(32)
    db.session.add(
        OrganizationInvitation(
            organization_id=organization.id,
            email=email,
            token_hash=digest(token),
            invited_by=actor.id,
            expires_at=now + INVITATION,
        )
    )
    record(actor, "organization.invite", "organization", organization.id)
    delegate_invited.send(email, organization=organization, token=token)


def take_back(actor: Actor, organization: Organization, *, number: int) -> None:
    """The invitation of that number can no longer be accepted."""
    _take_turn(actor, organization)
    gone = db.session.execute(
        delete(OrganizationInvitation).where(
            OrganizationInvitation.id == number,
            OrganizationInvitation.organization_id == organization.id,
        )
    )
    if _rows(gone):
        record(actor, "organization.take_back", "organization", organization.id)


def accept(actor: Person, *, token: str, now: datetime) -> Organization:
    """Speak for the organization of an invitation, which is used up. Raises InvitationError."""
    organization = _use(actor, token, now)
    if not speaks_for(actor, organization.id):
        db.session.add(Delegation(person_id=actor.id, organization_id=organization.id))
        record(actor, "organization.join", "organization", organization.id)
    return organization


def decline(actor: Person, *, token: str, now: datetime) -> Organization:
    """Use the invitation up without speaking for anyone. Raises InvitationError."""
    organization = _use(actor, token, now)
    record(actor, "organization.decline", "organization", organization.id)
    return organization


def _use(actor: Person, token: str, now: datetime) -> Organization:
    found = invitation(token, now=now)
    if found is None or found.email != actor.email:
        raise InvitationError
    organization = found.organization
    used = db.session.execute(
        delete(OrganizationInvitation)
        .where(OrganizationInvitation.id == found.id)
        .execution_options(synchronize_session=False)
    )
    if not _rows(used):
        raise InvitationError
    return organization


def remove(actor: Actor, organization: Organization, *, person_id: int) -> None:
    """End a delegation, one's own or another's; never the last one. Raises OrganizationError."""
    _take_turn(actor, organization)
    if not db.session.get(Delegation, (person_id, organization.id)):
        return
    left = count_delegates(organization.id) - 1
    if not left:
        raise OrganizationError(
            _l("Es la última persona delegada: invite antes a otra para dejarle su lugar.")
        )
    if organization.requires_signoff and left < 2:
        raise OrganizationError(
            _l("Quedaría una sola persona, sin quien le dé el visto bueno: deje antes de pedirlo.")
        )
    db.session.execute(
        delete(Delegation).where(
            Delegation.person_id == person_id, Delegation.organization_id == organization.id
        )
    )
    action = "organization.leave" if person_id == actor.id else "organization.remove"
    record(actor, action, "organization", organization.id, person=person_id)


def _take_turn(actor: Actor, organization: Organization) -> None:
    """Hold the organization for one of its delegates."""
    _hold(organization)
    if not speaks_for(actor, organization.id):
        raise NotDelegateError


def _hold(organization: Organization) -> None:
    """The organization as it is now, and nobody else changes it until the transaction ends."""
    query = select(Organization).where(Organization.id == organization.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    db.session.execute(query)


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
