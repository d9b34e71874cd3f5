"""Who speaks in a contribution, and how much of them is shown: the part of the form that asks it.

Without an account that is what one types. With one, the name, an organization that one is a
delegate of, or the code of a participant.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from consult.accounts.models import Person
from consult.comments.fields import AtMost, one_of, stored_as
from consult.comments.models import Exposure, Status
from consult.markup import one_line
from consult.organizations import labels
from consult.organizations.models import Organization
from consult.organizations.queries import delegations
from consult.questions.answering import AnsweringForm

LONGEST_NAME = 120
LONGEST_ORGANIZATION = 160
ORGANIZATION_KINDS = [
    ("", _l("Elija el tipo de organización")),
    *labels.KINDS.items(),
]
INSTITUTIONAL = "institutional"
POSITIONS = [
    (INSTITUTIONAL, _l("Es la posición institucional")),
    ("personal", _l("Hablo a título personal")),
]


def _chosen() -> dict[str, Any]:
    """Arguments of a choice that is made of what the person has: see `SpeakingForm.offer`."""
    return {"choices": lambda: [], "validate_choice": False}


class SpeakingForm(AnsweringForm):
    """A form that asks who speaks.

    `opened_by` is the id of who was signed in when the page was opened, empty for nobody, so
    that no text goes out under another account, or under none, without a word.
    """

    exposure = RadioField(_l("Cómo aparece"), **_chosen())
    organization = SelectField(_l("Organización"), **_chosen())
    position = RadioField(
        _l("En nombre de la organización"), choices=lambda: POSITIONS, validate_choice=False
    )
    author_name = StringField(
        _l("Cómo quiere firmar"),
        [AtMost(LONGEST_NAME)],
        stored_as(one_line),
        render_kw={"autocomplete": "name"},
    )
    organization_name = StringField(
        _l("Nombre de la organización"),
        [AtMost(LONGEST_ORGANIZATION)],
        stored_as(one_line),
        render_kw={"autocomplete": "organization"},
    )
    organization_kind = SelectField(_l("Tipo de organización"), **one_of(ORGANIZATION_KINDS))
    opened_by = HiddenField()
    without_account = BooleanField()

    def __init__(self, person: Person | None, data: Mapping[str, object]) -> None:
        self.person = person
        self.opener_changed = False
        name = person.name if person else ""
        speaks = {"exposure": Exposure.NAME, "author_name": name, "opened_by": self._opener}
        super().__init__(data={**speaks, **data})

    @property
    def _opener(self) -> str:
        return str(self.person.id) if self.person else ""

    @property
    def author(self) -> Person | None:
        """Whose contribution it becomes."""
        return None if self.without_account.data else self.person

    @cached_property
    def delegated(self) -> Sequence[Organization]:
        """The organizations that the person speaks for."""
        return [each.organization for each in delegations(self.person)] if self.person else []

    @property
    def speaks_for(self) -> Organization | None:
        """The organization whose name is shown instead of the person's; the only one they speak
        for need not be named."""
        if self.author is None or self.exposure.data != Exposure.ORGANIZATION:
            return None
        named = [each for each in self.delegated if str(each.id) == self.organization.data]
        found = named or (self.delegated if not self.organization.data else [])
        return found[0] if len(found) == 1 else None

    @property
    def waiting(self) -> str:
        """The names of those whose position another delegate has to sign off."""
        return ", ".join(each.name for each in self.delegated if each.requires_signoff)

    def offer(self) -> None:
        """Fill in what this person can choose: a page that shows the form needs it."""
        names = [each.name for each in self.delegated]
        as_one = _("Como %(name)s", name=names[0]) if len(names) == 1 else _("Como mi organización")
        self.exposure.choices = [
            (str(Exposure.NAME), _("Con mi nombre")),
            *([(str(Exposure.ORGANIZATION), as_one)] if names or self._lost_delegate else []),
            (str(Exposure.CODED), _("Con un código, como «Participante 7K2M»")),
        ]
        self.organization.choices = [
            ("", _("Elija la organización")),
            *((str(each.id), each.name) for each in self.delegated),
        ]

    @property
    def _lost_delegate(self) -> bool:
        """Whether someone whose session ended had chosen to speak for an organization."""
        return self.person is None and self.exposure.data == Exposure.ORGANIZATION

    def validate_exposure(self, field: Field) -> None:
        if field.data not in list(Exposure) and not self.without_account.data:
            raise ValidationError(_("Elija una de las opciones."))
        if field.data == Exposure.ORGANIZATION and self.author and not self.delegated:
            raise ValidationError(
                _("Su cuenta ya no habla por ninguna organización. Elija otra opción.")
            )

    def validate_organization(self, field: Field) -> None:
        """Of the organizations the person speaks for; asked only where there are several."""
        for_one = self.author is not None and self.exposure.data == Exposure.ORGANIZATION
        if for_one and self.delegated and self.speaks_for is None:
            raise ValidationError(_("Elija en nombre de qué organización habla."))

    def validate_position(self, field: Field) -> None:
        if self.speaks_for and field.data not in dict(POSITIONS):
            raise ValidationError(
                _("Elija si es la posición de la organización o habla a título personal.")
            )

    def validate_organization_name(self, field: Field) -> None:
        if self.exposure.data == Exposure.CODED and field.data:
            raise ValidationError(
                _(
                    "Con un código no se muestra ninguna organización: quite su nombre, "
                    "o elija aparecer de otra forma."
                )
            )
        if self.organization_kind.data and not field.data and self.speaks_for is None:
            raise ValidationError(_("Escriba el nombre de la organización, o quite su tipo."))

    def validate_organization_kind(self, field: Field) -> None:
        if self.organization_name.data and not field.data and self.speaks_for is None:
            raise ValidationError(_("Elija el tipo de la organización."))

    def opener_is_another(self) -> bool:
        """Whether somebody else, or nobody, is signed in now, and has not said that it is meant."""
        if self.without_account.data or self.opened_by.data == self._opener:
            return False
        self.opener_changed = True
        if self.person is None:
            self.form_errors.append(
                _("Su sesión terminó mientras escribía. Elija al final cómo enviarlo.")
            )
            return True
        self.opened_by.data = self._opener
        self.form_errors.append(
            _(
                "Cuando abrió esta página no estaba dentro la cuenta de %(name)s. "
                "Elija al final cómo enviarlo.",
                name=self.person.name,
            )
        )
        return True

    def speaker(self) -> dict[str, Any]:
        """Who speaks, as a NewComment says it. A name that was not to be shown is left out, also
        where there is no account any more to stand for it."""
        by_name = self.exposure.data not in (Exposure.ORGANIZATION, Exposure.CODED)
        typed = {
            "author_id": self.author.id if self.author else None,
            "author_name": self.author_name.data or "" if by_name else "",
        }
        if self.speaks_for:
            return typed | self._for(self.speaks_for)
        if self.author and not by_name:
            return typed | {"exposure": Exposure.CODED}
        return typed | {
            "organization_name": self.organization_name.data or "",
            "organization_kind": self.organization_kind.data or None,
        }

    def _for(self, organization: Organization) -> dict[str, Any]:
        is_institutional = self.position.data == INSTITUTIONAL
        waits = is_institutional and organization.requires_signoff
        return {
            "exposure": Exposure.ORGANIZATION,
            "organization_id": organization.id,
            "organization_name": organization.name,
            "organization_kind": organization.kind,
            "is_institutional": is_institutional,
            "status": Status.UNSIGNED if waits else Status.PENDING,
        }
