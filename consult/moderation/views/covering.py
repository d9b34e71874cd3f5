"""Covering words of a comment, and asking to read what was covered."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.approvals.queries import by_id
from consult.approvals.service import ApprovalError
from consult.approvals.views import ask_page
from consult.comments.models import CommentRevision, Status
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db
from consult.moderation import opening, queries, redacting, rules
from consult.moderation.claims import ClaimedError
from consult.moderation.decisions import in_force
from consult.moderation.covering_forms import APPROVE, COVER, CoverForm
from consult.moderation.models import Reason
from consult.moderation.queries import Case
from consult.moderation.redacting import COVERABLE, NothingCoveredError, redact
from consult.moderation.service import (
    OwnCommentError,
    PersonalDataError,
    StaleDecisionError,
    decide,
)
from consult.moderation.views.desk import blueprint, desk_page
from consult.permissions import requires

blueprint.add_app_template_global(redacting.of_comment, "redactions_of")


@blueprint.app_template_global()
def covered_notes(revision: CommentRevision) -> tuple[rules.Words, ...]:
    """Why words of what a comment says now were covered; one's own contribution stands below this
    folder."""
    if revision.received is None:
        return ()
    return redacting.notes([revision.comment_id]).get(revision.comment_id, ())


@blueprint.route("/consultas/<slug>/moderacion/<folio>/tapar", methods=["GET", "POST"])
@requires("comment.moderate")
def cover(slug: str, folio: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    case = queries.case(current_user, consultation, folio) or abort(404)
    if case.comment.status not in COVERABLE:
        abort(404)
    form = _form(consultation, case)
    if not form.validate_on_submit():
        return _page(consultation, case, form), 422 if form.is_submitted() else 200
    if form.step.data not in (COVER, APPROVE):
        return _page(consultation, case, form, found=redacting.places(case.comment, form.wanted))
    try:
        _cover(case, form)
    except OwnCommentError:
        return _page(consultation, case, form), 403
    except StaleDecisionError:
        return _stale(consultation, folio, form), 409
    except NothingCoveredError:
        form.words.errors = [_("Ninguna de estas palabras está en el aporte.")]
        return _page(consultation, case, form), 422
    return redirect(url_for("moderation.comment", slug=slug, folio=folio), 303)


def _form(consultation: Consultation, case: Case) -> CoverForm:
    found = redacting.found_in(case.comment)
    seen = {
        "revision": case.comment.revision, "version": in_force(case.comment),
        "reason": Reason.PERSONAL_DATA.value if found else None, "personal": bool(found),
    }  # fmt: skip
    return CoverForm(rules.current(consultation.id), found, data=seen)


def _cover(case: Case, form: CoverForm) -> None:
    folio = case.comment.folio
    redact(
        current_user, case.comment, form.wanted, revision=form.seen, reason=form.reason.data or ""
    )
    flash(_("Las palabras de %(folio)s se taparon.", folio=folio), "success")
    if form.step.data == APPROVE and case.comment.status == Status.PENDING:
        _approve(case, form)


def _approve(case: Case, form: CoverForm) -> None:
    """What is left is published, unless it has personal data that nobody spoke of."""
    try:
        decide(
            current_user, case.comment, revision=form.seen, version=form.seen_version,
            after=Status.PUBLISHED,
        )  # fmt: skip
    except ClaimedError:
        flash(_("Lo tiene otra persona en este momento: no se publicó."), "warning")
    except PersonalDataError:
        flash(_("Aún contiene lo que parece un dato personal: no se publicó."), "warning")
    else:
        flash(_("%(folio)s se publicó.", folio=case.comment.folio), "success")


def _stale(consultation: Consultation, folio: str, form: CoverForm) -> str:
    db.session.rollback()
    now = queries.case(current_user, consultation, folio) or abort(404)
    form.revision.data, form.version.data = str(now.comment.revision), str(in_force(now.comment))
    return _page(consultation, now, form, is_stale=True)


def _page(consultation: Consultation, case: Case, form: CoverForm, **context: Any) -> str:
    return desk_page("cover.html", consultation, case=case, form=form, **context)


@blueprint.route("/consultas/<slug>/moderacion/<folio>/original", methods=["GET", "POST"])
@requires("redaction.open")
def ask_original(slug: str, folio: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    comment = opening.covered_comment(current_user, consultation, folio) or abort(404)
    return ask_page(
        "moderation/ask_original.html", consultation, comment,
        lambda reason: opening.ask_original(current_user, consultation, comment, reason=reason),
    )  # fmt: skip


@blueprint.post("/consultas/<slug>/autorizaciones/<int:approval>/original")
@requires("redaction.open")
def original(slug: str, approval: int) -> Any:
    """By POST, because each look is recorded; the page stands at no address of its own."""
    consultation = by_slug(current_user, slug) or abort(404)
    found = by_id(current_user, consultation, approval) or abort(404)
    try:
        originals = opening.look(current_user, found)
    except ApprovalError:
        db.session.rollback()
        abort(404)
    return render_template(
        "moderation/original.html", consultation=consultation, approval=found, originals=originals
    )
