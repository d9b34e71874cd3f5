"""Reading organizations: the directory, who speaks for which, what waits to be verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz.fuzz import token_sort_ratio
from sqlalchemy import Row, Select, exists, func, select

from consult.accounts.models import Person
from consult.accounts.queries import digest
from consult.extensions import db
from consult.organizations.models import (
    Delegation,
    Organization,
    OrganizationInvitation,
    Outcome,
    Verification,
)
from consult.permissions import Actor, allows
from consult.search import fold, words

LARGEST_ID = 2**31 - 1
ALIKE = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader asks the directory for; `text` is looked for in names and municipalities."""

    kind: str | None = None
    department: str | None = None
    text: str = ""


def delegations(person: Actor | None) -> Sequence[Delegation]:
    """What `person` speaks for, by name; each with its organization."""
    if person is None:
        return ()
    query = select(Delegation).join(Organization).where(Delegation.person_id == person.id)
    return db.session.scalars(query.order_by(Organization.name)).all()


def speaks_for(person: Actor | None, organization_id: int) -> bool:
    if person is None:
        return False
    own = exists().where(
        Delegation.person_id == person.id, Delegation.organization_id == organization_id
    )
    return bool(db.session.scalar(select(own)))


def spoken_for(person: Actor | None, number: int) -> Organization | None:
    """The organization of that number, for those who speak for it."""
    found = _by_number(number)
    return found if found is not None and speaks_for(person, found.id) else None


def shown(viewer: Actor | None, number: int) -> Organization | None:
    """The organization of that number, for whoever may see its page."""
    found = _by_number(number)
    if found is None or not (found.is_verified or speaks_for(viewer, found.id)):
        return None
    return found


def to_verify(viewer: Actor | None, number: int) -> Organization | None:
    """The organization of that number, whatever was decided of it."""
    return _by_number(number) if allows(viewer, "organization.verify") else None


def _by_number(number: int) -> Organization | None:
    return db.session.get(Organization, number) if number <= LARGEST_ID else None


def directory(filters: Filters) -> Sequence[Organization]:
    """The verified ones, by name as people sort it."""
    query = select(Organization).where(Organization.verified_at.is_not(None))
    if filters.kind:
        query = query.where(Organization.kind == filters.kind)
    if filters.department:
        query = query.where(Organization.department == filters.department)
    wanted = set(words(filters.text).split())
    return _sorted(
        each
        for each in db.session.scalars(query)
        if wanted <= set(words(f"{each.name} {each.municipality or ''}").split())
    )


def _sorted(organizations: Any) -> Sequence[Organization]:
    return sorted(organizations, key=lambda each: (_in_order(each.name), each.id))


def _in_order(name: str) -> str:
    """What names are sorted by: ñ comes after n, and before o."""
    return fold(name).replace("ñ", "n\x7f")


def municipalities() -> Sequence[str]:
    """Those that verified organizations are of, for others to choose from."""
    query = select(Organization.municipality).where(
        Organization.verified_at.is_not(None), Organization.municipality.is_not(None)
    )
    return sorted({name for name in db.session.scalars(query) if name}, key=_in_order)


def verification(organization: Organization) -> Verification | None:
    """What was checked when it was verified."""
    query = _verifications(organization).where(Verification.outcome == Outcome.VERIFIED)
    return db.session.scalar(query.limit(1)) if organization.is_verified else None


def last_decision(organization: Organization) -> Verification | None:
    return db.session.scalar(_verifications(organization).limit(1))


def _verifications(organization: Organization) -> Select[Verification]:
    query = select(Verification).where(Verification.organization_id == organization.id)
    return query.order_by(Verification.id.desc())


def history(viewer: Actor | None, organization: Organization) -> Sequence[Row[Any]]:
    """(Verification, name of who decided or None), the newest first."""
    if not allows(viewer, "organization.verify"):
        return ()
    query = _verifications(organization).outerjoin(
        Person, Person.id == Verification.decided_by
    )
    return db.session.execute(query.add_columns(Person.name)).all()


def waiting(viewer: Actor | None) -> Sequence[Organization]:
    """Those that wait to be verified, the oldest first."""
    if not allows(viewer, "organization.verify"):
        return ()
    query = select(Organization).where(Organization.waits_since.is_not(None))
    return db.session.scalars(query.order_by(Organization.waits_since, Organization.id)).all()


def decided(viewer: Actor | None, *, verified: bool) -> Sequence[Organization]:
    """Those that were verified, or those that were refused, by name."""
    if not allows(viewer, "organization.verify"):
        return ()
    query = select(Organization).where(Organization.waits_since.is_(None))
    is_verified = Organization.verified_at.is_not(None)
    return _sorted(db.session.scalars(query.where(is_verified if verified else ~is_verified)))


def alike(name: str, *, besides: int | None = None) -> tuple[bool, Sequence[Organization]]:
    """Whether the name is taken, and which organizations have one that is nearly the same."""
    query = select(Organization.id, Organization.name).where(Organization.id != (besides or 0))
    wanted, near = fold(name), []
    for row in db.session.execute(query):
        if fold(row.name) == wanted:
            return True, ()
        if token_sort_ratio(words(row.name), words(name)) >= ALIKE:
            near.append(row.id)
    found = select(Organization).where(Organization.id.in_(near)).order_by(Organization.name)
    return False, db.session.scalars(found).all() if near else ()


def delegates(organization: Organization) -> Sequence[Row[Delegation, Person]]:
    """(Delegation, Person) of each who speaks for it, the first delegate first."""
    query = select(Delegation, Person).join(Person, Person.id == Delegation.person_id)
    query = query.where(Delegation.organization_id == organization.id)
    return db.session.execute(query.order_by(Delegation.created_at, Person.id)).all()


def count_delegates(organization_id: int) -> int:
    query = select(func.count()).where(Delegation.organization_id == organization_id)
    return db.session.scalar(query) or 0


def invitations(
    organization: Organization, *, now: datetime
) -> Sequence[OrganizationInvitation]:
    """Those that can still be accepted."""
    query = select(OrganizationInvitation).where(
        OrganizationInvitation.organization_id == organization.id,
        OrganizationInvitation.expires_at > now,
    )
    return db.session.scalars(query.order_by(OrganizationInvitation.id)).all()


def invitations_of(email: str, *, now: datetime) -> Sequence[OrganizationInvitation]:
    """Those that were sent to an address and can still be accepted."""
    query = select(OrganizationInvitation).where(
        OrganizationInvitation.email == email, OrganizationInvitation.expires_at > now
    )
    return db.session.scalars(query.order_by(OrganizationInvitation.id)).all()


def invitation(token: str, *, now: datetime) -> OrganizationInvitation | None:
    """The invitation that this link is of, unless it was used, taken back, or is too old."""
    query = select(OrganizationInvitation).where(
        OrganizationInvitation.token_hash == digest(token),
        OrganizationInvitation.expires_at > now,
    )
    return db.session.scalar(query)
