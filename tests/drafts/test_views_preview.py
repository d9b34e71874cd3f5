"""Looking at a draft before it is imported: who may, what is shown and changed, two at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from consult.drafts.formats import read
from consult.drafts.models import Block, PendingImport, SectionText, Version
from consult.drafts.preparing import staging
from consult.drafts.preparing.previewing import ROWS
from consult.extensions import db
from tests.drafts.preparing.test_editing import LAW
from tests.drafts.word import FILES
from tests.factories import a_consultation
from tests.people import Visitor, sign_in

VERSIONS = "/consultas/politica/redaccion/"
GONE = VERSIONS + "importar/77"


@pytest.fixture
def consultation(app):
    return a_consultation(draft=None)


def staged(consultation, person, text=LAW, **named):
    """The address of a preview."""
    draft = read(text.encode(), "markdown") if isinstance(text, str) else read(text, "docx")
    pending = staging.stage(person, consultation, draft, **named)
    db.session.commit()
    return f"{VERSIONS}importar/{pending.id}"


@pytest.fixture
def preview(consultation, drafter):
    return staged(consultation, drafter.person, label="Primera", note="Nota")


def change(person, preview, act, status=303, page="", **typed):
    fields = person.get(preview + page).fields(1) | {"act": act} | typed
    return person.post(preview + "/cambiar", fields, status)


def headings():
    db.session.expire_all()
    (pending,) = db.session.scalars(db.select(PendingImport)).all()
    return [(s.level, s.heading) for s in staging.draft_of(pending).sections]


def count(model):
    db.session.expire_all()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def error(page):
    return page.words(".//div[@id='errors']//li")


# What is shown


def test_the_tree_is_shown_with_its_counts(drafter, preview):
    page = drafter.get(preview)
    rows = [" ".join("".join(li.itertext()).split()) for li in page.all(".//main//form/ol/li")]
    assert len(rows) == 7
    assert rows[4].startswith("Artículo 1. Objeto 2.2.1 · 3 párrafos · 14 palabras")
    facts = page.words(".//ul[@class='facts']")
    assert "7 secciones 6 párrafos" in facts and "Primera" in facts
    assert "Hay texto antes del primer título" in page.words(".//section[@aria-labelledby]")
    assert page.all(".//section[@aria-labelledby]//a")[0].get("href") == preview + "#s-0"


def test_every_warning_leads_to_its_sections(drafter, consultation):
    data = (FILES / "reforma.docx").read_bytes()
    page = drafter.get(staged(consultation, drafter.person, data))
    notices = page.all(".//section[@aria-labelledby='warnings']/ul/li")
    assert len(notices) == 8 and all(notice.findall(".//a") for notice in notices)
    assert "inserciones sin aceptar" in page.words(".//section[@aria-labelledby='warnings']")
    assert "4 avisos" in page.words(".//li[@id='s-2']")


def test_the_text_of_a_section_can_be_read(drafter, preview):
    page = drafter.get(preview + "/seccion/4")
    said = [" ".join(each.itertext()).strip() for each in page.all(".//div[@class='said']")]
    assert said[0] == "Uno." and "Artículo 2. Plazos." in said[1]
    drafter.get(preview + "/seccion/7", 404)
    drafter.get(preview + "/seccion/4000000000", 404)


def test_two_thousand_sections_are_shown_a_page_at_a_time(drafter, consultation):
    text = "".join(f"# Artículo {n}\n\n![x](y)\n\n" for n in range(1, 2001))
    preview = staged(consultation, drafter.person, text)
    page = drafter.get(preview + "?desde=1950")
    assert len(page.all(".//main//form/ol/li")) == ROWS and len(page.text) < 150_000
    assert page.all(".//main//form/ol/li")[50].get("id") == "s-1950"
    assert "Secciones 1,901 a 2,000 de 2,000" in page.words(".//main")
    assert "y 1,980 más" in page.words(".//main")
    for wrong in ("-5", "99999999999999999999", "x"):
        drafter.get(f"{preview}?desde={wrong}")


def test_the_pages_speak_english(drafter, preview):
    for path in ("", "/seccion/4"):
        assert drafter.get("/en" + preview + path).document.get("lang") == "en"


# What is changed


@pytest.mark.parametrize(
    ("act", "typed", "place", "after"),
    [
        ("promote-4", {}, 4, (2, "Artículo 1. Objeto")),
        ("demote-3", {}, 4, (4, "Artículo 1. Objeto")),
        ("demote-3", {"solo": "1"}, 4, (3, "Artículo 1. Objeto")),
        ("join-3", {}, 2, (2, "TÍTULO I. De los derechos")),
        ("split-4-1", {}, 5, (3, "Artículo 2. Plazos. El plazo es de diez días.")),
        ("cut-4", {"words": "2"}, 4, (3, "Artículo 1.")),
        ("rename-4", {"heading": " Artículo\r\n 1 "}, 4, (3, "Artículo 1")),
    ],
)
def test_a_change_is_made_and_shown(drafter, preview, act, typed, place, after):
    page = change(drafter, preview, act, **typed)
    assert headings()[place] == after
    shown = drafter.get(page.location.partition("#")[0])
    assert after[1] in shown.words(".//main")
    assert count(Version) == 0


def test_moving_headings_alone_is_remembered(drafter, preview):
    page = change(drafter, preview, "demote-3", solo="1")
    assert page.location == preview + "?desde=3&solo=1#s-3"
    assert drafter.get(page.location.partition("#")[0]).fields(1)["solo"] == "1"


@pytest.mark.parametrize(
    ("act", "typed"),
    [("promote-1", {}), ("demote-1", {}), ("join-0", {}), ("split-5-0", {}),
     ("cut-4", {"words": "99"}),
     ("cut-4", {"words": "²"}), ("cut-4", {"words": "9" * 5000}),
     ("promote-99", {}), ("nada", {}), ("", {}), ("promote-4000000000", {})],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_changes_nothing(drafter, preview, act, typed):
    before = headings()
    page = change(drafter, preview, act, **typed)
    after = drafter.get(page.location.partition("#")[0])
    assert "Ese cambio no se puede hacer ahí" in after.words(".//main")
    assert headings() == before


@pytest.mark.parametrize(("solo", "title"), [("", "Presentación"), ("1", "Política")])
def test_what_stands_before_the_first_title_keeps_its_own_and_comes_back(
    drafter, consultation, solo, title
):
    front = f"---\ntitle: {title}\n---\n" if solo else ""
    preview = staged(consultation, drafter.person, front + LAW)
    change(drafter, preview, "demote-0", solo=solo)
    assert headings()[:2] == [(1, title), (1, "La ley")]
    page = drafter.get(preview)
    assert "(sin título)" not in page.text and "promote-0" in page.text
    change(drafter, preview, "promote-0", solo=solo)
    assert headings()[:2] == [(0, title), (1, "La ley")]


def test_an_empty_title_is_told_and_changes_nothing(drafter, preview):
    before = headings()
    page = change(drafter, preview, "rename-4", page="/seccion/4", heading=" ")
    after = drafter.get(page.location).words(".//main")
    assert "Escriba el título." in after and "6 niveles" not in after
    assert headings() == before


def test_a_section_without_a_title_is_not_imported(drafter, consultation):
    preview = staged(consultation, drafter.person, "# A\n\n#\n\nUno.\n")
    page = drafter.post(preview + "/importar", drafter.get(preview).fields(-2))
    assert page.location == preview + "/seccion/1" and count(Version) == 0
    assert "No se importó: esta sección no tiene título" in drafter.get(page.location).text
    change(drafter, preview, "rename-1", page="/seccion/1", heading="B")
    drafter.post(preview + "/importar", drafter.get(preview).fields(-2))
    assert count(Version) == 1


def test_a_form_of_an_older_state_is_refused_and_keeps_what_was_typed(drafter, preview):
    old = drafter.get(preview + "/seccion/4").fields(1)
    change(drafter, preview, "join-3")
    before = headings()
    stale = old | {"act": "rename-4", "heading": "Artículo único"}
    page = drafter.post(preview + "/cambiar", stale, 409)
    assert "Lo leído cambió mientras tanto" in error(page)
    assert "Artículo único" in page.words(".//div[@id='errors']")
    assert headings() == before
    drafter.post(preview + "/cambiar", page.fields(1) | {"act": "promote-3"})
    assert headings() != before


def at_once(person, requests):
    """The statuses of requests that are sent at the same moment."""
    cookie = person.client.get_cookie("consult").value
    db.session.remove()
    start = Barrier(len(requests))

    def answer(request):
        browser = Visitor(person.client.application).client
        browser.set_cookie("consult", cookie)
        start.wait()
        return browser.post(request[0], data=request[1]).status_code

    with ThreadPoolExecutor(len(requests)) as threads:
        return sorted(threads.map(answer, requests))


def test_two_changes_at_the_same_moment_are_one(drafter, preview):
    fields = drafter.get(preview).fields(1) | {"act": "promote-4"}
    assert at_once(drafter, [(preview + "/cambiar", fields)] * 4) == [303, 409, 409, 409]
    assert headings()[4] == (2, "Artículo 1. Objeto")


# Importing and discarding


def test_importing_makes_the_version_that_was_shown(drafter, preview):
    change(drafter, preview, "join-3")
    page = drafter.post(preview + "/importar", drafter.get(preview).fields(-2))
    assert page.location == VERSIONS
    version = db.session.scalars(db.select(Version)).one()
    assert not staging.waiting(drafter.person, version.consultation)
    assert (version.number, version.label, version.note) == (1, "Primera", "Nota")
    assert version.published_at is None
    titles = db.session.scalars(db.select(SectionText.title).order_by(SectionText.position)).all()
    assert titles[2] == "TÍTULO I. De los derechos" and count(Block) == 6
    after = drafter.get(page.location).words(".//main")
    assert "Se importó la versión 1: 6 secciones, 6 párrafos." in after


def test_discarding_leaves_nothing(drafter, consultation, preview):
    assert "Se pierden también" in drafter.get(preview).words(".//main//details")
    page = drafter.post(preview + "/descartar", drafter.get(preview).fields(-1))
    assert "No se importó nada" in drafter.get(page.location).words(".//main")
    assert count(Version) == 0 and not staging.waiting(drafter.person, consultation)
    (left,) = db.session.scalars(db.select(PendingImport)).all()
    assert {left.sections, left.warnings, left.title, left.label, left.note} == {""}


@pytest.mark.parametrize(("act", "form"), [("/importar", -2), ("/descartar", -1)])
def test_who_goes_back_to_it_is_told_and_strangers_are_not(app, drafter, preview, act, form):
    other = sign_in(app, "drafter", "otra@ejemplo.hn")
    drafter.post(preview + act, drafter.get(preview).fields(form))
    for path in (preview, preview + "/seccion/0"):
        page = drafter.get(path, 303)
        assert page.location == VERSIONS
        assert "Esa lectura ya se importó o se descartó." in drafter.get(VERSIONS).text
    assert other.get(preview, 404).words(".//main") == other.get(GONE, 404).words(".//main")


def test_importing_a_state_that_was_not_shown_is_refused(drafter, preview):
    old = drafter.get(preview).fields(-2)
    change(drafter, preview, "join-3")
    page = drafter.post(preview + "/importar", old, 409)
    assert "Lo leído cambió mientras tanto" in error(page) and count(Version) == 0
    drafter.post(preview + "/importar", page.fields(-2))
    assert count(Version) == 1


def test_a_version_made_meanwhile_is_told_first(consultation, drafter, preview):
    other = staged(consultation, drafter.person)
    first, second = (drafter.get(path).fields(-2) for path in (preview, other))
    drafter.post(preview + "/importar", first)
    page = drafter.post(other + "/importar", second, 409)
    assert "Mientras tanto se importó la versión 1" in error(page) and count(Version) == 1
    drafter.post(other + "/importar", page.fields(-2))
    assert count(Version) == 2


def test_a_form_sent_twice_makes_one_version(drafter, preview):
    fields = drafter.get(preview).fields(-2)
    assert at_once(drafter, [(preview + "/importar", fields)] * 4) == [303] * 4
    assert count(Version) == 1
    page = drafter.post(preview + "/importar", fields)
    assert "Esa lectura ya se importó" in drafter.get(page.location).words(".//main")


# Who


@pytest.mark.parametrize("act", ["/cambiar", "/importar", "/descartar"])
def test_another_drafter_finds_nothing(app, drafter, preview, act):
    other = sign_in(app, "drafter", "otra@ejemplo.hn")
    for path in (preview, preview + "/seccion/0"):
        assert other.get(path, 404).words(".//main") == other.get(GONE, 404).words(".//main")
    fields = drafter.get(preview).fields(-2) | {"act": "promote-4"}
    token = other.get(VERSIONS + "importar").fields()["csrf_token"]
    other.post(preview + act, fields | {"csrf_token": token}, 404)
    assert headings()[4] == (3, "Artículo 1. Objeto") and count(Version) == 0


def test_an_administrator_may_finish_it(admin, preview):
    admin.post(preview + "/importar", admin.get(preview).fields(-2))
    assert count(Version) == 1


def test_it_belongs_to_one_consultation(drafter, preview):
    a_consultation("otra", draft=None)
    drafter.get(preview.replace("politica", "otra"), 404)


@pytest.mark.parametrize("role", ["moderator", "participant"])
def test_nobody_else_sees_it(app, preview, role):
    sign_in(app, role).get(preview, 404)
    Visitor(app).get(preview, 302)
