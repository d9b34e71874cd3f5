"""The exchange format by itself: what is read from each kind of file, and what is wrong in it."""

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult.reports.rows import (
    COLUMNS,
    FORMATS,
    NewRow,
    format_of,
    read_rows,
    unknown_columns,
    validate,
    write_rows,
)
from consult.tables import RowError, TableError

GOOD = {
    "id": 7, "section": "eje-1", "kind": "wording", "stance": "for", "body": "Dos\r\nlíneas ",
    "proposed_text": "Nueva", "author": "Ana", "organization": "Red", "organization_kind": "ngo",
    "created_at": "2026-09-15T10:50:19", "reply_to": None, "source": "paper",
    "topics": ["ninez", "datos"], "version": 1,
}  # fmt: skip


def a_row(**changes) -> dict:
    return {name: None for name in COLUMNS} | {"id": "1", "body": "Texto", "topics": []} | changes


def written(rows: list[dict], format: str) -> bytes:
    file = io.BytesIO()
    write_rows(COLUMNS, rows, format, file)
    return file.getvalue()


def refused(**changes) -> list[RowError]:
    found = validate(5, {"id": "1", "body": "Texto"} | changes)
    assert isinstance(found, list), found
    return found


def test_a_row_is_checked_and_normalised():
    row = validate(3, GOOD)
    assert isinstance(row, NewRow)
    assert (row.number, row.id, row.body) == (3, "7", "Dos\nlíneas")
    assert (row.kind, row.stance, row.source) == ("wording", "for", "paper")
    assert row.topics == ("ninez", "datos") and row.version == 1 and row.reply_to is None
    assert row.created_at == datetime(2026, 9, 15, 16, 50, 19, tzinfo=UTC)


def test_what_is_left_out_has_its_usual_value():
    row = validate(2, {"id": "a", "proposed_text": "Solo redacción"})
    assert isinstance(row, NewRow)
    assert (row.kind, row.stance, row.source, row.body) == ("comment", None, "web", "")
    assert row.created_at is None and row.version is None and row.topics == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": None}, "id"),
        ({"id": "x" * 121}, "id"),
        ({"body": " \n\u200b"}, "body"),
        ({"body": None}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"body": ["x"]}, "body"),
        ({"body": True}, "body"),
        ({"kind": "opinión"}, "kind"),
        ({"stance": "a favor"}, "stance"),
        ({"source": "fax"}, "source"),
        ({"organization_kind": "ong"}, "organization_kind"),
        ({"author": "x" * 121}, "author"),
        ({"organization": "x" * 161}, "organization"),
        ({"created_at": "15/09/2026"}, "created_at"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "created_at"),
        ({"created_at": 20260915123456}, "created_at"),
        ({"version": "dos"}, "version"),
        ({"version": "99999999"}, "version"),
        ({"topics": {"a": 1}}, "topics"),
        ({"topics": [["a"]]}, "topics"),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_column(changes, field):
    (error,) = refused(**changes)
    assert (error.row, error.field) == (5, field)
    assert str(error.reason)


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    assert [error.field for error in refused(id="", kind="x", stance="y")] == [
        "kind", "stance", "id"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-09-15", "2026-09-15T06:00:00+00:00"),
        ("2026-09-15T10:50", "2026-09-15T16:50:00+00:00"),
        ("2026-09-15T10:50:19Z", "2026-09-15T10:50:19+00:00"),
        ("2026-09-15 10:50:19+02:00", "2026-09-15T08:50:19+00:00"),
    ],
)
def test_a_time_without_a_zone_is_honduran(given, expected):
    row = validate(2, {"id": "1", "body": "x", "created_at": given})
    assert isinstance(row, NewRow) and row.created_at is not None
    assert row.created_at.astimezone(UTC).isoformat() == expected


@pytest.mark.parametrize("topics", [" ninez ; datos;ninez;", ["ninez", " datos", "ninez", ""]])
def test_topics_come_as_a_list_or_with_semicolons(topics):
    row = validate(2, {"id": "1", "body": "x", "topics": topics})
    assert isinstance(row, NewRow) and row.topics == ("ninez", "datos")


def test_columns_that_mean_nothing_are_named():
    assert unknown_columns(a_row(day=1, hour=2)) == {"day", "hour"}
    assert unknown_columns("json") == set()


@pytest.mark.parametrize("format", FORMATS)
def test_rows_come_back_from_every_format(format):
    texts = ["=1+1", "'=1", "-5 °C", "dos\nlíneas", "«sí»; no", "🦜", " con blancos", "a" * 9_999]
    rows = [a_row(id=f"n{n}", body=text, topics=["a", "b"]) for n, text in enumerate(texts)]
    found = [validate(*row) for row in read_rows(written(rows, format), format)]
    assert [row.body for row in found] == [text.strip() for text in texts]
    assert [row.id for row in found] == [row["id"] for row in rows]
    assert {row.topics for row in found} == {("a", "b")}


@pytest.mark.parametrize("format", FORMATS)
def test_rows_are_read_from_a_file_as_from_memory(format, tmp_path):
    data = written([a_row(), a_row(id="2")], format)
    path = tmp_path / f"Aportes.{format.upper()}"
    path.write_bytes(data)
    assert format_of(path) == format
    assert list(read_rows(path, format)) == list(read_rows(data, format))


@pytest.mark.parametrize("name", ["aportes.txt", "aportes.json", "csv", "aportes.gz"])
def test_a_name_that_says_no_format(name):
    assert format_of(Path(name)) is None


def test_lines_are_counted_with_the_blank_ones():
    data = b'\xef\xbb\xbf{"id": 1}\n\n{"id": 2}\n[1]\nnada\n"\xff"\n'
    found = list(read_rows(data, "jsonl"))
    assert found == [(1, {"id": 1}), (3, {"id": 2}), (4, "json"), (5, "json"), (6, "json")]
    assert isinstance(validate(4, "json"), list)


@pytest.mark.parametrize(
    "data", [b"no es gzip", gzip.compress(b'{"id": 1}\n' * 1000, mtime=0)[:-30], b"\x1f\x8b"]
)
def test_a_damaged_archive_is_refused(data):
    with pytest.raises(TableError) as error:
        list(read_rows(data, "jsonl.gz"))
    assert error.value.code == "damaged"


def test_json_lines_keep_types_and_letters():
    (line,) = written([a_row(version=2, anchor={"block": "2.1"})], "jsonl").splitlines()
    row = json.loads(line)
    assert list(row) == list(COLUMNS)
    assert row["version"] == 2 and row["anchor"] == {"block": "2.1"} and row["topics"] == []
    assert b"\\u" not in line
