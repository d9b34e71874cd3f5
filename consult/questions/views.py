"""The drafting team's pages of questions: the list, adding one, wording it, closing it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.markup import as_typed
from consult.permissions import requires
from consult.questions import desk
from consult.questions.forms import QuestionForm, WordingForm
from consult.questions.models import Question
from consult.questions.queries import Given, answered, by_id, given
from consult.questions.service import (
    AnsweredError,
    ChangedError,
    QuestionError,
    add,
    close,
    place,
    reopen,
    revise,
)

blueprint = Blueprint(
    "questions", __name__, url_prefix="/consultas/<slug>/redaccion/preguntas"
)
blueprint.add_app_template_filter(as_typed)

LARGEST_ID = 2**31 - 1


@blueprint.app_template_global()
def given_with(comment_id: int) -> tuple[Given, ...]:
    """What a comment answered, for the pages that show one comment."""
    return given([comment_id]).get(comment_id, ())


@blueprint.get("/")
@requires("draft.manage")
def listing(slug: str) -> str:
    consultation = open_consultation(slug)
    return render_template(
        "questions/list.html",
        consultation=consultation,
        groups=desk.groups(current_user, consultation),
        newest=desk.newest(current_user, consultation),
    )


@blueprint.route("/nueva", methods=["GET", "POST"])
@requires("draft.manage")
def new(slug: str) -> Any:
    consultation = open_consultation(slug)
    form = QuestionForm()
    form.offer(desk.offered(current_user, consultation), request.args.get("seccion", ""))
    if not form.validate_on_submit():
        return _new_page(consultation, form), 422 if form.is_submitted() else 200
    text, options = form.said()
    try:
        made = add(
            current_user, form.chosen.section, kind=form.question_kind, text=text, options=options
        )
    except QuestionError as error:
        form.form_errors.append(error.reason)
        return _new_page(consultation, form), 422
    flash(_("La pregunta está en «%(title)s».", title=form.chosen.title), "success")
    return _to_list(slug, made)


@blueprint.route("/<int:question>/", methods=["GET", "POST"])
@requires("draft.manage")
def wording(slug: str, question: int) -> Any:
    consultation, found = _open(slug, question)
    form = WordingForm(found)
    if answered([found.id]):
        return _wording_page(consultation, found, form, is_fixed=True), 409
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return _wording_page(consultation, found, form), status
    return _revise(consultation, found, form)


def _revise(consultation: Consultation, question: Question, form: WordingForm) -> Any:
    text, options = form.said()
    try:
        revise(current_user, question, seen=form.seen.data or "", text=text, options=options)
    except AnsweredError:
        return _wording_page(consultation, question, form, is_fixed=True), 409
    except ChangedError:
        form.seen.data = question.mark
        return _wording_page(consultation, question, form, is_stale=True), 409
    except QuestionError as error:
        form.form_errors.append(error.reason)
        return _wording_page(consultation, question, form), 422
    flash(_("La pregunta quedó guardada."), "success")
    return _to_list(consultation.slug, question)


@blueprint.post("/<int:question>/orden")
@requires("draft.manage")
def order(slug: str, question: int) -> Response:
    """To the place `lugar` among the questions of its section, from 0."""
    _consultation, found = _open(slug, question)
    asked = request.form.get("lugar", "")
    place(current_user, found, at=int(asked) if _is_place(asked) else abort(400))
    return _to_list(slug, found)


@blueprint.post("/<int:question>/estado")
@requires("draft.manage")
def state(slug: str, question: int) -> Response:
    """Closed (`estado=closed`) or open again (`estado=open`)."""
    _consultation, found = _open(slug, question)
    change = {"open": reopen, "closed": close}.get(request.form.get("estado", "")) or abort(400)
    try:
        change(current_user, found)
    except QuestionError as error:
        flash(str(error.reason), "error")
    return _to_list(slug, found)


def open_consultation(slug: str) -> Consultation:
    return (by_slug(current_user, slug) if slug.isprintable() else None) or abort(404)


def _open(slug: str, number: int) -> tuple[Consultation, Question]:
    consultation = open_consultation(slug)
    if number > LARGEST_ID:
        abort(404)
    return consultation, by_id(current_user, consultation, number) or abort(404)


def _is_place(text: str) -> bool:
    return text.isdecimal() and len(text) < 4


def _to_list(slug: str, question: Question) -> Response:
    return redirect(
        url_for("questions.listing", slug=slug, _anchor=f"pregunta-{question.id}"), 303
    )


def _new_page(consultation: Consultation, form: QuestionForm) -> str:
    return render_template("questions/new.html", consultation=consultation, form=form)


def _wording_page(
    consultation: Consultation, question: Question, form: WordingForm, **context: Any
) -> str:
    return render_template(
        "questions/wording.html",
        consultation=consultation,
        question=question,
        form=form,
        **context,
    )
