"""What the desk's filters, hints and results are called."""

from flask_babel import lazy_gettext as _l

from consult.consultations.models import Mode
from consult.moderation.bulk import Result
from consult.moderation.models import Hint
from consult.moderation.queue import HELD, NOBODY, UNKNOWN

LANGUAGES = {
    "es": _l("español"),
    "en": _l("inglés"),
    "ca": _l("catalán"),
    "pt": _l("portugués"),
    "fr": _l("francés"),
    UNKNOWN: _l("otro, o no se sabe"),
}
RISKS = {
    Hint.PERSONAL_DATA.value: _l("Datos personales"),
    Hint.LINK.value: _l("Enlaces"),
    Hint.WATCHED.value: _l("Palabras vigiladas"),
    HELD: _l("Apartados"),
}
PERSONAL = {
    "dni": _l("un número de identidad"),
    "rtn": _l("un RTN"),
    "phone": _l("un teléfono"),
    "email": _l("un correo electrónico"),
}
NO_ORGANIZATION = (NOBODY, _l("Ninguna: una persona"))
# Completes "PMI-0001: …".
RESULTS = {
    Result.DONE.value: _l("decidido"),
    Result.DECIDED.value: _l("otra persona lo decidió antes"),
    Result.CORRECTED.value: _l("su autor lo corrigió: hay que leerlo de nuevo"),
    Result.OWN.value: _l("es suyo o de su organización: lo decide otra persona"),
    Result.CLAIMED.value: _l("lo tiene otra persona en este momento"),
    Result.PERSONAL.value: _l("tiene lo que parece un dato personal: se aprueba por separado"),
    Result.PROPOSED.value: _l("espera a que otra persona confirme el rechazo"),
}
# What will become of it, before anything is decided.
FORECASTS = RESULTS | {
    Result.DONE.value: _l("se decidirá"),
    Result.PERSONAL.value: _l(
        "tiene lo que parece un dato personal: aquí solo se puede rechazar"
    ),
}
MODES = {
    Mode.BEFORE.value: _l("Después de que alguien del equipo moderador lo lea"),
    Mode.AFTER_VERIFIED.value: _l(
        "Al recibirse, si es la postura de una organización verificada y nada llama la atención;"
        " los demás, después de leerlos"
    ),
}
