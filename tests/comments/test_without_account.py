"""Without an account: the words that lead back, and consultations that ask for one."""

import pytest

from consult.comments.following import follow_hash
from consult.consultations.queries import by_slug
from tests.comments.writing import BODY, PARAGRAPH, how_many, send, stored
from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, Visitor, make_person


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def accept_visitors(accepts):
    with meanwhile():
        by_slug(None, "politica").accepts_without_account = accepts


def told(page):
    found = page.document.find(".//strong[@class='words']")
    return None if found is None else "".join(found.itertext())


def test_the_words_are_told_once_and_are_not_stored(visitor):
    receipt = send(visitor).location
    assert told(Visitor(visitor.client.application).get(receipt)) is None
    visitor.client.head(receipt)  # a preview takes nothing away
    words = told(visitor.get(receipt))
    comment = stored()[0]
    assert len(words.split()) == 7 and comment.follow_hash == follow_hash(words)
    assert told(visitor.get(receipt)) is None
    with visitor.client.session_transaction() as session:
        assert session["followed"] == [comment.id]
    assert not [value for value in vars(comment).values() if words.split()[0] in str(value)]


def test_the_same_form_sent_again_tells_the_same_words(visitor):
    fields = visitor.get(PARAGRAPH).fields() | {"body": BODY}
    words = [told(visitor.get(visitor.post(PARAGRAPH, fields).location)) for _time in range(2)]
    assert words[0] == words[1] is not None and how_many() == 1


def test_who_has_an_account_needs_no_words(participant):
    assert told(participant.get(send(participant).location)) is None
    assert stored()[0].follow_hash is None


def test_in_english_the_words_are_marked_as_spanish(visitor):
    page = visitor.get(send(visitor, "/en" + PARAGRAPH).location)
    assert page.document.find(".//strong[@class='words']").get("lang") == "es-HN"


def test_a_consultation_may_ask_for_an_account(visitor, participant):
    accept_visitors(False)
    page = visitor.get(PARAGRAPH, 302)
    assert page.location.startswith("/ingresar?siguiente=")
    assert "No necesita una cuenta" not in participant.get(PARAGRAPH).text
    send(participant, without_account="1")
    assert stored()[0].author_id == participant.person.id


def test_what_was_typed_survives_signing_in(visitor):
    make_person("participant", "rosa@ejemplo.hn", "Rosa")
    fields = visitor.get(PARAGRAPH).fields() | {"body": BODY, "exposure": "coded"}
    accept_visitors(False)
    asked = visitor.post(PARAGRAPH, fields, 401)
    known = {"email": "rosa@ejemplo.hn", "password": PASSWORD}
    kept = visitor.post("/ingresar", asked.fields() | known, 200)
    page = visitor.post(PARAGRAPH, kept.fields(), 422)
    assert page.fields()["body"] == BODY and "Enviar sin cuenta" not in page.words()
    visitor.post(PARAGRAPH, page.fields())
    assert stored()[0].exposure == "coded" and how_many() == 1
