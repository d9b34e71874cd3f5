"""`consult evaluate`: what the machine finds in a file of texts, row by row, to be measured."""

import gzip
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import click
from flask_babel import gettext

from consult.cli.command import Failure, group, in_application
from consult.cli.contributions import write_whole
from consult.cli.language import _
from consult.cli.texts import FILE
from consult.comments import duplicates as alike
from consult.comments.personal_data import find
from consult.reports.rows import read_rows
from consult.tables import MESSAGES, Column, TableError, csv_chunks

FORMATS = (".jsonl", ".jsonl.gz", ".csv")
Found = Callable[[Sequence[str]], Iterable[Any]]


@group.group(help=_("Lo que se halla en un archivo de textos, para medirlo."))
def evaluate() -> None:
    pass


def _options(function: Any) -> Any:
    """The file, the field that holds the text, and the file to write."""
    output = click.Path(dir_okay=False, path_type=Path)
    for option in (
        click.option("--output", required=True, type=output, help=_("Archivo.")),
        click.option("--text", "field", required=True, help=_("Campo que contiene el texto.")),
        click.option("--input", "file", required=True, type=FILE, help=_("Archivo de textos.")),
    ):
        function = option(function)
    return function


@evaluate.command("personal-data", help=_("Agrega «found»: los datos personales de cada texto."))
@_options
@in_application
def personal_data(file: Path, field: str, output: Path) -> None:
    _evaluate(file, field, output, "found", lambda texts: (_found(text) for text in texts))


@evaluate.command("duplicates", help=_("Agrega «group»: el número de los que dicen lo mismo."))
@_options
@in_application
def duplicates(file: Path, field: str, output: Path) -> None:
    _evaluate(file, field, output, "group", alike.groups)


def _found(text: str) -> list[dict[str, Any]]:
    return [each._asdict() for each in find(text)]


def _evaluate(file: Path, field: str, output: Path, name: str, found_in: Found) -> None:
    """Write the rows of a file again, each with what was found in its text as `name`."""
    rows = rows_of(file)
    key = field.strip().lower() if ending_of(file) == ".csv" else field
    if rows and not any(key in row for row in rows):
        message = MESSAGES["missing_column"]
        raise Failure(gettext(message, name=field))
    texts = [value if isinstance(value := row.get(key), str) else "" for row in rows]
    for row, found in zip(rows, found_in(texts), strict=True):
        row[name] = found
    kind = ending_of(output)
    try:
        write_whole(output, lambda opened: _write(opened, rows, kind))
    except OSError as error:
        raise Failure(_("No se pudo escribir %(path)s.", path=output)) from error
    click.echo(_("Se escribió %(path)s.", path=output))


def ending_of(path: Path) -> str:
    ending = next((each for each in FORMATS if path.name.lower().endswith(each)), None)
    if ending is None:
        ends = ", ".join(FORMATS)
        raise Failure(_("El nombre del archivo debe terminar en %(ends)s.", ends=ends))
    return ending


def rows_of(file: Path) -> list[dict[str, Any]]:
    rows = []
    try:
        for number, row in read_rows(file, ending_of(file)[1:]):
            if isinstance(row, str):
                reason = gettext(MESSAGES[row])
                raise Failure(_("Fila %(row)s: %(reason)s", row=number, reason=reason))
            rows.append(dict(row))
    except TableError as error:
        raise Failure(gettext(MESSAGES[error.code], **error.values)) from error
    except OSError as error:
        raise Failure(_("No se pudo leer %(path)s.", path=file)) from error
    return rows


def _write(opened: IO[bytes], rows: Sequence[dict[str, Any]], kind: str) -> None:
    if kind == ".csv":
        _write_csv(opened, rows)
    elif kind == ".jsonl":
        _write_lines(opened, rows)
    else:
        with gzip.GzipFile(fileobj=opened, mode="wb", mtime=0) as zipped:
            _write_lines(zipped, rows)


def _write_lines(opened: IO[bytes] | gzip.GzipFile, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        opened.write(line.encode("utf-8", "replace"))


def _write_csv(opened: IO[bytes], rows: Sequence[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = ([_cell(row.get(name)) for name in names] for row in rows)
    text = io.TextIOWrapper(opened, encoding="utf-8", errors="replace", newline="")
    for chunk in csv_chunks([Column(name) for name in names], cells):
        text.write(chunk)
    text.flush()
    text.detach()


def _cell(value: Any) -> str | int | None:
    if value is None or isinstance(value, str | int):
        return value
    return json.dumps(value, ensure_ascii=False)
