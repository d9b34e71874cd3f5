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

from consult.accounts.forms import CarryingForm, CodeForm, SignInForm
from consult.accounts.models import Person, Proof
from consult.accounts.queries import person_by_session, second_factor
from consult.accounts.second_factor import accept
from consult.accounts.service import authenticate, close_session, open_session
from consult.accounts.views.guessing import may_guess, may_try_code, too_many, wrong_code
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
HALF = "half_open"  # in the cookie: the token of a session that waits for its code

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
    if not may_guess(form.email.data or ""):
        form.form_errors.append(too_many())
        return _page(form), 429
    person = authenticate(form.email.data or "", form.password.data or "")
    if person is None or (_in_production() and person.is_demonstration):
        form.form_errors.append(_("El correo o la contraseña no coinciden con ninguna cuenta."))
        return _page(form), 422
    if second_factor(person) is not None:
        return _ask_for_code(person, form)
    _end_session()
    start_session(person, Proof.PASSWORD)
    return _continue(form)


@blueprint.route("/ingresar/codigo", methods=["GET", "POST"])
@requires("session.start")
def code() -> Any:
    """The second step; whoever waits too long begins again, with all that was typed."""
    form, person = CodeForm(), _half_open()
    if person is None:
        return _begin_again(form)
    if request.method == "GET":
        form.siguiente.data = local_path(request.args.get("siguiente")) or ""
        return _code_page(form)
    if not form.validate():
        return _code_page(form), 422
    if not may_try_code(person.id):
        form.form_errors.append(too_many())
        return _code_page(form), 429
    if not accept(person, form.code.data or "", now=utc_now()):
        form.code.errors = [wrong_code()]
        return _code_page(form), 422
    close_session(person, now=utc_now())
    start_session(person, Proof.FULL)
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
        typed = () if request.endpoint == "accounts.sign_out" else kept_fields()
        reason = _("La página caducó antes de enviarse.")
        return resubmit_page(current_path(), typed, reason), 400
    form = SignInForm()
    form.form_errors.append(_("El formulario caducó: escriba su contraseña otra vez."))
    return _page(form), 400


def start_session(person: Person, proof: Proof) -> None:
    """Nothing of the session before goes on: new identity, new token against forgery."""
    _forget()
    open_session(person, proof)
    login_user(person)


def end_here() -> None:
    """This browser is signed out; what it came with was ended before."""
    logout_user()
    _forget()


def _forget() -> None:
    session.clear()
    # Worked out for whoever asked a moment ago; a page with a form may be drawn right now.
    for name in ("csrf_token", "viewer"):
        g.pop(name, None)


def _end_session() -> None:
    if current_user.is_authenticated:
        close_session(current_user, now=utc_now())
    end_here()


def _ask_for_code(person: Person, form: SignInForm) -> Any:
    """Nobody is signed in yet: the cookie names a session that only lets a code be sent."""
    _end_session()
    _forget()
    session[HALF] = open_session(person, Proof.HALF)
    if form.kept_path.data:
        return _code_page(CodeForm(formdata=None, **form.carried()))
    onward = local_path(form.siguiente.data) or None
    return redirect(url_for("accounts.code", siguiente=onward), 303)


def _half_open() -> Person | None:
    token = session.get(HALF)
    return person_by_session(token, now=utc_now(), half=True) if token else None


def _begin_again(form: CodeForm) -> Any:
    if not form.kept_path.data:
        onward = local_path(form.siguiente.data or request.args.get("siguiente"))
        return redirect(url_for("accounts.sign_in", siguiente=onward or None), 303)
    again = SignInForm(formdata=None, **form.carried())
    again.form_errors.append(_("Tardó más de diez minutos: escriba su contraseña otra vez."))
    return _page(again), 401


def _continue(form: CarryingForm) -> Any:
    """To what was typed before signing in, to the page that was asked for, or to the front page."""
    kept_path = local_path(form.kept_path.data)
    if kept_path:
        reason = _("Ya entró. Solo falta enviar lo que había escrito.")
        return resubmit_page(kept_path, load_fields(form.kept_fields.data), reason)
    address = local_path(form.siguiente.data) or url_for("consultations.index")
    return redirect(address, 302 if request.method == "GET" else 303)


def _page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)


def _code_page(form: CodeForm) -> str:
    return render_template("accounts/code.html", form=form)
