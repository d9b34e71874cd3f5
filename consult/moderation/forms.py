"""What a moderator answers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, Length

from consult.comments.forms import one_of
from consult.comments.models import Status
from consult.markup import is_blank, normalise
from consult.moderation.labels import REASONS
from consult.moderation.models import Outcome

LONGEST_EXPLANATION = 2_000
NO_REASON = ""
OUTCOMES = [
    (Outcome.OVERTURNED, _l("Se publica: la primera decisión no se mantiene")),
    (Outcome.UPHELD, _l("No se publica: la decisión se mantiene")),
]


def whole(text: str) -> int:
    """The number of a row, as a page sends it; 0, which none has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class DecisionForm(FlaskForm):
    """Publish or reject; `revision` is the one that the moderator read."""

    reason = RadioField(_l("Motivo, si no se publica"), default=NO_REASON, validate_choice=False)
    explanation = TextAreaField(
        _l("Explicación para quien lo escribió"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("La explicación admite hasta 2,000 caracteres; acórtela."),
            )
        ],
    )
    revision = HiddenField()
    decision = HiddenField(
        _l("Decisión"),
        [AnyOf([Status.PUBLISHED, Status.REJECTED], message=_l("Elija aprobar o rechazar."))],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words = [(code.value, str(label)) for code, label in REASONS.items()]
        self.reason.choices = [
            (NO_REASON, _l("Ninguno: se publica")),
            *((code, label[:1].upper() + label[1:]) for code, label in words),
        ]

    def validate_reason(self, field: RadioField) -> None:
        """A reason and a decision that contradict each other are asked again, never guessed."""
        if self.decision.data == Status.REJECTED and field.data not in REASONS:
            raise ValidationError(_l("Elija el motivo por el que no se publica."))
        if self.decision.data == Status.PUBLISHED and field.data:
            raise ValidationError(
                _l("Marcó un motivo para no publicarlo. Para aprobarlo elija «Ninguno».")
            )

    @property
    def seen(self) -> int:
        """The revision that was read; 0, which none has, if that was lost on the way."""
        return whole(self.revision.data or "")


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

    def validate_explanation(self, field: TextAreaField) -> None:
        if self.outcome.data == Outcome.UPHELD and is_blank(field.data or ""):
            raise ValidationError(_l("Explique por qué la decisión se mantiene."))
