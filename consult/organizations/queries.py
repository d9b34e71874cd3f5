"""Reading organizations: who speaks for which."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.extensions import db
from consult.organizations.models import Delegation, Organization
from consult.permissions import Actor


def delegations(person: Actor | None) -> Sequence[Delegation]:
    """What `person` speaks for, by name; each with its organization."""
    if person is None:
        return ()
    query = select(Delegation).join(Organization).where(Delegation.person_id == person.id)
    return db.session.scalars(query.order_by(Organization.name)).all()
