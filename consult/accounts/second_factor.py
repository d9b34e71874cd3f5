"""Codes of a telephone (TOTP), and the recovery codes that stand in for it.

A code is good for 30 seconds, the ones before and after it too, and each once: the time step of the
last accepted one is kept, and a later one is required.
"""

import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person, RecoveryCode, SecondFactor
from consult.accounts.queries import second_factor
from consult.accounts.service import close_all
from consult.audit.service import record
from consult.extensions import db
from consult.permissions import Actor
from consult.sealing import UnreadableError, keyed, seal, unseal

ISSUER = "Consulta"
AROUND = (-1, 0, 1)  # steps before and after the present one
RECOVERY_CODES = 10
# 10 of 32 letters that are not taken for one another: 50 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_secret() -> str:
    """160 bits, in letters that an application takes."""
    return pyotp.random_base32()


def application_address(secret: str, email: str) -> str:
    """What a telephone reads from the square."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step that has this code, if it is the present one or beside it."""
    totp, sent = pyotp.TOTP(secret), _figures(code).encode()
    present = totp.timecode(now)
    for step in (present + each for each in AROUND):
        if secrets.compare_digest(sent, totp.generate_otp(step).encode()):
            return step
    return None


class EnrolledError(Exception):
    """They have a second factor already: another window of theirs was faster."""


def enrol(person: Person, *, secret: str, step: int, now: datetime) -> list[str]:
    """Ask for codes from now on; returns recovery codes, which are told once. Every session
    ends. Raises EnrolledError."""
    try:
        with db.session.begin_nested():
            db.session.add(
                SecondFactor(person_id=person.id, sealed=seal(secret), last_step=step)
            )
    except IntegrityError:
        raise EnrolledError from None
    record(person, "second_factor.enrol", "person", person.id)
    close_all(person, person, now=now)
    return renew_codes(person)


def renew_codes(person: Person) -> list[str]:
    """New recovery codes in place of the others."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [_new_code() for _each in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(person_id=person.id, code_hash=_named(person, code)) for code in codes
    )
    record(person, "second_factor.codes", "person", person.id)
    return codes


def accept(person: Person, code: str, *, now: datetime) -> bool:
    """Whether it is a code of their telephone or a recovery code; it is good no more then."""
    if re.fullmatch(r"[0-9]{6}", _figures(code)):
        return _accept_step(person, code, now)
    used = db.session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _named(person, code)
        )
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # of a delete
        return False
    record(person, "second_factor.recovery", "person", person.id)
    return True


def remove(actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Ask for no code any more; every session ends, and staff will set up another one first."""
    for table in (SecondFactor, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person.id))
    record(actor, "second_factor.remove", "person", person.id)
    close_all(actor, person, now=now)


def _accept_step(person: Person, code: str, now: datetime) -> bool:
    factor = second_factor(person)
    if factor is None:
        return False
    try:
        step = step_of(unseal(factor.sealed), code, now=now)
    except UnreadableError:
        return False
    if step is None:
        return False
    # Compared as it is set: of two who send the same code at once one is refused.
    accepted = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.person_id == person.id, SecondFactor.last_step < step)
        .values(last_step=step)
    )
    return bool(accepted.rowcount == 1)  # type: ignore[attr-defined]  # of an update


def _figures(code: str) -> str:
    """Telephones show the six figures in two groups."""
    return re.sub(r"[\s-]", "", code)


def _new_code() -> str:
    letters = [secrets.choice(ALPHABET) for _each in range(10)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


def _named(person: Person, code: str) -> str:
    """What is stored of a recovery code: it is short, so a plain digest could be undone."""
    return keyed("recovery", person.id, re.sub(r"[\W_]", "", code).upper()).hex()
