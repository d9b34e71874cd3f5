"""What waits for a second person: of a consultation, and of the whole site."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.approvals import queries
from consult.approvals.forms import CONFIRM, DecideForm, ReasonForm
from consult.approvals.kinds import kind_of
from consult.approvals.models import Approval
from consult.approvals.service import ApprovalError, confirm, refuse
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.permissions import requires

blueprint = Blueprint("approvals", __name__)
blueprint.add_app_template_global(kind_of, "approval_kind")


def address(approval: Approval) -> str:
    """The page of one act."""
    if approval.where is None:
        return url_for("approvals.site_one", act=approval.id)
    return url_for("approvals.one", slug=approval.where, approval=approval.id)


blueprint.add_app_template_global(address, "approval_address")


@blueprint.get("/consultas/<slug>/autorizaciones/")
@requires("team.manage")
def listing(slug: str) -> str:
    return _listing(by_slug(current_user, slug) or abort(404))


@blueprint.get("/administracion/autorizaciones")
@requires("site.manage")
def site_listing() -> str:
    return _listing(None)


@blueprint.route("/consultas/<slug>/autorizaciones/<int:approval>", methods=["GET", "POST"])
@requires("team.manage")
def one(slug: str, approval: int) -> Any:
    return _one(by_slug(current_user, slug) or abort(404), approval)


@blueprint.route("/administracion/autorizaciones/<int:act>", methods=["GET", "POST"])
@requires("site.manage")
def site_one(act: int) -> Any:
    return _one(None, act)


def _listing(consultation: Consultation | None) -> str:
    return render_template(
        "approvals/list.html",
        consultation=consultation,
        waiting=queries.waiting(current_user, consultation),
        decided=queries.decided(current_user, consultation),
    )


def _one(consultation: Consultation | None, approval_id: int) -> Any:
    approval = queries.by_id(current_user, consultation, approval_id) or abort(404)
    form = DecideForm()
    if not form.validate_on_submit():
        return _page(consultation, approval, form), 422 if form.is_submitted() else 200
    try:
        _decide(approval, form)
    except ApprovalError as error:
        db.session.rollback()
        form.form_errors.append(str(error.reason))
        return _page(consultation, approval, form), 409
    return redirect(address(approval), 303)


def _decide(approval: Approval, form: DecideForm) -> None:
    if form.decision.data == CONFIRM:
        confirm(current_user, approval)
        flash(_("Quedó confirmado y hecho."), "success")
    else:
        refuse(current_user, approval)
        flash(_("No se confirmó: no se hará."), "success")


def _page(consultation: Consultation | None, approval: Approval, form: DecideForm) -> str:
    return render_template(
        "approvals/one.html",
        consultation=consultation,
        approval=approval,
        kind=kind_of(approval),
        form=form,
        is_waiting=approval.is_waiting(utc_now()),
    )


def ask_page(
    template: str, consultation: Consultation, about: Any, ask: Callable[[str], Approval]
) -> Any:
    """The page that asks a second person for something `about` a comment, with a reason; the page
    of the approval once it was asked."""
    form = ReasonForm()
    if form.validate_on_submit():
        approval = ask(form.reason.data or "")
        return redirect(address(approval), 303)
    page = render_template(template, consultation=consultation, comment=about, form=form)
    return page, 422 if form.is_submitted() else 200
