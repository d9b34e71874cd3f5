"""Choosing how to be told, and ending it with one click."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.extensions import csrf
from consult.notifications.forms import PreferencesForm
from consult.notifications.kinds import GROUPS
from consult.notifications.queries import by_token, preference
from consult.notifications.service import choose
from consult.notifications.service import unsubscribe as end
from consult.notifications.views.blueprint import blueprint
from consult.permissions import requires


@blueprint.route("/cuenta/avisos", methods=["GET", "POST"])
@requires("account.manage")
def preferences() -> Any:
    form = PreferencesForm(obj=preference(current_user.id))
    if not current_user.is_staff:
        del form.work
    if not form.validate_on_submit():
        page = render_template("notifications/preferences.html", form=form)
        return page, 422 if form.is_submitted() else 200
    choose(current_user, language=form.language.data, **form.wanted())
    flash(_("Guardamos cómo quiere recibir los avisos."), "success")
    return redirect(url_for("notifications.preferences"), 303)


@blueprint.get("/avisos/baja/<token>")
@requires("mail.choose")
def unsubscribe(token: str) -> str:
    _person, group = by_token(token) or abort(404)
    return render_template("notifications/unsubscribe.html", group=GROUPS[group], done=False)


@blueprint.post("/avisos/baja/<token>")
@csrf.exempt
@requires("mail.choose")
def unsubscribe_now(token: str) -> str:
    """Sent by a mail program (RFC 8058) as well as by the page: without a cookie, and so without a
    token against forgery. The address is the secret, and to end this mail is all it can do."""
    person, group = by_token(token) or abort(404)
    end(person, group)
    return render_template("notifications/unsubscribe.html", group=GROUPS[group], done=True)
