"""Asking who wrote a comment that does not show it, and seeing it once two people agreed."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from consult.approvals.queries import by_id
from consult.approvals.service import ApprovalError
from consult.approvals.views import ask_page
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
    return ask_page(
        "comments/identity_ask.html", consultation, comment,
        lambda reason: revealing.ask_who(current_user, consultation, comment, reason=reason),
    )  # fmt: skip


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
