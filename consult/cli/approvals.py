"""`consult approvals`: the operator is the second person where there is only one administrator."""

from collections.abc import Callable

import click

from consult.approvals.kinds import kind_of
from consult.approvals.models import Approval
from consult.approvals.queries import all_waiting, of_anyone
from consult.approvals.service import ApprovalError
from consult.approvals.service import confirm as confirm_approval
from consult.approvals.service import refuse as refuse_approval
from consult.cli.command import Failure, group, in_application
from consult.cli.language import _
from consult.permissions import Actor


@group.group(help=_("Actos que piden una segunda persona."))
def approvals() -> None:
    pass


@approvals.command("list", help=_("Muestra lo que espera: número, consulta, qué y por qué."))
@in_application
def waiting() -> None:
    for each in all_waiting():
        said = kind_of(each).describe(each)
        click.echo(f"{each.id}\t{each.where or '-'}\t{said}\t{_one_line(each.reason)}")


@approvals.command(help=_("Confirma el acto NUMBER, que se hace en el momento."))
@click.argument("number", type=int)
@in_application
def confirm(number: int) -> None:
    _decide(number, confirm_approval)
    click.echo(_("Quedó confirmado y hecho."))


@approvals.command(help=_("No confirma el acto NUMBER: no se hará."))
@click.argument("number", type=int)
@in_application
def refuse(number: int) -> None:
    _decide(number, refuse_approval)
    click.echo(_("No se confirmó: no se hará."))


def _decide(number: int, decide: Callable[[Actor | None, Approval], None]) -> None:
    approval = of_anyone(number) if 0 < number < 2**31 else None
    if approval is None:
        raise Failure(_("No hay nada con el número %(number)s.", number=number))
    try:
        decide(None, approval)
    except ApprovalError as error:
        raise Failure(str(error.reason)) from error


def _one_line(text: str) -> str:
    return " ".join(text.split())
