"""What a form looks out for as it is sent: personal data, machines, and floods of text.

Nobody is refused. Who left personal data in a text is asked first; what looks like a machine is
received and waits behind the others (`held`). Only when far more arrives than usual is it asked
for once more, on a page of our own.
"""

from dataclasses import replace
from functools import cached_property
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup, escape
from wtforms import BooleanField, HiddenField, StringField

from consult.comments.models import Held
from consult.comments.personal_data import Found, find
from consult.comments.service import NewComment
from consult.extensions import utc_now
from consult.keeping import current_path, kept_fields
from consult.limits import source, spend

SHORTEST_WRITING = 3  # seconds from opening the form to sending it
SHORTEST_CONFIRMING = 5
# From one source, and of all sources together, in TEN_MINUTES: two hundred people of a workshop who
# share one address stay below.
MOST_OF_ONE = 250
MOST_OF_ALL = 300
TEN_MINUTES = 600
LOOKED_AT = ("body", "proposed_text", "author_name", "organization_name")
OPENED, CONFIRMED = "opened", "confirmed"


def _noticed() -> Markup:
    """With a link to the notice (templates/comments/noticed.html)."""
    said = escape(_("Lo que escribió parece contener datos personales."))
    return Markup('{} <a href="#noticed">{}</a>').format(said, _("Vea el aviso del final."))


class AttentiveForm(FlaskForm):
    """A form of which `seen` are the personal data, asked about once (`acknowledged`)."""

    acknowledged = BooleanField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.seen and not self.acknowledged.data:
            self.form_errors.append(_noticed())
        return is_valid and not self.form_errors

    @cached_property
    def seen(self) -> list[tuple[str, str]]:
        """Kind and words of the personal data that were typed, each once."""
        found = []
        for text in self._written() if self.is_submitted() else ():
            found += [(each.kind, text[each.start : each.end]) for each in _of_people(text)]
        return list(dict.fromkeys(found))

    def _written(self) -> list[str]:
        """What was typed that others will read, answers to the questions of the section too."""
        fields = (getattr(self, name, None) for name in LOOKED_AT)
        typed = [field.data or "" for field in fields if field is not None]
        return typed + [answer.text for answer in getattr(self, "answers", ())]


class GuardedForm(AttentiveForm):
    """A form that anybody may send, and any machine: what seems to be one's is held back."""

    asunto = StringField(
        _l("Deje este campo vacío"), render_kw={"autocomplete": "off", "tabindex": "-1"}
    )
    opened_at = HiddenField(default=lambda: stamp(OPENED))
    confirmed = HiddenField()

    def guarded(self, new: NewComment) -> NewComment | None:
        """What is received: held back if something speaks for it. None: to be confirmed first."""
        held = self._held()
        # A contribution is counted whether it is held or not: the count says what is usual.
        is_usual = spend("received", "all", MOST_OF_ALL, TEN_MINUTES)
        if held and not is_usual and age(self.confirmed.data, CONFIRMED) < SHORTEST_CONFIRMING:
            return None
        return replace(new, held=held)

    def _held(self) -> str | None:
        if self.asunto.data:
            return Held.TRAP
        if age(self.opened_at.data, OPENED) < SHORTEST_WRITING:
            return Held.QUICK
        return None if spend("sent", source(), MOST_OF_ONE, TEN_MINUTES) else Held.FLOOD


def _of_people(text: str) -> list[Found]:
    return find(text) if text else []


def stamp(purpose: str) -> str:
    """The present moment, signed, for a form to carry."""
    return _signer(purpose).dumps("")


def age(given: str | None, purpose: str) -> float:
    """Seconds since a stamp was made; -1 if it is not ours."""
    try:
        _empty, made = _signer(purpose).loads(given or "", return_timestamp=True)
    except BadSignature:
        return -1
    return (utc_now() - made).total_seconds()


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"comments.{purpose}")


def confirm_page(form: GuardedForm) -> str:
    """The text again, and one button, which is believed after a few seconds."""
    again = age(form.confirmed.data, CONFIRMED) >= 0
    own = ("confirmed", (form.confirmed.data or "") if again else stamp(CONFIRMED))
    fields = [pair for pair in kept_fields() if pair[0] != "confirmed"]
    shown = [getattr(form, name).data for name in LOOKED_AT if getattr(form, name, None)]
    return render_template(
        "comments/confirm.html",
        action=current_path(),
        fields=[*fields, own],
        shown=[text for text in shown if text],
        again=again,
    )
