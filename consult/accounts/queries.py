"""Reading people and sessions."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import AuthSession, Person
from consult.extensions import READ, db
from consult.markup import normalise


def address(email: str) -> str:
    """An e-mail address in the form in which it is kept and looked up."""
    return normalise(email).lower()


def digest(token: str) -> str:
    """SHA-256 of a token as 64 hexadecimal digits, the only form in which one is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == address(email)))


def credentials(email: str) -> tuple[int, str] | None:
    """(person's id, password hash) of the account with this e-mail, unless suspended.

    Asked beside the caller's transaction, and over before the password is checked: that takes
    longer than anyone should hold the write lock.
    """
    query = select(Person.id, Person.password_hash).where(
        Person.email == address(email), Person.suspended_at.is_(None)
    )
    with db.engines[READ].connect() as connection:
        found = connection.execute(query).one_or_none()
    return None if found is None else (found.id, found.password_hash)


def person_by_session(token: str, *, now: datetime) -> Person | None:
    """The person of a session that is neither ended nor expired, unless suspended."""
    found = db.session.scalar(
        select(AuthSession).where(
            AuthSession.token_hash == digest(token),
            AuthSession.revoked_at.is_(None),
            AuthSession.expires_at > now,
        )
    )
    if found is None or found.person.is_suspended:
        return None
    found.person.session_token = token
    return found.person
