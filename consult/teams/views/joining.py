"""Accepting an invitation. Opening its link changes nothing; a link that is used up looks like
one that never was."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import Person
from consult.accounts.passwords import hashed
from consult.accounts.queries import person_by_email
from consult.accounts.service import AccountError
from consult.extensions import db, utc_now
from consult.permissions import requires
from consult.teams import queries, service
from consult.teams.forms import AccountForm
from consult.teams.models import Invitation
from consult.teams.views.team import blueprint


@blueprint.route("/invitacion/<token>", methods=["GET", "POST"])
@requires("account.open")
def join(token: str) -> Any:
    invitation = queries.by_token(token, now=utc_now())
    if invitation is None:
        return render_template("teams/no_invitation.html"), 404
    form, invited = AccountForm(invitation.email), person_by_email(invitation.email)
    is_ready = form.is_submitted() if invited else form.validate_on_submit()
    if not is_ready:
        return _page(token, invitation, invited, form), 422 if form.is_submitted() else 200
    if invited and not _is_here(invited):
        return _page(token, invitation, invited, form), 422
    try:
        _accept(invitation, invited, form)
    except AccountError as error:
        db.session.rollback()
        form.form_errors.append(str(error.reason))
        return _page(token, invitation, invited, form), 422
    flash(_("Ya tiene el rol. Entre para empezar."), "success")
    home = url_for("reading.home", slug=invitation.consultation.slug)
    return redirect(url_for("accounts.sign_in", siguiente=home), 303)


def _accept(invitation: Invitation, invited: Person | None, form: AccountForm) -> None:
    if invited is not None:
        service.accept(invited, invitation, now=utc_now())
        return
    db.session.rollback()  # so that nobody waits while the password is worked out
    password_hash, name = hashed(form.new_password.data or ""), form.name.data or ""
    service.accept_anew(invitation, name=name, password_hash=password_hash, now=utc_now())


def _is_here(invited: Person | None) -> bool:
    """Whether it is they who are signed in."""
    if invited is None or not current_user.is_authenticated:
        return False
    return bool(current_user.id == invited.id)


def _page(
    token: str, invitation: Invitation, invited: Person | None, form: AccountForm
) -> str:
    return render_template(
        "teams/join.html",
        token=token,
        invitation=invitation,
        invited=invited,
        is_theirs=_is_here(invited),
        form=form,
    )
