"""What tests of organizations share: making one, speaking for it, and inviting to do so."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from consult.accounts.models import Person
from consult.extensions import db, utc_now
from consult.organizations.events import delegate_invited
from consult.organizations.models import Delegation, Organization
from consult.organizations.queries import delegates
from consult.organizations.service import invite


def an_organization(
    name: str = "Red de Apoyo", *people: Person, verified: bool = True, **values: Any
) -> Organization:
    """An organization, with those who speak for it."""
    when = {"verified_at" if verified else "waits_since": utc_now()}
    organization = Organization(name=name, **{"kind": "ngo"} | when | values)
    db.session.add(organization)
    db.session.flush()
    db.session.add_all(
        Delegation(person_id=person.id, organization_id=organization.id) for person in people
    )
    db.session.commit()
    return organization


def invited(email: str, number: int, by: Person | None = None) -> str:
    """The token that an invitation to the organization of that number is sent with."""
    organization = db.session.get(Organization, number)
    assert organization is not None
    known = delegates(organization)
    person = by or (known[0].Person if known else _a_delegate(organization))
    sent: list[str] = []

    def hear(_email: str, *, organization: Organization, token: str) -> None:
        sent.append(token)

    with delegate_invited.connected_to(hear):
        invite(person, organization, email=email, now=utc_now())
    return sent[0]


def _a_delegate(organization: Organization) -> Person:
    person = db.session.query(Person).order_by(Person.id).first()
    assert person is not None
    db.session.add(Delegation(person_id=person.id, organization_id=organization.id))
    db.session.flush()
    return person


def at_once(
    app: Flask, people: Sequence[int], act: Callable[[int], None], *refusals: type[Exception]
) -> list[bool]:
    """Whether each of these people could do `act`, all at the same moment; sorted."""
    start = Barrier(len(people))
    db.session.remove()

    def one(person: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                act(person)
            except refusals:
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(len(people)) as threads:
        return sorted(threads.map(one, people))
