"""The questions of a section as fields of the form for a contribution.

The names of the fields hold the question's id, and a hidden field what each question said when the
page was opened: an answer to a question that was changed since is asked for again, and one to a
question that was closed since still counts.
"""

from collections.abc import Sequence
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput

from consult.drafts.forms import TOO_LONG, normalised
from consult.markup import is_blank, normalise
from consult.questions.models import LONGEST_ANSWER, WORDS, Kind, NewAnswer, Question
from consult.questions.queries import of_section

IN_WORDS = "-words"
NO_ANSWER = ("", _l("Prefiero no responder"))


def questions_to_answer(section_id: int) -> Sequence[Question]:
    """The open ones; in a form that is sent also those closed meanwhile, if they were answered.

    Once sent they are held, so that none changes before its answer is stored.
    """
    is_sent = request.method == "POST"
    named = {name for name, value in request.form.items(multi=True) if value.strip()}
    questions = of_section(section_id, hold=is_sent)
    return [each for each in questions if each.is_open or _name(each) in named]


def answers_in_words(sent: MultiDict[str, str]) -> list[str]:
    """What was typed in answer to open questions, whatever became of them."""
    typed = (value for name, value in sent.items(multi=True) if name.endswith(IN_WORDS))
    return [normalise(text) for text in typed]


class AnsweringForm(FlaskForm):
    """A form that may hold the questions of a section: see `asking`."""

    asked: Sequence[Question] = ()

    @classmethod
    def asking(cls, questions: Sequence[Question]) -> type[Self]:
        """This form with a field for each question."""
        if not questions:
            return cls
        fields: dict[str, object] = {_name(question): _field(question) for question in questions}
        fields["questions_seen"] = HiddenField(default=_marks(questions))
        return type(cls.__name__, (cls,), {"asked": questions, **fields})

    @property
    def answer_fields(self) -> list[tuple[Question, Field]]:
        return [(question, self[_name(question)]) for question in self.asked]

    @property
    def answers(self) -> tuple[NewAnswer, ...]:
        """What was answered, in order; what is no answer to the question is left out."""
        return tuple(answer for pair in self.answer_fields for answer in _answers(*pair))

    def validate(self, extra_validators: object = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.asked:
            # The page that comes back shows the questions as they are now.
            self["questions_seen"].data = _marks(self.asked)
        return is_valid


def _name(question: Question) -> str:
    return f"question-{question.id}{IN_WORDS if question.kind == Kind.OPEN else ''}"


def _marks(questions: Sequence[Question]) -> str:
    return " ".join(question.mark for question in questions)


def _field(question: Question) -> Field:
    label, as_seen = _spanish(question.text), _IsAsSeen(question)
    if question.kind == Kind.OPEN:
        limit = Length(max=LONGEST_ANSWER, message=TOO_LONG)
        return TextAreaField(label, [as_seen, limit], [normalised])
    offered = [(str(value), _spanish(words)) for value, words in question.choices.items()]
    checked: dict[str, Any] = {
        "validators": [as_seen, _IsOffered(question)],
        "validate_choice": False,
    }
    if question.kind == Kind.SEVERAL:
        boxes = CheckboxInput()
        return SelectMultipleField(label, choices=lambda: offered, option_widget=boxes, **checked)
    return RadioField(label, choices=lambda: [*offered, NO_ANSWER], default="", **checked)


def _spanish(text: str) -> Markup:
    """The words of a question are in Spanish whatever the language of the page."""
    return Markup('<span lang="es-HN">{}</span>').format(text)


class _IsAsSeen:
    """The question still says what it said when the page was opened."""

    def __init__(self, question: Question) -> None:
        self._mark = question.mark

    def __call__(self, form: FlaskForm, field: Field) -> None:
        seen = (form["questions_seen"].data or "").split()
        if field.data and self._mark not in seen:
            raise ValidationError(
                _("Esta pregunta cambió mientras usted escribía. Revise su respuesta.")
            )


class _IsOffered:
    def __init__(self, question: Question) -> None:
        self._choices = {str(choice) for choice in question.choices}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if not self._choices.issuperset(value for value in chosen if value):
            raise ValidationError(_("Elija una de las opciones."))


def _answers(question: Question, field: Field) -> list[NewAnswer]:
    if question.kind == Kind.OPEN:
        words = field.data or ""
        return [] if is_blank(words) else [NewAnswer(question.id, WORDS, words)]
    chosen = set(field.data if isinstance(field.data, list) else [field.data])
    return [
        NewAnswer(question.id, choice) for choice in question.choices if str(choice) in chosen
    ]
