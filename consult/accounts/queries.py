"""Reading people and sessions."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.models import (
    AuthSession,
    Person,
    Proof,
    RecoveryCode,
    Role,
    SecondFactor,
)
from consult.audit.models import AuditEvent
from consult.extensions import READ, db
from consult.markup import normalise

STAFF_IDLE = timedelta(minutes=30)
PARTICIPANT_IDLE = timedelta(hours=2)


def address(email: str) -> str:
    """An e-mail address in the form in which it is kept and looked up."""
    return normalise(email).lower()


def digest(token: str) -> str:
    """SHA-256 of a token as 64 hexadecimal digits, the only form in which one is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == address(email)))


def credentials(email: str) -> tuple[int, str] | None:
    """(person's id, password hash) of the account with this e-mail, if it may be signed in to.

    Asked beside the caller's transaction, and over before the password is checked: that takes
    longer than anyone should hold the write lock.
    """
    query = select(Person.id, Person.password_hash).where(
        Person.email == address(email),
        Person.suspended_at.is_(None),
        Person.email_confirmed_at.is_not(None),
    )
    with db.engines[READ].connect() as connection:
        found = connection.execute(query).one_or_none()
    return None if found is None else (found.id, found.password_hash)


def person_by_session(token: str, *, now: datetime, half: bool = False) -> Person | None:
    """The person of a session that is neither ended, expired nor left idle, unless suspended.
    `half`: of one that still waits for a code, and of no other."""
    found = db.session.scalar(
        select(AuthSession).where(
            AuthSession.token_hash == digest(token),
            AuthSession.revoked_at.is_(None),
            AuthSession.expires_at > now,
        )
    )
    if found is None or found.person.is_suspended or half != (found.proof == Proof.HALF):
        return None
    if found.last_seen_at <= now - idle(found.person):
        return None
    found.person.session, found.person.session_token = found.opened(), token
    return found.person


def idle(person: Person) -> timedelta:
    """How long a session lasts in which nothing happens."""
    return STAFF_IDLE if person.is_staff else PARTICIPANT_IDLE


def open_sessions(person: Person, *, now: datetime) -> Sequence[AuthSession]:
    """Where they are signed in, the last used first."""
    query = select(AuthSession).where(
        AuthSession.person_id == person.id,
        AuthSession.revoked_at.is_(None),
        AuthSession.expires_at > now,
        AuthSession.last_seen_at > now - idle(person),
        AuthSession.proof != Proof.HALF,
    )
    return db.session.scalars(
        query.order_by(AuthSession.last_seen_at.desc(), AuthSession.id.desc())
    ).all()


def second_factor(person: Person) -> SecondFactor | None:
    return db.session.get(SecondFactor, person.id)


def recovery_codes_left(person: Person) -> int:
    count = select(func.count()).where(RecoveryCode.person_id == person.id)
    return db.session.scalar(count) or 0


def administrators() -> set[int]:
    """Who may do everything, everywhere. Whoever writes afterwards waits for who asked before."""
    query = select(Person.id).where(
        Person.role == Role.ADMIN, Person.suspended_at.is_(None)
    )
    return set(db.session.scalars(query.with_for_update()))


def last_number() -> int:
    """The greatest number that an account ever had, by what was recorded of them."""
    return max(
        db.session.scalar(select(func.max(Person.id))) or 0,
        db.session.scalar(
            select(func.max(AuditEvent.subject_id)).where(AuditEvent.subject_type == "person")
        )
        or 0,
    )
