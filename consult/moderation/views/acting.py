"""What a moderator does beside deciding: take, let go, undo, look at what is public already."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import utc_now
from consult.moderation import claims, queries
from consult.moderation.queries import Case
from consult.moderation.reviewing import review
from consult.moderation.service import OwnCommentError, StaleDecisionError
from consult.moderation.undoing import TooLateError, undo
from consult.moderation.views.desk import at, blueprint, case_page, onward
from consult.permissions import requires


def _loaded(slug: str, folio: str) -> tuple[Consultation, Case]:
    consultation = by_slug(current_user, slug) or abort(404)
    return consultation, queries.case(current_user, consultation, folio) or abort(404)


def _to(consultation: Consultation, folio: str) -> Any:
    return redirect(at("moderation.comment", slug=consultation.slug, folio=folio), 303)


@blueprint.post("/consultas/<slug>/moderacion/siguiente/")
@requires("comment.moderate")
def take_next(slug: str) -> Any:
    return redirect(onward(by_slug(current_user, slug) or abort(404)), 303)


@blueprint.post("/consultas/<slug>/moderacion/<folio>/tomar")
@requires("comment.moderate")
def take(slug: str, folio: str) -> Any:
    consultation, case = _loaded(slug, folio)
    over = request.form.get("igual") == "1"
    if not claims.take(current_user, case.comment, now=utc_now(), over=over):
        return case_page(consultation, case, is_taken=True), 409
    return _to(consultation, folio)


@blueprint.post("/consultas/<slug>/moderacion/<folio>/soltar")
@requires("comment.moderate")
def release(slug: str, folio: str) -> Any:
    consultation, case = _loaded(slug, folio)
    claims.release(current_user, case.comment)
    flash(_("%(folio)s queda libre para otra persona.", folio=folio), "success")
    return redirect(at("moderation.queue", slug=slug), 303)


@blueprint.post("/consultas/<slug>/moderacion/<folio>/deshacer", endpoint="undo")
@requires("comment.moderate")
def take_back(slug: str, folio: str) -> Any:
    consultation, case = _loaded(slug, folio)
    decisions = [decision for decision, _name in case.decisions[-1:]]
    try:
        undo(current_user, decisions, now=utc_now())
    except TooLateError:
        return case_page(consultation, case, is_too_late=True), 409
    claims.take(current_user, case.comment, now=utc_now())
    flash(_("%(folio)s espera de nuevo: nadie fue avisado.", folio=folio), "success")
    return _to(consultation, folio)


@blueprint.post("/consultas/<slug>/moderacion/<folio>/revisado")
@requires("comment.moderate")
def reviewed(slug: str, folio: str) -> Any:
    """Of what was published as it came."""
    consultation, case = _loaded(slug, folio)
    keep, revision = request.form.get("queda") == "1", case.comment.revision
    try:
        review(current_user, case.comment, revision=revision, keep=keep)
    except OwnCommentError:
        return case_page(consultation, case), 403
    except StaleDecisionError:
        return case_page(consultation, case, is_stale=True), 409
    if not keep:
        return _to(consultation, folio)
    flash(_("%(folio)s se queda publicado.", folio=folio), "success")
    return redirect(url_for("moderation.queue", slug=slug, estado="unreviewed"), 303)
