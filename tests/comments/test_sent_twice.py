"""One form counts once: sent again, sent with something else, sent twice at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from consult.comments.models import Anchor, Comment, CommentRevision
from consult.comments.queries import subject
from consult.comments.sending import send as send_form
from consult.comments.service import NewComment
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.drafts.models import Version
from consult.drafts.service import publish
from consult.extensions import db
from tests.comments.writing import BODY, FORM, PARAGRAPH, how_many, stored
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor

TOGETHER = 6


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


@pytest.fixture
def fields(visitor):
    """A form that was filled in."""
    return visitor.get(PARAGRAPH).fields() | {"body": BODY, "stance": "for"}


def test_the_same_form_sent_again_leads_to_the_same_receipt(visitor, fields):
    first = visitor.post(PARAGRAPH, fields)
    again = visitor.post(PARAGRAPH, fields | {"body": f" {BODY}\r\n"})
    assert first.location == again.location
    assert how_many() == 1


@pytest.mark.parametrize(
    "change",
    [{"body": "Otra cosa."}, {"stance": "against"}, {"author_name": "Rosa"}, {"kind": "question"},
     {"quote": "Los municipios"}, {"organization_name": "Red", "organization_kind": "ngo"}],
)  # fmt: skip
def test_with_something_else_it_can_be_sent_as_another(visitor, fields, change):
    first = visitor.post(PARAGRAPH, fields).location
    page = visitor.post(PARAGRAPH, fields | change, 409)
    assert page.document.find(f".//main//a[@href='{first}']") is not None
    kept = page.fields()
    assert {name: kept[name] for name in change} == change
    assert how_many() == 1
    second = visitor.post(PARAGRAPH, kept).location
    assert second != first and how_many() == 2


def test_sent_again_from_another_paragraph_it_is_another(visitor, fields):
    visitor.post(PARAGRAPH, fields)
    visitor.post(FORM + "?parrafo=1.1", fields | {"proposed_text": ""}, 409)
    assert how_many() == 1


def test_the_key_of_another_consultation_is_replaced(visitor, fields):
    with meanwhile():
        a_consultation("otra")
    visitor.post(PARAGRAPH, fields)
    page = visitor.post("/consultas/otra/comentar?parrafo=1.2", fields, 409)
    assert "/acuse/" not in page.text
    visitor.post("/consultas/otra/comentar?parrafo=1.2", page.fields())
    assert how_many() == 2


def test_a_form_that_was_received_is_acknowledged_after_closing(visitor, fields):
    first = visitor.post(PARAGRAPH, fields).location
    with meanwhile():
        found = by_slug(None, "politica")
        found.closes_at = found.opens_at
    assert visitor.post(PARAGRAPH, fields).location == first


def at_once(visitor, sends):
    """Status and address of each answer to forms sent in the same moment, by one person."""
    cookie = visitor.client.get_cookie("consult")
    start = Barrier(len(sends))

    def answer(fields):
        browser = Visitor(visitor.client.application)
        browser.client.set_cookie("consult", cookie.value)
        start.wait()
        response = browser.client.post(PARAGRAPH, data=fields)
        return response.status_code, response.headers.get("Location")

    with ThreadPoolExecutor(len(sends)) as threads:
        return list(threads.map(answer, sends))


def test_sent_twice_at_the_same_moment_it_is_one_comment(visitor, fields):
    db.session.remove()
    answers = at_once(visitor, [fields] * TOGETHER)
    assert {status for status, _address in answers} == {303}
    assert len({address for _status, address in answers}) == 1
    assert how_many() == 1
    assert stored()[0].folio == "POL-0001"
    assert db.session.get(Consultation, 1).folio_count == 1


def test_of_two_texts_with_one_key_at_the_same_moment_one_is_stored(visitor, fields):
    db.session.remove()
    sends = [fields | {"body": f"Texto {number}."} for number in range(TOGETHER)]
    answers = at_once(visitor, sends)
    assert sorted(status for status, _address in answers) == [303] + [409] * (TOGETHER - 1)
    assert how_many() == 1


def test_forms_of_their_own_sent_at_the_same_moment_all_count(visitor):
    sends = [visitor.get(PARAGRAPH).fields() | {"body": BODY} for _form in range(TOGETHER)]
    db.session.remove()
    assert {status for status, _address in at_once(visitor, sends)} == {303}
    folios = set(db.session.scalars(db.select(Comment.folio)))
    assert folios == {f"POL-{number:04d}" for number in range(1, TOGETHER + 1)}
    assert len(db.session.scalars(db.select(CommentRevision)).all()) == TOGETHER


def publish_slowly(app, version_id, begun):
    with app.app_context():
        publish(None, db.session.get(Version, version_id))
        begun.set()
        time.sleep(0.3)
        db.session.commit()


def test_a_version_published_meanwhile_does_not_lose_the_comment(app, consultation):
    """The form was checked while the next version was being published, and is stored after."""
    about = subject(None, consultation, block="1.2")
    version_id = a_version(consultation, DRAFT.replace("Se creará", "Se formará")).id
    db.session.commit()
    begun = Event()
    with ThreadPoolExecutor(1) as threads:
        publishing = threads.submit(publish_slowly, app, version_id, begun)
        assert begun.wait(10)
        send_form(None, about, NewComment(place=about.place, body=BODY))
        db.session.commit()
        publishing.result()
    anchors = db.session.scalars(db.select(Anchor).order_by(Anchor.version_id)).all()
    assert [(anchor.version_id, anchor.state) for anchor in anchors] == [(1, "kept"), (2, "kept")]
