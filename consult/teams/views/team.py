"""The team of a consultation, and its settings."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.service import AccountError
from consult.approvals.queries import waiting
from consult.approvals.service import ApprovalError
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.permissions import requires
from consult.teams import queries, service
from consult.teams.forms import InviteForm, SettingsForm
from consult.teams.labels import EVERYWHERE, ROLES

blueprint = Blueprint("teams", __name__)
blueprint.add_app_template_global(ROLES.get, "role_label")
blueprint.add_app_template_global(EVERYWHERE.get, "site_role_label")


@blueprint.route("/consultas/<slug>/equipo/", methods=["GET", "POST"])
@requires("team.manage")
def team(slug: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(consultation, form), 422 if form.is_submitted() else 200
    try:
        service.invite(
            current_user,
            consultation,
            email=form.email.data or "",
            role=form.role.data,
            reason=form.reason.data or "",
        )
    except (AccountError, ApprovalError) as error:
        db.session.rollback()
        form.form_errors.append(str(error.reason))
        return _page(consultation, form), 422
    flash(_("La invitación se enviará cuando otra persona la confirme."), "success")
    return redirect(url_for("teams.team", slug=slug), 303)


@blueprint.post("/consultas/<slug>/equipo/<int:person>/<role>/quitar")
@requires("team.manage")
def remove(slug: str, person: int, role: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    membership = queries.member(current_user, consultation, person, role) or abort(404)
    try:
        service.remove(current_user, membership, now=utc_now())
    except AccountError as error:
        db.session.rollback()
        return _page(consultation, InviteForm(formdata=None), problem=str(error.reason)), 409
    flash(_("La persona ya no tiene ese rol, y su sesión se cerró."), "success")
    if person == current_user.id:
        return redirect(url_for("consultations.index"), 303)
    return redirect(url_for("teams.team", slug=slug), 303)


@blueprint.post("/consultas/<slug>/equipo/invitaciones/<int:invitation>/retirar")
@requires("team.manage")
def take_back(slug: str, invitation: int) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    found = queries.by_id(current_user, consultation, invitation) or abort(404)
    try:
        service.take_back(current_user, found)
    except AccountError as error:
        db.session.rollback()
        return _page(consultation, InviteForm(formdata=None), problem=str(error.reason)), 409
    flash(_("La invitación ya no se puede aceptar."), "success")
    return redirect(url_for("teams.team", slug=slug), 303)


@blueprint.route("/consultas/<slug>/equipo/ajustes", methods=["GET", "POST"])
@requires("team.manage")
def settings(slug: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    form = SettingsForm(obj=consultation)
    if form.validate_on_submit():
        service.change_settings(
            current_user,
            consultation,
            accepts_without_account=form.accepts_without_account.data,
        )
        flash(_("Los cambios quedaron guardados."), "success")
        return redirect(url_for("teams.settings", slug=slug), 303)
    page = render_template("teams/settings.html", consultation=consultation, form=form)
    return page, 422 if form.is_submitted() else 200


def _page(consultation: Consultation, form: InviteForm, problem: str | None = None) -> str:
    return render_template(
        "teams/team.html",
        consultation=consultation,
        members=queries.team(current_user, consultation),
        everywhere=queries.everywhere(current_user, consultation),
        sent=queries.sent(current_user, consultation),
        waiting=waiting(current_user, consultation),
        form=form,
        problem=problem,
    )
