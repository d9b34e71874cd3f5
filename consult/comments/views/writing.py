"""Writing a contribution, and its receipt."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import Person
from consult.comments import queries
from consult.comments.changes import Change, changes
from consult.comments.following import grant, new_words
from consult.comments.forms import ContributionForm
from consult.comments.guarding import confirm_page
from consult.comments.participants import name_shown
from consult.comments.queries import Said, Subject
from consult.comments.sending import KeyTakenError, send, was_received
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import login, utc_now
from consult.markup import as_typed, normalise
from consult.permissions import requires
from consult.questions.answering import answers_in_words, questions_to_answer
from consult.questions.models import Question

blueprint = Blueprint("comments", __name__)
# The drafting team's list of questions stands below this folder and shows what counts here.
blueprint.add_app_template_global(queries.published_results)
blueprint.add_app_template_global(name_shown)
TELLS_WORDS = "words_of"  # in the session: the key of the receipt that is to tell its words
WRITTEN = ("quote", "proposed_text", "body")


@blueprint.route("/consultas/<slug>/comentar", methods=["GET", "POST"])
@requires("comment.submit")
def new(slug: str) -> Any:
    consultation = _consultation(slug)
    subject = _subject(consultation)
    if subject is None:
        return (_unsent(consultation), 404) if request.method == "POST" else abort(404)
    form = ContributionForm.asking(_questions(subject))(
        _person(),
        subject,
        kind=request.args.get("tipo", ""),
        quote=request.args.get("cita", ""),
        before=request.args.get("antes", ""),
    )
    if request.method == "POST":
        return _answer(form, subject)
    if not consultation.is_open(utc_now()):
        return _unsent(consultation)
    return _page(form, subject) if _may_send(form, subject) else login.unauthorized()


def _may_send(form: ContributionForm, subject: Subject) -> bool:
    return form.author is not None or subject.consultation.accepts_without_account


@blueprint.get("/consultas/<slug>/acuse/<key>")
@requires("receipt.read")
def receipt(slug: str, key: str) -> str:
    consultation = _consultation(slug)
    said = queries.receipt(consultation, key) or abort(404)
    return render_template(
        "comments/receipt.html",
        consultation=consultation,
        said=said,
        key=key,
        words=_words(said, key),
        change=_change(consultation, said),
        as_typed=as_typed,
    )


def _words(said: Said, key: str) -> str | None:
    """Those that lead back to what was sent a moment ago: told once, to the browser it was sent
    from."""
    if not said.comment.follow_hash or session.get(TELLS_WORDS) != key:
        return None
    if request.method == "GET":
        session.pop(TELLS_WORDS)
        grant(session, said.comment.id)
    return new_words(key)


def _change(consultation: Consultation, said: Said) -> Change | None:
    """What the current version did to the words, if it is another than that of the comment."""
    current = consultation.current_version_id
    if current is None or current == said.comment.version_id:
        return None
    return changes(current, [said.comment.id]).get(said.comment.id)


def _answer(form: ContributionForm, subject: Subject) -> Any:
    """What becomes of a form that was sent; a form that was received before is never refused."""
    contribution = form.contribution()
    try:
        if not was_received(subject.consultation, contribution):
            refusal = _refused(form, subject)
            if refusal is not None:
                return refusal
            guarded = form.guarded(contribution)
            if guarded is None:
                return confirm_page(form), 422
            send(form.author, subject, guarded)
    except KeyTakenError:
        return _sent_otherwise(form, subject), 409
    slug, key = subject.consultation.slug, contribution.receipt_key
    if contribution.follow_hash:
        session[TELLS_WORDS] = key
    return redirect(url_for("comments.receipt", slug=slug, key=key), 303)


def _refused(form: ContributionForm, subject: Subject) -> Any:
    """The answer to a form that cannot be received as it is, or None."""
    if not subject.consultation.is_open(utc_now()):
        return _unsent(subject.consultation), 409
    if not _may_send(form, subject):
        return login.unauthorized()
    return None if form.validate() else (_page(form, subject), 422)


def _sent_otherwise(form: ContributionForm, subject: Subject) -> str:
    """The form was sent before with another text: this one can be sent as well."""
    earlier = form.receipt_key.data or ""
    known = queries.receipt(subject.consultation, earlier)
    form.start_anew()
    form.form_errors.append(_("Este formulario ya se había enviado, con otro contenido."))
    return _page(form, subject, earlier=earlier if known else None)


def _consultation(slug: str) -> Consultation:
    return (by_slug(_person(), slug) if slug.isprintable() else None) or abort(404)


def _person() -> Person | None:
    return current_user if current_user.is_authenticated else None


def _subject(consultation: Consultation) -> Subject | None:
    return queries.subject(
        _person(),
        consultation,
        section=request.args.get("seccion"),
        block=request.args.get("parrafo"),
        version=request.args.get("version"),
        answers=request.args.get("respuesta"),
    )


def _questions(subject: Subject) -> Sequence[Question]:
    """Of the section that a contribution is about; who replies to another is not asked."""
    if subject.section is None or subject.answered:
        return ()
    return questions_to_answer(subject.section.section_id)


def _page(form: ContributionForm, subject: Subject, **context: Any) -> str:
    form.offer()
    return render_template(
        "comments/new.html",
        consultation=subject.consultation,
        subject=subject,
        form=form,
        last_moment=subject.consultation.last_moment,
        **context,
    )


def _unsent(consultation: Consultation) -> str:
    """Nothing can be sent: the window is not open, or the place is unknown. What was written is
    given back."""
    now = utc_now()
    written = [normalise(request.form.get(name, "")) for name in WRITTEN]
    written += answers_in_words(request.form)
    return render_template(
        "comments/unsent.html",
        consultation=consultation,
        is_open=consultation.is_open(now),
        is_early=now < consultation.opens_at,
        last_moment=consultation.last_moment,
        written=[text for text in written if text],
    )
