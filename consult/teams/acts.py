"""Every act of permissions.PERMISSIONS in a sentence, and who may do it, read from that table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Role
from consult.permissions import allows

# Completes "Puede…". The groups are in the order in which a consultation happens.
ACTS: Mapping[object, Mapping[str, object]] = {
    _l("Leer"): {
        "site.read": _l("Ver las consultas publicadas"),
        "draft.read": _l("Leer y comparar los borradores publicados"),
        "comment.read": _l("Leer los aportes publicados"),
        "rules.read": _l("Leer las reglas de una consulta y cómo se ha moderado"),
        "organization.read": _l("Ver las organizaciones que participan"),
        "role.read": _l("Ver esta página"),
        "gallery.read": _l("Ver los componentes del sitio, mientras se desarrolla"),
    },
    _l("Participar"): {
        "comment.submit": _l("Enviar aportes a una consulta abierta"),
        "receipt.read": _l("Ver el acuse de un aporte con su dirección secreta"),
        "comment.follow": _l("Seguir un aporte propio con su código"),
        "comment.support": _l("Sumarse a un aporte"),
        "comment.report": _l("Avisar de que un aporte publicado no cumple las reglas"),
        "organization.speak": _l("Hablar por una organización que le dio ese encargo"),
        "mail.choose": _l("Elegir qué correos recibe"),
    },
    _l("Cuenta"): {
        "account.open": _l("Abrir una cuenta"),
        "session.start": _l("Entrar"),
        "session.end": _l("Salir"),
        "account.manage": _l("Cambiar su cuenta, llevarse sus datos o borrarla"),
    },
    _l("Trabajar en una consulta"): {
        "comment.moderate": _l("Leer los aportes que esperan y decidir si se publican"),
        "desk.read": _l("Ver juntas las consultas que modera, si modera alguna"),
        "draft.manage": _l("Importar y publicar versiones, traducirlas y preguntar al público"),
        "topic.manage": _l("Ordenar los temas y ponerlos a los aportes"),
        "feedback.read": _l("Leer los aportes publicados por tema, y exportarlos"),
    },
    _l("Administrar"): {
        "team.manage": _l("Invitar y retirar a personas del equipo, y cambiar los ajustes"),
        "identity.reveal": _l("Pedir o confirmar, entre dos personas y con un motivo, que se"
                              " revele quién escribió un aporte"),
        "rules.manage": _l("Escribir las reglas de la consulta, y si un rechazo necesita a dos"
                           " personas"),
        "moderation.measure": _l("Ver las cifras de la moderación"),
        "redaction.open": _l("Pedir o confirmar, entre dos personas y con un motivo, que se lea lo"
                             " que se tapó en un aporte"),
        "organization.verify": _l("Verificar organizaciones"),
        "site.manage": _l("Administrar las cuentas y el sitio"),
    },
}  # fmt: skip
ACTS_OF_DEVELOPERS = next(iter(ACTS.values()))["gallery.read"]
WHERE = "x"  # any consultation: the rules do not look at which one


@dataclass(frozen=True)
class Example:
    """Someone with roles in one consultation, and with others everywhere."""

    here: str = ""
    everywhere: str = Role.PARTICIPANT.value
    id: int = 0
    is_suspended: bool = False

    def roles_in(self, where: str | None) -> frozenset[str]:
        return frozenset({self.everywhere, self.here if where else self.everywhere})


COLUMNS: Mapping[object, Example | None] = {
    _l("Visitante"): None,
    _l("Participante"): Example(),
    _l("Equipo moderador"): Example(here=Role.MODERATOR),
    _l("Equipo redactor"): Example(here=Role.DRAFTER),
    _l("Administración de la consulta"): Example(here=Role.ADMIN),
    _l("Administración de la plataforma"): Example(everywhere=Role.ADMIN),
}


def by_role(*, gallery: bool) -> Sequence[tuple[object, Sequence[tuple[object, Sequence[object]]]]]:
    """Groups of (sentence, who may: the kinds of people), as the rules say now; with the
    developers' `gallery` where there is one."""
    hidden = None if gallery else ACTS_OF_DEVELOPERS
    return [
        (
            group,
            [
                (sentence, [name for name, can in zip(COLUMNS, may, strict=True) if can])
                for sentence, may in rows
                if sentence is not hidden
            ],
        )
        for group, rows in table()
    ]


def table() -> Sequence[tuple[object, Sequence[tuple[object, Sequence[bool]]]]]:
    """Groups of (sentence, whether each column may), as the rules say now."""
    return [
        (
            group,
            [
                (sentence, [allows(who, action, WHERE) for who in COLUMNS.values()])
                for action, sentence in acts.items()
            ],
        )
        for group, acts in ACTS.items()
    ]
