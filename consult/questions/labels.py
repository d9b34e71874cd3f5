"""Words for the kinds of question."""

from flask_babel import lazy_gettext as _l

from consult.questions.models import Kind

KINDS = {
    Kind.ONE: _l("Una sola opción"),
    Kind.SEVERAL: _l("Varias opciones"),
    Kind.SCALE: _l("Escala de 1 a 5"),
    Kind.OPEN: _l("Respuesta abierta"),
}
