"""Sending a contribution: what is stored, as whom, where, and what the sender is told."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.comments.models import Anchor, Comment, Point
from consult.drafts.service import publish
from consult.extensions import db
from tests.comments.writing import BODY, FORM, PARAGRAPH, how_many, send, stored
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def test_a_visitor_comments_on_a_paragraph(visitor):
    page = send(visitor)
    comment, revision, anchor = stored()
    assert (comment.folio, comment.status, comment.source) == ("POL-0001", "pending", "web")
    assert (comment.kind, comment.stance, comment.author_id) == ("comment", None, None)
    assert (comment.author_name, comment.organization_name) == ("", "")
    assert (revision.body, revision.body_html) == (BODY, f"<p>{BODY}</p>\n")
    assert (anchor.block.number, anchor.section.key, anchor.quote) == ("1.2", "eje-1", "")
    assert not anchor.public
    assert page.location.startswith("/consultas/politica/acuse/")
    assert db.session.scalar(select(Point.comment_id)) == comment.id


def test_everything_that_is_asked_is_kept(visitor):
    send(
        visitor,
        kind="question",
        stance="for_with_changes",
        quote="MUNICIPIOS  participarán",
        author_name=" Rosa\u200b  Mejía ",
        organization_name="Red Norte",
        organization_kind="ngo",
    )
    comment, _revision, anchor = stored()
    assert (comment.kind, comment.stance) == ("question", "for_with_changes")
    assert comment.author_name == "Rosa Mejía"
    assert (comment.organization_name, comment.organization_kind) == ("Red Norte", "ngo")
    assert (anchor.quote, anchor.start, anchor.end) == ("municipios participarán", 4, 27)
    assert (anchor.prefix, anchor.suffix) == ("Los ", " en la coordinación.")


def test_a_proposal_keeps_its_wording(visitor):
    send(visitor, kind="wording", proposed_text="Los municipios decidirán.")
    comment, revision, _anchor = stored()
    assert (comment.kind, revision.proposed_text) == ("wording", "Los municipios decidirán.")


@pytest.mark.parametrize("left", ["", " \n ", "Los municipios participarán en la coordinación."])
def test_an_untouched_proposal_is_no_part_of_a_comment(visitor, left):
    send(visitor, proposed_text=left)
    assert stored()[1].proposed_text == ""


def test_quoted_words_give_a_comment_on_a_section_its_paragraph(visitor):
    send(visitor, FORM + "?seccion=eje-1", quote="los municipios")
    anchor = stored()[2]
    assert (anchor.block.number, anchor.section.key) == ("1.2", "eje-1")


@pytest.mark.parametrize(
    ("query", "key"), [("?seccion=eje-2", "eje-2"), ("", None), ("?version=1", None)]
)
def test_it_stands_where_it_was_written(visitor, query, key):
    send(visitor, FORM + query)
    anchor = stored()[2]
    assert anchor.block_id is None
    assert (anchor.section.key if anchor.section else None) == key


def test_a_reply_stands_beside_what_it_answers(visitor, consultation):
    asked = a_comment(consultation, "¿Cuándo?", block="1.2", kind="question").id
    send(visitor, FORM + "?respuesta=POL-0001", stance="neutral", kind="wording", quote="x")
    reply = db.session.scalars(select(Comment).where(Comment.reply_to_id == asked)).one()
    assert (reply.kind, reply.stance) == ("comment", "neutral")
    anchor = db.session.scalars(select(Anchor).where(Anchor.comment_id == reply.id)).one()
    assert (anchor.block.number, anchor.quote) == ("1.2", "")


def test_who_is_signed_in_is_its_author(participant):
    send(participant)
    comment = stored()[0]
    assert (comment.author_id, comment.author_name) == (participant.person.id, "Participant")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "comment.receive"))
    assert event.one().actor == participant.person.id


def test_signing_is_a_choice(participant):
    send(participant, author_name="")
    assert stored()[0].author_name == ""


def test_what_is_written_on_an_older_version_follows_to_the_current_one(visitor, consultation):
    opened = visitor.get(PARAGRAPH)
    with meanwhile():
        publish(None, a_version(consultation, DRAFT.replace("Se creará", "Se formará")))
    visitor.post(PARAGRAPH + "&version=1", opened.fields() | {"body": BODY})
    found = db.session.scalars(select(Anchor).order_by(Anchor.version_id)).all()
    assert [(anchor.version_id, anchor.state) for anchor in found] == [(1, "kept"), (2, "kept")]
    assert found[0].block_id != found[1].block_id


def test_ten_thousand_characters_are_welcome(visitor):
    text = "ñ" * 9_998 + "\r\n" + "🇭"
    send(visitor, body=f"  {text}\x00 ")
    assert stored()[1].body == "ñ" * 9_998 + "\n🇭"


def test_in_english_the_receipt_is_in_english(visitor):
    page = send(visitor, "/en" + PARAGRAPH)
    assert page.location.startswith("/en/consultas/politica/acuse/")
    assert visitor.get(page.location).document.get("lang") == "en"
    assert how_many() == 1
