"""The page that lists the consultations."""

from consult.consultations.service import mark_changed
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import Page
from tests.reading.pages import links


def listed(page: Page) -> list[str]:
    return [a.get("href", "") for a in page.all(".//article/h3/a")]


def test_what_can_be_commented_comes_first(app, visitor):
    a_consultation("cerrada", opens=-40, closes=-10)
    a_consultation("pronto", opens=5, closes=30)
    a_consultation("luego", opens=-5, closes=40)
    a_consultation("antes", opens=-5, closes=3)
    a_consultation("vieja", opens=-90, closes=-60)
    page = visitor.get("/")
    slugs = [href.split("/")[2] for href in listed(page)]
    assert slugs == ["antes", "luego", "pronto", "cerrada", "vieja"]
    headings = ["".join(h.itertext()) for h in page.all(".//h2")]
    assert headings == ["Abiertas a comentarios", "Próximas", "Cerradas"]


def test_says_what_there_is_to_read_and_how_much_was_said(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    a_comment(consultation)
    a_comment(consultation, status="pending")
    words = visitor.get("/").words(".//article")
    for said in ("Política migratoria de ejemplo", "Un borrador para pruebas.", "Abierta hasta",
                 "hora de Honduras", "quedan", "Versión 1", "2 aportes publicados"):
        assert said in words


def test_says_that_there_are_none(app, visitor):
    assert "No hay consultas publicadas todavía." in visitor.get("/").text


def test_an_unpublished_one_is_seen_by_staff_only(app, visitor, participant, moderator, drafter):
    a_consultation(draft=None)
    for reader in (visitor, participant):
        assert listed(reader.get("/")) == []
    for reader in (moderator, drafter):
        assert "Sin publicar" in reader.get("/").words(".//article")


def test_staff_find_their_work(app, visitor, participant, moderator, drafter, admin):
    consultation = a_consultation()
    a_comment(consultation, status="pending")
    a_comment(consultation, status="pending")
    queue, drafts = "/consultas/politica/moderacion/", "/consultas/politica/redaccion/"
    for reader, expected in (
        (visitor, set()), (participant, set()), (moderator, {queue}), (drafter, {drafts}),
        (admin, {queue, drafts}),
    ):  # fmt: skip
        found = links(reader.get("/"))
        assert {queue, drafts} & set(found.values()) == expected
    assert found["2 aportes por moderar"] == queue


def test_is_made_anew_when_one_of_them_changes(app, visitor):
    consultation = a_consultation()
    first = visitor.get("/").response.headers["ETag"]
    assert visitor.get("/").response.headers["ETag"] == first
    with meanwhile():
        mark_changed(consultation.id)
    assert visitor.get("/").response.headers["ETag"] != first


def test_the_english_one_stays_english(app, visitor):
    a_consultation()
    assert listed(visitor.get("/en/")) == ["/en/consultas/politica/"]


def test_titles_are_text(app, visitor):
    consultation = a_consultation()
    with meanwhile():
        consultation.title = "<b>Título</b> & más"
    page = visitor.get("/")
    assert not page.all(".//main//b") and "<b>Título</b> & más" in page.words(".//article")
