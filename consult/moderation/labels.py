"""The reasons for not publishing a comment, in the words that moderators choose and readers see.

Each label completes a sentence ("Motivo: …."), so it starts in lower case and has no full stop.
"""

from flask_babel import lazy_gettext as _l

from consult.moderation.models import Reason

REASONS = {
    Reason.OFF_TOPIC: _l("no trata del borrador en consulta"),
    Reason.INSULT: _l("insulta o ataca a personas o grupos"),
    Reason.PERSONAL_DATA: _l("publica datos personales"),
    Reason.SPAM: _l("es publicidad o un envío masivo"),
    Reason.UNCLEAR: _l("no se entiende qué opina, propone o pregunta"),
    Reason.DUPLICATE: _l("repite otro aporte de la misma persona"),
}
