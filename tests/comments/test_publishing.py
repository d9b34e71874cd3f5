"""Publishing a version: confirmed on a page, once, and never backwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from consult.audit.models import AuditEvent
from consult.comments.events import answered_among
from consult.comments.models import Anchor
from consult.consultations.models import Consultation
from consult.drafts.models import Version
from consult.drafts.service import publish
from consult.extensions import db
from consult.jobs import Job, State
from consult.jobs.running import perform
from tests.comments.test_reviewing import FIRST, SECOND
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor

PUBLISH = "/consultas/politica/redaccion/v{}/publicar"
PROGRESS = PUBLISH + "/avance"
REWORDED = DRAFT.replace("participarán en la coordinación", "apoyarán la coordinación")
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
    assert drafter.submit(PUBLISH.format(1), {}).location == PROGRESS.format(1)
    assert "La versión 1 ya es la vigente." in drafter.get(PROGRESS.format(1)).text
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
    version_id = a_version(consultation, REWORDED).id
    page = drafter.get(PUBLISH.format(2))
    figures = [" ".join(each.itertext()).strip() for each in page.all(".//dl/div")]
    assert "Siguen en su lugar 1" in figures and "Su texto cambió 1" in figures
    drafter.submit(PUBLISH.format(2), {"deferral": "Se responden\r\nen febrero. "})
    version = db.session.get(Version, version_id)
    assert version.deferral == "Se responden\nen febrero."
    anchors = db.session.scalars(db.select(Anchor).where(Anchor.version_id == version_id)).all()
    assert len(anchors) == 2
    assert "Su texto cambió1" in drafter.get(PROGRESS.format(2)).words(".//main")


def test_it_is_not_published_before_it_is_said_why_nobody_answered(drafter, app):
    consultation = a_consultation()
    a_comment(consultation, block="1.2")
    a_version(consultation, REWORDED)
    page = drafter.submit(PUBLISH.format(2), {"deferral": " "}, 422)
    assert "Diga por qué se publica sin haberlos respondido" in page.words(".//main")
    assert state()[0] == 1


def test_where_nothing_is_affected_or_all_is_answered_nothing_has_to_be_said(drafter, app):
    consultation = a_consultation()
    comment_id = a_comment(consultation, block="1.2").id
    a_version(consultation, DRAFT + "\n## Eje 3\n\nUn eje más.\n")
    assert "deferral" not in drafter.get(PUBLISH.format(2)).fields()
    drafter.submit(PUBLISH.format(2), {})
    with meanwhile():
        a_version(consultation, REWORDED)
    with answered_among.connected_to(lambda asked: asked & {comment_id}):
        assert "deferral" not in drafter.get(PUBLISH.format(3)).fields()
        drafter.submit(PUBLISH.format(3), {})
    assert state()[0] == 3


def test_it_lists_by_section_what_nobody_answered(drafter, app):
    consultation = a_consultation()
    a_comment(consultation, "Con presupuesto.", block="1.2", organization_name="Red Norte")
    a_comment(consultation, "Secreto todavía.", block="1.2", status="pending")
    a_comment(consultation, "Que nadie toca.", block="2.1")
    a_version(consultation, REWORDED)
    page = drafter.get(PUBLISH.format(2))
    words = " ".join("".join(page.all(".//details")[-1].itertext()).split())
    for part in ("Eje 1. Gobernanza", "Red Norte POL-0001", "Con presupuesto.", "1 no está pub"):
        assert part in words, words
    assert "Secreto" not in page.text and "nadie toca" not in page.text


def test_of_many_that_nobody_answered_it_lists_a_hundred(drafter, app):
    consultation = a_consultation()
    for number in range(103):
        a_comment(consultation, f"Aporte número {number}.", block="1.2")
    a_version(consultation, REWORDED)
    page = drafter.get(PUBLISH.format(2))
    assert len(page.all(".//details")[-1].findall(".//li")) == 100
    assert "Y 3 más." in page.words(".//main")


def test_what_cannot_be_placed_is_listed_too(drafter, app):
    consultation = a_consultation(draft=FIRST)
    a_comment(consultation, "Que tenga presupuesto.", block="1.1")
    a_version(consultation, SECOND)
    page = drafter.get(PUBLISH.format(2))
    summaries = [each.text for each in page.all(".//details/summary")]
    assert "Ver los que no se pueden ubicar" in summaries
    assert "Que tenga presupuesto." in "".join(page.all(".//details")[-2].itertext())


def test_a_rejected_comment_needs_no_answer(drafter, app):
    consultation = a_consultation()
    a_comment(consultation, block="1.2", status="rejected")
    a_version(consultation, REWORDED)
    assert "deferral" not in drafter.get(PUBLISH.format(2)).fields()


def test_a_long_reason_is_kept_and_refused(drafter, app):
    consultation = a_consultation()
    a_comment(consultation, block="1.2")
    a_version(consultation, REWORDED)
    page = drafter.submit(PUBLISH.format(2), {"deferral": "x" * 5_001}, 422)
    assert page.fields()["deferral"] == "x" * 5_001
    assert state()[0] == 1


@pytest.fixture
def no_worker(app, monkeypatch):
    """Jobs wait, as where no worker is there."""
    monkeypatch.setattr(app.extensions["jobs"], "hand_over", lambda job_id: None)


def postponed(app, monkeypatch):
    """Jobs wait until what is returned is called."""
    asked = []
    monkeypatch.setattr(app.extensions["jobs"], "hand_over", asked.append)

    def run():
        with app.app_context():
            perform(asked.pop(0))

    return run


def test_while_it_waits_the_page_tells_how_far_it_is(drafter, app, no_worker):
    a_version(a_consultation())
    drafter.submit(PUBLISH.format(2), {})
    page = drafter.get(PROGRESS.format(2))
    assert "Cada aporte busca su lugar" in page.words(".//main") and state()[0] == 1
    assert page.document.find(".//noscript") is not None
    with meanwhile():
        job = db.session.scalars(db.select(Job)).one()
        job.done, job.total, job.state = 400, 1_000, State.RUNNING
    assert "400 de 1,000" in drafter.get(PROGRESS.format(2)).words(".//main")


def test_it_says_that_nobody_works_and_that_nothing_changed(drafter, app, no_worker):
    a_version(a_consultation())
    drafter.submit(PUBLISH.format(2), {})
    with meanwhile():
        job = db.session.scalars(db.select(Job)).one()
        job.created_at -= timedelta(minutes=1)
        db.session.get(Version, 2).created_at -= timedelta(minutes=2)
    assert "consult worker" in drafter.get(PROGRESS.format(2)).words(".//main")
    with meanwhile():
        job.state = State.FAILED
    page = drafter.get(PROGRESS.format(2))
    assert "No se pudo publicar" in page.words(".//main") and state()[0] == 1


def test_it_is_asked_for_once_however_often_it_is_sent(drafter, app, no_worker):
    a_version(a_consultation())
    for _time in range(2):
        drafter.submit(PUBLISH.format(2), {})
    assert db.session.scalar(db.select(db.func.count(Job.id))) == 1


def test_nobody_else_publishes_or_looks(visitor, participant, moderator, app):
    a_version(a_consultation())
    for path in (PUBLISH.format(2), PROGRESS.format(2)):
        assert "/ingresar" in visitor.get(path, 302).location
        participant.get(path, 404)
        moderator.get(path, 404)


def test_a_version_that_was_never_asked_for_has_no_progress(drafter, app):
    a_version(a_consultation())
    assert drafter.get(PROGRESS.format(2), 302).location == PUBLISH.format(2)
    drafter.get(PROGRESS.format(3), 404)


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


def test_an_older_version_is_not_asked_for_while_a_newer_one_waits(drafter, app, no_worker):
    consultation = a_consultation()
    for _number in (2, 3):
        a_version(consultation)
    fields = drafter.get(PUBLISH.format(2)).fields()
    drafter.submit(PUBLISH.format(3), {})
    page = drafter.post(PUBLISH.format(2), fields, 409)
    assert "está por publicarse, una versión más nueva" in page.words(".//main")
    assert db.session.scalar(db.select(db.func.count(Job.id))) == 1


def test_overtaken_on_its_way_it_is_not_published_and_the_page_says_why(drafter, app, monkeypatch):
    consultation = a_consultation()
    a_version(consultation)
    run = postponed(app, monkeypatch)
    drafter.submit(PUBLISH.format(2), {})
    with meanwhile():
        publish(None, a_version(consultation))
    run()
    page = drafter.get(PROGRESS.format(2))
    assert "Antes se publicó una versión más nueva." in page.words(".//main")
    assert state() == (3, [1, 3])


def test_what_comes_after_the_form_keeps_it_from_being_published_without_a_word(
    drafter, app, monkeypatch
):
    consultation = a_consultation()
    a_version(consultation, REWORDED)
    run = postponed(app, monkeypatch)
    drafter.submit(PUBLISH.format(2), {})
    with meanwhile():
        a_comment(consultation, block="1.2", status="pending")
    run()
    page = drafter.get(PROGRESS.format(2))
    assert "Después de que usted la mandó publicar llegaron aportes" in page.words(".//main")
    assert page.document.find(f".//main//a[@href='{PUBLISH.format(2)}']") is not None
    assert state()[0] == 1
    drafter.submit(PUBLISH.format(2), {"deferral": "En febrero."})
    run()
    assert state()[0] == 2


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
        assert set(threads.map(answer, range(4))) <= {303, 409}
    assert state() == (version_id, [version_id])


def test_it_is_all_there_in_english(drafter, consultation):
    a_version(consultation)
    page = drafter.submit("/en" + PUBLISH.format(1), {})
    assert page.location == "/en" + PROGRESS.format(1)
    assert "Version 1 is now the current one." in drafter.get(page.location).text
