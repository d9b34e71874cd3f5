"""How often a password, a code or an address may be tried. What is said does not tell whether there
is such an account: whatever was typed is counted alike."""

from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from consult import limits
from consult.accounts.queries import address
from consult.accounts.service import authenticate
from consult.extensions import db

HOUR = 3600
GUESSES = 10  # an hour, for an account
FROM_ONE_SOURCE = 600  # a workshop may sit behind one address
LETTERS = 5  # that are sent to an address in an hour


def may_guess(email: str) -> bool:
    """Whether a password may be tried for this address now; it is counted."""
    by_source = limits.spend("sign-in-source", limits.source(), FROM_ONE_SOURCE, HOUR)
    return by_source and limits.spend("sign-in", address(email), GUESSES, HOUR)


def may_try_code(person_id: int) -> bool:
    return limits.spend("second-factor", str(person_id), GUESSES, HOUR)


def may_ask() -> bool:
    """Whether whoever asks may have one more letter sent to anybody."""
    return limits.spend("letters-source", limits.source(), FROM_ONE_SOURCE, HOUR)


def may_write_to(email: str) -> bool:
    """Whether one more letter may go to this address; who asks is not told."""
    return limits.spend("letters", address(email), LETTERS, HOUR)


def too_many() -> str:
    return _("Demasiados intentos. Espere una hora y pruebe otra vez.")


def is_own(form: FlaskForm) -> bool:
    """Whether the password in `form` is that of who is signed in; else the form says why not."""
    email = current_user.email
    db.session.rollback()  # so that nobody waits while the password is checked
    if not may_guess(email):
        form.form_errors.append(too_many())
        return False
    if authenticate(email, form.password.data) is None:
        form.password.errors = [_("No es su contraseña.")]
        return False
    return True


def is_own_code(form: FlaskForm, accepted: bool) -> bool:
    """Whether the code in `form` was accepted; else the form says so."""
    if not accepted:
        form.code.errors = [wrong_code()]
    return accepted


def wrong_code() -> str:
    return _(
        "El código no es el de este momento, o ya se usó. Espere a que su teléfono muestre otro."
    )
