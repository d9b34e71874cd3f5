"""Asking who wrote a comment that does not show it, and seeing it once two people agreed."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from consult.approvals.forms import ReasonForm
from consult.approvals.queries import by_id
from consult.approvals.service import ApprovalError
from consult.comments import revealing
from consult.consultations.queries import by_slug
from consult.extensions import db
from consult.permissions import requires

blueprint = Blueprint("identities", __name__)


@blueprint.route("/consultas/<slug>/moderacion/<folio>/identidad", methods=["GET", "POST"])
@requires("identity.reveal")
def ask(slug: str, folio: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    comment = revealing.hidden_author(current_user, consultation, folio) or abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        approval = revealing.ask_who(
            current_user, consultation, comment, reason=form.reason.data or ""
        )
        return redirect(url_for("approvals.one", slug=slug, approval=approval.id), 303)
    page = render_template(
        "comments/identity_ask.html", consultation=consultation, comment=comment, form=form
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/consultas/<slug>/autorizaciones/<int:approval>/identidad")
@requires("identity.reveal")
def look(slug: str, approval: int) -> Any:
    """By POST, because each look is recorded; the page stands at no address of its own."""
    consultation = by_slug(current_user, slug) or abort(404)
    found = by_id(current_user, consultation, approval) or abort(404)
    try:
        person = revealing.look(current_user, found)
    except ApprovalError:
        db.session.rollback()
        abort(404)
    return render_template(
        "comments/identity.html", consultation=consultation, approval=found, person=person
    )
