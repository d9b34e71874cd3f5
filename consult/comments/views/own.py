"""The contributions of one person ("mis aportes"), and what can be done with each of them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from consult.comments.correcting import StaleCorrectionError, correct, former, may_correct
from consult.comments.following import grant
from consult.comments.models import TRANSITIONS, Status
from consult.comments.owning import PAGE, Mine, by_words, mine, one
from consult.comments.service import transition
from consult.comments.views.own_forms import CorrectionForm, FollowForm, whole
from consult.comments.views.opening import open_consultation, person
from consult.comments.views.writing import blueprint
from consult.consultations.models import Consultation
from consult.extensions import utc_now
from consult.limits import source, spend
from consult.permissions import requires

TRIES, PER_SECONDS = 60, 3600


@blueprint.route("/consultas/<slug>/seguimiento", methods=["GET", "POST"])
@requires("comment.follow")
def follow(slug: str) -> Any:
    """Where the words of a receipt are typed."""
    consultation = open_consultation(slug)
    form = FollowForm()
    if request.method == "GET":
        return _follow(consultation, form)
    if not form.validate():
        return _follow(consultation, form), 422
    if not spend("follow", source(), TRIES, PER_SECONDS):
        form.refuse(_("Hubo demasiados intentos. Espere una hora y pruebe de nuevo."))
        return _follow(consultation, form), 429
    comment = by_words(consultation, form.words.data or "")
    if comment is None:
        form.refuse(_("Ningún aporte de esta consulta tiene esas palabras. Revíselas una por una."))
        return _follow(consultation, form), 422
    grant(session, comment.id)
    return redirect(url_for("comments.own", slug=slug, folio=comment.folio), 303)


def _follow(consultation: Consultation, form: FollowForm) -> str:
    rows = mine(person(), session, consultation)[:PAGE]
    return render_template(
        "comments/follow.html", consultation=consultation, form=form, rows=rows
    )


@blueprint.get("/mis-aportes")
@requires("comment.follow")
def own_everywhere() -> str:
    return _list(None)


@blueprint.get("/consultas/<slug>/mis-aportes/")
@requires("comment.follow")
def own_list(slug: str) -> str:
    return _list(open_consultation(slug))


def _list(consultation: Consultation | None) -> str:
    before = whole(request.args.get("despues"))
    rows = mine(person(), session, consultation, before)
    return render_template(
        "comments/own_list.html",
        consultation=consultation,
        rows=rows[:PAGE],
        last=rows[PAGE - 1].said.comment.id if len(rows) > PAGE else None,
    )


@blueprint.get("/consultas/<slug>/mis-aportes/<folio>")
@requires("comment.follow")
def own(slug: str, folio: str) -> str:
    return _own(_mine(slug, folio))


@blueprint.route("/consultas/<slug>/mis-aportes/<folio>/corregir", methods=["GET", "POST"])
@requires("comment.follow")
def correct_own(slug: str, folio: str) -> Any:
    found = _mine(slug, folio)
    form = CorrectionForm(found.said)
    if not may_correct(found.consultation, found.said.comment, utc_now()):
        return _correction(found, form), 409 if request.method == "POST" else 200
    if not form.validate_on_submit():
        return _correction(found, form), 422 if form.is_submitted() else 200
    try:
        correct(person(), found.said, form.correction(), seen=form.corrects, now=utc_now())
    except StaleCorrectionError:
        now = _mine(slug, folio)
        form.revision.data = str(now.said.comment.revision)
        return _correction(now, form, is_stale=True), 409
    flash(_("Su corrección de %(folio)s se recibió.", folio=found.said.comment.folio), "success")
    return redirect(url_for("comments.own", slug=slug, folio=found.said.comment.folio), 303)


@blueprint.route("/consultas/<slug>/mis-aportes/<folio>/retirar", methods=["GET", "POST"])
@requires("comment.follow")
def withdraw_own(slug: str, folio: str) -> Any:
    found = _mine(slug, folio)
    if request.method == "GET":
        return _withdrawal(found)
    comment = found.said.comment
    if not _may_withdraw(found) or not transition(
        person(), comment, revision=comment.revision, before=comment.status,
        after=Status.WITHDRAWN,
    ):  # fmt: skip
        return _withdrawal(_mine(slug, folio)), 409
    flash(_("Retiró su aporte %(folio)s.", folio=comment.folio), "success")
    return redirect(url_for("comments.own", slug=slug, folio=comment.folio), 303)


def _mine(slug: str, folio: str) -> Mine:
    """One's own contribution, as it stands now; anybody else's is not there."""
    consultation = open_consultation(slug)
    return one(person(), session, consultation, folio) or abort(404)


def _may_withdraw(found: Mine) -> bool:
    return (found.said.comment.status, Status.WITHDRAWN) in TRANSITIONS


def _own(found: Mine) -> str:
    return render_template(
        "comments/own.html",
        consultation=found.consultation,
        mine=found,
        former=former(found.said.comment),
        may_correct=may_correct(found.consultation, found.said.comment, utc_now()),
        may_withdraw=_may_withdraw(found),
    )


def _correction(found: Mine, form: CorrectionForm, *, is_stale: bool = False) -> str:
    return render_template(
        "comments/correct.html",
        consultation=found.consultation,
        mine=found,
        form=form,
        is_stale=is_stale,
        may_correct=may_correct(found.consultation, found.said.comment, utc_now()),
    )


def _withdrawal(found: Mine) -> str:
    return render_template(
        "comments/withdraw.html",
        consultation=found.consultation,
        mine=found,
        form=FlaskForm(),
        may_withdraw=_may_withdraw(found),
    )
