"""Words for what feedback is counted by; "-" is what has no stance, no organization."""

from flask_babel import lazy_gettext as _l

from consult.comments import forms as comments
from consult.comments.speaking import ORGANIZATION_KINDS
from consult.comments.models import Source
from consult.topics.figures import NONE, ORGANIZED

KINDS = dict(comments.KINDS)
STANCES = {value or NONE: label for value, label in comments.STANCES}
GROUPS = {value: label for value, label in ORGANIZATION_KINDS if value} | {
    NONE: _l("Sin organización")
}
SOURCES = {
    Source.WEB: _l("En línea"),
    Source.WORKSHOP: _l("Jornada de consulta"),
    Source.PAPER: _l("En papel"),
    Source.EMAIL: _l("Por correo"),
}
ANY_ORGANIZATION = {ORGANIZED: _l("De alguna organización")}
# How sure a suggestion is: at least so much, in words.
CERTAINTIES = (
    (0.8, _l("muy probable")),
    (0.6, _l("probable")),
    (0.4, _l("posible")),
    (0.0, _l("poco probable")),
)


def certainty(confidence: float) -> object:
    return next(word for least, word in CERTAINTIES if confidence >= least)
