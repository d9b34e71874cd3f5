"""What is asked of people who sign in, and of those who look after their account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from consult.accounts.passwords import refusal
from consult.accounts.service import LONGEST_NAME, is_address
from consult.markup import is_blank, normalise, one_line


def email_field(autocomplete: str = "email", check: bool = True) -> EmailField:
    return EmailField(
        _l("Correo electrónico"),
        [DataRequired(_l("Escriba su correo electrónico.")), *([_looks_right] if check else [])],
        filters=[lambda typed: normalise(typed or "")],
        render_kw={"autocomplete": autocomplete},
    )


def name_field() -> StringField:
    return StringField(
        _l("Nombre"),
        [_named],
        filters=[lambda typed: one_line(typed or "")],
        render_kw={"autocomplete": "name"},
    )


def password_field() -> PasswordField:
    return PasswordField(
        _l("Contraseña"),
        [InputRequired(_l("Escriba su contraseña."))],
        render_kw={"autocomplete": "current-password"},
    )


def code_field() -> StringField:
    return StringField(
        _l("Código"),
        [DataRequired(_l("Escriba el código."))],
        filters=[lambda typed: normalise(typed or "")],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


def _looks_right(form: FlaskForm, field: Field) -> None:
    if not is_address(field.data):
        raise ValidationError(
            _l("El correo electrónico no es válido. Debe ser como nombre@ejemplo.hn.")
        )


def _named(form: FlaskForm, field: Field) -> None:
    if is_blank(field.data):
        raise ValidationError(_l("Escriba su nombre."))
    if len(field.data) > LONGEST_NAME:
        raise ValidationError(_l("El nombre debe tener entre 1 y 120 caracteres."))


class CarryingForm(FlaskForm):
    """`siguiente` is where to go next, `kept_*` what was typed before."""

    siguiente = HiddenField()
    kept_path = HiddenField()
    kept_fields = HiddenField()

    def carried(self) -> dict[str, Any]:
        """For the next form on the way."""
        fields = (self.siguiente, self.kept_path, self.kept_fields)
        return {field.name: field.data for field in fields}


class SignInForm(CarryingForm):
    email = email_field("username", check=False)
    password = password_field()


class CodeForm(CarryingForm):
    code = code_field()


class NewPasswordForm(FlaskForm):
    """`personal`: the name and the address of whoever chooses, which are no password."""

    personal: tuple[str, ...] = ()

    new_password = PasswordField(
        _l("Contraseña nueva"),
        [InputRequired(_l("Escriba una contraseña nueva."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new_password(self, field: Field) -> None:
        refused = refusal(field.data, *self.personal)
        if refused is not None:
            raise ValidationError(str(refused))


class SignUpForm(NewPasswordForm):
    name = name_field()
    email = email_field("username")

    @property
    def personal(self) -> tuple[str, ...]:  # type: ignore[override]  # what was typed
        return (self.name.data or "", self.email.data or "")


class ForgottenForm(FlaskForm):
    email = email_field("username")


class NameForm(FlaskForm):
    name = name_field()


class PasswordForm(FlaskForm):
    """What is asked again before something is changed that whoever holds a session could abuse."""

    password = password_field()


class EmailForm(PasswordForm):
    email = email_field()


class ChangePasswordForm(NewPasswordForm, PasswordForm):
    pass


class EnrolForm(PasswordForm):
    """`sealed` is the secret that was shown, which is stored only once a code of it came back."""

    sealed = HiddenField()
    code = code_field()


class FactorForm(PasswordForm):
    """`act`: make new recovery codes, or ask for no codes any more."""

    code = code_field()
    act = HiddenField()


class SessionsForm(FlaskForm):
    """`session`: which one to close, by its number, or all."""

    session = StringField()
