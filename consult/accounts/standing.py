"""What a person may do in one consultation, changed; and an account that opens again.

Whoever's standing changes is signed out everywhere. A consultation always keeps someone who can
manage it; that the site does is seen to in `service`.
"""

from datetime import datetime
from typing import Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.accounts.models import Membership, Person, Role
from consult.accounts.service import AccountError, _close_all
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


def restore(actor: Actor | None, person: Person) -> None:
    """Open a suspended account again, with the roles that it had."""
    person.suspended_at = None
    record(actor, "person.restore", "person", person.id)


def _managers(consultation_id: int, *, but: Person) -> set[int]:
    here = select(Membership.person_id).where(
        Membership.consultation_id == consultation_id, Membership.role == Role.ADMIN
    )
    query = select(Person.id).where(
        Person.suspended_at.is_(None),
        (Person.role == Role.ADMIN) | (Person.id != but.id) & Person.id.in_(here),
    )
    return set(db.session.scalars(query))
