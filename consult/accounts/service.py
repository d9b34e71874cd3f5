"""Changes to people and sessions."""

import re
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from consult.accounts.models import AuthSession, Person, Role
from consult.accounts.queries import address, credentials, digest, person_by_email
from consult.audit.service import record
from consult.extensions import db, utc_now
from consult.permissions import Actor

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
STAFF_SESSION = timedelta(hours=12)
PARTICIPANT_SESSION = timedelta(hours=24)

# OWASP's second recommended setting: 19 MiB, 2 passes, 1 lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe())


class AccountError(Exception):
    """An account that cannot be made as asked; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


def create_person(
    actor: Actor | None, *, email: str, name: str, role: str, password: str
) -> Person:
    """A new account. Raises AccountError for a bad or taken e-mail, role or password."""
    email, name = address(email), name.strip()
    _check(email, name, role, password)
    person = Person(
        email=email, name=name, role=Role(role), password_hash=_hasher.hash(password)
    )
    db.session.add(person)
    db.session.flush()
    record(actor, "person.create", "person", person.id, after=role)
    return person


def _check(email: str, name: str, role: str, password: str) -> None:
    if not EMAIL.fullmatch(email) or len(email) > 254:
        raise AccountError(_l("El correo electrónico no es válido."))
    if not 1 <= len(name) <= 120:
        raise AccountError(_l("El nombre debe tener entre 1 y 120 caracteres."))
    if role not in list(Role):
        raise AccountError(_l("El rol no existe."))
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(_l("La contraseña debe tener entre 15 y 128 caracteres."))
    if person_by_email(email) is not None:
        raise AccountError(_l("Ya existe una cuenta con ese correo electrónico."))


def authenticate(email: str, password: str) -> Person | None:
    """The person with this e-mail and password, or None; takes as long for an unknown e-mail."""
    if len(password) > LONGEST_PASSWORD:
        return None
    person_id, password_hash = credentials(email) or (None, _nobody)
    try:
        _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return None
    return db.session.get(Person, person_id) if person_id else None


def open_session(person: Person) -> str:
    """Start a session and return its token (256 bits), which is not stored."""
    token = secrets.token_urlsafe(32)
    length = STAFF_SESSION if person.is_staff else PARTICIPANT_SESSION
    db.session.add(
        AuthSession(
            person_id=person.id, token_hash=digest(token), expires_at=utc_now() + length
        )
    )
    record(person, "session.open", "person", person.id)
    person.session_token = token
    return token


def close_session(person: Person, *, now: datetime) -> None:
    """End the session that `person` came with."""
    db.session.execute(
        update(AuthSession)
        .where(AuthSession.token_hash == digest(person.session_token or ""))
        .values(revoked_at=now)
    )
    record(person, "session.close", "person", person.id)


def change_role(actor: Actor | None, person: Person, *, role: str, now: datetime) -> None:
    """Give `person` another role; every session they have ends."""
    before, person.role = person.role, Role(role)
    _close_all(person, now)
    record(actor, "person.role", "person", person.id, before=before, after=role)


def suspend(actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Close the account to its owner; every session they have ends."""
    person.suspended_at = now
    _close_all(person, now)
    record(actor, "person.suspend", "person", person.id)


def _close_all(person: Person, now: datetime) -> None:
    open_ones = select(AuthSession).where(
        AuthSession.person_id == person.id, AuthSession.revoked_at.is_(None)
    )
    for session in db.session.scalars(open_ones):
        session.revoked_at = now
