"""Reports: a reader's page that makes one, and the desk's pages that decide."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.comments.models import Comment, Status
from consult.comments.views.opening import open_consultation
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db
from consult.limits import source, spend
from consult.moderation import queries, reporting, rules
from consult.moderation.models import Kept
from consult.moderation.queries import Case
from consult.moderation.report_forms import ReportedForm, ReportForm
from consult.moderation.reporting import NotReportableError
from consult.moderation.seconding import WaitsForAnotherError, proposal_of
from consult.moderation.service import OwnCommentError, StaleDecisionError, decide
from consult.moderation.views.desk import blueprint, desk_page
from consult.permissions import requires

MOST, ALL_PER_HOUR, DAY, HOUR = 1, 60, 86_400, 3_600

blueprint.add_app_template_global(reporting.length, "reported_waiting")


@blueprint.route("/consultas/<slug>/aportes/<folio>/avisar", methods=["GET", "POST"])
@requires("comment.report")
def report(slug: str, folio: str) -> Any:
    consultation = open_consultation(slug)
    comment = reporting.published(consultation, folio) or abort(404)
    form = ReportForm(rules.current(consultation.id))
    if not form.validate_on_submit():
        return _form(consultation, comment, form), 422 if form.is_submitted() else 200
    if not _is_new(comment):
        form.form_errors.append(
            _("Desde esta conexión ya se avisó hoy de este aporte, o se avisó demasiado.")
        )
        return _form(consultation, comment, form), 429
    try:
        _report(consultation, comment, form)
    except NotReportableError:
        abort(404)
    return redirect(url_for("moderation.reported_thanks", slug=slug), 303)


def _is_new(comment: Comment) -> bool:
    """One of each comment from each place, and not too many altogether: as far as it can be known
    without storing who asks."""
    is_usual = spend("report", source(), ALL_PER_HOUR, HOUR)
    return is_usual and spend(f"report-{comment.id}", source(), MOST, DAY)


def _report(consultation: Consultation, comment: Comment, form: ReportForm) -> None:
    rule = rules.one(consultation.id, form.reason.data, rules.newest(consultation.id))
    assert rule is not None  # the form knows the rules that hold
    reporting.report(comment, rule=rule, text=form.text.data or "", held=form.held)


def _form(consultation: Consultation, comment: Comment, form: ReportForm) -> str:
    return render_template(
        "moderation/report.html", consultation=consultation, comment=comment, form=form
    )


@blueprint.get("/consultas/<slug>/aviso-recibido")
@requires("comment.report")
def reported_thanks(slug: str) -> str:
    return render_template("moderation/report_sent.html", consultation=open_consultation(slug))


@blueprint.get("/consultas/<slug>/moderacion/avisos")
@requires("comment.moderate")
def reported(slug: str) -> str:
    consultation = by_slug(current_user, slug) or abort(404)
    rows = reporting.waiting(current_user, consultation)
    return desk_page("reported.html", consultation, rows=rows)


@blueprint.route("/consultas/<slug>/moderacion/avisos/<folio>", methods=["GET", "POST"])
@requires("comment.moderate")
def decide_on_reports(slug: str, folio: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    case = queries.case(current_user, consultation, folio) or abort(404)
    form = _answer(consultation, case)
    if not form.validate_on_submit():
        return _case(consultation, case, form), 422 if form.is_submitted() else 200
    try:
        _decide(case, form)
    except (OwnCommentError, WaitsForAnotherError):
        return _case(consultation, case, form), 403
    except StaleDecisionError:
        return _stale(consultation, folio, form), 409
    return redirect(url_for("moderation.reported", slug=slug), 303)


def _answer(consultation: Consultation, case: Case) -> ReportedForm:
    seen = {"revision": case.comment.revision}
    return ReportedForm(rules.current(consultation.id), data=seen)


def _decide(case: Case, form: ReportedForm) -> None:
    comment, folio, said = case.comment, case.comment.folio, form.explanation.data or ""
    if form.outcome.data == Kept.KEPT:
        reporting.keep(current_user, comment, explanation=said, revision=form.seen)
        flash(_("%(folio)s sigue publicado.", folio=folio), "success")
        return
    after = decide(
        current_user, comment, revision=form.seen, before=Status.PUBLISHED, after=Status.REJECTED,
        reason=form.reason.data, explanation=said,
    )  # fmt: skip
    if after == Status.REJECTED:
        reporting.close(current_user, comment, Kept.REJECTED, explanation=said)
        flash(_("%(folio)s ya no está publicado.", folio=folio), "success")
    else:
        waits = _("%(folio)s espera a que otra persona confirme el rechazo.", folio=folio)
        flash(waits, "success")


def _stale(consultation: Consultation, folio: str, form: ReportedForm) -> str:
    db.session.rollback()
    now = queries.case(current_user, consultation, folio) or abort(404)
    form.revision.data = str(now.comment.revision)
    return _case(consultation, now, form, is_stale=True)


def _case(
    consultation: Consultation, case: Case, form: ReportedForm, *, is_stale: bool = False
) -> str:
    return desk_page(
        "reported_case.html",
        consultation,
        case=case,
        form=form,
        is_stale=is_stale,
        reported=reporting.of_comment(case.comment),
        proposal=proposal_of(case.comment),
    )
