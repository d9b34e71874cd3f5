"""Reading teams, invitations and accounts, for those who manage them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Membership, Person, Role
from consult.accounts.queries import digest, person_by_email
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import Actor, allows
from consult.teams.models import Invitation


def team(viewer: Actor | None, consultation: Consultation) -> Sequence[Membership]:
    """Who has a role in this consultation, by name."""
    if not allows(viewer, "team.manage", consultation.slug):
        return []
    query = (
        select(Membership)
        .join(Membership.person)
        .where(Membership.consultation_id == consultation.id)
        .options(joinedload(Membership.person))
        .order_by(Person.name, Person.id, Membership.role)
    )
    return db.session.scalars(query).all()


def everywhere(viewer: Actor | None, consultation: Consultation) -> Sequence[Person]:
    """Who works on this consultation because they have a role in all of them, by name."""
    if not allows(viewer, "team.manage", consultation.slug):
        return []
    query = select(Person).where(Person.role != Role.PARTICIPANT, Person.suspended_at.is_(None))
    return db.session.scalars(query.order_by(Person.name, Person.id)).all()


def member(
    viewer: Actor | None, consultation: Consultation, person_id: int, role: str
) -> Membership | None:
    if not allows(viewer, "team.manage", consultation.slug):
        return None
    return db.session.get(Membership, (person_id, consultation.id, role))


def site_staff(viewer: Actor | None) -> Sequence[Person]:
    """Who has a role in every consultation, or may not enter, by name."""
    if not allows(viewer, "site.manage"):
        return []
    query = select(Person).where(
        (Person.role != Role.PARTICIPANT) | Person.suspended_at.is_not(None)
    )
    return db.session.scalars(query.order_by(Person.name, Person.id)).all()


def person_with(viewer: Actor | None, email: str) -> Person | None:
    """The account with exactly this e-mail."""
    return person_by_email(email) if allows(viewer, "site.manage") else None


def person(viewer: Actor | None, person_id: int) -> Person | None:
    return db.session.get(Person, person_id) if allows(viewer, "site.manage") else None


def sent(viewer: Actor | None, consultation: Consultation) -> Sequence[Invitation]:
    """Invitations that were mailed and can still be accepted, the oldest first."""
    if not allows(viewer, "team.manage", consultation.slug):
        return []
    query = select(Invitation).where(
        Invitation.consultation_id == consultation.id,
        Invitation.token_hash.is_not(None),
        Invitation.expires_at > utc_now(),
    )
    return db.session.scalars(query.order_by(Invitation.id)).all()


def by_id(
    viewer: Actor | None, consultation: Consultation, invitation_id: int
) -> Invitation | None:
    found = next((each for each in sent(viewer, consultation) if each.id == invitation_id), None)
    return found


def by_token(token: str, *, now: datetime) -> Invitation | None:
    """The invitation of a link, if it can still be accepted."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == digest(token), Invitation.expires_at > now
        )
    )
