"""What is asked of who covers words of a comment."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length

from consult.markup import is_blank, normalise
from consult.moderation.forms import rule_choices, sent
from consult.moderation.models import Rule

LONGEST, MOST = 2_000, 50
PREVIEW, COVER, APPROVE = "ver", "tapar", "aprobar"


def _normalised(text: str | None) -> str:
    return normalise(text or "")


class CoverForm(FlaskForm):
    """Which words to cover, one run of them a line, and the rule that they break. `step` says
    whether to show where they stand, to cover them, or to cover them and publish the rest."""

    words = TextAreaField(
        _l("Palabras que se tapan"),
        [Length(max=LONGEST, message=_l("Admite hasta 2,000 caracteres; tape en dos veces."))],
        [_normalised],
    )
    personal = BooleanField(_l("Tapar también lo que parece un dato personal"))
    reason = RadioField(_l("Regla que no cumplen"), validate_choice=False)
    revision = HiddenField()
    version = HiddenField()
    step = HiddenField(default=PREVIEW)

    def __init__(
        self, rules: Sequence[Rule], personal: Sequence[str], **kwargs: Any
    ) -> None:
        """`personal`: the personal data that was found, word for word."""
        super().__init__(**kwargs)
        self.reason.choices = rule_choices(rules)
        self.known, self.found = {rule.code for rule in rules}, personal
        if not personal:
            del self.personal

    def validate_reason(self, field: RadioField) -> None:
        if field.data not in self.known:
            raise ValidationError(_l("Elija el motivo, que se leerá debajo del texto."))

    def validate_words(self, field: TextAreaField) -> None:
        if not self.wanted:
            raise ValidationError(_l("Escriba las palabras que se tapan, una por línea."))
        if len(self.wanted) > MOST:
            raise ValidationError(_l("Admite hasta 50 líneas; tape en dos veces."))

    @property
    def wanted(self) -> list[str]:
        """Each run of words to be covered."""
        typed = [line.strip() for line in (self.words.data or "").splitlines()]
        also = self.found if self.personal and self.personal.data else ()
        return [*(line for line in typed if not is_blank(line)), *dict.fromkeys(also)]

    @property
    def seen(self) -> int:
        return sent(self.revision)

    @property
    def seen_version(self) -> int:
        return sent(self.version)
