"""Signing in and out."""

from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError

from consult.accounts.forms import SignInForm
from consult.accounts.models import Person
from consult.accounts.queries import person_by_session
from consult.accounts.service import authenticate, close_session, open_session
from consult.extensions import login, utc_now
from consult.keeping import (
    current_path,
    dump_fields,
    kept_fields,
    load_fields,
    local_path,
    resubmit_page,
)
from consult.permissions import requires

blueprint = Blueprint("accounts", __name__)

# Flask-Login would bind a session to a hash of address and browser, and keep it in the cookie.
login.session_protection = None
login._session_identifier_generator = str


@login.user_loader
def load_person(token: str) -> Person | None:
    return person_by_session(token, now=utc_now())


@login.unauthorized_handler
def ask_to_sign_in() -> Any:
    """Whoever wanted to read comes back after signing in; what was typed goes with the form."""
    if request.method != "POST":
        return redirect(url_for("accounts.sign_in", siguiente=current_path()))
    typed = kept_fields()
    kept = {"kept_path": current_path(), "kept_fields": dump_fields(typed)} if typed else {}
    return _page(SignInForm(formdata=None, **kept)), 401


@blueprint.route("/ingresar", methods=["GET", "POST"])
@requires("session.start")
def sign_in() -> Any:
    form = SignInForm()
    if request.method == "GET":
        form.siguiente.data = local_path(request.args.get("siguiente")) or ""
        return _continue(form) if current_user.is_authenticated else _page(form)
    if not form.validate():
        return _page(form), 422
    person = authenticate(form.email.data or "", form.password.data or "")
    if person is None or (_in_production() and person.is_demonstration):
        form.form_errors.append(_("El correo o la contraseña no coinciden con ninguna cuenta."))
        return _page(form), 422
    _start_session(person)
    return _continue(form)


def _in_production() -> bool:
    return current_app.config["ENVIRONMENT"] == "production"


@blueprint.post("/salir")
@requires("session.end")
def sign_out() -> Any:
    _end_session()
    flash(_("Su sesión se cerró."), "success")
    return redirect(url_for("consultations.index"), 303)


@blueprint.errorhandler(CSRFError)
def expired_form(error: CSRFError) -> Any:
    """A sign-in page left open too long asks for the password again and keeps the rest."""
    if request.endpoint != "accounts.sign_in":
        return resubmit_page(current_path(), (), _("La página caducó antes de enviarse.")), 400
    form = SignInForm()
    form.form_errors.append(_("El formulario caducó: escriba su contraseña otra vez."))
    return _page(form), 400


def _start_session(person: Person) -> None:
    """Nothing of the visitor's session goes on: new identity, new token against forgery."""
    _end_session()
    # Worked out for the visitor of a moment ago; a page with a form may be drawn right now.
    g.pop("csrf_token", None)
    open_session(person)
    login_user(person)


def _end_session() -> None:
    if current_user.is_authenticated:
        close_session(current_user, now=utc_now())
    logout_user()
    session.clear()


def _continue(form: SignInForm) -> Any:
    """To what was typed before signing in, to the page that was asked for, or to the front page."""
    kept_path = local_path(form.kept_path.data)
    if kept_path:
        reason = _("Ya entró. Solo falta enviar lo que había escrito.")
        return resubmit_page(kept_path, load_fields(form.kept_fields.data), reason)
    address = local_path(form.siguiente.data) or url_for("consultations.index")
    return redirect(address, 302 if request.method == "GET" else 303)


def _page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)
