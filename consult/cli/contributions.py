"""`consult comments` and `consult topics`: what people said, in and out."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import click
from flask_babel import gettext

from consult.cli.command import Failure, group, in_application, report
from consult.cli.language import _
from consult.cli.texts import FILE, find_consultation
from consult.comments.models import Status
from consult.reports.queries import export_rows
from consult.reports.rows import COLUMNS, FORMATS, format_of, read_rows, write_rows
from consult.reports.service import ImportRefusedError, ImportResult, import_comments
from consult.tables import MESSAGES, RowError, TableError
from consult.topics.importing import import_topics


@group.group(help=_("Aportes."))
def comments() -> None:
    pass


@comments.command("import", help=_("Recibe los aportes de un archivo: todos o ninguno."))
@click.argument("file", type=FILE)
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@click.option(
    "--status",
    type=click.Choice([Status.PENDING.value, Status.PUBLISHED.value]),
    default=Status.PENDING.value,
    help=_("Estado con el que quedan."),
)
@click.option("--skip-bad", is_flag=True, help=_("Recibe las filas buenas aunque haya malas."))
@click.option("--json", "as_json", is_flag=True, help=_("Imprime las cifras como JSON."))
@in_application
def import_(file: Path, slug: str, status: str, skip_bad: bool, as_json: bool) -> None:
    consultation = find_consultation(slug)
    try:
        rows = read_rows(file, _format(file))
        result = import_comments(None, consultation, rows, status=status, skip_bad=skip_bad)
    except ImportRefusedError as error:
        raise Failure(str(error.reason)) from error
    except TableError as error:
        raise Failure(gettext(MESSAGES[error.code], **error.values)) from error
    except OSError as error:
        raise Failure(_("No se pudo leer %(path)s.", path=file)) from error
    _tell(result, as_json)
    if result.errors and not skip_bad:
        raise Failure(_("Hay filas malas: no se recibió ninguna. Use --skip-bad para omitirlas."))


def _format(file: Path) -> str:
    found = format_of(file)
    if found is None:
        ends = ", ".join(f".{each}" for each in FORMATS)
        raise Failure(_("El nombre del archivo debe terminar en %(ends)s.", ends=ends))
    return found


def _tell(result: ImportResult, as_json: bool) -> None:
    for warning in result.warnings:
        click.echo(str(warning), err=True)
    figures = {
        "rows": result.rows,
        "imported": result.imported,
        "known": result.known,
        "errors": [
            {"row": error.row, "field": error.field, "reason": str(error.reason)}
            for error in result.errors
        ],
    }
    if not as_json:
        print_errors(result.errors)
    sentence = _(
        "%(rows)s filas: %(imported)s recibidas, %(known)s ya conocidas.",
        rows=result.rows,
        imported=result.imported,
        known=result.known,
    )
    report(figures, as_json, sentence)


def print_errors(errors: Iterable[RowError]) -> None:
    """A line for each bad row, as a spreadsheet numbers it."""
    for error in errors:
        where = _("Fila %(row)s, %(field)s", row=error.row, field=error.field or "-")
        click.echo(f"{where}: {error.reason}", err=True)


@comments.command(help=_("Escribe todos los aportes, cualquiera que sea su estado."))
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@click.option(
    "--format", "kind", required=True, type=click.Choice(["jsonl", "csv", "xlsx"]),
    help=_("Formato."),
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help=_("Archivo."))
@in_application
def export(slug: str, kind: str, output: Path | None) -> None:
    rows = export_rows(None, find_consultation(slug), all_statuses=True)
    if output is None:
        write_rows(COLUMNS, rows, kind, sys.stdout.buffer)
        return
    try:
        write_whole(output, lambda file: write_rows(COLUMNS, rows, kind, file))
    except OSError as error:
        raise Failure(_("No se pudo escribir %(path)s.", path=output)) from error
    click.echo(_("Se escribió %(path)s.", path=output))


def write_whole(output: Path, write: Callable[[IO[bytes]], None]) -> None:
    """The file appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=".consult-")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        os.replace(name, output)
    except BaseException:
        os.unlink(name)
        raise


@group.group(help=_("Temas."))
def topics() -> None:
    pass


@topics.command("import", help=_("Recibe el árbol de temas de un CSV: key,parent,name,…"))
@click.argument("file", type=FILE)
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@in_application
def import_tree(file: Path, slug: str) -> None:
    consultation = find_consultation(slug)
    try:
        with file.open("rb") as opened:
            result = import_topics(None, consultation, opened)
    except TableError as error:
        raise Failure(gettext(MESSAGES[error.code], **error.values)) from error
    except OSError as error:
        raise Failure(_("No se pudo leer %(path)s.", path=file)) from error
    if result.errors:
        print_errors(result.errors)
        raise Failure(_("Hay filas malas: no se guardó ningún tema."))
    click.echo(
        _(
            "Temas: %(created)s nuevos, %(changed)s cambiados.",
            created=result.created,
            changed=result.changed,
        )
    )
