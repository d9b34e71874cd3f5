"""The administration's pages: who waits to be verified, and the decision."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.organizations import queries, service
from consult.organizations.forms import VerificationForm
from consult.organizations.models import Organization, Outcome
from consult.organizations.service import OwnOrganizationError, StaleError
from consult.organizations.views.directory import PAGE, blueprint, whole
from consult.permissions import requires

DONE = {
    Outcome.VERIFIED: lambda: _("La organización quedó verificada."),
    Outcome.REFUSED: lambda: _("La organización no quedó verificada."),
    Outcome.REVOKED: lambda: _("Se retiró la verificación."),
}


@blueprint.get("/administracion/organizaciones/")
@requires("organization.verify")
def verifications() -> str:
    """Those that wait; with `estado`, those that were verified, or refused."""
    waiting = queries.waiting(current_user)
    state = request.args.get("estado", "")
    shown = waiting
    if state in ("verified", "refused"):
        shown = queries.decided(current_user, verified=state == "verified")
    start = whole(request.args.get("desde", ""))
    return render_template(
        "organizations/verifications.html",
        state=state if shown is not waiting else "waiting",
        organizations=shown[start : start + PAGE],
        length=len(waiting),
        after=start + PAGE if len(shown) > start + PAGE else 0,
    )


@blueprint.route(
    "/administracion/organizaciones/<int:organization>", methods=["GET", "POST"]
)
@requires("organization.verify")
def verification(organization: int) -> Any:
    found = queries.to_verify(current_user, organization) or abort(404)
    form = VerificationForm(data={"seen": found.mark})
    if not form.validate_on_submit():
        return _page(found, form), 422 if form.is_submitted() else 200
    outcome = Outcome(form.outcome.data or "")
    try:
        service.verify(
            current_user, found, seen=form.seen.data or "", outcome=outcome,
            checked=form.checked.data or (), note=form.note.data or "",
        )  # fmt: skip
    except OwnOrganizationError:
        return _page(found, form), 403
    except StaleError:
        form.seen.data = found.mark
        return _page(found, form, is_stale=True), 409
    flash(DONE[outcome](), "success")
    return redirect(url_for("organizations.verifications"), 303)


def _page(organization: Organization, form: VerificationForm, **context: Any) -> str:
    return render_template(
        "organizations/verification.html",
        organization=organization,
        form=form,
        is_own=queries.speaks_for(current_user, organization.id),
        delegates=queries.delegates(organization),
        history=queries.history(current_user, organization),
        **context,
    )
