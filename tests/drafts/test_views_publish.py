"""Publishing a version: confirmed on a page, once, and never backwards."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from consult.audit.models import AuditEvent
from consult.comments.models import Anchor
from consult.consultations.models import Consultation
from consult.drafts.models import Version
from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor

PUBLISH = "/consultas/politica/redaccion/v{}/publicar"
HOME = "/consultas/politica/"


@pytest.fixture
def consultation(app):
    return a_consultation(draft=None)


def state():
    """Which version is current, and how many times each was published."""
    db.session.expire_all()
    current = db.session.scalars(db.select(Consultation.current_version_id)).one()
    published = db.session.scalars(
        db.select(AuditEvent.subject_id)
        .where(AuditEvent.action == "draft.publish")
        .order_by(AuditEvent.id)
    ).all()
    return current, list(published)


def test_the_first_version_opens_the_consultation(drafter, visitor, consultation):
    a_version(consultation, label="Primera", note="Para comentar.")
    visitor.get(HOME, 404)
    page = drafter.get(PUBLISH.format(1))
    words = page.words(".//main")
    for part in ("Versión 1 · Primera", "Para comentar.", "4 secciones · 7 párrafos"):
        assert part in words
    assert "sin respuesta" not in words
    assert page.document.find(f".//main//a[@href='{HOME}v1/']") is not None
    assert drafter.submit(PUBLISH.format(1), {}).location == HOME
    assert "La versión 1 ya es la vigente." in drafter.get(HOME).text
    visitor.get(HOME)
    assert state() == (1, [1])


def test_looking_at_the_page_publishes_nothing(drafter, consultation):
    a_version(consultation)
    drafter.get(PUBLISH.format(1))
    assert state() == (None, [])


def test_the_next_version_takes_the_comments_with_it(drafter, app):
    consultation = a_consultation()
    a_comment(consultation, block="1.2")
    a_comment(consultation, status="pending")
    version_id = a_version(consultation, DRAFT.replace("Se creará", "Se formará")).id
    words = drafter.get(PUBLISH.format(2)).words(".//main")
    assert "Los 2 aportes recibidos hasta hoy siguen al texto" in words
    drafter.submit(PUBLISH.format(2), {"deferral": "Se responden\r\nen febrero. "})
    version = db.session.get(Version, version_id)
    assert version.deferral == "Se responden\nen febrero."
    anchors = db.session.scalars(db.select(Anchor).where(Anchor.version_id == version_id)).all()
    assert len(anchors) == 2


def test_a_long_reason_is_kept_and_refused(drafter, app):
    consultation = a_consultation()
    a_comment(consultation)
    a_version(consultation)
    page = drafter.submit(PUBLISH.format(2), {"deferral": "x" * 5_001}, 422)
    assert page.fields()["deferral"] == "x" * 5_001
    assert state()[0] == 1


def test_a_version_is_published_once(drafter, consultation):
    a_version(consultation)
    fields = drafter.get(PUBLISH.format(1)).fields()
    drafter.post(PUBLISH.format(1), fields)
    page = drafter.post(PUBLISH.format(1), fields | {"deferral": "Mi razón"}, 409)
    assert "La versión 1 ya está publicada" in page.words(".//main")
    assert "Mi razón" in page.words(".//main//textarea")
    drafter.get(PUBLISH.format(1), 409)
    assert state() == (1, [1])


def test_the_text_never_goes_back_to_an_older_version(drafter, app):
    consultation = a_consultation()
    a_version(consultation)
    fields = drafter.get(PUBLISH.format(2)).fields()
    with meanwhile():
        publish(None, a_version(consultation))
    page = drafter.post(PUBLISH.format(2), fields, 409)
    assert "ya no se puede publicar" in page.words(".//main")
    assert state() == (3, [1, 3])


def test_two_drafters_publish_at_the_same_moment(drafter, consultation):
    version_id = a_version(consultation).id
    fields = drafter.get(PUBLISH.format(1)).fields()
    cookie = drafter.client.get_cookie("consult").value
    db.session.remove()
    start = Barrier(4)

    def answer(_number):
        browser = Visitor(drafter.client.application).client
        browser.set_cookie("consult", cookie)
        start.wait()
        return browser.post(PUBLISH.format(1), data=fields).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(answer, range(4))) == [303, 409, 409, 409]
    assert state() == (version_id, [version_id])


def test_it_is_all_there_in_english(drafter, consultation):
    a_version(consultation)
    page = drafter.submit("/en" + PUBLISH.format(1), {})
    assert page.location == "/en" + HOME
