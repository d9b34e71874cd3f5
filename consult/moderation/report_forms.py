"""What a reader says of a comment that breaks a rule, and what a moderator answers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, Length

from consult.comments.guarding import OPENED, SHORTEST_WRITING, age, stamp
from consult.comments.models import Held
from consult.markup import is_blank, normalise
from consult.moderation.forms import rule_choices, sent
from consult.moderation.models import Kept, Rule

LONGEST = 1_000


def _normalised(text: str | None) -> str:
    return normalise(text or "")


class ReportForm(FlaskForm):
    """Which rule a published comment breaks."""

    reason = RadioField(_l("Regla que no cumple"), validate_choice=False)
    text = TextAreaField(
        _l("Qué quiere decirnos"),
        [Length(max=LONGEST, message=_l("El texto admite hasta 1,000 caracteres; acórtelo."))],
        [_normalised],
    )
    asunto = StringField(
        _l("Deje este campo vacío"), render_kw={"autocomplete": "off", "tabindex": "-1"}
    )
    opened_at = HiddenField(default=lambda: stamp(OPENED))

    def __init__(self, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason.choices = rule_choices(rules)
        self.known = {rule.code for rule in rules}

    def validate_reason(self, field: RadioField) -> None:
        if field.data not in self.known:
            raise ValidationError(_l("Elija la regla que no cumple."))

    @property
    def held(self) -> str | None:
        """Why a machine seems to have sent it."""
        if self.asunto.data:
            return Held.TRAP
        is_quick = age(self.opened_at.data, OPENED) < SHORTEST_WRITING
        return Held.QUICK if is_quick else None


class ReportedForm(FlaskForm):
    """What becomes of a reported comment: it stays, which is explained, or it is not shown."""

    outcome = HiddenField(
        _l("Decisión"),
        [AnyOf([Kept.KEPT, Kept.REJECTED], message=_l("Elija mantener o dejar de publicar."))],
    )
    reason = RadioField(_l("Regla que no cumple"), validate_choice=False)
    explanation = TextAreaField(
        _l("Explicación"),
        [
            Length(
                max=2_000, message=_l("La explicación admite hasta 2,000 caracteres; acórtela.")
            )
        ],
        [_normalised],
    )
    revision = HiddenField()

    def __init__(self, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason.choices = rule_choices(rules)
        self.known = {rule.code for rule in rules}

    def validate_reason(self, field: RadioField) -> None:
        if self.outcome.data == Kept.REJECTED and field.data not in self.known:
            raise ValidationError(_l("Elija el motivo por el que se deja de publicar."))

    def validate_explanation(self, field: TextAreaField) -> None:
        if self.outcome.data == Kept.KEPT and is_blank(field.data or ""):
            raise ValidationError(_l("Explique por qué se mantiene."))

    @property
    def seen(self) -> int:
        return sent(self.revision)
