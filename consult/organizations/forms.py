"""What is asked of those who speak for an organization, and of those who verify it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.accounts.queries import address
from consult.accounts.service import EMAIL
from consult.markup import normalise, one_line
from consult.organizations.labels import CHECKS, KINDS
from consult.organizations.models import Organization, Outcome
from consult.organizations.queries import Filters, alike
from consult.organizations.service import Profile
from consult.organizations.territory import DEPARTMENTS

TOO_LONG = _l("Use %(max)d caracteres como máximo.")
CHOOSE = _l("Elija una de las opciones.")
ANY = ("", _l("Cualquiera"))
# What no address holds as it is.
UNWRITTEN = frozenset("\"'<>\\^`{|} ")


def in_one_line(text: str | None) -> str:
    return one_line(text or "")


def normalised(text: str | None) -> str:
    return normalise(text or "")


def choices(first: tuple[str, Any], labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [first, *((str(value), label) for value, label in labels.items())]


class ProfileForm(FlaskForm):
    """What an organization says of itself. `near` are others with nearly the same name, which
    whoever sends it has to have seen (`is_another`); `seen` is the mark of what was read."""

    name = StringField(
        _l("Nombre"),
        [
            DataRequired(_l("Escriba el nombre de la organización.")),
            Length(max=160, message=TOO_LONG),
        ],
        [in_one_line],
        render_kw={"autocomplete": "organization"},
    )
    kind = SelectField(_l("Tipo de organización"), validate_choice=False)
    department = SelectField(_l("Departamento"), validate_choice=False)
    municipality = StringField(
        _l("Municipio"),
        [Length(max=80, message=TOO_LONG)],
        [in_one_line],
        render_kw={"list": "municipalities"},
    )
    website = URLField(_l("Sitio web"), [Length(max=200, message=TOO_LONG)], [in_one_line])
    description = TextAreaField(
        _l("Qué hace"), [Length(max=2_000, message=TOO_LONG)], [normalised]
    )
    is_another = BooleanField(_l("Es otra: no es ninguna de las que se parecen"))
    seen = HiddenField()

    def __init__(self, organization: Organization | None = None) -> None:
        self.near: Sequence[Organization] = ()
        self._own = organization
        super().__init__(
            obj=organization, data={"seen": organization.mark} if organization else None
        )
        self.kind.choices = choices(("", _l("Elija el tipo de organización")), KINDS)
        self.department.choices = choices(
            ("", _l("Todo el país, o fuera de él")), dict(zip(DEPARTMENTS, DEPARTMENTS))
        )

    def validate_name(self, field: Field) -> None:
        taken, near = alike(field.data, besides=self._own.id if self._own else None)
        if taken:
            raise ValidationError(_("Ya existe una organización con ese nombre."))
        if not self._own or self._own.name != field.data:
            self.near = near
        if self.near and not self.is_another.data:
            raise ValidationError(
                _("Ya existe otra con un nombre casi igual. Si es distinta, márquelo abajo.")
            )

    def validate_kind(self, field: Field) -> None:
        if field.data not in list(KINDS):
            raise ValidationError(_("Elija el tipo de la organización."))

    def validate_department(self, field: Field) -> None:
        if field.data and field.data not in DEPARTMENTS:
            raise ValidationError(_("Elija uno de los dieciocho departamentos."))

    def validate_municipality(self, field: Field) -> None:
        if field.data and not self.department.data:
            raise ValidationError(_("Elija también el departamento de ese municipio."))

    def validate_website(self, field: Field) -> None:
        if field.data and not is_website(field.data):
            raise ValidationError(
                _("Escriba una dirección completa que empiece con https://, o deje el campo vacío.")
            )

    def profile(self) -> Profile:
        return Profile(
            name=self.name.data or "",
            kind=self.kind.data,
            department=self.department.data or None,
            municipality=self.municipality.data or None,
            website=self.website.data or "",
            description=self.description.data or "",
        )


def is_website(text: str) -> bool:
    """An address that a reader may be sent to: encrypted, with a host, without a password."""
    try:
        parts = urlsplit(text)
        host, is_port = parts.hostname or "", parts.port != 0
    except ValueError:
        return False
    is_plain = text.isascii() and not set(text) & UNWRITTEN and "@" not in parts.netloc
    return is_plain and is_port and parts.scheme == "https" and "." in host.strip(".")


class InvitationForm(FlaskForm):
    """Whom to invite."""

    email = EmailField(
        _l("Correo electrónico"),
        [DataRequired(_l("Escriba el correo de la persona que invita."))],
        [lambda typed: address(typed or "")],
        render_kw={"autocomplete": "off"},
    )

    def validate_email(self, field: Field) -> None:
        if len(field.data) > 254 or not EMAIL.fullmatch(field.data):
            raise ValidationError(_("El correo electrónico no es válido."))


class AnswerForm(FlaskForm):
    """Yes or no to an invitation."""

    answer = HiddenField(_l("Respuesta"), [AnyOf(["accept", "decline"], CHOOSE)])


class VerificationForm(FlaskForm):
    """A decision on who an organization is; `seen` is the mark of what was read."""

    checked = SelectMultipleField(
        _l("Qué se comprobó"),
        choices=lambda: [(str(value), label) for value, label in CHECKS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    note = TextAreaField(
        _l("Nota para la administración"), [Length(max=2_000, message=TOO_LONG)], [normalised]
    )
    seen = HiddenField()
    outcome = HiddenField(
        _l("Decisión"),
        [AnyOf([Outcome.VERIFIED, Outcome.REFUSED, Outcome.REVOKED], _l("Elija una decisión."))],
    )

    def validate_checked(self, field: Field) -> None:
        """Verified without anything checked is not verified; what was checked is public."""
        if not set(field.data or ()) <= set(CHECKS):
            raise ValidationError(_("Elija entre las comprobaciones de la lista."))
        if self.outcome.data == Outcome.VERIFIED and not field.data:
            raise ValidationError(_("Marque qué se comprobó: se muestra en su página."))

    def validate_note(self, field: Field) -> None:
        if self.outcome.data in (Outcome.REFUSED, Outcome.REVOKED) and not field.data:
            raise ValidationError(_("Escriba por qué, para que conste."))


class DirectoryForm(Form):
    """The filters of the directory. A value that is not offered filters nothing."""

    tipo = SelectField(_l("Tipo"), validate_choice=False)
    departamento = SelectField(_l("Departamento"), validate_choice=False)
    q = StringField(_l("Nombre o municipio"), filters=[in_one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tipo.choices = choices(ANY, KINDS)
        self.departamento.choices = choices(ANY, dict(zip(DEPARTMENTS, DEPARTMENTS)))

    def filters(self) -> Filters:
        return Filters(
            kind=self.tipo.data if self.tipo.data in list(KINDS) else None,
            department=self.departamento.data if self.departamento.data in DEPARTMENTS else None,
            text=(self.q.data or "")[:160],
        )
