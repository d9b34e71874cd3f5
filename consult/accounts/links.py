"""Links that are sent by mail, each good for one use: only a digest of the secret is stored,
reading the page of a link does not use it up, and what it will do is sealed.

What a link is for decides what its page asks; see `views.opening`.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update

from consult.accounts.events import link_made
from consult.accounts.models import OneTimeLink, Person
from consult.accounts.queries import address, digest
from consult.extensions import db, utc_now
from consult.sealing import UnreadableError, seal, unseal


class Purpose(StrEnum):
    """What a message is for. Without a token (see events.link_made) it says:

    confirm: that the address that somebody signed up with has an account already;
    reset: that no account has the address (no person), or that its password has changed (a person);
    change_email: that the account (of `person`) has another address from now on, written to the
    old one; or that the new one is that of an account already (no person).
    """

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"
    INVITE = "invite"


LASTS = {
    Purpose.CONFIRM: timedelta(days=3),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
    Purpose.INVITE: timedelta(days=14),
}
USED = {"sealed": ""}  # what was kept for it goes with its use


@dataclass(frozen=True)
class Link:
    """What a link says: whom it was sent to, for which account, and what was kept for it."""

    purpose: Purpose
    email: str
    person: Person | None
    arguments: dict[str, Any]


def make_link(
    email: str,
    purpose: Purpose,
    person: Person | None = None,
    arguments: dict[str, Any] | None = None,
) -> str:
    """The secret (256 bits) of a new link to `email`, which is told about it."""
    token = _store(email, purpose, person, arguments)
    link_made.send(address(email), purpose=purpose, token=token, person=person)
    return token


def make_no_link(email: str, purpose: Purpose, person: Person | None = None) -> None:
    """Write to `email` without a link; a link that nobody knows is made all the same, so that it
    takes as long as making one."""
    _store(email, purpose, person, None)
    tell(email, purpose, person)


def tell(email: str, purpose: Purpose, person: Person | None) -> None:
    """Write to `email` what has happened."""
    link_made.send(address(email), purpose=purpose, token=None, person=person)


def _store(
    email: str, purpose: Purpose, person: Person | None, arguments: dict[str, Any] | None
) -> str:
    token = secrets.token_urlsafe(32)
    now = utc_now()
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
    kept = {"email": address(email), "arguments": arguments or {}}
    db.session.add(
        OneTimeLink(
            token_hash=digest(token),
            purpose=purpose,
            person_id=person.id if person is not None else None,
            sealed=seal(kept),
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def open_link(token: str, purpose: Purpose | None = None) -> Link | None:
    """What the link says if it is still good (and for `purpose`, where one is given)."""
    found = db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > utc_now(),
        )
    )
    if found is None or purpose not in (None, found.purpose) or _is_closed_to(found.person):
        return None
    try:
        kept = unseal(found.sealed)
    except UnreadableError:
        return None
    return Link(Purpose(found.purpose), kept["email"], found.person, kept["arguments"])


def use_link(token: str, purpose: Purpose) -> Link | None:
    """The same, and the link is good no more; of two who come at once one gets None."""
    link = open_link(token, purpose)
    if link is None:
        return None
    used = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == digest(token), OneTimeLink.used_at.is_(None))
        .values(USED | {"used_at": utc_now()})
    )
    return link if used.rowcount == 1 else None  # type: ignore[attr-defined]  # of an update


def drop_links(person: Person) -> None:
    """What was sent to them before is good no more."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None))
        .values(USED | {"used_at": utc_now()})
    )


def _is_closed_to(person: Person | None) -> bool:
    return person is not None and person.is_suspended
