"""Importing comments: where they go, what is refused, and that twice is the same as once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from consult.audit.models import AuditEvent
from consult.comments.models import Anchor, Comment, CommentRevision, Point
from consult.drafts.service import publish
from consult.extensions import db
from consult.reports.service import ImportRefusedError, import_comments
from consult.topics.models import PointTopic
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.people import make_person
from tests.topics.factories import a_topic, together


def load(consultation, *rows, status="published", **kwargs):
    """Import rows given as dictionaries, numbered as a spreadsheet does."""
    numbered = [
        (number, {"body": "Texto", "id": f"n{number}"} | row)
        for number, row in enumerate(rows, 2)
    ]
    result = import_comments(None, consultation, numbered, status=status, **kwargs)
    db.session.commit()
    return result


def comments() -> list[Comment]:
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def anchor() -> Anchor:
    return db.session.scalars(select(Anchor)).one()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_rows_become_comments_in_their_order(app):
    consultation = a_consultation()
    result = load(
        consultation, {"id": "b", "stance": "for"}, {"id": "a", "source": "email"}, {"id": "c"}
    )
    assert (result.rows, result.imported, result.known) == (3, 3, 0)
    assert [comment.external_id for comment in comments()] == ["b", "a", "c"]
    assert [comment.folio[-4:] for comment in comments()] == ["0001", "0002", "0003"]
    assert comments()[0].stance == "for" and comments()[1].source == "email"
    assert {comment.status for comment in comments()} == {"published"}


def test_a_row_keeps_who_said_it_and_when(app):
    row = {
        "author": "Ana", "organization": "Red Solidaria", "organization_kind": "ngo",
        "created_at": "2026-09-15T10:50:19", "proposed_text": "Nueva redacción", "kind": "wording",
    }  # fmt: skip
    load(a_consultation(), row)
    (comment,) = comments()
    revision = db.session.scalars(select(CommentRevision)).one()
    assert (comment.author_name, comment.organization_name) == ("Ana", "Red Solidaria")
    assert (comment.organization_kind, comment.kind) == ("ngo", "wording")
    assert comment.created_at == datetime(2026, 9, 15, 16, 50, 19, tzinfo=UTC)
    assert revision.proposed_text == "Nueva redacción"


@pytest.mark.parametrize(
    "name", ["eje-1", "1.1", "Eje 1. Gobernanza", " Eje 1.  Gobernanza ", "Eje 1. Gobernanza\n"]
)
def test_a_section_is_found_by_key_number_or_heading(app, name):
    load(a_consultation(), {"section": name})
    found = anchor().section
    assert found is not None and found.key == "eje-1"


def test_a_heading_is_found_in_whatever_form_its_accents_come(app):
    load(a_consultation(draft="# Línea de acción {#uno}\n\nTexto.\n"),
         {"section": "Línea de acción"})  # fmt: skip
    assert anchor().section_id is not None


def test_without_a_section_it_stands_at_the_whole_draft(app):
    load(a_consultation(), {"quote": "coordinará"})
    assert anchor().section_id is None and anchor().quote == "coordinará"


def test_a_quote_that_stands_once_brings_the_row_to_its_paragraph(app):
    load(a_consultation(), {"section": "eje-1", "quote": "Los municipios  PARTICIPARÁN"})
    found = anchor()
    assert found.block is not None and found.block.number == "1.2"
    assert found.quote == "Los municipios participarán"
    assert found.block.text[found.start : found.end] == found.quote
    assert (found.prefix, found.suffix) == ("", " en la coordinación.")


def test_a_quote_over_several_paragraphs_stands_at_the_section_with_its_exact_words(app):
    load(a_consultation(), {"section": "eje-1", "quote": "INSTITUCIONES. Los  municipios"})
    found = anchor()
    assert found.quote == "instituciones.\nLos municipios"
    assert found.prefix.endswith(" a las ") and found.suffix.startswith(" participarán")
    assert (found.block_id, found.start, found.end) == (None, None, None)


@pytest.mark.parametrize("quote", ["coordinación", "no está en el texto"])
def test_a_quote_that_stands_nowhere_or_twice_is_kept_without_a_position(app, quote):
    draft = DRAFT.replace("El Estado coordinará", "La coordinación es del Estado, que coordinará")
    load(a_consultation(draft=draft), {"section": "eje-1", "quote": quote})
    found = anchor()
    assert (found.quote, found.block_id, found.start, found.end) == (quote, None, None, None)
    assert found.section_id is not None


@pytest.mark.parametrize("place", [{"block": "1.2"}, {"block_starts": "Los municipios"}])
def test_a_paragraph_may_be_named(app, place):
    load(a_consultation(), {"section": "eje-1", "quote": "otra cosa"} | place)
    found = anchor()
    assert found.block is not None and found.block.number == "1.2"
    assert (found.quote, found.start) == ("otra cosa", None)


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        ({"section": "eje-9"}, "section", "eje-9"),
        ({"section": "Repetida"}, "section", "repetida"),
        ({"section": "eje-1", "block": "9.9"}, "block", "párrafo"),
        ({"section": "eje-1", "block_starts": "Nada"}, "block_starts", "párrafo"),
        ({"block": "1.1"}, "section", "sección"),
        ({"version": 7}, "version", "versión"),
        ({"version": 2}, "version", "versión"),
        ({"topics": ["nada"]}, "topics", "nada"),
        ({"topics": "Otros"}, "topics", "otros, otros-2"),
        ({"reply_to": "n3"}, "reply_to", "sí mismo"),
        ({"kind": "opinión"}, "kind", "comment, wording, question"),
    ],
)
def test_a_bad_row_is_told_and_nothing_is_stored(app, row, field, says):
    consultation = a_consultation(draft=DRAFT + "\n## Repetida\n\nUno.\n\n## Repetida\n\nDos.\n")
    home = a_topic(consultation, "Otros")
    a_topic(consultation, "Otros", parent=home)
    a_version(consultation)
    result = load(consultation, {"id": "buena"}, row)
    ((number, name, reason),) = [(e.row, e.field, str(e.reason)) for e in result.errors]
    assert (number, name) == (3, field) and says in reason
    assert (result.imported, count(Comment)) == (0, 0)


def test_bad_rows_may_be_skipped(app):
    result = load(a_consultation(), {}, {"section": "nada"}, {"body": ""}, {}, skip_bad=True)
    assert (result.rows, result.imported) == (4, 2)
    assert [error.row for error in result.errors] == [3, 4]
    assert [comment.external_id for comment in comments()] == ["n2", "n5"]


def test_an_id_twice_in_a_file_is_an_error(app):
    result = load(a_consultation(), {"id": "x"}, {"id": "x"})
    assert [(error.row, error.field) for error in result.errors] == [(3, "id")]


def test_twice_is_the_same_as_once(app):
    consultation = a_consultation()
    rows = [{"id": "a"}, {"id": "b", "reply_to": "a"}]
    load(consultation, *rows)
    events = count(AuditEvent)
    result = load(consultation, *rows, {"id": "c", "reply_to": "b"})
    assert (result.rows, result.imported, result.known) == (3, 1, 2)
    assert comments()[2].reply_to_id == comments()[1].id
    assert count(AuditEvent) == events + 1


def test_two_imports_of_a_file_at_once_store_it_once(app):
    consultation = a_consultation()
    rows = [(number, {"id": f"n{number}", "body": "Texto"}) for number in range(2, 12)]

    def act():
        here = db.session.merge(consultation, load=False)
        return import_comments(None, here, rows, status="pending").imported

    assert sorted(together(app, act, act)) == [0, 10]
    assert count(Comment) == 10


def test_replies_find_rows_before_and_behind_and_comments_by_folio(app):
    consultation = a_consultation()
    there = a_comment(consultation)
    load(
        consultation,
        {"id": "a", "reply_to": "b"},
        {"id": "b", "reply_to": there.folio},
        {"id": "c", "reply_to": "b"},
    )
    _there, a, b, c = comments()
    assert (a.reply_to_id, b.reply_to_id, c.reply_to_id) == (b.id, there.id, b.id)


def test_rows_that_answer_each_other_in_a_circle_are_errors(app):
    rows = [{"id": "a", "reply_to": "b"}, {"id": "b", "reply_to": "a"}, {"id": "c"}]
    result = load(a_consultation(), *rows, {"id": "d", "reply_to": "a"})
    assert [(error.row, error.field) for error in result.errors] == [
        (2, "reply_to"), (3, "reply_to"), (5, "reply_to")
    ]  # fmt: skip


def test_an_answer_to_something_unknown_stands_alone_and_a_warning_names_it(app):
    result = load(a_consultation(), {}, {"reply_to": "borrado"})
    assert (result.imported, result.errors) == (2, [])
    assert comments()[1].reply_to_id is None
    (warning,) = result.warnings
    assert str(warning).endswith(": 3.")


def test_a_reply_to_another_consultation_is_not_linked(app):
    a_comment(a_consultation("otra"), external_id="ajeno")
    result = load(a_consultation(), {"reply_to": "ajeno"})
    assert comments()[1].reply_to_id is None and result.warnings


def test_topics_are_put_by_key_or_name_whatever_its_accents(app):
    consultation = a_consultation()
    one, two = a_topic(consultation, "Niñez"), a_topic(consultation, "Protección")
    load(consultation, {"topics": ["ninez", "PROTECCION"]}, {"topics": "Niñez"}, {})
    rows = db.session.execute(
        select(Point.comment_id, PointTopic.topic_id).join(Point, Point.id == PointTopic.point_id)
    )
    first, second, _third = (comment.id for comment in comments())
    assert sorted(map(tuple, rows)) == [(first, one.id), (first, two.id), (second, one.id)]


def test_columns_that_mean_nothing_give_one_warning(app):
    result = load(a_consultation(), {"day": 1}, {"day": 2, "hour": 3})
    (warning,) = result.warnings
    assert str(warning).endswith(": day, hour.") and result.imported == 2


def test_rows_on_an_older_version_follow_the_text_to_the_current_one(app):
    consultation = a_consultation()
    publish(None, a_version(consultation, DRAFT.replace("El Estado coordinará", "Coordinará")))
    load(consultation, {"version": 1, "section": "eje-1", "quote": "El Estado coordinará"})
    old, new = db.session.scalars(select(Anchor).order_by(Anchor.version_id))
    assert (old.state, old.block.number) == ("kept", "1.1")
    assert (new.state, new.block, new.section.key) == ("changed", None, "eje-1")
    assert new.quote == "El Estado coordinará"


def test_a_consultation_without_a_published_text_takes_none(app):
    with pytest.raises(ImportRefusedError):
        load(a_consultation(draft=None), {})


def test_the_log_says_who_imported_how_many(app):
    drafter, consultation = make_person("drafter"), a_consultation()
    import_comments(
        drafter, consultation, [(2, {"id": "a", "body": "Texto"})], status="pending"
    )
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "comment.receive")
    ).one()
    assert (event.actor, event.after, event.details) == (drafter.id, "pending", {"count": 1})
