"""Accounts of the site: what each may do everywhere, and whether it is suspended."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from consult.accounts import service as accounts
from consult.accounts import standing
from consult.accounts.models import Person
from consult.accounts.service import AccountError
from consult.approvals.service import ApprovalError
from consult.extensions import db, utc_now
from consult.permissions import requires
from consult.teams import queries, service
from consult.teams.forms import FindForm, SiteRoleForm
from consult.teams.views.team import blueprint


@blueprint.route("/administracion/personas", methods=["GET", "POST"])
@requires("site.manage")
def people() -> Any:
    """An address is searched by POST, so that it stands in no log and no history."""
    form = FindForm()
    if form.validate_on_submit():
        found = queries.person_with(current_user, form.email.data or "")
        if found is not None:
            return redirect(url_for("teams.person", person=found.id), 303)
        form.form_errors.append(_("Ninguna cuenta tiene ese correo."))
    page = render_template(
        "teams/people.html", form=form, staff=queries.site_staff(current_user)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/administracion/personas/<int:person>", methods=["GET", "POST"])
@requires("site.manage")
def person(person: int) -> Any:
    found = queries.person(current_user, person) or abort(404)
    form = SiteRoleForm(data={"role": found.role})
    if not form.validate_on_submit():
        return _page(found, form), 422 if form.is_submitted() else 200
    try:
        _change_role(found, form)
    except (AccountError, ApprovalError) as error:
        db.session.rollback()
        form.form_errors.append(str(error.reason))
        return _page(found, form), 422
    return redirect(_after(person), 303)


def _change_role(found: Person, form: SiteRoleForm) -> None:
    approval = service.change_site_role(
        current_user,
        found,
        role=form.role.data,
        reason=form.reason.data or "",
        now=utc_now(),
    )
    if approval is None:
        flash(_("La persona ya no tiene ese rol, y su sesión se cerró."), "success")
    else:
        flash(_("El rol se dará cuando otra persona lo confirme."), "success")


@blueprint.post("/administracion/personas/<int:person>/suspender")
@requires("site.manage")
def suspend(person: int) -> Any:
    found = queries.person(current_user, person) or abort(404)
    try:
        if request.form.get("estado") == "open":
            standing.restore(current_user, found)
            flash(_("La cuenta está abierta otra vez."), "success")
        else:
            accounts.suspend(current_user, found, now=utc_now())
            flash(_("La cuenta quedó suspendida, y su sesión se cerró."), "success")
    except AccountError as error:
        db.session.rollback()
        return _page(found, SiteRoleForm(formdata=None), problem=str(error.reason)), 409
    return redirect(_after(person), 303)


def _after(person: int) -> str:
    """Whoever took their own role away cannot come back to the page."""
    if person == current_user.id:
        return url_for("consultations.index")
    return url_for("teams.person", person=person)


def _page(found: Person, form: FlaskForm, problem: str | None = None) -> str:
    return render_template("teams/person.html", person=found, form=form, problem=problem)
