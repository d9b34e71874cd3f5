"""The words for what the log holds: acts, what they are about, codes from before and after.

An act completes a sentence that begins with who did it; `%(what)s` is what it is about.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Proof
from consult.comments.models import Status
from consult.comments.reviewing import Verdict
from consult.consultations.models import Mode
from consult.moderation.labels import RESOLUTIONS
from consult.moderation.models import Outcome as AppealOutcome
from consult.notifications.kinds import GROUPS as MAIL
from consult.organizations.labels import KINDS as ORGANIZATION_KINDS
from consult.organizations.labels import OUTCOMES
from consult.teams.labels import EVERYWHERE, ROLES
from consult.topics.models import Reply

Words = Mapping[Any, Any]


class Act(NamedTuple):
    """`subject` is the type of what it is about."""

    subject: str
    says: Any


class Group(NamedTuple):
    name: Any
    acts: Mapping[str, Act]


GROUPS: Mapping[str, Group] = {
    "aportes": Group(_l("Aportes"), {
        "comment.receive": Act("comment", _l("envió %(what)s")),
        "comment.correct": Act("comment", _l("corrigió %(what)s")),
        "comment.status": Act("comment", _l("cambió el estado de %(what)s")),
        "comment.sign_off": Act("comment", _l("dio el visto bueno a %(what)s")),
        "comment.ask_changes": Act("comment", _l("pidió cambios en %(what)s antes de firmarlo")),
        "comment.support": Act("comment", _l("se sumó a %(what)s")),
        "comment.unsupport": Act("comment", _l("dejó de sumarse a %(what)s")),
        "comment.place": Act("comment", _l("ubicó %(what)s en la versión nueva")),
        "comment.report": Act("comment", _l("avisó de que %(what)s incumple una regla")),
        "identity.look": Act("approval", _l("vio quién escribió el aporte de %(what)s")),
    }),
    "moderacion": Group(_l("Moderación"), {
        "moderation.propose": Act("comment", _l("propuso rechazar %(what)s")),
        "comment.review": Act("comment", _l("revisó %(what)s, que ya estaba publicado")),
        "comment.cover": Act("comment", _l("tapó palabras de %(what)s")),
        "comment.personal_data.show": Act(
            "comment", _l("vio sin tapar los datos personales de %(what)s")
        ),
        "comment.personal_data.publish": Act(
            "comment", _l("resolvió qué hacer con lo que parece un dato personal en %(what)s")
        ),
        "redaction.look": Act("approval", _l("vio las palabras tapadas, por %(what)s")),
        "claim.take_over": Act("comment", _l("tomó %(what)s, que tenía otra persona")),
        "decision.undo": Act("comment", _l("deshizo su decisión sobre %(what)s")),
        "batch.decide": Act("batch", _l("decidió juntos los aportes de %(what)s")),
        "report.keep": Act("comment", _l("mantuvo publicado %(what)s después de un aviso")),
        "appeal.make": Act("comment", _l("apeló la decisión sobre %(what)s")),
        "appeal.decide": Act("comment", _l("resolvió la apelación de %(what)s")),
        "rules.change": Act("consultation", _l("cambió las reglas de %(what)s")),
        "moderation.second": Act(
            "consultation", _l("cambió si rechazar pide dos personas en %(what)s")
        ),
        "moderation.arrange": Act("consultation", _l("cambió cómo se modera %(what)s")),
    }),
    "borrador": Group(_l("Borrador"), {
        "draft.import": Act("version", _l("importó %(what)s")),
        "draft.describe": Act("version", _l("describió %(what)s")),
        "draft.publish": Act("version", _l("publicó %(what)s")),
        "draft.discard": Act("version", _l("descartó %(what)s")),
        "draft.match": Act("section_text", _l("dijo qué sección es %(what)s")),
        "translation.add": Act("section_translation", _l("agregó %(what)s")),
        "translation.replace": Act("section_translation", _l("cambió %(what)s")),
        "translation.remove": Act("section_translation", _l("quitó %(what)s")),
        "question.add": Act("question", _l("agregó %(what)s")),
        "question.revise": Act("question", _l("cambió %(what)s")),
        "question.place": Act("question", _l("movió %(what)s")),
        "question.close": Act("question", _l("cerró %(what)s")),
        "question.reopen": Act("question", _l("abrió de nuevo %(what)s")),
    }),
    "temas": Group(_l("Temas"), {
        "topic.create": Act("topic", _l("creó %(what)s")),
        "topic.revise": Act("topic", _l("describió de otro modo %(what)s")),
        "topic.move": Act("topic", _l("puso en otro lugar del árbol %(what)s")),
        "topic.shift": Act("topic", _l("cambió el orden de %(what)s")),
        "topic.remove": Act("topic", _l("quitó %(what)s")),
        "topic.assign": Act("point", _l("puso un tema a %(what)s")),
        "topic.unassign": Act("point", _l("quitó un tema a %(what)s")),
        "topic.accept": Act("point", _l("aceptó temas sugeridos para %(what)s")),
        "topic.reply": Act("point", _l("no aceptó lo sugerido para %(what)s")),
        "topic.accept_all": Act("consultation", _l("aceptó muchas sugerencias en %(what)s")),
        "topic.undo_accept_all": Act("consultation", _l("deshizo una aceptación en %(what)s")),
        "topic.take_group": Act("topic", _l("puso un grupo de aportes en %(what)s")),
    }),
    "equipo": Group(_l("Consultas y equipos"), {
        "consultation.create": Act("consultation", _l("creó %(what)s")),
        "consultation.without_account": Act(
            "consultation", _l("cambió si se participa sin cuenta en %(what)s")
        ),
        "approval.ask": Act("approval", _l("pidió %(what)s")),
        "approval.confirmed": Act("approval", _l("confirmó %(what)s")),
        "approval.refused": Act("approval", _l("no confirmó %(what)s")),
        "invitation.send": Act("invitation", _l("envió %(what)s")),
        "invitation.take_back": Act("invitation", _l("retiró %(what)s")),
        "person.join": Act("person", _l("dio un rol en una consulta a %(what)s")),
        "person.leave": Act("person", _l("quitó un rol en una consulta a %(what)s")),
    }),
    "cuentas": Group(_l("Cuentas"), {
        "person.create": Act("person", _l("creó %(what)s")),
        "person.name": Act("person", _l("cambió el nombre de %(what)s")),
        "person.email": Act("person", _l("cambió el correo de %(what)s")),
        "person.password": Act("person", _l("cambió la contraseña de %(what)s")),
        "person.role": Act("person", _l("cambió el rol de %(what)s")),
        "person.suspend": Act("person", _l("suspendió %(what)s")),
        "person.restore": Act("person", _l("abrió de nuevo %(what)s")),
        "person.erase": Act("person", _l("borró %(what)s")),
        "session.open": Act("person", _l("entró con %(what)s")),
        "session.close": Act("person", _l("salió de %(what)s")),
        "session.close_all": Act("person", _l("cerró todas las sesiones de %(what)s")),
        "second_factor.enrol": Act("person", _l("activó el segundo factor de %(what)s")),
        "second_factor.codes": Act("person", _l("renovó los códigos de respaldo de %(what)s")),
        "second_factor.recovery": Act("person", _l("usó un código de respaldo de %(what)s")),
        "second_factor.remove": Act("person", _l("quitó el segundo factor de %(what)s")),
        "mail.choose": Act("person", _l("eligió los avisos por correo de %(what)s")),
        "mail.unsubscribe": Act("person", _l("dio de baja avisos por correo de %(what)s")),
    }),
    "organizaciones": Group(_l("Organizaciones"), {
        "organization.register": Act("organization", _l("registró %(what)s")),
        "organization.revise": Act("organization", _l("cambió los datos de %(what)s")),
        "organization.verify": Act("organization", _l("decidió si se verifica %(what)s")),
        "organization.signoff": Act(
            "organization", _l("cambió si se pide el visto bueno en %(what)s")
        ),
        "organization.signoff_end": Act(
            "organization", _l("pidió dejar de exigir el visto bueno en %(what)s")
        ),
        "organization.invite": Act("organization", _l("invitó a alguien a hablar por %(what)s")),
        "organization.take_back": Act("organization", _l("retiró una invitación de %(what)s")),
        "organization.join": Act("organization", _l("empezó a hablar por %(what)s")),
        "organization.decline": Act("organization", _l("no aceptó hablar por %(what)s")),
        "organization.leave": Act("organization", _l("dejó de hablar por %(what)s")),
        "organization.remove": Act("organization", _l("quitó a una persona de %(what)s")),
    }),
    "sitio": Group(_l("Trabajos y correos"), {
        "job.repeat": Act("job", _l("repitió %(what)s")),
        "notice.repeat": Act("notice", _l("repitió %(what)s")),
    }),
}  # fmt: skip
ACTS: Mapping[str, Act] = {
    action: act for group in GROUPS.values() for action, act in group.acts.items()
}
# What a change of state is, by where it leads.
CHANGES: Words = {
    Status.UNSIGNED.value: _l("dejó %(what)s a la espera del visto bueno de su organización"),
    Status.PENDING.value: _l("puso %(what)s en espera de moderación"),
    Status.PUBLISHED.value: _l("publicó %(what)s"),
    Status.RETURNED.value: _l("devolvió %(what)s para corregir"),
    Status.REJECTED.value: _l("rechazó %(what)s"),
    Status.WITHDRAWN.value: _l("retiró %(what)s"),
}
# A thing in general; and by name, where it has one.
SUBJECTS: Words = {
    "comment": _l("un aporte"), "point": _l("una parte de un aporte"),
    "batch": _l("un lote"), "version": _l("una versión"), "section_text": _l("una sección"),
    "section_translation": _l("una traducción"), "question": _l("una pregunta"),
    "topic": _l("un tema"), "consultation": _l("una consulta"),
    "approval": _l("una autorización"), "invitation": _l("una invitación"),
    "person": _l("una cuenta"), "organization": _l("una organización"),
    "job": _l("un trabajo"), "notice": _l("un correo"),
}  # fmt: skip
NAMED: Words = {
    "comment": "%(name)s", "point": "%(name)s", "version": _l("la versión %(name)s"),
    "section_text": _l("la sección «%(name)s»"),
    "section_translation": _l("la traducción de «%(name)s»"),
    "question": _l("una pregunta de «%(name)s»"), "topic": _l("el tema «%(name)s»"),
    "consultation": _l("la consulta «%(name)s»"), "person": _l("la cuenta de %(name)s"),
    "organization": _l("la organización «%(name)s»"),
}  # fmt: skip
STATUSES: Words = {
    Status.UNSIGNED.value: _l("Falta el visto bueno"), Status.PENDING.value: _l("En espera"),
    Status.PUBLISHED.value: _l("Publicado"), Status.RETURNED.value: _l("Devuelto"),
    Status.REJECTED.value: _l("No publicado"), Status.WITHDRAWN.value: _l("Retirado"),
}  # fmt: skip
_YES_NO: Words = {
    "yes": _l("Sí"), "on": _l("Sí"), "accepts": _l("Sí"),
    "no": _l("No"), "off": _l("No"), "refuses": _l("No"),
}  # fmt: skip
_OPEN: Words = {"open": _l("Abierta"), "closed": _l("Cerrada")}
# Codes that stand before and after, by act. Those of other acts are numbers, or are not told.
VALUES: Mapping[str, Words] = {
    "comment.receive": STATUSES, "comment.status": STATUSES, "batch.decide": STATUSES,
    "decision.undo": STATUSES, "comment.review": {**STATUSES, "kept": _l("Sigue publicado")},
    "comment.place": {
        Verdict.CONFIRM.value: _l("Donde se proponía"), Verdict.OTHER.value: _l("En otro párrafo"),
        Verdict.SECTION.value: _l("En toda la sección"),
        Verdict.REMOVED.value: _l("Sus palabras se quitaron"),
    },
    "appeal.decide": {
        AppealOutcome.UPHELD.value: _l("La decisión se mantuvo"),
        AppealOutcome.OVERTURNED.value: _l("Se publicó después de todo"),
    },
    "moderation.arrange": {
        Mode.BEFORE.value: _l("Se lee antes de publicar"),
        Mode.AFTER_VERIFIED.value: _l("De organizaciones verificadas, se lee después"),
    },
    "moderation.second": _YES_NO, "consultation.without_account": _YES_NO,
    "organization.signoff": _YES_NO, "question.close": _OPEN, "question.reopen": _OPEN,
    "draft.publish": {"published": _l("Publicada")},
    "topic.reply": {Reply.NONE.value: _l("Ninguno"), Reply.UNSURE.value: _l("No está seguro")},
    "person.create": EVERYWHERE, "person.role": EVERYWHERE, "person.join": ROLES,
    "person.leave": ROLES, "invitation.send": ROLES,
    "organization.register": ORGANIZATION_KINDS, "organization.verify": OUTCOMES,
    "mail.unsubscribe": MAIL,
    "session.open": {
        Proof.PASSWORD.value: _l("Con contraseña"), Proof.FULL.value: _l("Con segundo factor"),
    },
}  # fmt: skip
# Where before and after are numbers of rows of this type.
ROWS: Mapping[str, str] = {"claim.take_over": "person", "topic.move": "topic"}
REASONS_OF: Mapping[str, Words] = {"comment.personal_data.publish": RESOLUTIONS}
# What two people decide on.
KINDS: Words = {
    "team.invite": _l("invitar a una persona al equipo"),
    "person.grant": _l("dar un rol en todas las consultas"),
    "comment.reject_many": _l("rechazar muchos aportes a la vez"),
    "identity.reveal": _l("saber quién escribió un aporte"),
    "redaction.open": _l("ver palabras tapadas"),
}
DETAILS: Words = {
    "count": _l("cuántos"), "items": _l("cuántos"), "done": _l("hechos"),
    "revision": _l("revisión"), "edition": _l("edición"), "sections": _l("secciones"),
    "number": _l("número"), "version": _l("versión"), "language": _l("idioma"),
    "days": _l("plazo en días"), "fields": _l("datos cambiados"),
}  # fmt: skip
# Details that are numbers of rows of this type.
POINTERS: Mapping[str, str] = {
    "topic": "topic", "person": "person", "consultation": "consultation",
}  # fmt: skip
