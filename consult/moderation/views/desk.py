"""The moderation desk: what waits, and decisions."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.models import Status
from consult.comments.personal_data import covered
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import utc_now
from consult.moderation import queries, rules
from consult.moderation.forms import DecisionForm, whole
from consult.moderation.labels import HELD
from consult.moderation.queries import EXCERPT, PAGE, Case
from consult.moderation.places import place_now
from consult.moderation.seconding import WaitsForAnotherError, proposal_of
from consult.moderation.service import (
    OwnCommentError,
    StaleDecisionError,
    decide,
    in_force,
    show_personal_data,
)
from consult.permissions import requires

blueprint = Blueprint("moderation", __name__)
# The receipt of a comment stands below this folder and shows what was decided here.
blueprint.add_app_template_global(queries.refusal, "refusal")
blueprint.add_app_template_global(rules.broken, "broken_rule")
blueprint.add_app_template_global(rules.one, "rule_of")
blueprint.add_app_template_filter(rules.words, "rule_words")
blueprint.add_app_template_filter(covered)


@blueprint.app_template_filter()
def beginning(excerpt: str) -> str:
    """As much of a text as a list shows, personal data covered."""
    return covered(excerpt)[:EXCERPT]


@blueprint.get("/consultas/<slug>/moderacion/")
@requires("comment.moderate")
def queue(slug: str) -> str:
    consultation = by_slug(current_user, slug) or abort(404)
    key = whole(request.args.get("despues", ""))
    if request.args.get("estado") == "decided":
        rows = queries.decided(current_user, consultation, before=key or None)
        key = rows[PAGE - 1].Decision.id if len(rows) > PAGE else 0
        return desk_page("decided.html", consultation, rows=rows[:PAGE], last=key)
    return _waiting(consultation, key)


def _waiting(consultation: Consultation, key: int) -> str:
    """What waits; what was held back, for each reason, on a page of its own behind the last."""
    held = request.args.get("apartados")
    held = held if held in HELD else None
    rows = queries.waiting(current_user, consultation, after=key, held=held)
    key = rows[PAGE - 1].Comment.id if len(rows) > PAGE else 0
    behind = [] if held else queries.held_back(current_user, consultation)
    return desk_page(
        "waiting.html", consultation, rows=rows[:PAGE], last=key, held=held, behind=behind
    )


@blueprint.route("/consultas/<slug>/moderacion/<folio>", methods=["GET", "POST"])
@requires("comment.moderate")
def comment(slug: str, folio: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    case = queries.case(current_user, consultation, folio) or abort(404)
    form = decision_form(consultation, case)
    if not form.validate_on_submit():
        return _case(consultation, case, form), 422 if form.is_submitted() else 200
    try:
        _decide(case, form)
    except (OwnCommentError, WaitsForAnotherError):
        return _case(consultation, case, form), 403
    except StaleDecisionError:
        return _stale(consultation, folio, form), 409
    return redirect(_next(consultation, case), 303)


def decision_form(consultation: Consultation, case: Case, **given: Any) -> DecisionForm:
    """Of what the moderator sees now, unless it was sent."""
    seen = {"revision": case.comment.revision, "version": in_force(case.comment)}
    return DecisionForm(case.personal, rules.current(consultation.id), data=seen, **given)


def _stale(consultation: Consultation, folio: str, form: DecisionForm) -> str:
    """How it stands now, with what the moderator had typed."""
    now = queries.case(current_user, consultation, folio) or abort(404)
    has_new_version = form.seen_version != in_force(now.comment)
    form.revision.data, form.version.data = str(now.comment.revision), str(in_force(now.comment))
    return _case(consultation, now, form, is_stale=True, has_new_version=has_new_version)


@blueprint.post("/consultas/<slug>/moderacion/<folio>/datos")
@requires("comment.moderate")
def reveal(slug: str, folio: str) -> Any:
    """The comment with its personal data: whoever asks is written down."""
    consultation = by_slug(current_user, slug) or abort(404)
    case = queries.case(current_user, consultation, folio) or abort(404)
    show_personal_data(current_user, case.comment)
    form = decision_form(consultation, case, formdata=None)
    return _case(consultation, replace(case, is_shown=True), form)


def _decide(case: Case, form: DecisionForm) -> None:
    after = decide(
        current_user,
        case.comment,
        revision=form.seen,
        version=form.seen_version,
        after=form.decision.data or "",
        reason=form.reason.data or None,
        explanation=form.explanation.data or "",
        note=form.note.data or "",
        resolution=form.resolution.data if form.resolution else None,
    )
    told: dict[str, str] = {
        Status.PUBLISHED: _("%(folio)s se publicó.", folio=case.comment.folio),
        Status.RETURNED: _("%(folio)s volvió a quien lo escribió.", folio=case.comment.folio),
        Status.REJECTED: _("%(folio)s no se publicará.", folio=case.comment.folio),
    }
    waits = _("%(folio)s espera a que otra persona confirme el rechazo.", folio=case.comment.folio)
    flash(told.get(after, waits), "success")


def _next(consultation: Consultation, case: Case) -> str:
    """Where a moderator goes on: the next that waits, or the desk when nothing does."""
    following = queries.next_waiting(current_user, consultation, after=case.comment.id)
    if following is None:
        return url_for("moderation.queue", slug=consultation.slug)
    return url_for("moderation.comment", slug=consultation.slug, folio=following.folio)


def _case(consultation: Consultation, case: Case, form: DecisionForm, **context: Any) -> str:
    return desk_page(
        "comment.html",
        consultation,
        case=case,
        form=form,
        rows=queries.near(current_user, consultation, case.comment),
        position=queries.length(current_user, consultation, until=case.comment),
        next=queries.next_waiting(current_user, consultation, after=case.comment.id),
        alike=queries.alike(current_user, consultation, case.comment),
        proposal=proposal_of(case.comment),
        now=place_now(case.comment),
        **context,
    )


def desk_page(template: str, consultation: Consultation, **context: Any) -> str:
    return render_template(
        f"moderation/{template}",
        consultation=consultation,
        length=queries.length(current_user, consultation),
        oldest=queries.next_waiting(current_user, consultation),
        age=_age,
        reasons=rules.told(consultation.id),
        held_labels=HELD,
        **context,
    )


def _age(moment: datetime) -> str:
    """How long ago, in one unit and at least a minute: "41 horas", "3 días"."""
    waited = max(utc_now() - moment, timedelta(minutes=1))
    return format_timedelta(waited, "minute", threshold=2)
