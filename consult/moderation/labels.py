"""The standard rules, and other codes of the desk, in words.

The label of a rule completes a sentence ("Motivo: …."), so it starts in lower case and has no full
stop.
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
# What each means, for who writes and who decides. Copied in 0007: an edition never changes.
TEXTS = {
    Reason.OFF_TOPIC: _l(
        "El aporte habla de algo que este borrador no trata ni podría tratar. Estar en contra del"
        " borrador, o pedir algo que le falta, sí es tratar de él."
    ),
    Reason.INSULT: _l(
        "El aporte ofende, amenaza o humilla a una persona o a un grupo. Criticar con dureza a una"
        " institución, una decisión o un texto no es un insulto."
    ),
    Reason.PERSONAL_DATA: _l(
        "El aporte da datos con los que se encuentra o se identifica a una persona: su número de"
        " identidad, su teléfono, su dirección o su historia. Si basta con tapar esas palabras, se"
        " tapan y lo demás se publica."
    ),
    Reason.SPAM: _l(
        "El aporte ofrece o vende algo, o lo envió un programa. Que muchas personas envíen el mismo"
        " texto no es un envío masivo: cada una cuenta y se publica."
    ),
    Reason.UNCLEAR: _l(
        "Con el texto que hay no se puede saber qué quiere decir. Antes de rechazarlo por esto se"
        " devuelve a quien lo escribió para que lo aclare."
    ),
    Reason.DUPLICATE: _l(
        "La misma persona ya envió lo mismo, y lo que dijo ya se publicó. Decir lo mismo que otra"
        " persona nunca es motivo para no publicar."
    ),
}
HELD = {
    Held.TRAP: _l("Llenaron un campo que las personas no ven"),
    Held.QUICK: _l("Se enviaron en menos tiempo del que toma escribir"),
    Held.FLOOD: _l("Vinieron muchos del mismo lugar en poco tiempo"),
    Held.COPY: _l("Dicen lo mismo que otro aporte, o casi"),
}
WHY_HELD = {
    Held.TRAP: _l("se llenó un campo que las personas no ven"),
    Held.QUICK: _l("se envió en menos tiempo del que toma escribir"),
    Held.FLOOD: _l("llegaron muchos del mismo lugar en poco tiempo"),
    Held.COPY: _l("dice lo mismo que otro aporte, o casi"),
}
RESOLUTIONS = {
    Resolution.NONE: _l("No es un dato personal"),
    Resolution.PUBLIC: _l("Es un dato público, como el teléfono de una oficina"),
    Resolution.WISHED: _l("Es de quien escribe, que pidió publicarlo así"),
}
