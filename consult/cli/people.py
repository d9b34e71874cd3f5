"""`consult users`: accounts."""

import sys

import click

from consult.accounts import second_factor
from consult.accounts.models import Role
from consult.accounts.queries import person_by_email
from consult.accounts.queries import second_factor as factor_of
from consult.accounts.service import AccountError, create_person
from consult.accounts.standing import join
from consult.cli.command import Failure, group, in_application
from consult.cli.language import _
from consult.cli.texts import find_consultation
from consult.extensions import utc_now

ROLES = [role.value for role in Role]


@group.group(help=_("Cuentas de personas."))
def users() -> None:
    pass


@users.command(help=_("Crea una cuenta; la contraseña se pide o se lee de la entrada estándar."))
@click.argument("email")
@click.option("--name", required=True, help=_("Nombre que se muestra."))
@click.option("--role", required=True, type=click.Choice(ROLES), help=_("Rol."))
@click.option("--password-stdin", is_flag=True, help=_("Lee la contraseña de la entrada."))
@click.option("--consultation", "slug", help=_("Solo en esta consulta; sin ella, en todas."))
@in_application
def create(
    email: str, name: str, role: str, password_stdin: bool, slug: str | None
) -> None:
    """The operator's word is enough: somebody has to be the first."""
    consultation = find_consultation(slug) if slug else None
    everywhere = Role.PARTICIPANT if consultation else role
    try:
        person = create_person(
            None, email=email, name=name, role=everywhere, password=_password(password_stdin)
        )
    except AccountError as error:
        raise Failure(str(error.reason)) from error
    if consultation is not None and role != Role.PARTICIPANT:
        join(None, person, consultation, role=role, now=utc_now())
    click.echo(_("Se creó la cuenta de %(email)s.", email=email.strip().lower()))


@users.command(
    "reset-second-factor",
    help=_("Quita el segundo factor a quien perdió el teléfono y sus códigos."),
)
@click.argument("email")
@in_application
def reset_second_factor(email: str) -> None:
    """The operator has made sure who asks; the person sets up another one when they come in."""
    person = person_by_email(email)
    if person is None:
        raise Failure(_("Ninguna cuenta tiene el correo %(email)s.", email=email))
    if factor_of(person) is None:
        raise Failure(_("Esa cuenta no tiene segundo factor."))
    second_factor.remove(None, person, now=utc_now())
    told = _("Se quitó el segundo factor de %(email)s y se cerraron sus sesiones.", email=email)
    click.echo(told)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Failure(_("Sin terminal, dé la contraseña con --password-stdin."))
    return click.prompt(_("Contraseña"), hide_input=True, confirmation_prompt=True)
