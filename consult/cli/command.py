"""How every command runs: inside the application, in one transaction, its failures in one line."""

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from consult import create_app
from consult.cli.language import _
from consult.config import ConfigurationError
from consult.extensions import db

Function = TypeVar("Function", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Bad input: told in one line, exit code 1."""


@click.group(help=_("Consulta pública de borradores de políticas, sección por sección."))
def group() -> None:
    pass


def main() -> None:
    """Entry point: exit 0 when done, 1 with a reason in one line on bad input."""
    try:
        group.main(standalone_mode=False, prog_name="consult")
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(_fail(_("Interrumpido.")))
    except click.ClickException as error:
        sys.exit(_fail(_reason(error)))
    except ConfigurationError as error:
        sys.exit(_fail(_(error.sentence, **error.values)))


def _fail(reason: str) -> int:
    click.echo(_("Error: %(reason)s", reason=reason), err=True)
    return 1


def _reason(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return _("Falta %(name)s.", name=_parameter(error))
    if isinstance(error, click.NoSuchOption):
        return _("No existe la opción %(name)s.", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _("El valor de %(name)s no es válido.", name=_parameter(error))
    if isinstance(error, click.UsageError):
        return _("La orden no es válida; vea consult --help.")
    return error.format_message()


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return ""
    option = error.param.opts[0]
    return option if option.startswith("-") else error.param.human_readable_name


def in_application(function: Function) -> Function:
    """Run a command in the application's context and commit once, if it succeeds."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            try:
                result = function(*args, **kwargs)
                db.session.commit()
            except DBAPIError as error:
                db.session.rollback()
                raise Failure(_database_reason(error)) from error
            return result

    return run  # type: ignore[return-value]  # wraps keeps the signature


def _database_reason(error: DBAPIError) -> str:
    text = str(error.orig).splitlines()[0]
    if "no such table" in text or "does not exist" in text:
        return _("La base de datos no está al día: ejecute consult db upgrade.")
    return _("La base de datos no respondió: %(text)s", text=text)


def report(figures: dict[str, Any], as_json: bool, sentence: str) -> None:
    """Print `figures` for machines, or `sentence` for people."""
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else sentence)
