"""Making an account, forgotten passwords, and the links that are sent by mail."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.forms import ForgottenForm, NewPasswordForm, PasswordForm, SignUpForm
from consult.accounts.joining import ask_to_join, ask_to_reset, change_email, join, reset_password
from consult.accounts.links import Link, Purpose, open_link, use_link
from consult.accounts.passwords import hashed, matches
from consult.accounts.service import AccountError
from consult.accounts.views.guessing import may_ask, may_write_to, too_many
from consult.accounts.views.signing_in import blueprint
from consult.extensions import db, utc_now
from consult.permissions import requires

# Where links are answered that another feature sends: purpose -> endpoint that takes a `token`.
ELSEWHERE: dict[Purpose, str] = {}


@blueprint.route("/crear-cuenta", methods=["GET", "POST"])
@requires("account.open")
def sign_up() -> Any:
    form = SignUpForm()
    if request.method == "GET":
        signed_in = current_user.is_authenticated
        return redirect(url_for("accounts.account")) if signed_in else _sign_up_page(form)
    if not form.validate():
        return _sign_up_page(form), 422
    if not may_ask():
        form.form_errors.append(too_many())
        return _sign_up_page(form), 429
    # Whether there is such an account already or not: it takes as long, and says the same.
    password_hash, email = hashed(form.new_password.data or ""), form.email.data or ""
    if may_write_to(email):
        ask_to_join(email=email, name=form.name.data or "", password_hash=password_hash)
    return redirect(url_for("accounts.mail_sent"), 303)


@blueprint.route("/olvide-mi-contrasena", methods=["GET", "POST"])
@requires("account.open")
def forgotten() -> Any:
    form = ForgottenForm()
    if request.method == "GET":
        return _forgotten_page(form)
    if not form.validate():
        return _forgotten_page(form), 422
    if not may_ask():
        form.form_errors.append(too_many())
        return _forgotten_page(form), 429
    if may_write_to(form.email.data or ""):
        ask_to_reset(email=form.email.data or "")
    return redirect(url_for("accounts.mail_sent"), 303)


@blueprint.get("/revise-su-correo")
@requires("account.open")
def mail_sent() -> Any:
    return render_template("accounts/mail_sent.html")


@blueprint.route("/enlace/<token>", methods=["GET", "POST"])
@requires("account.open")
def link(token: str) -> Any:
    """Reading shows what the link will do; sending does it, once."""
    found = open_link(token)
    if found is None:
        return _gone()
    if found.purpose in ELSEWHERE:
        return redirect(url_for(ELSEWHERE[found.purpose], token=token))
    if found.purpose == Purpose.RESET:
        return _reset(token, found)
    if found.purpose == Purpose.CONFIRM:
        return _confirm(token, found)
    if request.method == "GET":
        return render_template("accounts/link.html", link=found, form=None)
    return _change_email(token)


def _confirm(token: str, found: Link) -> Any:
    """Somebody else may have asked for an account with this address: only who knows its password
    opens it."""
    form = PasswordForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/link.html", link=found, form=form), status
    db.session.rollback()  # so that nobody waits while the password is worked out
    if not matches(found.arguments["password_hash"], form.password.data or ""):
        form.form_errors.append(_("No es la contraseña con la que se pidió la cuenta."))
        return render_template("accounts/link.html", link=found, form=form), 422
    used = use_link(token, Purpose.CONFIRM)
    if used is None:
        return _gone()
    try:
        join(used)
    except AccountError:
        return _gone()
    flash(_("Su cuenta está lista. Ya puede entrar."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _change_email(token: str) -> Any:
    used = use_link(token, Purpose.CHANGE_EMAIL)
    if used is None or not change_email(used, now=utc_now()):
        return _gone()
    flash(_("Su cuenta tiene el correo nuevo. Con él se entra desde ahora."), "success")
    return redirect(url_for("accounts.account"), 303)


def _reset(token: str, found: Link) -> Any:
    form = NewPasswordForm()
    person = found.person or abort(404)
    form.personal = (person.name, person.email)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/reset.html", form=form, link=found), status
    db.session.rollback()  # so that nobody waits while the password is worked out
    password_hash = hashed(form.new_password.data or "")
    used = use_link(token, Purpose.RESET)
    if used is None:
        return _gone()
    reset_password(used, password_hash=password_hash, now=utc_now())
    flash(_("Su contraseña cambió y sus sesiones se cerraron. Entre con la nueva."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _gone() -> Any:
    """The same for a link that never was, was used, or is too old."""
    return render_template("accounts/gone.html"), 404


def _sign_up_page(form: SignUpForm) -> str:
    return render_template("accounts/sign_up.html", form=form)


def _forgotten_page(form: ForgottenForm) -> str:
    return render_template("accounts/forgotten.html", form=form)
