"""Answers on their way out with their comment, and in again."""

import io
import json

import pytest

from consult.comments.models import Comment
from consult.extensions import db
from consult.reports.queries import export_rows
from consult.reports.rows import COLUMNS, FORMATS, read_rows, validate, write_rows
from consult.reports.service import import_comments
from tests.factories import a_comment, a_consultation
from tests.questions.asking import (
    ONE,
    SCALE,
    WHEN,
    a_question,
    all_kinds,
    answering,
    stored_answers,
)

SAID = 'Dice "=1+1"; y\nseñala «mañana»'
GIVEN = {"question": WHEN, "kind": "one", "choices": ["Cada año"], "text": ""}


@pytest.fixture
def consultation(app):
    return a_consultation()


def exported(consultation, format: str) -> bytes:
    file = io.BytesIO()
    write_rows(COLUMNS, export_rows(None, consultation), format, file)
    return file.getvalue()


def imported(consultation, *rows):
    result = import_comments(None, consultation, enumerate(rows, 1), status="published")
    db.session.commit()
    return result


def a_row(*answers, **changes):
    return {"id": "1", "section": "eje-1", "body": "", "answers": list(answers)} | changes


def test_a_row_tells_what_was_answered_in_words(consultation):
    all_kinds(consultation)
    answering(consultation, (1, 2, ""), (2, 1, ""), (2, 3, ""), (3, 5, ""), (4, 0, SAID))
    a_comment(consultation)
    with_answers, without = export_rows(None, consultation)
    assert without["answers"] == []
    assert with_answers["answers"][0] == GIVEN
    assert [each["choices"] for each in with_answers["answers"]] == [
        ["Cada año"], ["Jóvenes", "Iglesias"], ["5 · Muy claro"], []
    ]  # fmt: skip
    assert with_answers["answers"][3]["text"] == SAID


@pytest.mark.parametrize("format", FORMATS)
def test_our_own_export_comes_in_again_exactly(consultation, format):
    all_kinds(consultation)
    answering(consultation, (1, 2, ""), (2, 1, ""), (2, 3, ""), (3, 5, ""), body="")
    answering(consultation, (4, 0, SAID), status="published")
    a_comment(consultation)
    file = exported(consultation, format)
    other = a_consultation("otra")
    all_kinds(other)
    result = import_comments(None, other, read_rows(file, format), status="published")
    assert (result.errors, result.warnings, result.imported) == ([], [], 3)
    first, again = ([row["answers"] for row in export_rows(None, each)]
                    for each in (consultation, other))  # fmt: skip
    assert first == again and len(stored_answers()) == 10


def test_answers_to_questions_that_are_not_there_are_told_and_the_rest_is_kept(consultation):
    a_question(consultation, "eje-2")
    result = imported(consultation, a_row(GIVEN, body="Con texto."), a_row(id="2", body="Sin."))
    assert result.imported == 2 and stored_answers() == []
    (warning,) = result.warnings
    assert str(warning).endswith("Filas (1): 1.")


def test_a_row_that_only_answers_what_nobody_asked_is_refused(consultation):
    a_question(consultation, **{**ONE, "options": ["Cada semana", "Nunca"]})
    result = imported(consultation, a_row(GIVEN))
    assert [(error.row, error.field) for error in result.errors] == [(1, "answers")]
    assert db.session.query(Comment).count() == 0


def test_a_choice_that_is_not_offered_is_not_guessed(consultation):
    a_question(consultation, **SCALE)
    said = {"question": SCALE["text"], "kind": "scale", "choices": ["5"], "text": ""}
    assert imported(consultation, a_row(said, body="Texto.")).warnings
    assert stored_answers() == []


@pytest.mark.parametrize(
    "answers",
    ["no es JSON", "5", 5, {"question": "¿?"}, ["x"], [{"question": "¿?"}], [GIVEN | {"kind": "x"}],
     [GIVEN | {"choices": [1]}], [GIVEN | {"choices": []}], [GIVEN | {"text": None}],
     [GIVEN | {"kind": "open", "choices": [], "text": "ñ" * 2_001}], "[" * 100_000],
    ids=lambda answers: str(answers)[:30],
)  # fmt: skip
def test_what_is_no_list_of_answers_is_refused(answers):
    (error,) = validate(7, a_row(body="Texto.", answers=answers))
    assert (error.row, error.field) == (7, "answers")


@pytest.mark.parametrize("answers", [None, "", [], "[]"])
def test_a_row_without_answers_needs_words(answers):
    (error,) = validate(7, a_row(answers=answers))
    assert error.field == "body"


def test_answers_as_text_are_read_as_the_list(consultation):
    a_question(consultation)
    assert imported(consultation, a_row(answers=json.dumps([GIVEN]))).imported == 1
    assert stored_answers() == [(1, 2, "")]
