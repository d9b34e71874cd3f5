"""Appeals: an author's page that makes one, and the desk's pages that decide it."""

from typing import Any

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.models import Comment
from consult.comments.owning import Mine, one
from consult.comments.views.opening import open_consultation, person
from consult.consultations.models import Consultation
from consult.extensions import utc_now
from consult.moderation import appeals, queries
from consult.moderation.appeals import (
    NotAppealableError,
    SameModeratorError,
    Standing,
    decide_appeal,
    standing,
)
from consult.moderation.forms import AppealDecisionForm, AppealForm
from consult.moderation.models import Outcome
from consult.moderation.queries import Case
from consult.moderation.service import OwnCommentError, StaleDecisionError
from consult.moderation.views.desk import blueprint, desk_page
from consult.permissions import requires

blueprint.add_app_template_global(queries.appeals_length, "appeals_waiting")


@blueprint.app_template_global()
def appeal_standing(comment: Comment) -> Standing:
    """One's own contribution stands below this folder and shows what can be appealed."""
    return standing(comment, utc_now())


@blueprint.route("/consultas/<slug>/mis-aportes/<folio>/apelar", methods=["GET", "POST"])
@requires("comment.follow")
def appeal_own(slug: str, folio: str) -> Any:
    consultation = open_consultation(slug)
    mine = one(person(), session, consultation, folio) or abort(404)
    comment, form = mine.said.comment, AppealForm()
    if standing(comment, utc_now()).until is None:
        return _appeal(mine, form), 409 if form.is_submitted() else 200
    if not form.validate_on_submit():
        return _appeal(mine, form), 422 if form.is_submitted() else 200
    try:
        appeals.appeal(person(), comment, text=form.text.data or "", now=utc_now())
    except NotAppealableError:
        return _appeal(mine, form), 409
    flash(_("Su apelación se recibió."), "success")
    return redirect(url_for("comments.own", slug=slug, folio=comment.folio), 303)


@blueprint.get("/consultas/<slug>/moderacion/apelaciones", endpoint="appeals")
@requires("comment.moderate")
def waiting(slug: str) -> str:
    consultation = open_consultation(slug)
    rows = queries.appeals(current_user, consultation)
    return desk_page("appeals.html", consultation, rows=rows)


@blueprint.route("/consultas/<slug>/moderacion/apelaciones/<folio>", methods=["GET", "POST"])
@requires("comment.moderate")
def decide_on_appeal(slug: str, folio: str) -> Any:
    consultation = open_consultation(slug)
    case = queries.case(current_user, consultation, folio)
    if case is None or appeals.appeal_of(case.comment) is None:
        abort(404)
    form = AppealDecisionForm(case.personal)
    if not form.validate_on_submit():
        return _case(consultation, case, form), 422 if form.is_submitted() else 200
    try:
        _decide(case, form)
    except (OwnCommentError, SameModeratorError):
        return _case(consultation, case, form), 403
    except StaleDecisionError:
        return _case(consultation, case, form, is_stale=True), 409
    flash(_("La apelación de %(folio)s se decidió.", folio=case.comment.folio), "success")
    return redirect(url_for("moderation.appeals", slug=slug), 303)


def _decide(case: Case, form: AppealDecisionForm) -> None:
    decide_appeal(
        current_user,
        case.comment,
        overturn=form.outcome.data == Outcome.OVERTURNED,
        explanation=form.explanation.data or "",
        resolution=form.resolution.data if form.resolution else None,
        now=utc_now(),
    )


def _appeal(mine: Mine, form: AppealForm) -> str:
    return render_template(
        "moderation/appeal.html",
        consultation=mine.consultation,
        mine=mine,
        form=form,
        standing=standing(mine.said.comment, utc_now()),
    )


def _case(
    consultation: Consultation, case: Case, form: AppealDecisionForm, *, is_stale: bool = False
) -> str:
    return desk_page(
        "appeal_case.html",
        consultation,
        case=case,
        appeal=appeals.appeal_of(case.comment),
        form=form,
        is_stale=is_stale,
        may_decide=appeals.may_decide(current_user, case.comment),
    )
