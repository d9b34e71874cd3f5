"""Tables as files: CSV and XLSX, written row by row and read back row by row.

A spreadsheet must never take a text for a formula. In XLSX every text is a text cell; in CSV,
which has no cell types, a text that would start a formula gets an apostrophe in front, and so
does one that only apostrophes separate from that. Reading a CSV takes exactly that one away, so
what was written comes back letter by letter: "=1" is written as "'=1", and "'=1" as "''=1".
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

Cell = str | int | None
Row = tuple[int, Mapping[str, Any] | str]

FORMULA = re.compile(
    "'*(?:[\t\r\n]|[\\s\u200b\u2060\ufeff\u200e\u200f]*[-=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62"
    "\ufe63\ufe6b\u2212])"
)
BOM = "\ufeff"
LONGEST_XLSX_TEXT = 32_767
MOST_XLSX_ROWS = 1_048_575
CUT = " […]"
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 2_000
ROWS_A_CHUNK = 200


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence


MESSAGES = {
    "encoding": N_("El archivo no está en UTF-8; guárdelo como «CSV UTF-8»."),
    "damaged": N_("El archivo está dañado o no es del tipo que dice su nombre."),
    "too_large": N_("El archivo es demasiado grande para abrirlo."),
    "empty": N_("El archivo está vacío."),
    "duplicate_column": N_("La columna «%(name)s» aparece más de una vez."),
    "missing_column": N_("Falta la columna «%(name)s»."),
    "cells": N_("La fila tiene más celdas que columnas."),
    "json": N_("La línea no es un objeto JSON en UTF-8."),
}


class TableError(ValueError):
    """A file that cannot be read as a table; `code` is a key of MESSAGES, `values` fill it."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row: its number, the column (or ""), and a sentence, maybe lazy."""

    row: int
    field: str
    reason: object


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `width` in characters, for XLSX."""

    title: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; `name` has at most 31 characters."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def guard(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula."""
    return "'" + text if FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """The text that `guard` made the cell of."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def csv_chunks(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A CSV file in pieces: byte order mark, headings, rows; comma, CRLF, formulas guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([guard(column.title) for column in columns])
    remaining = iter(rows)
    while True:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        chunk = list(islice(remaining, ROWS_A_CHUNK))
        if not chunk:
            return
        writer.writerows([_csv_cell(cell) for cell in row] for row in chunk)


def _csv_cell(cell: Cell) -> Cell:
    return guard(cell) if isinstance(cell, str) else cell


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """A workbook, written row by row: frozen headings, filters, every text a text cell.

    A text beyond what a cell holds (32,767 characters) is cut and ends in " […]".
    Raises TableError("too_large") beyond the rows of a sheet.
    """
    workbook = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
    # As "text", so that editing a cell does not turn it into a formula either.
    body = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = workbook.add_format({"valign": "top"})
    for sheet in sheets:
        worksheet = workbook.add_worksheet(sheet.name)
        for place, column in enumerate(sheet.columns):
            worksheet.set_column(place, place, column.width)
            worksheet.write_string(0, place, column.title, head)
        worksheet.freeze_panes(1, 0)
        last = _write_rows(worksheet, sheet.rows, body, number)
        worksheet.autofilter(0, 0, last, len(sheet.columns) - 1)
    workbook.close()


def _write_rows(worksheet: Any, rows: Iterable[Sequence[Cell]], body: Any, number: Any) -> int:
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_XLSX_ROWS:
            raise TableError("too_large")
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                worksheet.write_number(last, place, cell, number)
            elif cell:
                worksheet.write_string(last, place, _fitting(cell), body)
    return last


def _fitting(text: str) -> str:
    if len(text) <= LONGEST_XLSX_TEXT:
        return text
    return text[: LONGEST_XLSX_TEXT - len(CUT)] + CUT


def read_csv(file: IO[bytes]) -> Iterator[Row]:
    """Rows by column name, with the number a spreadsheet shows (headings are row 1).

    UTF-8, with or without a mark; comma or semicolon. Blank rows are left out. Instead of a row
    that cannot be read stands the code of the reason. Raises TableError.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = text.readline()
        delimiter = ";" if first.count(";") > first.count(",") else ","
        yield from _rows(csv.reader(chain([first], text), delimiter=delimiter), unguard)
    except UnicodeDecodeError as error:
        raise TableError("encoding") from error
    except csv.Error as error:
        raise TableError("damaged") from error
    finally:
        text.detach()


def read_xlsx(file: IO[bytes]) -> Iterator[Row]:
    """Rows of the first sheet, like read_csv; numbers and dates come as text."""
    _check_package(file)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        if not workbook.sheet_names:
            raise TableError("empty")
        sheet = workbook.get_sheet_by_index(0)
        yield from _rows(([_text(cell) for cell in row] for row in sheet.iter_rows()), str)
    except CalamineError as error:
        raise TableError("damaged") from error


def _check_package(file: IO[bytes]) -> None:
    try:
        members = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile as error:
        raise TableError("damaged") from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise TableError("too_large")
    file.seek(0)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _rows(cells: Iterable[list[str]], plain: Any) -> Iterator[Row]:
    rows = enumerate(cells, 1)
    names = _names(next(rows, (1, []))[1])
    for number, row in rows:
        if not any(row):
            continue
        if any(row[len(names) :]):
            yield number, "cells"
            continue
        filled = row + [""] * (len(names) - len(row))
        yield number, {name: plain(cell) for name, cell in zip(names, filled, strict=False)}


def _names(heading: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in heading]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableError("empty")
    for name in names:
        if names.count(name) > 1:
            raise TableError("duplicate_column", name=name)
    return names
