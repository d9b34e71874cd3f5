"""What is asked of those who manage a team, and of who is invited."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, ValidationError
from wtforms.validators import DataRequired

from consult.accounts.forms import NewPasswordForm, name_field
from consult.approvals.forms import ReasonForm
from consult.markup import normalise
from consult.teams.labels import EVERYWHERE, ROLES
from consult.teams.service import TEAM_ROLES


def _email() -> EmailField:
    return EmailField(
        _l("Correo electrónico"),
        [DataRequired(_l("Escriba el correo electrónico."))],
        filters=[lambda typed: normalise(typed or "")],
    )


class RoleForm(ReasonForm):
    """A role out of `codes`, and why."""

    codes: Sequence[str] = ()
    labels: Mapping[str, Any] = ROLES
    role = RadioField(_l("Rol"), validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [(code, self.labels[code]) for code in self.codes]

    def validate_role(self, field: RadioField) -> None:
        if field.data not in self.codes:
            raise ValidationError(_l("Elija un rol."))


class InviteForm(RoleForm):
    codes = [role.value for role in TEAM_ROLES]
    email = _email()


class SettingsForm(FlaskForm):
    accepts_without_account = BooleanField(_l("Recibir aportes de quienes no tienen cuenta"))


class FindForm(FlaskForm):
    email = _email()


class SiteRoleForm(RoleForm):
    codes = list(EVERYWHERE)
    labels = EVERYWHERE


class AccountForm(NewPasswordForm):
    """The account of who is invited and has none; the e-mail is that of the invitation."""

    name = name_field()

    def __init__(self, email: str) -> None:
        super().__init__()
        self.personal = (self.name.data or "", email)
