"""The first page of a draft."""

from datetime import timedelta

import pytest

from consult.extensions import db, utc_now
from tests.factories import a_comment, a_consultation, a_version, today
from tests.people import Visitor
from tests.reading.pages import HOME, folios, links, many, publish_second, walk


def test_says_until_when_and_what_is_read(app, visitor):
    consultation = a_consultation(closes=20)
    a_comment(consultation, block="1.1")
    facts = visitor.get(HOME).words(".//ul[@class='facts']")
    last_day = today() + timedelta(days=20)
    assert f"Abierta hasta el {last_day.day} de " in facts
    assert "11:59 p. m. (hora de Honduras)" in facts.replace("\u202f", " ").replace("\xa0", " ")
    assert "quedan 20 días" in facts or "quedan 21 días" in facts
    assert "Versión 1" in facts and "publicada el " in facts
    assert "1 aporte publicado" in facts


@pytest.mark.parametrize(
    ("closes", "words"), [(1, "queda 1 día"), (0, "cierra hoy")], ids=["tomorrow", "today"]
)
def test_counts_the_last_days(app, visitor, closes, words):
    consultation = a_consultation()
    consultation.closes_at = utc_now() + timedelta(days=closes, hours=12)
    db.session.commit()
    assert words in visitor.get(HOME).words(".//ul[@class='facts']")


def test_lists_the_chapters_with_what_was_said_below_them(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    a_comment(consultation, section="linea-1-1")
    rows = [list(row.itertext()) for row in visitor.get(HOME).all(".//tbody/tr")]
    assert rows == [["Portada", "0"], ["Eje 1. Gobernanza", "2"], ["Eje 2. Retorno", "0"]]


def test_leads_to_the_text_and_to_the_form(app, visitor):
    a_consultation()
    found = links(visitor.get(HOME))
    assert found["Eje 1. Gobernanza"] == f"{HOME}texto/eje-1"
    assert found["Comentar el borrador completo"] == f"{HOME}comentar?version=1"


def test_shows_what_was_said_of_the_whole_draft_only(app, visitor):
    consultation = a_consultation()
    whole = a_comment(consultation, "Sobre todo el borrador")
    a_comment(consultation, block="1.1")
    assert folios(visitor.get(HOME)) == [whole.folio]


def test_pages_through_many_of_them(app, visitor):
    many(a_consultation(), 120)
    found = walk(visitor, HOME)
    assert len(found) == len(set(found)) == 120
    assert found == sorted(found)


def test_says_that_nobody_commented_yet(app, visitor):
    a_consultation()
    assert "Nadie ha comentado aún" in visitor.get(HOME).text


def test_a_closed_consultation_is_read_and_not_commented(app, visitor):
    consultation = a_consultation(opens=-30, closes=-5)
    kept = a_comment(consultation)
    page = visitor.get(HOME)
    assert "Consulta cerrada" in page.text and "Cerrada" in page.words(".//ul[@class='facts']")
    assert "/comentar" not in page.text
    assert folios(page) == [kept.folio]


def test_one_that_opens_soon_says_when(app, visitor):
    a_consultation(opens=3, closes=30)
    page = visitor.get(HOME)
    assert "Abre pronto" in page.text and "Podrá comentar a partir del" in page.text
    assert "/comentar" not in page.text


def test_an_older_version_says_so(app, visitor):
    consultation = a_consultation()
    publish_second(consultation, label="Segundo borrador", note="Cambia el eje 2.")
    page = visitor.get(f"{HOME}v1/")
    assert "Está leyendo la versión 1; la vigente es la versión 2." in page.text
    assert links(page)["Leer la versión vigente"] == HOME
    current = visitor.get(HOME)
    assert "Está leyendo" not in current.text and "Cambia el eje 2." in current.text
    assert {"Versión 1", "Versión 2"} <= set(links(current))


def test_an_unpublished_version_is_a_preview_for_those_who_draft(app, visitor, moderator, drafter):
    a_version(a_consultation())
    page = drafter.get(f"{HOME}v2/")
    assert "Vista previa, no publicada" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Versión 2" not in visitor.get(HOME).text
    missing = visitor.get(f"{HOME}v3/", 404).text.replace("/v3/", "/v2/")
    assert visitor.get(f"{HOME}v2/", 404).text == missing
    moderator.get(f"{HOME}v2/", 404)


def test_staff_read_that_nothing_is_published_yet(app, visitor, drafter, moderator):
    a_consultation(draft=None)
    visitor.get(HOME, 404)
    assert "todavía no tiene una versión publicada" in drafter.get(HOME).text
    assert "redaccion" not in moderator.get(HOME).words(".//main")


def test_what_is_not_there_is_not_found(app, visitor):
    a_consultation()
    for path in (
        "/consultas/otra/", "/consultas/%00/", "/consultas/politica%00/", "/consultas/POLITICA/",
        f"{HOME}v0/", f"{HOME}v99/", f"{HOME}v99999999999999999999/",
    ):  # fmt: skip
        assert visitor.client.get(path).status_code == 404, path


def test_a_strange_query_shows_the_page(app, visitor):
    a_consultation()
    for query in (
        "despues=abc", "despues=-1", "despues=99999999999", "desde=-4", "despues=%00",
        "desde=9999999999999", "despues=١", "desde=5",
    ):  # fmt: skip
        visitor.get(f"{HOME}?{query}")


def test_a_hundred_chapters_at_a_time(app, visitor):
    chapters = "\n\n".join(f"# Capítulo {n}\n\nTexto {n}." for n in range(230))
    a_consultation(draft=chapters)
    first, last = visitor.get(HOME), visitor.get(f"{HOME}?desde=200")
    assert len(first.all(".//tbody/tr")) == 100 and len(last.all(".//tbody/tr")) == 30
    assert links(first)["Siguientes"] == "?desde=100"
    assert links(last)["Anteriores"] == "?desde=100"


def test_titles_and_texts_are_text(app):
    draft = "# Título con <b>negrita</b> & más\n\nUno <script>alert(1)</script>."
    consultation = a_consultation(draft=draft)
    consultation.title, consultation.summary = "<i>Consulta</i>", "<script>dos</script>"
    a_comment(consultation, "<img src=x onerror=alert(1)>", author_name="<u>Quien</u>")
    page = Visitor(app).get(HOME)
    assert not page.all(".//main//b") and not page.all(".//main//i") and not page.all(".//img")
    assert not page.all(".//main//u") and not page.all(".//main//script")
    assert "<i>Consulta</i>" in page.words(".//h1")


def test_the_english_page_links_to_english_pages(app, visitor):
    a_consultation()
    page = visitor.get(f"/en{HOME}")
    assert page.all(".")[0].get("lang") == "en"
    assert links(page)["Eje 1. Gobernanza"] == f"/en{HOME}texto/eje-1"
    assert not [href for href in links(page).values() if href.startswith("/consultas")][1:]
