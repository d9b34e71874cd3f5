"""What a person may do, changed: roles in one consultation, roles everywhere, suspended or not.

Whoever's standing changes is signed out everywhere. The site always keeps someone who can manage.
"""

from datetime import datetime
from typing import Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.accounts.models import Membership, Person, Role
from consult.accounts.service import AccountError, _close_all, change_role, suspend
from consult.audit.service import record
from consult.extensions import db
from consult.permissions import Actor


class Place(Protocol):
    """What is looked at in a consultation, which accounts know nothing of."""

    @property
    def id(self) -> int: ...

    @property
    def slug(self) -> str: ...


LAST = _l("No se puede: no quedaría nadie que administre.")


def join(
    actor: Actor | None, person: Person, consultation: Place, *, role: str, now: datetime
) -> None:
    """Give `person` a role in one consultation; having it already changes nothing."""
    key = (person.id, consultation.id, Role(role).value)
    if db.session.get(Membership, key) is not None:
        return
    membership = Membership(
        person_id=key[0], consultation_id=key[1], role=key[2], slug=consultation.slug
    )
    db.session.add(membership)
    db.session.flush()
    db.session.expire(person, ["memberships"])
    _close_all(person, now)
    record(actor, "person.join", "person", person.id, after=role, consultation=key[1])


def leave(actor: Actor | None, membership: Membership, *, now: datetime) -> None:
    """Take a role in one consultation away. Raises AccountError if nobody would be left who
    manages it; who calls holds the consultation, so that two at once do not leave none."""
    person, role, number = membership.person, membership.role, membership.consultation_id
    if role == Role.ADMIN and not _managers(number, but=person):
        raise AccountError(LAST)
    db.session.delete(membership)
    db.session.flush()
    db.session.expire(person, ["memberships"])
    _close_all(person, now)
    record(actor, "person.leave", "person", person.id, before=role, consultation=number)


def change_site_role(actor: Actor | None, person: Person, *, role: str, now: datetime) -> None:
    """Another role everywhere. Raises AccountError for the last who manages the site."""
    _keep_an_administrator(person)
    change_role(actor, person, role=role, now=now)


def suspend_account(actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Close the account. Raises AccountError for the last who manages the site."""
    _keep_an_administrator(person)
    suspend(actor, person, now=now)


def restore(actor: Actor | None, person: Person) -> None:
    """Open a suspended account again, with the roles that it had."""
    person.suspended_at = None
    record(actor, "person.restore", "person", person.id)


def is_last_administrator(person: Person) -> bool:
    """Whether nobody else manages the site. Holds all who do until the transaction ends, so that
    of the last two not both can go at once."""
    query = select(Person.id).where(Person.role == Role.ADMIN, Person.suspended_at.is_(None))
    active = db.session.scalars(query.order_by(Person.id).with_for_update()).all()
    return set(active) == {person.id}


def _keep_an_administrator(person: Person) -> None:
    if is_last_administrator(person):
        raise AccountError(LAST)


def _managers(consultation_id: int, *, but: Person) -> set[int]:
    here = select(Membership.person_id).where(
        Membership.consultation_id == consultation_id, Membership.role == Role.ADMIN
    )
    query = select(Person.id).where(
        Person.suspended_at.is_(None),
        (Person.role == Role.ADMIN) | (Person.id != but.id) & Person.id.in_(here),
    )
    return set(db.session.scalars(query))
