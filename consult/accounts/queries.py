"""Reading people and sessions."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import AuthSession, Person
from consult.extensions import db


def digest(token: str) -> str:
    """SHA-256 of a token as 64 hexadecimal digits, the only form in which one is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


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
