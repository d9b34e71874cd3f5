"""The kinds of notice, each with its folder in templates/mail/: which group it belongs to, and why
someone gets it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.notifications.models import Group

DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Kind:
    group: Group
    why: Any


_ASKED = _l("Recibe este correo porque alguien escribió esta dirección en el sitio.")
_OWN = _l("Recibe este correo porque envió un aporte desde su cuenta.")

KINDS = {
    "confirm": Kind(Group.ACCOUNT, _ASKED),
    "account_exists": Kind(Group.ACCOUNT, _ASKED),
    "reset": Kind(Group.ACCOUNT, _l("Recibe este correo porque se pidió cambiar su contraseña.")),
    "no_account": Kind(Group.ACCOUNT, _ASKED),
    "password_changed": Kind(
        Group.ACCOUNT, _l("Recibe este correo porque esta es la dirección de su cuenta.")
    ),
    "change_email": Kind(Group.ACCOUNT, _ASKED),
    "email_changed": Kind(
        Group.ACCOUNT, _l("Recibe este correo porque esta era la dirección de su cuenta.")
    ),
    "invitation": Kind(
        Group.ACCOUNT, _l("Recibe este correo porque un equipo le invitó a trabajar con él.")
    ),
    "delegate": Kind(
        Group.ACCOUNT, _l("Recibe este correo porque una organización quiere que hable por ella.")
    ),
    "received": Kind(Group.CONTRIBUTIONS, _OWN),
    "decision": Kind(Group.CONTRIBUTIONS, _OWN),
    "passage": Kind(Group.CONTRIBUTIONS, _OWN),
    "reply": Kind(Group.REPLIES, _OWN),
    "answered": Kind(Group.REPLIES, _OWN),
    "closing": Kind(
        Group.NEWS, _l("Recibe este correo porque participó en esta consulta con su cuenta.")
    ),
    "waiting": Kind(Group.WORK, _l("Recibe este correo porque modera esta consulta.")),
}

GROUPS = {
    Group.CONTRIBUTIONS: _l("Mis aportes: acuses de recibo, decisiones y cambios del texto"),
    Group.REPLIES: _l("Respuestas a mis aportes"),
    Group.NEWS: _l("Novedades de las consultas en que participo"),
    Group.WORK: _l("Mi trabajo en las consultas"),
}
