"""What is asked of people who sign in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, InputRequired

from consult.markup import normalise


class SignInForm(FlaskForm):
    """E-mail and password; `siguiente` is where to go next, `kept_*` what was typed before."""

    email = EmailField(
        _l("Correo electrónico"),
        [DataRequired(_l("Escriba su correo electrónico."))],
        filters=[lambda typed: normalise(typed or "")],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Contraseña"),
        [InputRequired(_l("Escriba su contraseña."))],
        render_kw={"autocomplete": "current-password"},
    )
    siguiente = HiddenField()
    kept_path = HiddenField()
    kept_fields = HiddenField()
