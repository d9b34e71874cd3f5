"""The reasons for not publishing a comment, in the words that moderators choose and readers see.

Each label completes a sentence ("Motivo: …."), so it starts in lower case and has no full stop.
"""

from flask_babel import lazy_gettext as _l

from consult.comments.models import Held
from consult.moderation.models import Reason, Resolution

REASONS = {
    Reason.OFF_TOPIC: _l("no trata del borrador en consulta"),
    Reason.INSULT: _l("insulta o ataca a personas o grupos"),
    Reason.PERSONAL_DATA: _l("publica datos personales"),
    Reason.SPAM: _l("es publicidad o un envío masivo"),
    Reason.UNCLEAR: _l("no se entiende qué opina, propone o pregunta"),
    Reason.DUPLICATE: _l("repite otro aporte de la misma persona"),
}
HELD = {
    Held.TRAP: _l("Llenaron un campo que las personas no ven"),
    Held.QUICK: _l("Se enviaron en menos tiempo del que toma escribir"),
    Held.FLOOD: _l("Vinieron muchos del mismo lugar en poco tiempo"),
    Held.COPY: _l("Dicen lo mismo que otro aporte, o casi"),
}
RESOLUTIONS = {
    Resolution.NONE: _l("No es un dato personal"),
    Resolution.PUBLIC: _l("Es un dato público, como el teléfono de una oficina"),
    Resolution.WISHED: _l("Es de quien escribe, que pidió publicarlo así"),
}
