"""`consult users`: accounts."""

import sys

import click

from consult.accounts.models import Role
from consult.accounts.service import AccountError, create_person
from consult.cli.command import Failure, group, in_application
from consult.cli.language import _

ROLES = [role.value for role in Role]


@group.group(help=_("Cuentas de personas."))
def users() -> None:
    pass


@users.command(help=_("Crea una cuenta; la contraseña se pide o se lee de la entrada estándar."))
@click.argument("email")
@click.option("--name", required=True, help=_("Nombre que se muestra."))
@click.option("--role", required=True, type=click.Choice(ROLES), help=_("Rol."))
@click.option("--password-stdin", is_flag=True, help=_("Lee la contraseña de la entrada."))
@in_application
def create(email: str, name: str, role: str, password_stdin: bool) -> None:
    try:
        create_person(
            None, email=email, name=name, role=role, password=_password(password_stdin)
        )
    except AccountError as error:
        raise Failure(str(error.reason)) from error
    click.echo(_("Se creó la cuenta de %(email)s.", email=email.strip().lower()))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Failure(_("Sin terminal, dé la contraseña con --password-stdin."))
    return click.prompt(_("Contraseña"), hide_input=True, confirmation_prompt=True)
