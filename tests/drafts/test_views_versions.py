"""The list of versions: for the drafting team alone, from nothing to several versions."""

import pytest

from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile

VERSIONS = "/consultas/politica/redaccion/"
PAGES = [VERSIONS, VERSIONS + "importar", VERSIONS + "v1/publicar"]


@pytest.fixture
def empty(app):
    return a_consultation(draft=None)


@pytest.mark.parametrize("page", PAGES)
def test_only_the_drafting_team_comes_in(app, visitor, participant, moderator, page):
    a_version(a_consultation(draft=None))
    assert visitor.get(page, 302).location.startswith("/ingresar")
    for person in (participant, moderator):
        person.get(page, 404)


@pytest.mark.parametrize("page", PAGES)
def test_drafters_and_administrators_come_in(app, drafter, admin, page):
    a_version(a_consultation(draft=None))
    for person in (drafter, admin):
        assert person.get(page).response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", PAGES)
def test_a_consultation_that_does_not_exist_is_not_found(drafter, page):
    drafter.get(page.replace("politica", "nada"), 404)


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999", "x", "-1"])
def test_a_version_that_does_not_exist_is_not_found(drafter, empty, number):
    drafter.get(VERSIONS + f"v{number}/publicar", 404)


def test_without_a_text_it_leads_to_the_import(drafter, empty):
    page = drafter.get(VERSIONS)
    assert "Todavía no hay ningún texto" in page.words(".//main")
    assert page.document.find(f".//main//a[@href='{VERSIONS}importar']") is not None


def test_without_a_text_it_names_what_can_be_imported(drafter, empty):
    assert "en Word, HTML o Markdown" in drafter.get(VERSIONS).words(".//main")


@pytest.mark.parametrize("page", [VERSIONS, VERSIONS + "v2/publicar", VERSIONS + "v2/descartar"])
def test_its_name_and_note_are_spanish_on_an_english_page(drafter, app, page):
    a_version(a_consultation(), label="Segunda", note="Se agregó.")
    spanish = {"".join(e.itertext()) for e in drafter.get("/en" + page).all(".//*[@lang='es-HN']")}
    assert {"Segunda", "Se agregó."} <= spanish


def test_each_version_shows_its_state_and_size(drafter, app):
    consultation = a_consultation()
    a_version(consultation, DRAFT + "\n## Eje 3\n\nMás.\n", label="Tercera", note="Se agregó.")
    newest, first = drafter.get(VERSIONS).all(".//main//article")
    words = " ".join("".join(newest.itertext()).split())
    assert "Versión 2 · Tercera Sin publicar 5 secciones · 8 párrafos" in words
    assert "Se agregó." in words and "publicada el" not in words
    words = " ".join("".join(first.itertext()).split())
    assert "Versión 1 Vigente 4 secciones · 7 párrafos" in words and "publicada el" in words


def test_what_can_be_published_has_its_button(drafter, app):
    consultation = a_consultation()
    a_version(consultation)
    publish(None, a_version(consultation))
    db.session.commit()
    page = drafter.get(VERSIONS)
    states = [status.text for status in page.all(".//h2/span[@class]")]
    assert states == ["Vigente", "Sin publicar", "Anterior"]
    assert '/publicar"' not in page.text  # the skipped one is older than the current one
    with meanwhile():
        a_version(consultation)
    assert drafter.get(VERSIONS).text.count('/v4/publicar"') == 1


def test_it_is_all_there_in_english(drafter, empty):
    page = drafter.get("/en" + VERSIONS)
    assert page.document.find(f".//main//a[@href='/en{VERSIONS}importar']") is not None
