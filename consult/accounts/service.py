"""Changes to people and sessions."""

import re
import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update

from consult.accounts.links import Purpose, drop_links, tell
from consult.accounts.models import AuthSession, Person, Proof, Role
from consult.accounts.passwords import hashed, matches, refusal
from consult.accounts.queries import (
    address,
    administrators,
    credentials,
    digest,
    last_number,
    person_by_email,
)
from consult.accounts.staying import stretch
from consult.audit.service import record
from consult.extensions import db, utc_now
from consult.permissions import Actor

# Without what would make another address of it, or several, where it is written on a message.
_LETTER = r"[^@\s\"(),:;<>\[\]\\\x00-\x1f\x7f]"
EMAIL = re.compile(rf"{_LETTER}{{1,64}}@(?:(?!\.){_LETTER})+?(?:\.(?:(?!\.){_LETTER})+)+")
LONGEST_EMAIL = 254
LONGEST_NAME = 120
STAFF_SESSION = timedelta(hours=12)
PARTICIPANT_SESSION = timedelta(hours=24)
HALF_SESSION = timedelta(minutes=10)


class AccountError(Exception):
    """An account that cannot be made or changed as asked; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


def create_person(
    actor: Actor | None, *, email: str, name: str, role: str, password: str
) -> Person:
    """A new account, whose e-mail is taken as confirmed. Raises AccountError for a bad or taken
    e-mail, role or password."""
    refused = refusal(password, name, email)
    if refused is not None:
        raise AccountError(refused)
    _check(address(email), name.strip(), role)
    return add_person(actor, email=email, name=name, role=role, password_hash=hashed(password))


def add_person(
    actor: Actor | None, *, email: str, name: str, role: str, password_hash: str
) -> Person:
    """The same, with a password that was found good enough before."""
    email, name = address(email), name.strip()
    _check(email, name, role)
    person = Person(
        id=_number(), email=email, name=name, role=Role(role), password_hash=password_hash
    )
    db.session.add(person)
    db.session.flush()
    record(actor, "person.create", "person", person.id, after=role)
    return person


def _number() -> int | None:
    """Never that of an account that was erased: what is sealed names people by number. PostgreSQL
    sees to that itself; SQLite gives the last number out again."""
    return last_number() + 1 if db.engine.dialect.name == "sqlite" else None


def _check(email: str, name: str, role: str) -> None:
    if not is_address(email):
        raise AccountError(_l("El correo electrónico no es válido."))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise AccountError(_l("El nombre debe tener entre 1 y 120 caracteres."))
    if role not in list(Role):
        raise AccountError(_l("El rol no existe."))
    if person_by_email(email) is not None:
        raise AccountError(_l("Ya existe una cuenta con ese correo electrónico."))


def is_address(email: str) -> bool:
    return len(email) <= LONGEST_EMAIL and EMAIL.fullmatch(email) is not None


def authenticate(email: str, password: str) -> Person | None:
    """The person with this e-mail and password, or None; takes as long for an unknown e-mail."""
    person_id, password_hash = credentials(email) or (None, None)
    return db.session.get(Person, person_id) if matches(password_hash, password) else None


def open_session(person: Person, proof: Proof = Proof.FULL) -> str:
    """Start a session and return its token (256 bits), which is not stored."""
    token = secrets.token_urlsafe(32)
    now = utc_now() if person.is_staff else stretch(utc_now())
    opened = AuthSession(
        person_id=person.id,
        token_hash=digest(token),
        proof=proof,
        created_at=now,
        last_seen_at=now,
        expires_at=now + _length(person, proof),
    )
    db.session.add(opened)
    db.session.flush()
    if proof != Proof.HALF:
        _log(person, "session.open", after=proof)
    person.session, person.session_token = opened.opened(), token
    return token


def _log(person: Person, action: str, **values: str) -> None:
    """Of those who work here. For others the row would stand beside that of a contribution which
    names nobody, and name them."""
    if person.is_staff:
        record(person, action, "person", person.id, **values)


def _length(person: Person, proof: Proof) -> timedelta:
    if proof == Proof.HALF:
        return HALF_SESSION
    return STAFF_SESSION if person.is_staff else PARTICIPANT_SESSION


def close_session(person: Person, *, now: datetime) -> None:
    """End the session that `person` came with."""
    db.session.execute(
        update(AuthSession)
        .where(AuthSession.token_hash == digest(person.session_token or ""))
        .values(revoked_at=now)
    )
    _log(person, "session.close")


def close_one(person: Person, session_id: int, *, now: datetime) -> bool:
    """End one of the person's own sessions; False if it is not theirs, or ended already."""
    found = db.session.scalar(_open_ones(person).where(AuthSession.id == session_id))
    if found is None:
        return False
    found.revoked_at = now
    _log(person, "session.close")
    return True


def close_all(actor: Actor | None, person: Person, *, now: datetime) -> None:
    """End every session that `person` has: whoever copied a cookie is out with the next request."""
    _close_all(person, now)
    record(actor, "session.close_all", "person", person.id)


def change_name(person: Person, *, name: str) -> None:
    """What later comments will show; those that were sent keep the name they had."""
    person.name = name
    record(person, "person.name", "person", person.id)


def change_password(person: Person, *, password_hash: str, now: datetime) -> None:
    """Every session ends, no link that was sent before is good, and the person is told."""
    person.password_hash = password_hash
    _close_all(person, now)
    drop_links(person)
    record(person, "person.password", "person", person.id)
    tell(person.email, Purpose.RESET, person)


def change_role(actor: Actor | None, person: Person, *, role: str, now: datetime) -> None:
    """Give `person` another role; every session they have ends."""
    if role != Role.ADMIN:
        keep_an_administrator(person)
    before, person.role = person.role, Role(role)
    _close_all(person, now)
    record(actor, "person.role", "person", person.id, before=before, after=role)


def suspend(actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Close the account to its owner; every session they have ends."""
    keep_an_administrator(person)
    person.suspended_at = now
    _close_all(person, now)
    record(actor, "person.suspend", "person", person.id)


def keep_an_administrator(person: Person) -> None:
    """Raises AccountError for the only one, who cannot go: two who go at once wait for each other
    here."""
    if person.role == Role.ADMIN and administrators() <= {person.id}:
        raise AccountError(
            _l("Es la única cuenta que administra el sitio: nombre antes a otra persona.")
        )


def _close_all(person: Person, now: datetime) -> None:
    for session in db.session.scalars(_open_ones(person)):
        session.revoked_at = now


def _open_ones(person: Person) -> Select[AuthSession]:
    return select(AuthSession).where(
        AuthSession.person_id == person.id, AuthSession.revoked_at.is_(None)
    )
