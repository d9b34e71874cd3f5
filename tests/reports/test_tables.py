"""Tables as files: no cell starts a formula, and what is written comes back letter by letter."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest

from consult.tables import (
    CUT,
    LONGEST_XLSX_TEXT,
    Column,
    Sheet,
    TableError,
    csv_chunks,
    guard,
    read_csv,
    read_xlsx,
    unguard,
    write_xlsx,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DANGEROUS = [
    "=1+1", "+504 9999", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0",
    "＝1", "＋1", "－1", "＠x", "﹦1", "\u200b=1", "−1", "\ufeff=1",
]  # fmt: skip
APOSTROPHES = ["'=1", "''=1", "'''", "'hola", "'", "''-x", "' =1", "'\t"]
HARMLESS = ["", "hola", "a=1", "ñandú; sí", 'dijo "no"', "1,5", "dos\nlíneas", "_x0041_", "🦜 c'est"]
NAUGHTY = [*DANGEROUS, *APOSTROPHES, *HARMLESS]
STARTS_FORMULA = re.compile(r"[\s\u200b\ufeff]*[-=+@＝＋－＠﹦−]|[\t\r\n]")


def as_csv(rows: list[list[str]], names: list[str]) -> bytes:
    return "".join(csv_chunks([Column(name) for name in names], rows)).encode()


def as_xlsx(rows, names: list[str]) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, [Sheet("Hoja", [Column(name) for name in names], rows)])
    return file.getvalue()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_guarded_cell_starts_no_formula(text):
    assert not STARTS_FORMULA.match(guard(text))


@pytest.mark.parametrize("text", NAUGHTY)
def test_taking_the_guard_away_gives_the_text_back(text):
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", [*HARMLESS, "'hola", "'"])
def test_what_needs_no_guard_gets_none(text):
    assert guard(text) == text


def test_csv_holds_no_cell_that_starts_a_formula():
    raw = as_csv([[text, "x"] for text in NAUGHTY], ["texto", "otro"]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(raw, newline=""))]
    assert len(cells) == len(NAUGHTY) + 1
    assert not [cell for cell in cells if STARTS_FORMULA.match(cell)]


@pytest.mark.parametrize(("write", "read"), [(as_csv, read_csv), (as_xlsx, read_xlsx)])
def test_a_table_comes_back_as_it_was_written(write, read):
    texts = [text for text in NAUGHTY if "\r" not in text or read is read_csv]
    found = list(read(io.BytesIO(write([[text, "x"] for text in texts], ["texto", "otro"]))))
    assert [row["texto"] for _number, row in found] == texts
    assert [number for number, _row in found] == list(range(2, len(texts) + 2))


def test_xlsx_has_only_text_cells_in_the_format_of_text():
    package = zipfile.ZipFile(io.BytesIO(as_xlsx([[text] for text in DANGEROUS], ["t"])))
    sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    cells = list(sheet.iter(f"{MAIN}c"))
    assert len(cells) == len(DANGEROUS) + 1
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert not list(sheet.iter(f"{MAIN}f"))
    assert "hyperlink" not in package.read("xl/worksheets/sheet1.xml").decode()


def test_xlsx_has_frozen_headings_and_filters():
    package = zipfile.ZipFile(io.BytesIO(as_xlsx([["a", "b"]] * 3, ["uno", "dos"])))
    sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    pane = sheet.find(f".//{MAIN}pane")
    assert pane is not None and pane.get("state") == "frozen" and pane.get("ySplit") == "1"
    filters = sheet.find(f"{MAIN}autoFilter")
    assert filters is not None and filters.get("ref") == "A1:B4"


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    (_number, row), = read_xlsx(io.BytesIO(as_xlsx([["a" * 40_000]], ["t"])))
    assert len(row["t"]) == LONGEST_XLSX_TEXT and row["t"].endswith(CUT)


def test_numbers_stay_numbers_and_are_read_as_text():
    (_number, row), = read_xlsx(io.BytesIO(as_xlsx([[17092, None]], ["n", "vacío"])))
    assert row == {"n": "17092", "vacío": ""}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id;body\r\n1;uno, dos\r\n", {"id": "1", "body": "uno, dos"}),
        (b"\xef\xbb\xbfID , Body\n1,uno\n", {"id": "1", "body": "uno"}),
        (b"id,body,\n1,uno,\n", {"id": "1", "body": "uno"}),
        (b"id,body\n\n1\n", {"id": "1", "body": ""}),
        (b'"id","body"\n1,"uno\ndos"', {"id": "1", "body": "uno\ndos"}),
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(data, expected):
    assert [row for _number, row in read_csv(io.BytesIO(data))] == [expected]


@pytest.mark.parametrize(
    ("read", "data", "code"),
    [
        (read_csv, b"", "empty"),
        (read_csv, b"\n1,2\n", "empty"),
        (read_csv, "id,body\n1,año".encode("latin-1"), "encoding"),
        (read_csv, b"id,ID\n1,2\n", "duplicate_column"),
        (read_csv, b"id\n" + b"x" * 200_000, "damaged"),
        (read_xlsx, b"no es un libro", "damaged"),
        (read_xlsx, as_xlsx([["a"]], ["t"])[:600], "damaged"),
        (read_xlsx, as_xlsx([], []), "empty"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(read, data, code):
    with pytest.raises(TableError) as refused:
        list(read(io.BytesIO(data)))
    assert refused.value.code == code


def test_a_row_with_too_many_cells_is_told_by_its_number():
    found = list(read_csv(io.BytesIO(b"id,body\n1,a\n2,b,c\n3,d\n")))
    assert found[1] == (3, "cells") and [row[0] for row in found] == [2, 3, 4]


def test_a_package_of_thousands_of_members_is_not_opened():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(2_001):
            package.writestr(f"{number}.xml", b"")
    with pytest.raises(TableError) as refused:
        list(read_xlsx(io.BytesIO(file.getvalue())))
    assert refused.value.code == "too_large"
