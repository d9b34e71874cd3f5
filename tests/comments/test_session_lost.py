"""No text goes out under another account, or under none, without a word."""

import pytest

from consult.accounts.models import Person
from consult.accounts.service import close_session, suspend
from consult.audit.models import AuditEvent
from consult.extensions import db, utc_now
from tests.comments.writing import BODY, PARAGRAPH, how_many, send, stored
from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor, sign_in


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


@pytest.fixture
def lost(participant):
    """The page that comes back when the session ended while the form was being filled in."""
    fields = participant.get(PARAGRAPH).fields() | {"body": BODY, "stance": "for"}
    with meanwhile():
        close_session(participant.person, now=utc_now())
    return participant.post(PARAGRAPH, fields, 422)


def buttons(page):
    return [button.text for button in page.all(".//form[@data-guard]//button")]


def test_a_lost_session_is_told_and_nothing_typed_is_lost(lost):
    assert "Su sesión terminó mientras escribía" in lost.words(".//div[@id='errors']")
    assert (lost.fields()["body"], lost.fields()["stance"]) == (BODY, "for")
    assert buttons(lost) == ["Enviar con mi cuenta", "Enviar sin cuenta"]
    link = lost.document.find(".//form[@data-guard]//a[@target='_blank']")
    assert link.get("href") == "/ingresar" and link.get("rel") == "noopener"
    assert how_many() == 0


def test_it_can_be_sent_without_the_account(lost, participant):
    participant.post(PARAGRAPH, lost.fields() | {"without_account": "1"})
    assert stored()[0].author_id is None


def test_it_can_be_sent_with_the_account_after_signing_in(lost, participant, app):
    participant.post(PARAGRAPH, lost.fields(), 422)
    with meanwhile():
        again = sign_in(app, "participant")
    token = {"csrf_token": again.get(PARAGRAPH).fields()["csrf_token"]}
    again.post(PARAGRAPH, lost.fields() | token)
    assert stored()[0].author_id == participant.person.id


def test_who_was_suspended_is_nobody(participant):
    fields = participant.get(PARAGRAPH).fields() | {"body": BODY}
    with meanwhile():
        suspend(None, db.session.get(Person, participant.person.id), now=utc_now())
    page = participant.post(PARAGRAPH, fields, 422)
    participant.post(PARAGRAPH, page.fields() | {"without_account": "1"})
    assert stored()[0].author_id is None


def changed_to(app, visitor, role):
    """The form of one person, sent from the browser of another."""
    fields = visitor.get(PARAGRAPH).fields() | {"body": BODY}
    with meanwhile():
        other = sign_in(app, role)
    token = {"csrf_token": other.get(PARAGRAPH).fields()["csrf_token"]}
    return other, other.post(PARAGRAPH, fields | token, 422)


@pytest.mark.parametrize("who", ["visitor", "participant"])
def test_another_account_is_told_and_chosen(app, request, who):
    other, page = changed_to(app, request.getfixturevalue(who), "moderator")
    assert buttons(page) == ["Enviar con la cuenta de Moderator", "Enviar sin cuenta"]
    assert how_many() == 0
    other.post(PARAGRAPH, page.fields())
    assert stored()[0].author_id == other.person.id


def test_a_text_begun_without_account_can_stay_so(app, visitor):
    other, page = changed_to(app, visitor, "moderator")
    other.post(PARAGRAPH, page.fields() | {"without_account": "1"})
    assert stored()[0].author_id is None
    query = db.select(AuditEvent.actor).where(AuditEvent.action == "comment.receive")
    assert db.session.scalars(query).all() == [None]


@pytest.mark.parametrize("marker", ["0", "999999", "x", "-1", "1 ", "\u0661"])
def test_a_forged_marker_gains_nothing(visitor, marker):
    send(visitor, status=422, opened_by=marker)
    assert how_many() == 0


def test_a_visitor_with_a_foreign_session_cookie_is_a_visitor(app, visitor):
    visitor.client.set_cookie("consult", "falsa")
    send(Visitor(app))
    assert stored()[0].author_id is None
