"""One's account: what it says, how to change it, to take it along, and to take it away."""

from typing import Any

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.forms import ChangePasswordForm, EmailForm, NameForm, PasswordForm
from consult.accounts.joining import ask_to_change_email
from consult.accounts.leaving import erase, own_data
from consult.accounts.models import Proof
from consult.accounts.passwords import hashed
from consult.accounts.queries import open_sessions, second_factor
from consult.accounts.service import AccountError, change_name, change_password
from consult.accounts.views.guessing import is_own, may_write_to
from consult.accounts.views.signing_in import blueprint, end_here, start_session
from consult.extensions import db, utc_now
from consult.permissions import requires


@blueprint.route("/cuenta/", methods=["GET", "POST"])
@requires("account.manage")
def account() -> Any:
    form = NameForm(obj=current_user)
    if form.validate_on_submit():
        change_name(current_user, name=form.name.data or "")
        flash(_("Su nombre cambió. Los aportes que ya envió siguen con el de antes."), "success")
        return redirect(url_for("accounts.account"), 303)
    page = render_template(
        "accounts/account.html",
        form=form,
        factor=second_factor(current_user),
        sessions=len(open_sessions(current_user, now=utc_now())),
    )
    return page, _status()


@blueprint.route("/cuenta/correo", methods=["GET", "POST"])
@requires("account.manage")
def change_address() -> Any:
    form = EmailForm()
    if form.validate_on_submit() and is_own(form):
        if may_write_to(form.email.data or ""):
            ask_to_change_email(current_user, email=form.email.data or "")
        return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/change_address.html", form=form), _status()


@blueprint.route("/cuenta/contrasena", methods=["GET", "POST"])
@requires("account.manage")
def change_secret() -> Any:
    form = ChangePasswordForm()
    form.personal = (current_user.name, current_user.email)
    if form.validate_on_submit() and is_own(form):
        person, proof = current_user._get_current_object(), current_user.session.proof
        db.session.rollback()  # so that nobody waits while the password is worked out
        password_hash = hashed(form.new_password.data or "")
        change_password(person, password_hash=password_hash, now=utc_now())
        start_session(person, Proof(proof))
        flash(_("Su contraseña cambió, y sus otras sesiones se cerraron."), "success")
        return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/change_password.html", form=form), _status()


@blueprint.get("/cuenta/datos.json")
@requires("account.manage")
def data() -> Any:
    text = json.dumps(own_data(current_user, now=utc_now()), ensure_ascii=False, indent=2)
    attached = {"Content-Disposition": "attachment; filename=mis-datos.json"}
    return Response(text + "\n", mimetype="application/json", headers=attached)


@blueprint.route("/cuenta/borrar", methods=["GET", "POST"])
@requires("account.manage")
def erase_account() -> Any:
    form = PasswordForm()
    if form.validate_on_submit() and is_own(form):
        try:
            erase(current_user._get_current_object())
        except AccountError as error:
            form.form_errors.append(error.reason)
        else:
            end_here()
            flash(_("Su cuenta se borró."), "success")
            return redirect(url_for("consultations.index"), 303)
    return render_template("accounts/erase.html", form=form), _status()


def _status() -> int:
    return 422 if request.method == "POST" else 200
