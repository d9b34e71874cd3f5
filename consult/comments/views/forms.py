"""What is asked of the drafting team about comments."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from consult.comments.fields import AtMost, one_of, stored_as
from consult.comments.queries import BLOCK_NUMBER
from consult.comments.reviewing import Verdict
from consult.consultations.models import Consultation
from consult.drafts.models import Block
from consult.drafts.queries import block_by_number
from consult.markup import is_blank, normalise

LONGEST_DEFERRAL = 5_000
LONGEST_NOTE = 2_000
SIGN, CHANGES = "sign", "changes"
VERDICTS = [
    (Verdict.CONFIRM, _l("Sí: van en el párrafo que se sugiere")),
    (Verdict.OTHER, _l("Van en otro párrafo")),
    (Verdict.SECTION, _l("No van en un párrafo preciso: déjelos en la sección")),
    (Verdict.REMOVED, _l("Ese texto ya no está")),
]


class PublishForm(FlaskForm):
    """Publishing a version."""

    deferral = TextAreaField(
        _l("Por qué quedan aportes sin respuesta"), [AtMost(LONGEST_DEFERRAL)], stored_as(normalise)
    )

    def validate_for(self, unanswered: int) -> bool:
        """Whether it may be published while so many affected comments have no answer."""
        valid = self.validate()
        if unanswered and is_blank(self.deferral.data or ""):
            self.deferral.errors = [
                _("Diga por qué se publica sin haberlos respondido, y cuándo se responderá.")
            ]
            return False
        return valid


def _as_number(text: str | None) -> str:
    """The number of a paragraph, however it was typed: its letters are capitals, without blanks."""
    return "".join((text or "").split()).upper()


class ReviewForm(FlaskForm):
    """Where the comments of a group stand. `anchors` are those it is sent for; once valid, `block`
    is the paragraph, if another one was named."""

    verdict = RadioField(_l("¿Dónde van estos aportes?"), **one_of(VERDICTS))
    number = StringField(_l("Número del otro párrafo"), filters=[_as_number])

    block: Block | None = None

    def __init__(self, consultation: Consultation, group: str, suggests: bool) -> None:
        """`group` tells the forms of a page apart; `suggests`: there is a paragraph to confirm."""
        self.group, self._consultation = group, consultation
        super().__init__(prefix=f"g{group}", data={"verdict": Verdict.CONFIRM if suggests else ""})
        self._offered = [(str(value), label) for value, label in VERDICTS[not suggests :]]
        self.verdict.choices = self._offered

    @property
    def anchors(self) -> list[int]:
        given = request.form.getlist("anchor")
        return [int(each) for each in given if each.isdecimal() and len(each) < 10]

    def ticks(self, anchor_id: int) -> bool:
        """Whether the box of a comment is ticked: as it was sent, all of them before that."""
        return not self.errors or anchor_id in self.anchors

    def validate_verdict(self, field: Field) -> None:
        if not self.anchors:
            raise ValidationError(_("Marque al menos un aporte."))
        if field.data not in dict(self._offered):
            raise ValidationError(_("Elija una de las opciones."))

    def validate_number(self, field: Field) -> None:
        if self.verdict.data != Verdict.OTHER:
            return
        if not field.data:
            raise ValidationError(_("Escriba el número del párrafo."))
        version_id = self._consultation.current_version_id
        if version_id and BLOCK_NUMBER.fullmatch(field.data or ""):
            self.block = block_by_number(version_id, field.data)
        if self.block is None:
            raise ValidationError(
                _("Ese párrafo no está en la versión vigente. Escriba su número, como 2.14.")
            )


class SigningForm(FlaskForm):
    """What another delegate says of a comment in their organization's name; `revision` is the one
    that was read."""

    note = TextAreaField(_l("Qué habría que cambiar"), [AtMost(LONGEST_NOTE)], stored_as(normalise))
    revision = HiddenField()
    decision = HiddenField(
        _l("Decisión"),
        [AnyOf([SIGN, CHANGES], _l("Elija dar el visto bueno o pedir cambios."))],
    )

    def validate_note(self, field: Field) -> None:
        """A note and a decision that contradict each other are asked again, never guessed."""
        if self.decision.data == CHANGES and is_blank(field.data):
            raise ValidationError(_("Escriba qué habría que cambiar."))
        if self.decision.data == SIGN and not is_blank(field.data):
            raise ValidationError(
                _("Escribió qué cambiar. Para dar el visto bueno, vacíe este campo.")
            )

    @property
    def seen(self) -> int:
        """The revision that was read; 0, which none has, if that was lost on the way."""
        text = self.revision.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
