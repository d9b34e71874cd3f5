"""The second factor: setting it up, new recovery codes, doing without it."""

import io
from datetime import timedelta
from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from consult.accounts import second_factor as codes
from consult.accounts.forms import EnrolForm, FactorForm
from consult.accounts.models import Person, Proof, SecondFactor
from consult.accounts.queries import recovery_codes_left
from consult.accounts.queries import second_factor as factor_of
from consult.accounts.views.guessing import is_own, is_own_code, may_try_code
from consult.accounts.views.signing_in import blueprint, end_here, start_session
from consult.extensions import utc_now
from consult.permissions import requires
from consult.sealing import UnreadableError, seal, unseal

SHOWN_FOR = timedelta(hours=1)  # that a secret is good which nobody has confirmed


@blueprint.route("/cuenta/segundo-factor", methods=["GET", "POST"])
@requires("account.manage")
def second_factor() -> Any:
    factor = factor_of(current_user)
    return _set_up() if factor is None else _look_after(factor)


def _set_up() -> Any:
    """The secret travels sealed with the form, so that a page that is only read stores nothing."""
    form = EnrolForm()
    secret = _shown(form.sealed.data)
    if secret is not None and form.validate_on_submit() and is_own(form):
        step = codes.step_of(secret, form.code.data or "", now=utc_now())
        if is_own_code(form, step is not None):
            person = current_user._get_current_object()
            return _enrol(person, secret, step or 0)
    secret = secret or codes.new_secret()
    kept = {"person": current_user.id, "secret": secret, "until": _until()}
    form.sealed.data = form.sealed.data if _shown(form.sealed.data) else seal(kept)
    page = render_template(
        "accounts/enrol.html", form=form, secret=secret, square=_square(secret)
    )
    return page, _status()


def _enrol(person: Person, secret: str, step: int) -> Any:
    try:
        made = codes.enrol(person, secret=secret, step=step, now=utc_now())
    except codes.EnrolledError:
        flash(_("Su segundo factor ya se configuró en otra ventana."), "error")
        return redirect(url_for("accounts.second_factor"), 303)
    start_session(person, Proof.FULL)
    return _codes_page(made)


def _shown(sealed: str | None) -> str | None:
    """The secret that this person was shown a short while ago."""
    try:
        kept = unseal(sealed or "")
    except UnreadableError:
        return None
    good = kept.get("person") == current_user.id and kept["until"] > utc_now().timestamp()
    return kept["secret"] if good else None


def _until() -> float:
    return (utc_now() + SHOWN_FOR).timestamp()


def _look_after(factor: SecondFactor) -> Any:
    form = FactorForm()
    if form.validate_on_submit() and is_own(form) and _has_code(form):
        person = current_user._get_current_object()
        if form.act.data != "remove":
            return _codes_page(codes.renew_codes(person))
        codes.remove(person, person, now=utc_now())
        end_here()
        flash(_("Su segundo factor se quitó y sus sesiones se cerraron."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    left = recovery_codes_left(current_user)
    page = render_template("accounts/factor.html", form=form, factor=factor, left=left)
    return page, _status()


def _has_code(form: FactorForm) -> bool:
    tried = may_try_code(current_user.id)
    person = current_user._get_current_object()
    return is_own_code(
        form, tried and codes.accept(person, form.code.data or "", now=utc_now())
    )


def _codes_page(made: list[str]) -> str:
    return render_template("accounts/recovery_codes.html", codes=made)


def _square(secret: str) -> Markup:
    """What a telephone photographs, drawn in the page itself: a picture would need an address."""
    drawn = io.BytesIO()
    address = codes.application_address(secret, current_user.email)
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=4, xmldecl=False, nl=False, light="#fff",
        title=_("Código QR con la clave"), svgclass=None, lineclass=None,
    )
    return Markup(drawn.getvalue().decode())


def _status() -> int:
    return 422 if request.method == "POST" else 200
