"""The moderation desk: what waits, and decisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.models import Comment, Status
from consult.comments.personal_data import covered
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import utc_now
from consult.moderation import claims, queries, queue, rules
from consult.moderation.captions import LANGUAGES, PERSONAL
from consult.moderation.claims import ClaimedError
from consult.moderation.decisions import in_force
from consult.moderation.forms import DecisionForm
from consult.moderation.hints import seen, watched_words
from consult.moderation.labels import HELD, WHY_HELD
from consult.moderation.listed import EXCERPT
from consult.moderation.places import place_now
from consult.moderation.queries import Case
from consult.moderation.queue import COUNTED, Filters
from consult.moderation.seconding import WaitsForAnotherError, proposal_of
from consult.moderation.service import (
    OwnCommentError,
    StaleDecisionError,
    decide,
    show_personal_data,
)
from consult.moderation.undoing import last_decision
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


def filters_here() -> Filters:
    """What the address asks for of the queue."""
    return Filters.read(request.args)


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
    except ClaimedError:
        return _case(consultation, case, form, is_refused=True), 409
    except StaleDecisionError:
        return _stale(consultation, folio, form), 409
    return redirect(onward(consultation, case.comment), 303)


def decision_form(consultation: Consultation, case: Case, **given: Any) -> DecisionForm:
    """Of what the moderator sees now, unless it was sent."""
    seen = {"revision": str(case.comment.revision), "version": str(in_force(case.comment))}
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
    return case_page(consultation, replace(case, is_shown=True))


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


def at(endpoint: str, **values: Any) -> str:
    """An address with what this one asks for of the queue."""
    return url_for(endpoint, **(values | filters_here().args))


def onward(consultation: Consultation, comment: Comment | None = None) -> str:
    """Take what comes next, and where it is: the desk when nothing does."""
    after = comment.id if comment is not None else 0
    following = claims.take_next(
        current_user, consultation, now=utc_now(), after=after, filters=filters_here()
    )
    if following is None:
        return at("moderation.queue", slug=consultation.slug)
    return at("moderation.comment", slug=consultation.slug, folio=following.folio)


def case_page(consultation: Consultation, case: Case, **context: Any) -> str:
    """One comment with an empty form."""
    return _case(consultation, case, decision_form(consultation, case, formdata=None), **context)


def _case(consultation: Consultation, case: Case, form: DecisionForm, **context: Any) -> str:
    comment, filters = case.comment, filters_here()
    rows = queue.near(current_user, consultation, comment, filters)
    following = queue.in_turn(
        current_user, consultation, after=comment.id, filters=filters, now=utc_now(), limit=1
    )
    return desk_page(
        "comment.html",
        consultation,
        case=case,
        form=form,
        rows=rows,
        claimed=claimed([comment, *(row.Comment for row in rows)]),
        position=queue.length(current_user, consultation, until=comment),
        next=next(iter(following), None),
        alike=queries.alike(current_user, consultation, comment),
        others=queries.of_same_author(current_user, consultation, comment),
        hints=seen(case.written, watched_words(consultation.watched_words)),
        proposal=proposal_of(comment),
        now=place_now(comment),
        **context,
    )


def claimed(comments: Sequence[Comment]) -> Any:
    """Who has which of these now, by their numbers."""
    return claims.holders([each.id for each in comments], utc_now())


def desk_page(template: str, consultation: Consultation, **context: Any) -> str:
    now = utc_now()
    promised = timedelta(days=consultation.moderation_days)
    return render_template(
        f"moderation/{template}",
        consultation=consultation,
        length=queue.length(current_user, consultation),
        most=COUNTED,
        oldest=queue.next_waiting(current_user, consultation),
        undoable=last_decision(current_user, now),
        filters=filters_here(),
        age=age,
        is_late=lambda moment: now > moment + promised,
        reasons=rules.told(consultation.id),
        held_labels=HELD,
        why_held=WHY_HELD,
        languages=LANGUAGES,
        personal_labels=PERSONAL,
        **context,
    )


def age(moment: datetime) -> str:
    """How long ago, in one unit and at least a minute: "41 horas", "3 días"."""
    waited = max(utc_now() - moment, timedelta(minutes=1))
    return format_timedelta(waited, "minute", threshold=2)
