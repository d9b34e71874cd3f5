"""What is asked of people about contributions that were received."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from consult.comments.correcting import Correction
from consult.comments.forms import STANCES, AtMost, one_of, stored_as
from consult.comments.guarding import AttentiveForm
from consult.comments.models import LONGEST_BODY, Kind
from consult.comments.queries import Said
from consult.markup import is_blank, normalise, one_line
from consult.organizations.models import Organization
from consult.questions.queries import answers_of

LONGEST_WORDS = 200


def whole(text: str | None) -> int:
    """The number of a row or revision, as a page sends it; 0, which none has, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


class FollowForm(FlaskForm):
    """The words that were told on the receipt."""

    words = StringField(
        _l("Sus siete palabras"),
        [AtMost(LONGEST_WORDS)],
        stored_as(one_line),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    def validate_words(self, field: Field) -> None:
        if is_blank(field.data):
            raise ValidationError(_("Escriba las siete palabras de su acuse."))

    def refuse(self, message: str) -> None:
        self.words.errors = [message]


class CorrectionForm(AttentiveForm):
    """A contribution in other words; `revision` is the one that its author began with."""

    proposed_text = TextAreaField(
        _l("Redacción que propone"), [AtMost(LONGEST_BODY, counted=True)], stored_as(normalise)
    )
    body = TextAreaField(
        _l("Su texto"), [AtMost(LONGEST_BODY, counted=True)], stored_as(normalise)
    )
    stance = RadioField(_l("Su postura"), **one_of(STANCES))
    revision = HiddenField()

    def __init__(self, said: Said) -> None:
        self.said = said
        revision = said.revision
        super().__init__(
            data={
                "body": revision.body,
                "proposed_text": revision.proposed_text,
                "stance": said.comment.stance or "",
                "revision": str(revision.number),
            }
        )
        if said.comment.kind != Kind.WORDING:
            del self.proposed_text

    @property
    def corrects(self) -> int:
        """The revision that was corrected; 0, which none has, if that was lost on the way."""
        sent = self.revision.raw_data
        return whole(sent[0] if sent else None)

    def correction(self) -> Correction:
        proposed = self.proposed_text.data if self.proposed_text else ""
        return Correction(self.body.data or "", proposed or "", self.stance.data or None)

    def validate_proposed_text(self, field: Field) -> None:
        block = self.said.anchor.block
        if is_blank(field.data):
            raise ValidationError(_("Escriba cómo debería quedar el texto."))
        if block is not None and field.data == normalise(block.text):
            raise ValidationError(_("Es igual al texto actual: cambie lo que propone cambiar."))

    def validate_body(self, field: Field) -> None:
        comment = self.said.comment
        with_answers = comment.kind == Kind.COMMENT and bool(answers_of(comment.id))
        if is_blank(field.data) and not with_answers:
            raise ValidationError(_("Escriba su texto."))

    def validate(self, extra_validators: object = None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.corrects == self.said.revision.number and self._says_the_same():
            self.form_errors.append(_("No cambió nada: corrija lo que quiera corregir."))
        return valid and not self.form_errors

    def _says_the_same(self) -> bool:
        now = self.said
        before = Correction(now.revision.body, now.revision.proposed_text, now.comment.stance)
        return self.correction() == before


class SupportForm(FlaskForm):
    """In whose name someone stands behind a contribution: their own, or an organization's."""

    name = RadioField(_l("¿Cómo se suma?"), default="", validate_choice=False)

    def __init__(self, organizations: Sequence[Organization]) -> None:
        super().__init__()
        self._offered = {str(each.id) for each in organizations}
        self.name.choices = [
            ("", _l("A título personal: solo se cuenta, su nombre no aparece")),
            *(
                (str(each.id), _("En nombre de %(name)s: su nombre aparece", name=each.name))
                for each in organizations
            ),
        ]

    def validate_name(self, field: Field) -> None:
        if field.data and field.data not in self._offered:
            raise ValidationError(_("Elija una de las opciones."))

    @property
    def organization_id(self) -> int | None:
        return whole(self.name.data) or None
