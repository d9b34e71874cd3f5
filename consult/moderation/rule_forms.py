"""What is asked of who writes the rules of a consultation."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from consult.markup import is_blank, normalise, one_line
from consult.moderation.models import Rule
from consult.moderation.rules import NewRule

LONGEST_LABEL, LONGEST_TEXT, MOST, FREE = 120, 1_000, 30, 2


def _in_one_line(text: str | None) -> str:
    return one_line(text or "").rstrip(".")


def _normalised(text: str | None) -> str:
    return normalise(text or "")


_SHORT = Length(max=LONGEST_LABEL, message=_l("El motivo admite hasta 120 caracteres; acórtelo."))
_LONG = Length(max=LONGEST_TEXT, message=_l("El texto admite hasta 1,000 caracteres; acórtelo."))


class RuleForm(Form):
    """One rule; one that is blank is none."""

    code = HiddenField()
    label = StringField(_l("Motivo"), [_SHORT], [_in_one_line])
    text = TextAreaField(_l("Qué quiere decir"), [_LONG], [_normalised])
    label_en = StringField(_l("Motivo, en inglés"), [_SHORT], [_in_one_line])
    text_en = TextAreaField(_l("Qué quiere decir, en inglés"), [_LONG], [_normalised])
    order = StringField(_l("Orden"))
    leaves_no_stub = BooleanField(_l("Es para publicidad y envíos de máquinas"))
    is_dropped = BooleanField(_l("Quitar esta regla"))

    @property
    def is_there(self) -> bool:
        return not (self.is_dropped.data or self._is_blank)

    @property
    def _is_blank(self) -> bool:
        return is_blank(f"{self.label.data or ''}{self.text.data or ''}")

    def validate_label(self, field: StringField) -> None:
        if self.is_there and is_blank(field.data or ""):
            raise ValidationError(_l("Escriba el motivo que se leerá en público."))

    def validate_text(self, field: TextAreaField) -> None:
        if self.is_there and is_blank(field.data or ""):
            raise ValidationError(_l("Explique qué quiere decir la regla."))

    def rule(self) -> NewRule:
        fields = (self.code, self.label, self.text, self.label_en, self.text_en)
        code, label, text, label_en, text_en = (field.data or "" for field in fields)
        leaves_stub = not self.leaves_no_stub.data
        return NewRule(code, label, text, label_en, text_en, leaves_stub)


class RulesForm(FlaskForm):
    """All rules of the next edition, with room for new ones; `seen` is the edition that it was
    begun from."""

    seen = HiddenField()
    rules = FieldList(FormField(RuleForm), max_entries=MOST)
    second_moderator = BooleanField(_l("Un rechazo necesita a dos moderadores"))

    @classmethod
    def of(cls, rules: list[Rule], *, second: bool) -> "RulesForm":
        """As it stands, unless it was sent."""
        rows: list[dict[str, Any]] = [
            {
                "code": rule.code, "label": rule.label, "text": rule.text,
                "label_en": rule.label_en, "text_en": rule.text_en, "order": str(place),
                "leaves_no_stub": not rule.leaves_stub,
            }
            for place, rule in enumerate(rules, 1)
        ]  # fmt: skip
        rows += [{"order": str(len(rules) + step)} for step in range(1, FREE + 1)]
        seen = str(rules[0].edition) if rules else "0"
        return cls(data={"seen": seen, "rules": rows, "second_moderator": second})

    def validate_rules(self, field: FieldList) -> None:
        if not list(self._there()):
            raise ValidationError(_l("Una consulta tiene al menos una regla."))

    def _there(self) -> Iterator[RuleForm]:
        return (entry.form for entry in self.rules if entry.form.is_there)

    def edition(self) -> list[NewRule]:
        """In the order that was asked for."""
        ordered = sorted(self._there(), key=lambda each: _place(each.order.data))
        return [each.rule() for each in ordered]


def _place(typed: str | None) -> int:
    text = (typed or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 10**6
