"""What is asked of the drafting team about a question."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, StopValidation, ValidationError

from consult.drafts.forms import TOO_LONG, in_one_line, normalised
from consult.drafts.models import SectionText
from consult.markup import one_line
from consult.questions.desk import Offered
from consult.questions.labels import KINDS
from consult.questions.models import Kind, Question
from consult.search import fold

LONGEST_TEXT = 300
LONGEST_OPTION = 120
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LIMIT = {"max": LONGEST_OPTION, "message": TOO_LONG}


def of_a_scale(form: "WordingForm", _field: Field) -> None:
    """What another kind of question does not ask for, and its page does not show, is not looked
    at."""
    if form.question_kind != Kind.SCALE:
        raise StopValidation


class WordingForm(FlaskForm):
    """A question that is there and was not answered: its words; `seen` is the mark of what the
    page showed. `question_kind` says which of the fields count."""

    text = TextAreaField(
        _l("La pregunta"),
        [
            DataRequired(_l("Escriba la pregunta.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        [in_one_line],
    )
    options = TextAreaField(_l("Opciones"), filters=[normalised], render_kw={"rows": 5})
    lowest = StringField(
        _l("Qué significa el 1"), [of_a_scale, Length(**LIMIT)], [in_one_line]
    )
    highest = StringField(
        _l("Qué significa el 5"), [of_a_scale, Length(**LIMIT)], [in_one_line]
    )
    seen = HiddenField()

    def __init__(self, question: Question | None = None, **kwargs: Any) -> None:
        self._kind = question.kind if question else ""
        super().__init__(data=_said(question), **kwargs)

    @property
    def question_kind(self) -> str:
        return self._kind

    def said(self) -> tuple[str, Sequence[str]]:
        """The words of the question, and those of its options."""
        if self.question_kind == Kind.SCALE:
            return self.text.data or "", [self.lowest.data or "", self.highest.data or ""]
        return self.text.data or "", [] if self.question_kind == Kind.OPEN else self._listed

    @property
    def _listed(self) -> list[str]:
        lines = (one_line(line) for line in (self.options.data or "").splitlines())
        return [line for line in lines if line]

    def validate_options(self, field: Field) -> None:
        if self.question_kind not in (Kind.ONE, Kind.SEVERAL):
            return
        options = self._listed
        if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
            raise ValidationError(_("Escriba de 2 a 10 opciones, una en cada línea."))
        if len({fold(option) for option in options}) < len(options):
            raise ValidationError(_("Hay dos opciones iguales."))
        if max(map(len, options)) > LONGEST_OPTION:
            raise ValidationError(
                _("Una opción tiene más de %(most)s caracteres.", most=LONGEST_OPTION)
            )

    def validate_lowest(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Escriba qué significa este extremo de la escala."))

    validate_highest = validate_lowest


class QuestionForm(WordingForm):
    """A new question; `offer` gives it the sections to choose from."""

    section = SelectField(_l("Sección"), validate_choice=False)
    kind = RadioField(
        _l("Cómo se responde"),
        [AnyOf(list(Kind), _l("Elija cómo se responde."))],
        choices=lambda: [(kind.value, words) for kind, words in KINDS.items()],
        default=Kind.ONE,
        validate_choice=False,
    )

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page."""
        first = (self.section, self.kind)
        return iter((*first, *(each for each in super().__iter__() if each not in first)))

    def offer(self, sections: Sequence[Offered], asked: str) -> None:
        """Sections in the order given, indented by their depth; `asked` is the key of one."""
        self._sections = {each.text.section.key: each.text for each in sections}
        self.section.choices = [
            ("", _("Elija la sección")),
            *((each.text.section.key, _option(each)) for each in sections),
        ]
        self.has_waiting = any(each.only_in for each in sections)
        if not self.is_submitted():
            self.section.data = asked if asked in self._sections else ""

    @property
    def question_kind(self) -> str:
        return self.kind.data or ""

    @property
    def chosen(self) -> SectionText:
        return self._sections[self.section.data]

    def validate_section(self, field: Field) -> None:
        if field.data not in self._sections:
            raise ValidationError(_("Elija la sección a la que se refiere."))


def _option(offered: Offered) -> str:
    title = "\N{EM SPACE}" * offered.text.depth + offered.text.title
    if offered.only_in is None:
        return title
    mark = _("(solo en la versión %(number)s, sin publicar)", number=offered.only_in)
    return f"{title} {mark}"


def _said(question: Question | None) -> dict[str, str]:
    if question is None:
        return {}
    lines = question.options.splitlines()
    said = {"text": question.text, "seen": question.mark}
    if question.kind == Kind.SCALE:
        return said | {"lowest": lines[0], "highest": lines[-1]}
    return said | {"options": question.options}
