"""Comments on their way out: what each viewer gets, where it stands, and that it comes in again."""

import io
import re

import pytest
from sqlalchemy import event

from consult.comments.models import Status
from consult.drafts.service import publish
from consult.extensions import db
from consult.reports.queries import CHUNK, export_rows
from consult.reports.rows import COLUMNS, FORMATS, read_rows, write_rows
from consult.reports.service import import_comments
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.people import make_person
from tests.topics.factories import a_topic, put

FORMULAS = ["=1+1", "'=1", "-5 grados", "@todos", "+504", "＝2", "\u2212 menos", "''", "normal"]
SAID = (
    "id", "section", "block", "quote", "kind", "stance", "body", "proposed_text", "author",
    "organization", "organization_kind", "created_at", "reply_to", "source", "topics",
)  # fmt: skip


def exported(consultation, viewer=None, **kwargs) -> list[dict]:
    return list(export_rows(viewer, consultation, **kwargs))


def imported(consultation, rows, **kwargs):
    result = import_comments(None, consultation, rows, status="published", **kwargs)
    assert not result.errors, [(e.row, e.field, str(e.reason)) for e in result.errors]
    db.session.commit()
    return result


def test_a_row_has_every_column(app):
    consultation = a_consultation()
    comment = a_comment(consultation, block="1.2", stance="for", author_name="Ana")
    put(comment, a_topic(consultation, "Niñez"), a_topic(consultation, "Datos"))
    (row,) = exported(consultation)
    assert tuple(row) == COLUMNS
    assert row["id"] == row["folio"] == comment.folio
    assert (row["section"], row["block"], row["section_key"]) == ("eje-1", "1.2", "eje-1")
    assert row["topics"] == ["datos", "ninez"]
    assert (row["version"], row["carry_over"], row["status"]) == (1, "kept", "published")
    assert row["anchor"]["block"] == "1.2" and row["anchor"]["start"] is None


def test_the_draft_as_a_whole_has_no_anchor(app):
    consultation = a_consultation()
    a_comment(consultation)
    (row,) = exported(consultation)
    assert (row["section"], row["section_key"], row["anchor"]) == ("", None, None)


def test_where_it_was_written_and_where_it_stands_are_told_apart(app):
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    a_comment(consultation, section="eje-2")
    publish(None, a_version(consultation, DRAFT.replace("El Estado coordinará", "Coordinará")
                            .split("## Eje 2")[0]))  # fmt: skip
    first, second = exported(consultation)
    assert (first["version"], first["block"], first["carry_over"]) == (1, "1.1", "changed")
    assert (first["section_key"], first["anchor"]["block"]) == ("eje-1", "1.1")
    assert (second["section"], second["section_key"]) == ("eje-2", None)
    assert second["carry_over"] == "removed"


@pytest.mark.parametrize(
    ("role", "expected"),
    [(None, 1), ("participant", 1), ("drafter", 1), ("moderator", 5), ("admin", 5)],
)
def test_each_viewer_gets_what_they_may_see(app, role, expected):
    consultation = a_consultation()
    for status in Status:  # the sixth waits for its organization and is not sent yet
        a_comment(consultation, status=status)
    viewer = make_person(role) if role else None
    assert len(exported(consultation, viewer)) == expected
    assert len(exported(consultation, viewer, all_statuses=True)) == 5


def test_other_consultations_stay_out(app):
    a_comment(a_consultation("otra"))
    assert exported(a_consultation()) == []


@pytest.mark.parametrize("format", FORMATS)
def test_what_goes_out_comes_in_again_letter_by_letter(app, format):
    there, here = a_consultation("alla"), a_consultation("aqui")
    for text in FORMULAS:
        a_comment(there, text, block="1.2", author_name=text, organization_name=text)
    file = io.BytesIO()
    write_rows(COLUMNS, export_rows(None, there), format, file)
    imported(here, read_rows(file.getvalue(), format))
    pairs = zip(exported(there), exported(here), strict=True)
    for sent, got in pairs:
        assert [sent[name] for name in SAID] == [got[name] for name in SAID]
    assert [row["body"] for row in exported(here)] == FORMULAS


def test_what_goes_out_of_a_consultation_is_known_there(app):
    consultation = a_consultation()
    first = a_comment(consultation)
    a_comment(consultation, reply_to_id=first.id)
    result = imported(consultation, enumerate(exported(consultation), 2))
    assert (result.imported, result.known) == (0, 2)


def test_no_cell_of_a_csv_starts_a_formula(app):
    consultation = a_consultation()
    for text in FORMULAS:
        a_comment(consultation, text, author_name=text, organization_name=text)
    file = io.BytesIO()
    write_rows(COLUMNS, export_rows(None, consultation), "csv", file)
    cells = re.split(r'[,\r\n]+"?', file.getvalue().decode("utf-8-sig"))
    assert "'=1+1" in cells and "''=1" in cells
    assert not [cell for cell in cells if re.match(r"\s*[-=+@＝\u2212]", cell)]


def test_reading_takes_as_many_statements_for_many_as_for_few(app):
    consultation = a_consultation()
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    rows = [(n, {"id": str(n), "body": "Texto"}) for n in range(2, CHUNK + 12)]
    imported(consultation, rows)
    del statements[:]
    assert len(exported(consultation)) == len(rows)
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) < 10
