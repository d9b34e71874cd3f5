"""Coming in as staff do: with a password, and the code that a telephone shows."""

import pyotp

from consult.accounts import second_factor
from consult.accounts.models import Person
from consult.extensions import db, utc_now
from tests.people import PASSWORD, Page, Visitor


def enrol(person: Person) -> str:
    """Give the person a telephone; what it makes codes of."""
    secret = second_factor.new_secret()
    second_factor.enrol(person, secret=secret, step=0, now=utc_now())
    db.session.commit()
    return secret


def code(secret: str, steps: int = 0) -> str:
    """What the telephone shows, or will in so many steps; each is good once."""
    return pyotp.TOTP(secret).at(utc_now(), counter_offset=steps)


def enter(visitor: Visitor, person: Person, secret: str) -> Page:
    asked = visitor.submit("/ingresar", {"email": person.email, "password": PASSWORD})
    assert asked.location == "/ingresar/codigo"
    return visitor.submit(asked.location, {"code": code(secret)})
