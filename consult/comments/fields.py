"""What the fields of forms about comments are made of."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import AnyOf, ValidationError


class AtMost:
    """At most so many characters (code points, after normalisation); `counted` as one types."""

    def __init__(self, most: int, *, counted: bool = False) -> None:
        self.most = most
        self.field_flags = {"maxlength": most} if counted else {}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                _(
                    "El texto tiene %(length)s caracteres; el máximo es %(most)s.",
                    length=format_decimal(length),
                    most=format_decimal(self.most),
                )
            )


def one_of(choices: Sequence[tuple[str, object]], default: str = "") -> dict[str, Any]:
    """Arguments of a field with these choices, the refusal in our own words."""
    known = AnyOf([str(value) for value, _label in choices], _l("Elija una de las opciones."))
    return {
        "choices": lambda: [(str(value), label) for value, label in choices],
        "default": default,
        "validators": [known],
        "validate_choice": False,
    }


def stored_as(form_of: Callable[[str], str]) -> list[Callable[[str | None], str]]:
    """The filter that gives a field the form in which its text is stored."""
    return [lambda text: form_of(text or "")]
