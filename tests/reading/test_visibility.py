"""What waits, was returned or was withdrawn is nowhere; what was rejected is a stub."""

import pytest

from consult.comments.models import Status
from consult.comments.service import transition
from consult.moderation.labels import REASONS
from consult.moderation.models import Reason
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor
from tests.reading.pages import CHAPTER, HOME, LIST, folios, links

CANARY = "ornitorrinco"
SAID = {
    "author_name": f"Autor {CANARY}",
    "organization_name": f"Red {CANARY}",
    "proposed_text": f"Texto {CANARY}",
}
PAGES = (
    "/", HOME, f"{HOME}v1/", CHAPTER, f"{CHAPTER}?parrafo=1.2", f"{CHAPTER}?seccion=eje-1", LIST,
    f"{LIST}?tipo=comment", f"{HOME}buscar?q=presentación", f"/en{CHAPTER}",
)  # fmt: skip


def assert_nowhere(reader: Visitor) -> None:
    for path in PAGES:
        assert CANARY not in reader.get(path).text, path


@pytest.mark.parametrize("status", ["pending", "returned", "withdrawn", "rejected"])
def test_what_is_not_published_is_told_nowhere(app, visitor, participant, status):
    consultation = a_consultation()
    for place in ({"block": "1.2"}, {"section": "eje-1"}, {}):
        comment = a_comment(consultation, f"Dice {CANARY}", status=status, **place, **SAID)
    for reader in (visitor, participant):
        assert_nowhere(reader)
        found = reader.get(f"{HOME}buscar?q={CANARY}")
        assert not found.all(".//article") and comment.folio not in found.text


def test_what_waits_is_not_counted(app, visitor):
    consultation = a_consultation()
    for status in ("pending", "returned", "withdrawn", "rejected"):
        a_comment(consultation, status=status, block="1.2")
    assert "0 aportes publicados" in visitor.get(HOME).words(".//ul[@class='facts']")
    assert not [text for text in links(visitor.get(CHAPTER)) if "del párrafo" in text]


def test_a_rejected_one_leaves_its_folio_and_its_reason(app, visitor):
    consultation = a_consultation()
    stub = a_comment(
        consultation, "Dice algo", status="rejected", status_reason="off_topic", block="1.2"
    )
    for path in (CHAPTER, f"{CHAPTER}?parrafo=1.2", LIST, LIST + stub.folio):
        page = visitor.get(path)
        assert folios(page) == [stub.folio]
        words = page.words(".//article[@id]")
        assert "Este aporte no se publicó." in words
        assert str(REASONS[Reason.OFF_TOPIC]) in words
    assert "Responder" not in page.text and "Los municipios" not in page.text


def test_spam_leaves_nothing(app, visitor, moderator):
    consultation = a_consultation()
    comment = a_comment(consultation, CANARY, status="pending", block="1.2")
    decide(moderator.person, comment, revision=1, after=Status.REJECTED, reason=Reason.SPAM)
    assert folios(visitor.get(CHAPTER)) == []
    visitor.get(LIST + comment.folio, 404)


def test_each_decision_shows_at_once(app, visitor, moderator):
    consultation = a_consultation()
    comment = a_comment(consultation, "Dice algo", status="pending", block="1.2")
    assert folios(visitor.get(CHAPTER)) == []
    with meanwhile():
        decide(moderator.person, comment, revision=1, after=Status.PUBLISHED)
    page = visitor.get(CHAPTER)
    assert folios(page) == [comment.folio] and "Dice algo" in page.text
    with meanwhile():
        transition(None, comment, revision=1, before=Status.PUBLISHED, after=Status.WITHDRAWN)
    assert folios(visitor.get(CHAPTER)) == []
    assert "Dice algo" not in visitor.get(LIST).text


def test_staff_read_the_same_as_everyone_on_the_public_pages(app, moderator, drafter, admin):
    consultation = a_consultation()
    a_comment(consultation, f"Dice {CANARY}", status="pending", block="1.2", **SAID)
    for reader in (moderator, drafter, admin):
        assert_nowhere(reader)


def test_an_unpublished_consultation_is_as_good_as_none(app, visitor, participant):
    a_consultation("secreta", draft=None)
    for path in ("", "texto/eje-1", "aportes/", "aportes/SEC-0001", "buscar?q=a", "v1/", "s/eje-1"):
        missing = visitor.get(f"/consultas/ninguna/{path}", 404).text
        found = visitor.get(f"/consultas/secreta/{path}", 404).text
        assert found == missing.replace("ninguna", "secreta")
        participant.get(f"/consultas/secreta/{path}", 404)
