"""What every page about one's own contributions begins with."""

from flask import abort
from flask_login import current_user

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug


def person() -> Person | None:
    """Who is signed in."""
    return current_user if current_user.is_authenticated else None


def open_consultation(slug: str) -> Consultation:
    """The consultation of that name, or 404."""
    return (by_slug(person(), slug) if slug.isprintable() else None) or abort(404)
