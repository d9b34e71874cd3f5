"""What a moderator answers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, Length

from consult.comments.forms import one_of
from consult.comments.models import Status
from consult.markup import is_blank, normalise
from consult.moderation.labels import RESOLUTIONS
from consult.moderation.models import Outcome, Rule
from consult.moderation.rules import words

LONGEST_EXPLANATION = 2_000
NO_REASON = ""
DECIDED = (Status.PUBLISHED, Status.RETURNED, Status.REJECTED)
OUTCOMES = [
    (Outcome.OVERTURNED, _l("Se publica: la primera decisión no se mantiene")),
    (Outcome.UPHELD, _l("No se publica: la decisión se mantiene")),
]


def whole(text: str) -> int:
    """The number of a row, as a page sends it; 0, which none has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class DecisionForm(FlaskForm):
    """Publish, return or reject; `revision` is the one that the moderator read, `version` that of
    the draft which was in force then."""

    reason = RadioField(_l("Regla que no cumple"), default=NO_REASON, validate_choice=False)
    explanation = TextAreaField(
        _l("Explicación para quien lo escribió"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("La explicación admite hasta 2,000 caracteres; acórtela."),
            )
        ],
    )
    note = TextAreaField(
        _l("Nota para el equipo"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("La nota admite hasta 2,000 caracteres; acórtela."),
            )
        ],
    )
    resolution = RadioField(
        _l("Revisé los datos personales"), default=NO_REASON, validate_choice=False
    )
    revision = HiddenField()
    version = HiddenField()
    decision = HiddenField(
        _l("Decisión"), [AnyOf(DECIDED, message=_l("Elija aprobar, devolver o rechazar."))]
    )

    def __init__(self, personal: Sequence[str], rules: Sequence[Rule], **kwargs: Any) -> None:
        """`personal`: the personal data in the comment, which is published once it is resolved;
        `rules`: those that hold."""
        super().__init__(**kwargs)
        self.known = {rule.code for rule in rules}
        if personal:
            self.resolution.choices = [(code.value, label) for code, label in RESOLUTIONS.items()]
        else:
            del self.resolution
        self.reason.choices = [(NO_REASON, _l("Ninguna")), *rule_choices(rules)]

    def validate_reason(self, field: RadioField) -> None:
        """A reason and a decision that contradict each other are asked again, never guessed."""
        if self.decision.data == Status.REJECTED and field.data not in self.known:
            raise ValidationError(_l("Elija el motivo por el que no se publica."))
        if self.decision.data == Status.RETURNED and field.data not in {NO_REASON, *self.known}:
            raise ValidationError(_l("Elija una de las reglas, o ninguna."))
        if self.decision.data == Status.PUBLISHED and field.data:
            raise ValidationError(
                _l("Marcó un motivo para no publicarlo. Para aprobarlo elija «Ninguna».")
            )

    def validate_explanation(self, field: TextAreaField) -> None:
        if self.decision.data == Status.RETURNED and is_blank(field.data or ""):
            raise ValidationError(_l("Escriba qué debe cambiar quien lo escribió."))

    def validate_resolution(self, field: RadioField) -> None:
        if self.decision.data == Status.PUBLISHED and field.data not in RESOLUTIONS:
            raise ValidationError(_l("Diga por qué se publica con lo que parece un dato personal."))

    @property
    def seen(self) -> int:
        """The revision that was read; 0, which none has, if that was lost on the way."""
        return _sent(self.revision)

    @property
    def seen_version(self) -> int:
        """The version that was in force; 0 if that was lost on the way."""
        return _sent(self.version)


def _sent(field: HiddenField) -> int:
    """What is there in place of a field that was lost on the way does not count as seen."""
    return whole(field.raw_data[0] if field.raw_data else "")


def rule_choices(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """Rules to choose from, each beginning with a capital letter."""
    labels = [(rule.code, words(rule).label) for rule in rules]
    return [(code, label[:1].upper() + label[1:]) for code, label in labels]


def _normalised(text: str | None) -> str:
    return normalise(text or "")


class AppealForm(FlaskForm):
    """Why a rejection should be looked at again."""

    text = TextAreaField(
        _l("Por qué apela"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("El texto admite hasta 2,000 caracteres; acórtelo."),
            )
        ],
        [_normalised],
    )

    def validate_text(self, field: TextAreaField) -> None:
        if is_blank(field.data or ""):
            raise ValidationError(_l("Escriba por qué apela."))


class AppealDecisionForm(FlaskForm):
    """Whether a rejection stands, and why."""

    outcome = RadioField(_l("Qué decide"), **one_of(OUTCOMES))
    explanation = TextAreaField(
        _l("Explicación para quien lo escribió"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("La explicación admite hasta 2,000 caracteres; acórtela."),
            )
        ],
        [_normalised],
    )

    resolution = RadioField(
        _l("Revisé los datos personales"), default=NO_REASON, validate_choice=False
    )

    def __init__(self, personal: Sequence[str], **kwargs: Any) -> None:
        """`personal`: see DecisionForm."""
        super().__init__(**kwargs)
        if personal:
            self.resolution.choices = [(code.value, label) for code, label in RESOLUTIONS.items()]
        else:
            del self.resolution

    def validate_resolution(self, field: RadioField) -> None:
        if self.outcome.data == Outcome.OVERTURNED and field.data not in RESOLUTIONS:
            raise ValidationError(_l("Diga por qué se publica con lo que parece un dato personal."))

    def validate_explanation(self, field: TextAreaField) -> None:
        if self.outcome.data == Outcome.UPHELD and is_blank(field.data or ""):
            raise ValidationError(_l("Explique por qué la decisión se mantiene."))
