"""What is kept of a person, for them to take along; and taking it all away."""

from datetime import datetime
from typing import Any

from consult.accounts.events import data_asked, person_erased
from consult.accounts.models import Person
from consult.accounts.queries import open_sessions, second_factor
from consult.accounts.service import keep_an_administrator
from consult.audit.service import record
from consult.extensions import db


def own_data(person: Person, *, now: datetime) -> dict[str, Any]:
    """All that is kept of them, each feature under names of its own."""
    data = {
        "account": _account(person),
        "roles": [
            {"consultation": each.slug, "role": each.role, "since": each.created_at.isoformat()}
            for each in person.memberships
        ],
        "sessions": [
            {"started": each.created_at.isoformat(), "last_used": each.last_seen_at.isoformat()}
            for each in open_sessions(person, now=now)
        ],
    }
    for _listener, kept in data_asked.send(person):
        data |= kept
    return data


def _account(person: Person) -> dict[str, Any]:
    factor, confirmed = second_factor(person), person.email_confirmed_at
    return {
        "number": person.id,
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "created": person.created_at.isoformat(),
        "email_confirmed": confirmed.isoformat() if confirmed else None,
        "second_factor_since": factor.created_at.isoformat() if factor else None,
    }


def erase(person: Person) -> None:
    """The account with its sessions, codes, links and roles; the log keeps its number. Raises
    AccountError for the only administrator."""
    keep_an_administrator(person)
    person_erased.send(person)
    record(person, "person.erase", "person", person.id)
    db.session.delete(person)
    db.session.flush()
