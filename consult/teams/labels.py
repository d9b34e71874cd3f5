"""Roles in words."""

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Role

ROLES = {
    Role.PARTICIPANT.value: _l("Participante"),
    Role.MODERATOR.value: _l("Equipo moderador"),
    Role.DRAFTER.value: _l("Equipo redactor"),
    Role.ADMIN.value: _l("Administración de la consulta"),
}
# The same role, held in every consultation and on the site itself.
EVERYWHERE = ROLES | {Role.ADMIN.value: _l("Administración de la plataforma")}
