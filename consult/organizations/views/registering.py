"""What an organization says of itself, and what one speaks for."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.extensions import utc_now
from consult.organizations import queries, service
from consult.organizations.forms import ProfileForm
from consult.organizations.models import Organization
from consult.organizations.service import OrganizationError, StaleError
from consult.organizations.views.directory import blueprint
from consult.permissions import requires


@blueprint.get("/organizaciones/mias")
@requires("organization.speak")
def mine() -> str:
    return render_template(
        "organizations/mine.html",
        delegations=queries.delegations(current_user),
        invitations=queries.invitations_of(current_user.email, now=utc_now()),
    )


@blueprint.route("/organizaciones/registrar", methods=["GET", "POST"])
@requires("organization.speak")
def register() -> Any:
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    try:
        made = service.register(current_user, form.profile())
    except OrganizationError as error:
        form.form_errors.append(error.reason)
        return _page(form), 422
    flash(_("La organización quedó registrada. Falta que se verifique."), "success")
    return redirect(url_for("organizations.delegates", organization=made.id), 303)


@blueprint.route("/organizaciones/<int:organization>/datos", methods=["GET", "POST"])
@requires("organization.speak")
def profile(organization: int) -> Any:
    found = queries.spoken_for(current_user, organization) or abort(404)
    form = ProfileForm(found)
    if not form.validate_on_submit():
        return _page(form, found), 422 if form.is_submitted() else 200
    try:
        service.revise(current_user, found, seen=form.seen.data or "", profile=form.profile())
    except StaleError:
        form.seen.data = found.mark
        return _page(form, found, is_stale=True), 409
    except OrganizationError as error:
        form.form_errors.append(error.reason)
        return _page(form, found), 422
    flash(_("Los datos quedaron guardados."), "success")
    return redirect(url_for("organizations.page", organization=organization), 303)


def _page(form: ProfileForm, organization: Organization | None = None, **context: Any) -> str:
    return render_template(
        "organizations/profile.html",
        form=form,
        organization=organization,
        municipalities=queries.municipalities(),
        **context,
    )
