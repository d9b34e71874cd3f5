"""Who speaks for an organization: its delegates' own page, and invitations to become one."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from consult.accounts.views.guessing import HOUR, LETTERS, too_many
from consult.extensions import utc_now
from consult.limits import spend
from consult.organizations import queries, service
from consult.organizations.forms import AnswerForm, InvitationForm
from consult.organizations.models import Organization
from consult.organizations.service import MOST_INVITED, InvitationError, OrganizationError
from consult.organizations.views.directory import blueprint, whole
from consult.permissions import requires


@blueprint.route("/organizaciones/<int:organization>/delegados", methods=["GET", "POST"])
@requires("organization.speak")
def delegates(organization: int) -> Any:
    """The list; what is sent to it is an invitation."""
    found = queries.spoken_for(current_user, organization) or abort(404)
    form = InvitationForm()
    if not form.validate_on_submit():
        return _delegates(found, form), 422 if form.is_submitted() else 200
    if not _may_invite(form.email.data or ""):
        form.email.errors = [too_many()]
        return _delegates(found, form), 429
    try:
        service.invite(current_user, found, email=form.email.data or "", now=utc_now())
    except OrganizationError as error:
        form.email.errors = [str(error.reason)]
        return _delegates(found, form), 422
    flash(_("La invitación salió por correo; vale siete días."), "success")
    return _back(organization)


def _may_invite(email: str) -> bool:
    """Anybody may register an organization: the mail of others is not filled in its name."""
    by_person = spend("delegates", str(current_user.id), MOST_INVITED, HOUR)
    return by_person and spend("delegate-letters", email, LETTERS, HOUR)


@blueprint.post("/organizaciones/<int:organization>/delegados/retirar")
@requires("organization.speak")
def remove(organization: int) -> Response:
    """End the delegation of `persona`; ending one's own leads away from here."""
    found = queries.spoken_for(current_user, organization) or abort(404)
    number = whole(request.form.get("persona", ""))
    if not _try(lambda: service.remove(current_user, found, person_id=number)):
        return _back(organization)
    if number == current_user.id:
        flash(_("Ya no habla por esa organización."), "success")
        return redirect(url_for("organizations.mine"), 303)
    flash(_("La lista de personas delegadas quedó actualizada."), "success")
    return _back(organization)


@blueprint.post("/organizaciones/<int:organization>/delegados/visto-bueno")
@requires("organization.speak")
def signoff(organization: int) -> Response:
    """Whether one delegate's words wait for another's: `exige` is "si" or not."""
    found = queries.spoken_for(current_user, organization) or abort(404)
    required = request.form.get("exige") == "si"
    if _try(lambda: service.require_signoff(current_user, found, required=required)):
        waits = found.requires_signoff and not required
        flash(
            _("Falta que otra persona delegada lo acepte.") if waits else _("Quedó guardado."),
            "success",
        )
    return _back(organization)


@blueprint.post("/organizaciones/<int:organization>/delegados/anular")
@requires("organization.speak")
def take_back(organization: int) -> Response:
    """The invitation `invitacion` stops working."""
    found = queries.spoken_for(current_user, organization) or abort(404)
    service.take_back(current_user, found, number=whole(request.form.get("invitacion", "")))
    flash(_("Esa invitación ya no vale."), "success")
    return _back(organization)


@blueprint.route("/organizaciones/invitacion/<token>", methods=["GET", "POST"])
@requires("organization.speak")
def invitation(token: str) -> Any:
    """Opening it uses nothing up; answering does. It is for the account of its address alone."""
    now = utc_now()
    found = queries.invitation(token, now=now) or abort(404)
    is_theirs = found.email == current_user.email
    form = AnswerForm()
    if not is_theirs or not form.validate_on_submit():
        status = (422 if is_theirs else 409) if form.is_submitted() else 200
        return _invitation(found.organization, form, is_theirs=is_theirs), status
    return _answer(token, form.answer.data or "")


def _answer(token: str, answer: str) -> Response:
    act = {"accept": service.accept, "decline": service.decline}[answer]
    try:
        organization = act(current_user, token=token, now=utc_now())
    except InvitationError:
        abort(404)
    if answer == "decline":
        flash(_("No aceptó la invitación."), "success")
        return redirect(url_for("organizations.mine"), 303)
    flash(_("Ya puede hablar por «%(name)s».", name=organization.name), "success")
    return _back(organization.id)


def _try(act: Callable[[], None]) -> bool:
    """Whether it was done; else the page says why not."""
    try:
        act()
    except OrganizationError as error:
        flash(str(error.reason), "error")
        return False
    return True


def _back(number: int) -> Response:
    return redirect(url_for("organizations.delegates", organization=number), 303)


def _delegates(organization: Organization, form: InvitationForm) -> str:
    return render_template(
        "organizations/delegates.html",
        organization=organization,
        form=form,
        delegates=queries.delegates(organization),
        invitations=queries.invitations(organization, now=utc_now()),
        decision=queries.last_decision(organization),
    )


def _invitation(organization: Organization, form: AnswerForm, *, is_theirs: bool) -> str:
    return render_template(
        "organizations/invitation.html",
        organization=organization,
        form=form,
        is_theirs=is_theirs,
    )
