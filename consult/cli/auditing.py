"""`consult audit`: whether the log is as the platform wrote it."""

import json
import sys
from dataclasses import asdict

import click

from consult.audit.verifying import Fault, Finding, Verdict
from consult.audit.verifying import verify as verify_log
from consult.cli.command import group, in_application
from consult.cli.language import _

TOLD_EACH = 20


@group.group(help=_("Registro de actos."))
def audit() -> None:
    pass


@audit.command(help=_("Comprueba que nadie cambió el registro; con un fallo, código de salida 1."))
@click.option("--json", "as_json", is_flag=True, help=_("Escribe JSON."))
@in_application
def verify(as_json: bool) -> None:
    verdict = verify_log()
    if as_json:
        click.echo(json.dumps(_figures(verdict), ensure_ascii=False))
    else:
        _tell(verdict)
    if verdict.count:
        sys.exit(1)


def _figures(verdict: Verdict) -> dict[str, object]:
    return {
        "intact": verdict.count == 0,
        "rows": verdict.rows,
        "linked": verdict.linked,
        "faults": verdict.count,
        "findings": [asdict(each) for each in verdict.findings],
    }


def _tell(verdict: Verdict) -> None:
    counted = {"rows": verdict.rows, "linked": verdict.linked}
    if not verdict.count:
        click.echo(_("El registro está entero: %(rows)s actos, %(linked)s encadenados.", **counted))
        return
    for finding in verdict.findings[:TOLD_EACH]:
        click.echo(_sentence(finding))
    if verdict.count > TOLD_EACH:
        click.echo(_("… y %(more)s fallos más.", more=verdict.count - TOLD_EACH))
    told = _(
        "El registro NO está entero: %(count)s fallos en %(rows)s actos.",
        count=verdict.count, rows=verdict.rows,
    )  # fmt: skip
    click.echo(told)
    if verdict.linked and verdict.count >= verdict.linked:
        click.echo(_("Si todo falla, revise que CONSULT_AUDIT_KEYS tenga las claves de antes."))


def _sentence(finding: Finding) -> str:
    sentences = {
        Fault.EDITED: _("Acto %(number)s: no dice lo que decía cuando se registró."),
        Fault.DELETED: _("Acto %(number)s: estaba en el registro y ya no está."),
        Fault.FORGED: _("Acto %(number)s: no lo escribió la plataforma."),
        Fault.COPIED: _("Acto %(number)s: es copia de otro acto."),
        Fault.LINK_LOST: _("Faltan de la cadena los lugares %(first)s a %(last)s."),
        Fault.CUT_OFF: _("La cadena está cortada: faltan los lugares %(first)s a %(last)s, que "
                         "constan fuera de la base de datos."),
        Fault.REWRITTEN: _("La cadena se escribió de nuevo: en el lugar %(last)s no dice lo que "
                           "consta fuera de la base de datos."),
        Fault.NO_ANCHOR: _("Falta el archivo audit-anchor de la carpeta de datos: no hay con qué "
                           "comparar el final."),
    }  # fmt: skip
    return sentences[finding.fault] % asdict(finding)
