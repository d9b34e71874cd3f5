"""One page of the draft with what was said about it."""

import pytest

from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Page
from tests.reading.pages import CHAPTER, HOME, folios, links, many, publish_second, walk


def heading_levels(page: Page) -> list[tuple[str, str]]:
    found = page.all(".//article[@class='text']/div/*[1]")
    return [(e.tag, "".join(e.itertext())) for e in found if e.tag[0] == "h"]


def test_shows_a_section_with_what_is_below_it(app, visitor):
    a_consultation()
    page = visitor.get(CHAPTER)
    assert heading_levels(page) == [
        ("h2", "Eje 1. Gobernanza"),
        ("h3", "Línea de acción 1.1. Consejo"),
    ]
    assert "El Estado coordinará a las instituciones." in page.text
    assert "Se creará un consejo" in page.text
    assert "Toda persona retornada" not in page.words(".//article")


def test_headings_end_at_level_six(app, visitor):
    levels = "\n\n".join(f"{'#' * n} Nivel {n}\n\nTexto." for n in range(1, 7))
    a_consultation(draft=f"# Uno\n\nTexto.\n\n{levels}")
    tags = [tag for tag, _text in heading_levels(visitor.get(f"{HOME}texto/nivel-1"))]
    assert tags == ["h2", "h3", "h4", "h5", "h6", "h6"]


def test_every_block_has_its_number_as_a_permalink(app, visitor):
    a_consultation()
    page = visitor.get(CHAPTER)
    assert links(page)["Párrafo 1.2"] == "#p-1-2"
    assert page.all(".//div[@id='p-1-2']")


def test_blocks_and_sections_lead_to_the_form(app, visitor):
    a_consultation()
    found = links(visitor.get(CHAPTER))
    assert found["Comentar el párrafo 1.2"] == f"{HOME}comentar?version=1&parrafo=1.2"
    section = found["Comentar la sección: Línea de acción 1.1. Consejo"]
    assert section == f"{HOME}comentar?version=1&seccion=linea-1-1"


def test_counts_each_contribution_where_it_stands(app, visitor):
    consultation = a_consultation()
    many(consultation, 3, block="1.2")
    many(consultation, 2, section="linea-1-1")
    found = links(visitor.get(CHAPTER))
    assert found["3 aportes del párrafo 1.2"] == f"{CHAPTER}?parrafo=1.2#p-1-2"
    on_section = found["2 aportes sobre la sección: Línea de acción 1.1. Consejo"]
    assert on_section == f"{CHAPTER}?seccion=linea-1-1#linea-1-1"
    assert not [text for text in found if "aporte" in text and "1.1" in text.split()]


def test_the_page_lists_all_that_was_said_on_it(app, visitor):
    consultation = a_consultation()
    on_block = a_comment(consultation, block="1.2")
    on_section = a_comment(consultation, section="eje-1")
    a_comment(consultation, block="2.1")
    page = visitor.get(CHAPTER)
    assert folios(page) == [on_block.folio, on_section.folio]
    assert "2 aportes en esta página" in page.text


def test_a_block_opened_shows_its_own(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    own = a_comment(consultation, block="1.2")
    page = visitor.get(f"{CHAPTER}?parrafo=1.2")
    assert folios(page) == [own.folio]
    assert "1 aporte sobre el párrafo 1.2" in page.words(".//div[@id='p-1-2']")
    assert links(page)["Cerrar los aportes"] == f"{CHAPTER}#p-1-2"


def test_a_section_opened_shows_what_is_on_it_and_not_on_its_blocks(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, block="1.1")
    own = a_comment(consultation, section="eje-1")
    page = visitor.get(f"{CHAPTER}?seccion=eje-1")
    assert folios(page) == [own.folio]
    assert own.folio in page.words(".//div[@id='eje-1']")


@pytest.mark.parametrize("query", ["", "?parrafo=1.2", "?seccion=eje-1"])
def test_fifty_at_a_time_and_none_lost_while_more_arrive(app, visitor, query):
    consultation = a_consultation()
    place = {"section": "eje-1"} if "seccion" in query else {"block": "1.2"}
    many(consultation, 120, **place)
    first = visitor.get(CHAPTER + query)
    assert len(folios(first)) == 50
    with meanwhile():
        many(consultation, 30, **place)
    rest = walk(visitor, links(first)["Ver más"])
    found = folios(first) + rest
    assert len(found) == len(set(found)) == 150
    assert found == sorted(found)


def test_a_later_page_leads_back_to_the_first(app, visitor):
    many(a_consultation(), 60, block="1.2")
    page = visitor.get(links(visitor.get(f"{CHAPTER}?parrafo=1.2"))["Ver más"])
    assert links(page)["Volver al primero"] == f"{CHAPTER}?parrafo=1.2#p-1-2"


def test_the_index_names_the_chapters_and_marks_this_one(app, visitor):
    a_comment(a_consultation(), block="1.2")
    page = visitor.get(CHAPTER)
    current = page.all(".//nav[@class='index']//a[@aria-current='page']")
    assert ["".join(a.itertext()).split() for a in current] == [
        "Eje 1. Gobernanza 1 aporte".split()
    ]
    assert links(page)["Portada"] != CHAPTER


def test_pages_are_read_one_after_the_other(app, visitor):
    a_consultation()
    page = visitor.get(CHAPTER)
    assert [a.get("rel") for a in page.all(".//nav[@class='pager']/a")] == ["prev", "next"]
    assert links(page)["Siguiente → Eje 2. Retorno"] == f"{HOME}texto/eje-2"
    assert links(page)["← Anterior Portada"].startswith(f"{HOME}texto/")


def test_a_section_inside_a_page_is_found_on_it(app, visitor):
    a_consultation()
    assert visitor.get(f"{HOME}texto/linea-1-1", 302).location == f"{CHAPTER}#linea-1-1"
    assert visitor.get(f"{HOME}s/linea-1-1", 302).location == f"{CHAPTER}#linea-1-1"
    assert visitor.get(f"{HOME}s/eje-1", 302).location == CHAPTER
    assert visitor.get(f"/en{HOME}s/eje-1", 302).location == f"/en{CHAPTER}"


def test_a_block_is_found_under_its_number(app, visitor):
    consultation = a_consultation()
    assert visitor.get(f"{HOME}v1/p/1.3", 302).location == f"{CHAPTER}#p-1-3"
    with meanwhile():
        publish_second(consultation)
    assert visitor.get(f"{HOME}v1/p/1.3", 302).location == f"{HOME}v1/texto/eje-1#p-1-3"


def test_what_is_not_there_is_not_found(app, visitor):
    a_consultation()
    for path in (
        "texto/otra", "texto/%00", "texto/eje-1/", "s/otra", "s/%00", "v1/p/9.9", "v1/p/%00",
        "v1/p/zzz", "v7/p/1.1", "v7/texto/eje-1",
    ):  # fmt: skip
        assert visitor.client.get(HOME + path).status_code == 404, path


def test_a_strange_query_shows_the_page(app, visitor):
    a_consultation()
    for query in (
        "parrafo=zzz", "parrafo=9.9", "parrafo=", "seccion=otra", "despues=abc", "despues=-5",
        "despues=99999999999999999999", "desde=x", "parrafo=1.2&despues=%00", "parrafo=%ff",
        "parrafo=1.2&parrafo=1.3&seccion=eje-1&despues=1e9",
    ):  # fmt: skip
        visitor.get(f"{CHAPTER}?{query}")


def test_a_closed_consultation_takes_no_comments(app, visitor):
    consultation = a_consultation(opens=-30, closes=-5)
    many(consultation, 2, block="1.2")
    page = visitor.get(CHAPTER)
    assert "Se recibieron aportes hasta el" in page.text
    assert "/comentar" not in page.text
    assert "2 aportes del párrafo 1.2" in links(page)


def test_an_older_version_leads_to_the_same_place(app, visitor):
    consultation = a_consultation()
    publish_second(consultation)
    page = visitor.get(f"{HOME}v1/texto/eje-1")
    assert links(page)["Leer este mismo lugar en la versión vigente"] == CHAPTER
    assert "/comentar" not in page.text
    assert links(page)["Siguiente → Eje 2. Retorno"] == f"{HOME}v1/texto/eje-2"
    assert [m.get("content") for m in page.all(".//meta[@name='robots']")] == ["noindex"]


def test_a_place_that_is_gone_says_so_and_keeps_its_address(app, visitor):
    consultation = a_consultation()
    publish_second(consultation, DRAFT[: DRAFT.index("## Eje 2")])
    page = visitor.get(f"{HOME}v1/texto/eje-2")
    assert "Esta parte no está en la versión vigente." in page.text
    assert visitor.get(f"{HOME}s/eje-2", 302).location == f"{HOME}v1/texto/eje-2"
    assert visitor.get(f"{HOME}texto/eje-2", 302).location == f"{HOME}v1/texto/eje-2"
    visitor.get(f"{HOME}texto/eje-9", 404)


def test_a_preview_is_read_by_those_who_draft(app, visitor, drafter):
    a_version(a_consultation())
    page = drafter.get(f"{HOME}v2/texto/eje-1")
    assert "Vista previa, no publicada" in page.text
    assert "/comentar" not in page.text
    visitor.get(f"{HOME}v2/texto/eje-1", 404)
    visitor.get(f"{HOME}v2/p/1.1", 404)


def test_a_crowd_of_parts_comes_by_hundreds(app, visitor):
    words = "palabra " * 40
    parts = "\n\n".join(f"### Propuesta {n}\n\n{words}" for n in range(150))
    a_consultation(draft=f"# Todo\n\n## Eje uno\n\nIntroducción.\n\n{parts}\n\n## Final\n\nFin.")
    page = visitor.get(f"{HOME}texto/eje-uno")
    assert len(page.all(".//table//tbody/tr")) == 100
    assert links(page)["Siguientes"] == "?desde=100"
    inside = visitor.get(f"{HOME}texto/propuesta-75")
    assert len(inside.all(".//nav[@class='index']//li")) < 25
    assert links(inside)["Ver los 150 apartados"] == f"{HOME}texto/eje-uno"


def test_a_key_that_the_page_needs_for_itself_gives_way(app, visitor):
    keys = ("content", "p-1-1", "errors", "aporte-x", "search-q")
    parts = "\n\n".join(f"### Parte {{#{key}}}\n\nTexto." for key in keys)
    a_consultation(draft=f"# Todo\n\nUno.\n\n## Eje {{#eje-1}}\n\nDos.\n\n{parts}")
    page = visitor.get(CHAPTER)
    for key in keys:
        assert visitor.get(f"{HOME}s/{key}", 302).location == f"{CHAPTER}#s-{key}"
        assert page.all(f".//div[@id='s-{key}']")


def test_titles_are_text(app, visitor):
    draft = "# Uno\n\nTexto.\n\n## Eje <b>dos</b> & \"tres\" {#eje-1}\n\nTexto."
    a_comment(a_consultation(draft=draft), section="eje-1", author_name="<u>Quien</u>")
    page = visitor.get(CHAPTER)
    assert not page.all(".//main//b") and not page.all(".//main//u")
