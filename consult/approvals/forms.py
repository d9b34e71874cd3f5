"""What is asked of the two people."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from consult.markup import normalise

LONGEST_REASON = 1_000
CONFIRM, REFUSE = "confirm", "refuse"


class ReasonForm(FlaskForm):
    """Why something is asked for; forms that ask for more stand on this one."""

    reason = TextAreaField(
        _l("Motivo"),
        [
            DataRequired(_l("Escriba el motivo.")),
            Length(max=LONGEST_REASON, message=_l("El motivo admite hasta 1,000 caracteres.")),
        ],
        filters=[lambda typed: normalise(typed or "")],
    )


class DecideForm(FlaskForm):
    decision = HiddenField(
        _l("Decisión"), [AnyOf([CONFIRM, REFUSE], message=_l("Elija confirmar o no confirmar."))]
    )
