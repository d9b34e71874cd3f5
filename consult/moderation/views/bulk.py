"""Groups of comments that say the same, and decisions on many at once."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.approvals.service import ApprovalError, confirm, refuse
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.moderation import bulk, queries, queue, rules
from consult.moderation.batches import Shown, counted
from consult.moderation.bulk import ALONE, MOST, NeedsSecondError
from consult.moderation.captions import FORECASTS, RESULTS
from consult.moderation.forms import whole
from consult.moderation.batch_forms import CONFIRM, REFUSE, BatchForm
from consult.moderation.models import Batch
from consult.moderation.undoing import TIME_TO_UNDO, TooLateError, of_batch, undo
from consult.moderation.views.desk import at, blueprint, desk_page, filters_here
from consult.permissions import requires


@blueprint.get("/consultas/<slug>/moderacion/grupos/<folio>")
@requires("comment.moderate")
def group(slug: str, folio: str) -> str:
    consultation = by_slug(current_user, slug) or abort(404)
    case = queries.case(current_user, consultation, folio) or abort(404)
    number = case.comment.group_id or case.comment.id
    ids = queue.in_group(current_user, consultation, number, MOST + 1)
    shown = Shown.of(current_user, ids[:MOST], utc_now())
    return desk_page(
        "group.html", consultation, case=case, shown=shown, counts=counted(shown.items),
        has_more=len(ids) > MOST, forecasts=FORECASTS, most_at_once=MOST,
        decided=[row for row in queries.alike(current_user, consultation, case.comment)
                 if row.Comment.status != "pending"],
    )  # fmt: skip


@blueprint.post("/consultas/<slug>/moderacion/lotes/")
@requires("comment.moderate")
def prepare(slug: str) -> Any:
    """Those that were ticked, or all that the filters let through."""
    consultation = by_slug(current_user, slug) or abort(404)
    ids = {whole(each) for each in request.form.getlist("aporte")[: 2 * MOST]}
    if request.form.get("todos") == "1":
        ids = set(queue.chosen(current_user, consultation, filters_here(), MOST))
    batch = bulk.prepare(current_user, consultation, comment_ids=ids)
    if batch is None:
        flash(_("Marque al menos un aporte que esté en espera."), "error")
        return redirect(at("moderation.queue", slug=slug), 303)
    return redirect(url_for("moderation.batch", slug=slug, batch=batch.id), 303)


@blueprint.route("/consultas/<slug>/moderacion/lotes/<int:batch>", methods=["GET", "POST"])
@requires("comment.moderate")
def batch(slug: str, batch: int) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    found = bulk.batch_of(current_user, consultation, batch) or abort(404)
    form = BatchForm(rules.current(consultation.id), needs_why=len(found.items) > ALONE)
    if request.form.get("decision") in (CONFIRM, REFUSE):
        return _second(consultation, found, form)
    if not form.validate_on_submit():
        return _page(consultation, found, form), 422 if form.is_submitted() else 200
    if found.results is not None:
        return _page(consultation, found, form), 409
    try:
        _decide(consultation, found, form)
    except ApprovalError as error:
        return _refused(consultation, batch, form, error)
    return redirect(url_for("moderation.batch", slug=slug, batch=batch), 303)


def _decide(consultation: Consultation, batch: Batch, form: BatchForm) -> None:
    said: dict[str, Any] = {
        "reason": form.reason.data or None, "explanation": form.explanation.data or "",
    }  # fmt: skip
    try:
        bulk.apply(current_user, batch, after=form.decision.data or "", **said)
    except NeedsSecondError:
        why = form.why.data or ""
        bulk.ask_for(current_user, consultation, batch, why=why, **said)
        flash(_("Se rechazarán cuando otra persona lo confirme."), "success")


def _second(consultation: Consultation, batch: Batch, form: BatchForm) -> Any:
    """The word of a second person."""
    number, approval = batch.id, bulk.approval_of(batch) or abort(404)
    try:
        act = confirm if request.form.get("decision") == CONFIRM else refuse
        act(current_user, approval)
    except ApprovalError as error:
        return _refused(consultation, number, form, error)
    return redirect(url_for("moderation.batch", slug=consultation.slug, batch=number), 303)


def _refused(
    consultation: Consultation, number: int, form: BatchForm, error: ApprovalError
) -> Any:
    db.session.rollback()
    form.form_errors.append(str(error.reason))
    found = bulk.batch_of(current_user, consultation, number) or abort(404)
    return _page(consultation, found, form), 409


@blueprint.post("/consultas/<slug>/moderacion/lotes/<int:batch>/deshacer")
@requires("comment.moderate")
def undo_batch(slug: str, batch: int) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    found = bulk.batch_of(current_user, consultation, batch) or abort(404)
    try:
        undone = undo(current_user, of_batch(found.id), now=utc_now())
    except TooLateError:
        form = BatchForm(rules.current(consultation.id), needs_why=False, formdata=None)
        return _page(consultation, found, form, is_too_late=True), 409
    flash(_("Esperan de nuevo: %(count)s. Nadie fue avisado.", count=len(undone)), "success")
    return redirect(url_for("moderation.queue", slug=slug), 303)


def _page(
    consultation: Consultation, batch: Batch, form: BatchForm, *, is_too_late: bool = False
) -> str:
    shown = Shown.of_batch(current_user, batch, utc_now())
    decisions = of_batch(batch.id) if batch.results is not None else []
    latest = max((each.created_at for each in decisions), default=None)
    may_undo = latest is not None and utc_now() < latest + TIME_TO_UNDO
    return desk_page(
        "batch.html", consultation, batch=batch, form=form, shown=shown,
        counts=counted(shown.items), approval=bulk.approval_of(batch), results=RESULTS,
        forecasts=FORECASTS, is_too_late=is_too_late,
        may_undo=may_undo and decisions[0].decided_by == current_user.id,
    )  # fmt: skip
