"""What is asked of people who comment. Texts are measured and kept as `markup` normalises them."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from consult.accounts.models import Person
from consult.comments.fields import AtMost, one_of, stored_as
from consult.comments.following import follow_hash, new_words
from consult.comments.guarding import GuardedForm
from consult.comments.highlighting import highlight
from consult.comments.models import LONGEST_BODY, Kind, Stance
from consult.comments.queries import Subject
from consult.comments.quoting import LONGEST_QUOTE, Stretch, locate_across, quotation
from consult.comments.service import NewComment, Quote, new_receipt_key
from consult.comments.speaking import SpeakingForm
from consult.drafts.models import Block
from consult.drafts.queries import Place, place_of_block
from consult.markup import is_blank, normalise

RECEIPT_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
KINDS = [
    (Kind.COMMENT, _l("Comentario")),
    (Kind.WORDING, _l("Propuesta de redacción")),
    (Kind.QUESTION, _l("Pregunta")),
]
STANCES = [
    (Stance.FOR, _l("A favor")),
    (Stance.FOR_WITH_CHANGES, _l("A favor con cambios")),
    (Stance.AGAINST, _l("En contra")),
    (Stance.NEUTRAL, _l("Neutral")),
    ("", _l("Sin postura")),
]


class ContributionForm(GuardedForm, SpeakingForm):
    """A contribution to a passage, or an answer to a published one (which asks for less).

    `before` is what stands before the words that were selected to be quoted.
    """

    kind = RadioField(_l("Qué quiere enviar"), **one_of(KINDS, Kind.COMMENT))
    quote = TextAreaField(
        _l("Cita"), [AtMost(LONGEST_QUOTE)], stored_as(normalise), render_kw={"rows": 2}
    )
    before = HiddenField(filters=stored_as(normalise))
    proposed_text = TextAreaField(
        _l("Redacción que propone"), [AtMost(LONGEST_BODY, counted=True)], stored_as(normalise)
    )
    body = TextAreaField(
        _l("Su texto"), [AtMost(LONGEST_BODY, counted=True)], stored_as(normalise)
    )
    stance = RadioField(_l("Su postura"), **one_of(STANCES))
    receipt_key = HiddenField()

    def __init__(
        self,
        person: Person | None,
        subject: Subject,
        *,
        kind: str = "",
        quote: str = "",
        before: str = "",
    ) -> None:
        self.subject = subject
        self.brings_quote = bool(quote)
        self.wording_now = subject.block.text if subject.block else ""
        super().__init__(
            person,
            {
                "kind": kind if kind in list(Kind) else Kind.COMMENT,
                "quote": quote,
                "before": before,
                "proposed_text": self.wording_now,
                "receipt_key": new_receipt_key(),
            },
        )
        if not subject.consultation.accepts_without_account:
            self.without_account.data = False
        if subject.answered:
            del self.kind, self.proposed_text
            self.body.label.text = _("Su respuesta")
        if not subject.blocks:
            del self.quote, self.before

    @cached_property
    def _texts(self) -> list[str]:
        return [block.text for block in self.subject.blocks]

    @cached_property
    def quoted(self) -> Sequence[Stretch]:
        """Where in the passage the quoted words stand."""
        if not self.quote or not self.quote.data:
            return []
        return locate_across(self._texts, self.quote.data, self.before.data or "")

    @property
    def passage(self) -> list[tuple[Block, Markup]]:
        """The blocks of the passage as they are shown, the quoted words marked."""
        return [
            (
                block,
                highlight(
                    block.html,
                    block.text,
                    [span for each in self.quoted if (span := each.inside(number, block.text))],
                ),
            )
            for number, block in enumerate(self.subject.blocks)
        ]

    def validate_quote(self, field: Field) -> None:
        if not field.data:
            return
        if not self.quoted:
            raise ValidationError(
                _("Esas palabras no están en el pasaje. Cópielas tal como aparecen.")
            )
        if len(self.quoted) > 1:
            raise ValidationError(
                _(
                    "Esas palabras aparecen más de una vez en el pasaje. "
                    "Agregue algunas de las que están antes o después, o selecciónelas "
                    "en el borrador y elija «Comentar la selección»."
                )
            )

    def validate_proposed_text(self, field: Field) -> None:
        is_wording = self.kind.data == Kind.WORDING
        is_unchanged = field.data == normalise(self.wording_now)
        if is_wording and is_blank(field.data):
            raise ValidationError(_("Escriba cómo debería quedar el texto."))
        if is_wording and is_unchanged:
            raise ValidationError(_("Es igual al texto actual: cambie lo que propone cambiar."))
        if not (is_wording or is_unchanged or is_blank(field.data)):
            raise ValidationError(
                _(
                    "Aquí hay una redacción propuesta. Elija «Propuesta de redacción» arriba, "
                    "o vacíe este campo."
                )
            )

    def validate_body(self, field: Field) -> None:
        """A comment may consist of answers alone; a proposal or a question may not."""
        is_comment = self.kind is None or self.kind.data == Kind.COMMENT
        if is_blank(field.data) and not (is_comment and self.answers):
            raise ValidationError(
                _("Escriba su texto, o responda alguna de las preguntas.")
                if is_comment and self.asked
                else _("Escriba su texto.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        fields_are_right = super().validate(extra_validators)
        if not RECEIPT_KEY.fullmatch(self.receipt_key.data or ""):
            self.start_anew()
            self.form_errors.append(_("El formulario llegó incompleto. Envíelo de nuevo."))
        return not self.opener_is_another() and fields_are_right and not self.form_errors

    def start_anew(self) -> None:
        """Sent again, it will be a contribution of its own."""
        self.receipt_key.data = new_receipt_key()

    def contribution(self) -> NewComment:
        """What the form says, as it will be stored."""
        place, quote = self._anchored()
        kind = self.kind.data if self.kind else Kind.COMMENT
        answered, key = self.subject.answered, self.receipt_key.data or ""
        return NewComment(
            **self.speaker(),
            place=place,
            kind=kind,
            stance=self.stance.data or None,
            body=self.body.data or "",
            proposed_text=self.proposed_text.data or "" if kind == Kind.WORDING else "",
            quote=quote,
            reply_to_id=answered.comment.id if answered else None,
            receipt_key=key,
            follow_hash=None if self.author else follow_hash(new_words(key)),
            answers=self.answers,
        )

    def _anchored(self) -> tuple[Place, Quote | None]:
        """Quoted words anchor a contribution to their paragraph, also one about a section; those
        that go on in the next paragraph, to the section."""
        section = self.subject.section
        if len(self.quoted) != 1 or section is None:
            return self.subject.place, None
        (stretch,) = self.quoted
        quote = Quote(*quotation(self._texts, stretch))
        if stretch.first != stretch.last:
            return self.subject.place, quote
        return place_of_block(self.subject.blocks[stretch.first], section), quote
