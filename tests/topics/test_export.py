"""Feedback as a file: what is in it, that nothing in it is a formula, and how it is sent."""

import csv
import io
import re
import zipfile

from python_calamine import CalamineWorkbook

from consult.extensions import db
from tests.factories import a_comment
from tests.people import Visitor
from tests.topics.factories import put
from tests.topics.scene import HOME, a_talk, writing

FORMULAS = ["=1+1", "+1", "-1 grado", "@a", "＝1", "'=1"]


def download(person: Visitor, path: str) -> tuple[bytes, dict[str, str]]:
    with person.client.get(path) as response:
        assert response.status_code == 200
        return response.data, dict(response.headers)


def as_rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes, name: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_csv_has_a_row_for_each_comment_and_topic(app, drafter):
    talk = a_talk()
    rows = as_rows(download(drafter, HOME + "export.csv")[0])
    prefix = talk.consultation.folio_prefix
    assert [(row["Folio"][-1], row["Tema"]) for row in rows] == [
        ("1", "Niñez"), ("1", "Niñez › Escuela"), ("2", "Niñez › Escuela"),
        ("3", "Niñez › Escuela"), ("4", "Niñez"), ("5", "Retorno"), ("6", "Retorno"),
        ("7", "Niñez › Escuela"), ("7", "Retorno"), ("8", "Retorno"),
    ]  # fmt: skip
    first = rows[0]
    assert (first["Folio"], first["Postura"]) == (f"{prefix}-0001", "A favor")
    assert first["Parte del borrador"] == "Eje 1. Gobernanza"
    assert first["Clase de organización"] == "Organización de sociedad civil"
    assert rows[2]["Párrafo"] == "1.1" and rows[6]["Parte del borrador"] == "Todo el borrador"


def test_xlsx_has_the_same_rows_and_a_summary_that_adds_up(app, drafter):
    a_talk()
    data, _headers = download(drafter, HOME + "export.xlsx")
    rows = as_rows(download(drafter, HOME + "export.csv")[0])
    heads, *found = sheet(data, "Aportes")
    assert [dict(zip(heads, row, strict=True)) for row in found] == rows
    heads, *topics = sheet(data, "Resumen")
    summary = {row[0]: dict(zip(heads, row, strict=True)) for row in topics}
    assert [row["Aportes"] for row in summary.values()] == [5, 4, 4]
    for row in summary.values():
        for side in ("Postura: ", "Parte: ", "Clase: "):
            assert sum(row[head] for head in heads if head.startswith(side)) == row["Aportes"]
    assert summary["Niñez"]["Parte: Eje 1. Gobernanza"] == 3


def test_no_cell_starts_a_formula(app, drafter):
    talk = a_talk()
    for text in FORMULAS:
        put(a_comment(talk.consultation, text, author_name=text, organization_name=text,
                      proposed_text=text), talk.return_)  # fmt: skip
    rows = as_rows(download(drafter, HOME + "export.csv")[0])
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if re.match(r"\s*[-=+@＝]", cell)]
    data, _headers = download(drafter, HOME + "export.xlsx")
    assert {row[3] for row in sheet(data, "Aportes")} >= set(FORMULAS)
    for name in ("sheet1", "sheet2"):
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/{name}.xml")


def test_files_are_sent_to_be_kept_and_not_cached(app, drafter):
    a_talk()
    for kind in ("csv", "xlsx"):
        _data, headers = download(drafter, f"{HOME}export.{kind}")
        assert re.fullmatch(
            rf'attachment; filename="temas-politica-\d{{4}}-\d\d-\d\d\.{kind}"',
            headers["Content-Disposition"],
        )
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"].startswith("application/vnd.openxmlformats")


def test_a_csv_that_is_sent_in_pieces_gives_its_connection_back(app, drafter):
    talk = a_talk()
    for _ in range(30):
        put(a_comment(talk.consultation, "palabra " * 1000), talk.return_)
    db.session.remove()
    pools = [engine.pool for engine in db.engines.values()]
    before = sum(pool.checkedout() for pool in pools)
    data, headers = download(drafter, HOME + "export.csv")
    assert len(as_rows(data)) == 40 and "Content-Length" not in headers
    db.session.remove()
    assert sum(pool.checkedout() for pool in pools) == before == 0


def test_what_waits_or_was_taken_down_is_in_no_file(app, drafter):
    talk = a_talk()
    for status in ("pending", "rejected", "withdrawn", "returned"):
        put(a_comment(talk.consultation, "CANARIO", status=status), talk.return_)
    assert b"CANARIO" not in download(drafter, HOME + "export.csv")[0]
    writing()
    put(a_comment(talk.consultation, "CANARIO"), talk.return_)
    assert b"CANARIO" in download(drafter, HOME + "export.csv")[0]


def test_english_files_have_english_headings(app, drafter):
    a_talk()
    (heads, *_rows) = csv.reader(
        io.StringIO(download(drafter, "/en" + HOME + "export.csv")[0].decode("utf-8-sig"))
    )
    assert "Topic" in heads and "Tema" not in heads
