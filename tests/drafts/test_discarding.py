"""A version that is not published is named anew or discarded; one that is published never."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from consult.audit.models import AuditEvent
from consult.comments.publishing import ask, last_job
from consult.consultations.models import Consultation
from consult.drafts import identity
from consult.drafts.discarding import discard
from consult.drafts.models import Block, Section, SectionText, SectionTranslation, Version
from consult.drafts.service import publish
from consult.drafts.translation.stored import sources
from consult.extensions import db
from consult.jobs import State
from consult.questions.service import add as add_question
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor

HERE = "/consultas/politica/redaccion/"
PUBLISH = HERE + "v{}/publicar"
EDIT, DISCARD = HERE + "v{}/editar", HERE + "v{}/descartar"
LONGER = DRAFT + "\n## Eje 3 {#eje-3}\n\nUn párrafo más.\n"
STORED = (Version, Section, SectionText, Block, SectionTranslation)


def stored():
    db.session.expire_all()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in STORED]


def actions(prefix):
    query = select(AuditEvent.action).where(AuditEvent.action.startswith(prefix))
    return db.session.scalars(query.order_by(AuditEvent.id)).all()


@pytest.fixture
def consultation(app):
    return a_consultation()


def test_a_version_is_named_anew(drafter, consultation):
    a_version(consultation, label="Segunda", note="Se agregó.")
    page = drafter.get(EDIT.format(2))
    assert (page.fields()["label"], page.fields()["note"]) == ("Segunda", "Se agregó.")
    drafter.submit(EDIT.format(2), {"label": " Tercera ", "note": "Uno.\r\nDos."})
    version = db.session.scalars(select(Version).where(Version.number == 2)).one()
    assert (version.label, version.note) == ("Tercera", "Uno.\nDos.")
    assert actions("draft.describe") == ["draft.describe"]


def test_a_name_that_is_too_long_is_kept_and_refused(drafter, consultation):
    a_version(consultation, label="Segunda")
    page = drafter.submit(EDIT.format(2), {"label": "x" * 121, "note": "Nota"}, 422)
    assert (page.fields()["label"], page.fields()["note"]) == ("x" * 121, "Nota")
    assert "Segunda" in drafter.get(HERE).text


def translate(version):
    """All of its sections into English."""
    texts = db.session.scalars(select(SectionText).where(SectionText.version_id == version.id))
    db.session.add_all(
        SectionTranslation(
            section_id=text.section_id, version_id=version.id, language="en",
            title="Title", text="Text", html="", source_digest="",
        )
        for text in texts
    )  # fmt: skip


def test_discarded_it_leaves_nothing_of_itself(drafter, consultation):
    before = stored()
    with meanwhile():
        translate(a_version(consultation, LONGER))
    assert stored() != before
    assert "No se puede deshacer" in drafter.get(DISCARD.format(2)).words(".//main")
    drafter.submit(DISCARD.format(2), {})
    assert stored() == before and actions("draft.discard") == ["draft.discard"]
    assert "Se descartó la versión 2." in drafter.get(HERE).text
    drafter.get(DISCARD.format(2), 404)
    with meanwhile():
        publish(None, a_version(consultation, LONGER))
    drafter.get("/consultas/politica/texto/eje-3")


def test_the_first_version_can_be_discarded_too(drafter, app):
    a_version(a_consultation(draft=None))
    drafter.submit(DISCARD.format(1), {})
    assert stored() == [0] * 5
    assert "Todavía no hay ningún texto" in drafter.get(HERE).text


def test_looking_at_it_discards_nothing(drafter, consultation):
    a_version(consultation)
    before = stored()
    drafter.get(DISCARD.format(2))
    assert stored() == before


@pytest.mark.parametrize("page", [EDIT, DISCARD])
def test_what_is_published_stays_as_it_is(drafter, consultation, page):
    a_version(consultation, label="Segunda")
    opened = drafter.get(page.format(2))
    with meanwhile():
        publish(None, db.session.scalars(select(Version).where(Version.number == 2)).one())
    before = stored()
    sent = opened.fields() | {"label": "Otra"}
    refused = drafter.post(page.format(2), sent, 409)
    assert "ya está publicada" in refused.words(".//main") and stored() == before
    drafter.get(page.format(2), 409)
    assert "Otra" not in drafter.get(HERE).text
    assert "/descartar" not in drafter.get(HERE).text


def test_what_is_being_published_is_not_discarded(drafter, app, monkeypatch):
    monkeypatch.setattr(app.extensions["jobs"], "hand_over", lambda job_id: None)
    consultation = a_consultation()
    version = a_version(consultation)
    ask(drafter.person, version, deferral="")
    db.session.commit()
    page = drafter.submit(DISCARD.format(2), {}, 409)
    assert "no se puede descartar" in page.words(".//main") and stored()[0] == 2
    with meanwhile():
        last_job(db.session.get(Version, version.id)).state = State.FAILED
    drafter.submit(DISCARD.format(2), {})
    with meanwhile():
        assert last_job(a_version(db.session.get(Consultation, consultation.id))) is None


def test_a_section_that_is_asked_about_keeps_its_version(drafter, consultation):
    version = a_version(consultation, LONGER)
    section = db.session.scalars(select(Section).where(Section.key == "eje-3")).one()
    add_question(None, section, kind="one", text="¿De acuerdo?", options=["Sí", "No"])
    db.session.commit()
    before = stored()
    page = drafter.submit(DISCARD.format(2), {}, 409)
    assert "preguntas al público" in page.words(".//main") and stored() == before
    assert len(sources(db.session.get(Version, version.id))) > 0


@pytest.mark.parametrize("page", [EDIT, DISCARD])
def test_only_the_drafting_team_may(visitor, participant, moderator, consultation, page):
    a_version(consultation)
    visitor.get(page.format(2), 302)
    for person in (participant, moderator):
        person.get(page.format(2), 404)
        person.post(page.format(2), {}, 404)
    assert stored()[0] == 2


def test_published_and_discarded_at_the_same_moment_only_one_happens(drafter, consultation):
    a_version(consultation, LONGER)
    forms = [(page, drafter.get(page.format(2)).fields()) for page in (PUBLISH, DISCARD)]
    cookie = drafter.client.get_cookie("consult").value
    db.session.remove()
    start = Barrier(4)

    def answer(number):
        browser = Visitor(drafter.client.application).client
        browser.set_cookie("consult", cookie)
        page, fields = forms[number % 2]
        start.wait()
        return browser.post(page.format(2), data=fields).status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(answer, range(4))) <= {303, 404, 409}
    published = db.session.scalars(select(Version.published_at).where(Version.number == 2)).all()
    assert None not in published
    assert (len(published), len(actions("draft.discard"))) in ((1, 0), (0, 1))
    assert len(actions("draft.publish")) == 1 + len(published)


def test_what_another_discarded_meanwhile_is_not_there(drafter, consultation, monkeypatch):
    version = a_version(consultation)
    page, take_turn = HERE + "v2/coincidencias/1", identity.take_turn
    fields = drafter.get(page).fields() | {"section": ""}

    def late(of):
        discard(drafter.person, db.session.get(Version, version.id))
        take_turn(of)

    monkeypatch.setattr(identity, "take_turn", late)
    drafter.post(page, fields, 404)
