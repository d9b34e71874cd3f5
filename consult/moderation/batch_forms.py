"""What a moderator answers for many comments at once, and how a consultation is moderated."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange

from consult.approvals.forms import LONGEST_REASON
from consult.comments.forms import one_of
from consult.comments.models import Status
from consult.markup import is_blank, normalise
from consult.moderation.captions import MODES
from consult.moderation.forms import LONGEST_EXPLANATION, NO_REASON, rule_choices
from consult.moderation.hints import watched_words
from consult.moderation.models import Rule

CONFIRM, REFUSE = "confirm", "refuse"
LONGEST_LIST, MOST_WORDS = 10_000, 300


def _normalised(typed: str | None) -> str:
    return normalise(typed or "")


class BatchForm(FlaskForm):
    """Publish all or reject all; `why` is asked where that needs a second person."""

    reason = RadioField(_l("Regla que no cumplen"), validate_choice=False)
    explanation = TextAreaField(
        _l("Explicación para quienes los escribieron"),
        [
            Length(
                max=LONGEST_EXPLANATION,
                message=_l("La explicación admite hasta 2,000 caracteres; acórtela."),
            )
        ],
    )
    why = TextAreaField(
        _l("Por qué rechazar tantos, para quien lo confirme"),
        [Length(max=LONGEST_REASON, message=_l("El motivo admite hasta 1,000 caracteres."))],
    )
    decision = HiddenField(
        _l("Decisión"),
        [AnyOf([Status.PUBLISHED, Status.REJECTED], message=_l("Elija aprobar o rechazar."))],
    )

    def __init__(self, rules: Sequence[Rule], *, needs_why: bool, **kwargs: Any) -> None:
        """`rules`: those that hold."""
        super().__init__(**kwargs)
        self.needs_why = needs_why
        self.known = {rule.code for rule in rules}
        self.reason.choices = [(NO_REASON, _l("Ninguna")), *rule_choices(rules)]
        if self.reason.data is None:
            self.reason.data = NO_REASON

    def validate_reason(self, field: RadioField) -> None:
        if self.decision.data == Status.REJECTED and field.data not in self.known:
            raise ValidationError(_l("Elija el motivo por el que no se publican."))
        if self.decision.data == Status.PUBLISHED and field.data:
            raise ValidationError(
                _l("Marcó un motivo para no publicarlos. Para aprobarlos elija «Ninguna».")
            )

    def validate_why(self, field: TextAreaField) -> None:
        is_asked = self.needs_why and self.decision.data == Status.REJECTED
        if is_asked and is_blank(field.data or ""):
            raise ValidationError(_l("Escriba por qué rechazarlos, para quien lo confirme."))


class ArrangingForm(FlaskForm):
    """How a consultation is moderated."""

    moderation_mode = RadioField(
        _l("Cuándo se publica un aporte"), **one_of(list(MODES.items()))
    )
    moderation_days = IntegerField(
        _l("Días en que se promete decidir"),
        [
            InputRequired(_l("Escriba un número de días.")),
            NumberRange(1, 60, _l("Escriba un número de días entre 1 y 60.")),
        ],
    )
    watched_words = TextAreaField(
        _l("Palabras que se señalan a quien modera"),
        [Length(max=LONGEST_LIST, message=_l("La lista admite hasta 10,000 caracteres."))],
        [_normalised],
    )

    def validate_watched_words(self, field: TextAreaField) -> None:
        if len(watched_words(field.data or "")) > MOST_WORDS:
            raise ValidationError(_l("La lista admite hasta 300 palabras o frases."))
