"""A topic tree out of a CSV: all of it or nothing, and twice is the same as once."""

import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.audit.models import AuditEvent
from consult.extensions import db
from consult.tables import TableError
from consult.topics.importing import import_topics
from consult.topics.models import Topic
from consult.topics.queries import tree
from tests.factories import a_consultation
from tests.people import make_person
from tests.topics.factories import a_topic

HEADING = "key,parent,name,description,words\n"
DEMO = Path(__file__).parents[2] / "consult" / "demo" / "data" / "topics.csv"
TREE = HEADING + (
    "escuela,ninez,Escuela,,maestro;grado\n"
    "ninez,,Niñez,Protección.,niño; niña\n"
    "retorno,,Retorno,,\n"
)


def load(consultation, text: str):
    result = import_topics(None, consultation, io.BytesIO(text.encode()))
    db.session.commit()
    return result


def paths(consultation) -> list[tuple[str, ...]]:
    return [node.path for node in tree(make_person("drafter"), consultation)]


def test_a_tree_is_stored_also_when_parents_come_later(app):
    consultation = a_consultation()
    result = load(consultation, TREE)
    assert (result.created, result.changed, result.errors) == (3, 0, [])
    assert paths(consultation) == [("Niñez",), ("Niñez", "Escuela"), ("Retorno",)]
    words = db.session.scalar(select(Topic.words).where(Topic.key == "ninez"))
    assert words == "niño\nniña"


def test_the_demonstration_has_a_tree_that_imports(app):
    result = load(a_consultation(), DEMO.read_text(encoding="utf-8"))
    assert result.created == 25 and not result.errors


def test_the_same_file_twice_changes_nothing(app):
    consultation = a_consultation()
    load(consultation, TREE)
    before = db.session.scalar(select(func.count(AuditEvent.id)))
    result = load(consultation, TREE)
    assert (result.created, result.changed) == (0, 0)
    assert db.session.scalar(select(func.count(AuditEvent.id))) == before


def test_a_key_that_is_there_becomes_what_the_file_says(app):
    consultation = a_consultation()
    load(consultation, TREE)
    result = load(consultation, HEADING + "escuela,retorno,Estudios,Nueva.,\n")
    assert (result.created, result.changed) == (0, 1)
    assert ("Retorno", "Estudios") in paths(consultation)


def test_names_may_change_places_in_one_file(app):
    consultation = a_consultation()
    load(consultation, HEADING + "a,,Uno,,\nb,,Dos,,\n")
    assert load(consultation, HEADING + "a,,Dos,,\nb,,Uno,,\n").changed == 2


def test_new_topics_come_behind_those_that_are_there(app):
    consultation = a_consultation()
    a_topic(consultation, "Zeta")
    load(consultation, HEADING + "a,,Alfa,,\n")
    assert paths(consultation) == [("Zeta",), ("Alfa",)]


@pytest.mark.parametrize(
    ("rows", "number", "field"),
    [
        ("Niñez!,,Niñez,,", 3, "key"),
        ("arbol,,Árbol,,", 3, "key"),
        ("-a,,Uno,,", 3, "key"),
        ("a,,,,", 3, "name"),
        (f"a,,{'x' * 121},,", 3, "name"),
        (f"a,,Uno,{'x' * 4001},", 3, "description"),
        ("a,nadie,Uno,,", 3, "parent"),
        ("a,a,Uno,,", 3, "parent"),
        ("a,b,Uno,,\nb,a,Dos,,", 3, "parent"),
        ("a,,Uno,,\na,,Dos,,", 4, "key"),
        ("a,,uno,,\nb,,UNO,,", 3, "name"),
        ("a,,BUENA,,", 3, "name"),
        ("a,,Uno,,,sobra", 3, ""),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_stored(app, rows, number, field):
    consultation = a_consultation()
    result = load(consultation, HEADING + "buena,,Buena,,\n" + rows + "\n")
    assert (number, field) in [(error.row, error.field) for error in result.errors]
    assert all(str(error.reason) for error in result.errors)
    assert paths(consultation) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"name,words\nUno,a\n", "missing_column"),
        ("key,parent,name\na,,Año".encode("latin-1"), "encoding"),
        (b"key,parent,name\n" + b"a,,b\n" * 2001, "too_large"),
    ],
)
def test_a_file_that_is_no_tree_is_refused(app, data, code):
    with pytest.raises(TableError) as refused:
        import_topics(None, a_consultation(), io.BytesIO(data))
    assert refused.value.code == code
