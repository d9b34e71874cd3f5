"""Where one is signed in, and closing it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.forms import SessionsForm
from consult.accounts.queries import open_sessions
from consult.accounts.service import close_all, close_one
from consult.accounts.views.signing_in import blueprint, end_here
from consult.extensions import utc_now
from consult.permissions import requires


@blueprint.route("/cuenta/sesiones", methods=["GET", "POST"])
@requires("account.manage")
def sessions() -> Any:
    form = SessionsForm()
    chosen = form.session.data or ""
    if request.method == "POST" and chosen == "all":
        close_all(current_user, current_user._get_current_object(), now=utc_now())
        end_here()
        flash(_("Todas sus sesiones se cerraron."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    if request.method == "POST" and chosen.isdecimal():
        _close(int(chosen) if len(chosen) < 10 else 0)
        flash(_("La sesión se cerró."), "success")
        return redirect(url_for("accounts.sessions"), 303)
    found = open_sessions(current_user, now=utc_now())
    return render_template("accounts/sessions.html", sessions=found), _status()


def _close(session_id: int) -> None:
    if not close_one(current_user, session_id, now=utc_now()):
        abort(404)


def _status() -> int:
    return 422 if request.method == "POST" else 200
