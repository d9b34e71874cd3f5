"""For developers: every component in every state, on one page. Not served in production."""

from flask import Blueprint, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.extensions import utc_now
from consult.permissions import requires

blueprint = Blueprint("dev", __name__)
STANCES = [("for", "A favor"), ("against", "En contra")]
REQUIRED = InputRequired("Este campo es obligatorio.")


class Sample(FlaskForm):
    """One field of each kind; the words are samples and stay untranslated."""

    class Meta:
        csrf = False

    name = StringField("Nombre", [Length(max=120)])
    body = TextAreaField("Su aporte", [REQUIRED, Length(max=10_000)])
    stance = RadioField("Postura", [REQUIRED], choices=lambda: STANCES)
    kind = SelectField(
        "Clase", [REQUIRED], choices=lambda: [("", "Elija"), ("ngo", "Sociedad civil")]
    )
    agree = BooleanField("He leído las reglas", [REQUIRED])


@blueprint.get("/dev/componentes")
@requires("gallery.read")
def gallery() -> str:
    blank, form = Sample(prefix="blank-"), Sample()
    form.validate()
    return render_template("gallery.html", blank=blank, form=form, when=utc_now())
