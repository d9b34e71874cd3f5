"""Standing behind what someone else said."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from consult.comments.models import Comment, Status
from consult.comments.queries import FOLIO
from consult.comments.supporting import (
    SupportError,
    is_ones_own,
    speaks_for,
    support,
    support_of,
    withdraw_support,
)
from consult.comments.views.opening import open_consultation
from consult.comments.views.own_forms import SupportForm
from consult.comments.views.writing import blueprint
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import requires


@blueprint.route("/consultas/<slug>/aportes/<folio>/sumarse", methods=["GET", "POST"])
@requires("comment.support")
def join(slug: str, folio: str) -> Any:
    consultation = open_consultation(slug)
    comment = _published(consultation, folio)
    form = SupportForm(speaks_for(current_user))
    if request.method == "GET":
        return _page(consultation, comment, form)
    if request.form.get("act") == "leave":
        return _leave(consultation, comment)
    if not consultation.is_open(utc_now()):
        return _page(consultation, comment, form), 409
    if not form.validate():
        return _page(consultation, comment, form), 422
    try:
        support(current_user, consultation, comment, organization_id=form.organization_id)
    except SupportError:
        return _page(consultation, comment, form, refused=True), 409
    flash(_("Se sumó al aporte %(folio)s.", folio=comment.folio), "success")
    return _back(consultation, comment)


def _leave(consultation: Consultation, comment: Comment) -> Any:
    if withdraw_support(current_user, comment):
        flash(_("Ya no se suma al aporte %(folio)s.", folio=comment.folio), "success")
    return _back(consultation, comment)


def _back(consultation: Consultation, comment: Comment) -> Any:
    address = url_for("reading.comment", slug=consultation.slug, folio=comment.folio)
    return redirect(address, 303)


def _published(consultation: Consultation, folio: str) -> Comment:
    query = select(Comment).where(
        Comment.consultation_id == consultation.id,
        Comment.folio == folio,
        Comment.status == Status.PUBLISHED,
    )
    return (db.session.scalar(query) if FOLIO.fullmatch(folio) else None) or abort(404)


def _page(
    consultation: Consultation, comment: Comment, form: SupportForm, *, refused: bool = False
) -> str:
    return render_template(
        "comments/join.html",
        consultation=consultation,
        comment=comment,
        form=form,
        refused=refused,
        given=support_of(current_user, comment),
        is_own=is_ones_own(current_user, comment, None),
        is_open=consultation.is_open(utc_now()),
    )
