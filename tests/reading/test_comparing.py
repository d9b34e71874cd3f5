"""The pages of a comparison: who sees them, what they say, where they lead, what they weigh."""

import html
import re

import pytest

from consult.drafts.models import Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.service import import_draft, publish
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor
from tests.reading.pages import HOME, links, publish_second, statements

PAIR = f"{HOME}comparar/1/2"
WORDS = f"{PAIR}/eje-1"
LARGEST = 300_000
SECOND = (
    DRAFT.replace("participarán en la coordinación", "participarán en ella")
    .replace("1. Recepción sin criminalización.\n", "")
    .replace("\n### Línea", "\nLas decisiones serán públicas.\n\n### Línea")
    .replace("### Línea de acción 1.1. Consejo", "### Línea de acción 1.1. Asamblea")
)


@pytest.fixture
def consultation(app):
    made = a_consultation()
    publish_second(made, SECOND, note="Se oyó a los municipios.")
    return made


def test_the_list_says_what_became_of_each_section(consultation, visitor):
    page = visitor.get(PAIR)
    assert page.words(".//h1") == "Qué cambió de la versión 1 a la versión 2"
    assert "Se oyó a los municipios." in page.words(".//main")
    facts = page.words(".//ul[@class='facts']")
    assert "2 secciones cambiaron su texto" in facts and "1 sección cambió de título" in facts
    items = ["".join(item.itertext()) for item in page.all(".//ol[@class='plain-list']/li")]
    assert len(items) == 3
    assert "1 párrafo cambió" in items[0] and "1 párrafo agregado" in items[0]
    assert "Antes se titulaba: Línea de acción 1.1. Consejo" in " ".join(items[1].split())
    assert "1 párrafo quitado" in items[2]


def test_each_section_leads_to_its_words(consultation, visitor):
    found = links(visitor.get(PAIR))
    assert found["Eje 1. Gobernanza"] == f"{WORDS}#eje-1"
    assert found["Línea de acción 1.1. Asamblea"] == f"{WORDS}#linea-1-1"


def test_words_are_told_by_text_and_not_by_colour(consultation, visitor):
    page = visitor.get(WORDS)
    change = page.words(".//div[@id='p-1-2']")
    assert "Los municipios participarán en [agregado: ella]." in change.replace(
        "[eliminado: la coordinación]", ""
    )
    sides = page.all(".//div[@id='p-1-2']//div[@class='old']")
    assert "".join(sides[0].itertext()) == (
        "Los municipios participarán en [eliminado: la coordinación]."
    )
    assert "Agregado" in page.words(".//div[@id='p-1-3']")


def test_what_was_taken_out_stands_at_its_old_place(consultation, visitor):
    page = visitor.get(f"{PAIR}/eje-2")
    ids = [div.get("id") for div in page.all(".//section/div")]
    assert ids == ["antes_p-2-2"]
    said = page.words(".//div[@id='antes_p-2-2']")
    assert "[eliminado: 1. Recepción sin criminalización.]" in said


def test_what_did_not_change_is_counted_and_can_be_seen(consultation, visitor):
    short, whole = visitor.get(WORDS), visitor.get(f"{WORDS}?ver=todo")
    assert "El Estado coordinará" not in short.text and "1 párrafo sin cambios" in short.text
    assert "El Estado coordinará" in whole.text and "párrafo sin cambios" not in whole.text
    assert links(short)["Ver todo"] == f"{WORDS}?ver=todo"
    assert links(whole)["Ver solo cambios"] == WORDS
    assert len(visitor.get(f"{PAIR}?ver=todo").all(".//ol/li/h3")) == 4


def test_changes_lead_to_each_other_and_to_both_texts(consultation, visitor):
    page = visitor.get(WORDS)
    found = links(page)
    assert found["↓Cambio siguiente"] == "#p-1-3" and found["↑Cambio anterior"] == "#p-1-2"
    for number, chapter in ((1, "v1/texto/eje-1"), (2, "texto/eje-1")):
        there = visitor.get(found[f"versión {number} el párrafo 1.2"], 302)
        assert there.location == f"{HOME}{chapter}#p-1-2"
    assert page.all(".//nav[@class='pager']/a[@rel='next']")[0].get("href") == f"{PAIR}/eje-2"


def test_a_section_inside_a_page_leads_to_its_place_there(consultation, visitor):
    assert visitor.get(f"{PAIR}/linea-1-1", 302).location == f"{WORDS}#linea-1-1"


def test_versions_are_put_in_order(consultation, visitor):
    assert visitor.get(f"{HOME}comparar/2/1", 302).location == PAIR
    assert visitor.get(f"{HOME}comparar/2/1/eje-1", 302).location == WORDS
    chosen = f"{HOME}comparar/?antes=2&despues=1"
    assert visitor.get(visitor.get(chosen, 302).location, 302).location == PAIR


def test_one_version_twice_is_asked_again(consultation, visitor):
    again = visitor.get(f"{HOME}comparar/1/1", 302).location
    page = visitor.get(again, 422)
    assert "Elija dos versiones distintas" in page.text
    assert page.words(".//title").startswith("Error")


def test_two_versions_are_chosen(consultation, visitor):
    page = visitor.get(f"{HOME}comparar/")
    assert page.fields() == {"antes": "1", "despues": "2"}
    assert visitor.get(f"{HOME}comparar/?antes=1&despues=2", 302).location == PAIR
    assert visitor.get(f"{HOME}comparar/?antes=no&despues=99", 302).location == PAIR


def test_with_one_version_there_is_nothing_to_choose(app, visitor):
    a_consultation()
    page = visitor.get(f"{HOME}comparar/")
    assert "Solo hay una versión" in page.text and page.all(".//main//form") == []


@pytest.mark.parametrize(
    "path",
    ["1/3", "3/1", "0/2", "1/99999999999999999999", "1/2/no-hay", "1/3/eje-1", "1/2/%00",
     "1/2/%F0%9F%98%80", "-1/2", "a/2", "3/3"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(consultation, visitor, path):
    visitor.get(f"{HOME}comparar/{path}", 404)


def test_an_unpublished_version_is_for_those_who_write_it(consultation, visitor, drafter):
    with meanwhile():
        a_version(consultation, DRAFT)
    for path in ("2/3", "3/2", "2/3/eje-1", "2/3?ver=todo"):
        visitor.get(f"{HOME}comparar/{path}", 404)
    page = drafter.get(f"{HOME}comparar/2/3")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "no está publicada" in page.words(".//main")
    assert page.document.find(".//meta[@name='robots']").get("content") == "noindex"
    assert "Versión 3" not in visitor.get(f"{HOME}comparar/").text
    visitor.get(f"{HOME}comparar/2/3", 404)


def test_nothing_changed(app, visitor):
    publish_second(a_consultation())
    assert "No hay diferencias" in visitor.get(PAIR).words(".//main")
    assert "No hay diferencias" in visitor.get(WORDS).words(".//main")
    assert len(visitor.get(f"{PAIR}?ver=todo").all(".//ol/li/h3")) == 4


def test_it_reads_in_english_too(consultation, visitor):
    page = visitor.get("/en" + WORDS)
    assert page.document.get("lang") == "en"
    assert all(href.startswith(("/en/", "#", "/static/", "/consultas/")) for href in
               links(page).values())  # fmt: skip
    assert page.all(".//div[@id='p-1-2']//div[@lang='es-HN']")


def test_pages_lead_to_it(consultation, visitor, drafter):
    assert links(visitor.get(HOME))["Comparar con la versión 1"] == PAIR
    assert links(visitor.get(HOME))["Comparar dos versiones"] == f"{HOME}comparar/"
    assert links(visitor.get(f"{HOME}v1/"))["Ver qué cambió de una a otra"] == PAIR
    old = visitor.get(f"{HOME}v1/texto/eje-1")
    assert links(old)["Ver qué cambió de una a otra"] == WORDS
    versions = drafter.get(f"{HOME}redaccion/")
    leads = links(versions)["Ver qué cambió en la versión 2"]
    assert drafter.get(leads, 302).location == PAIR
    with meanwhile():
        a_version(consultation)
    publishing = drafter.get(f"{HOME}redaccion/v3/publicar")
    assert drafter.get(links(publishing)["Ver qué cambia"], 302).location == f"{HOME}comparar/2/3"


def test_a_preview_is_compared_with_the_version_in_force(consultation, drafter):
    with meanwhile():
        a_version(consultation)
        a_version(consultation)
    leads = links(drafter.get(f"{HOME}v4/"))
    assert leads["Comparar con la versión 2"] == f"{HOME}comparar/2/4"
    assert "Comparar con la versión 3" not in leads


def test_what_is_written_is_text(app, visitor):
    nasty = "Uno <script>alert(1)</script> & \u202eotro"
    publish_second(a_consultation(draft=f"# A\n\n`{nasty}`"), f"# A <b>\n\n`{nasty} más`")
    for path in (PAIR, f"{PAIR}/a", f"{PAIR}/a?ver=todo"):
        page = visitor.get(path)
        assert page.all(".//main//script") == page.all(".//main//b") == []
    assert "[U+202E]" in page.text


def test_two_published_versions_are_compared_once(consultation, visitor, drafter, app):
    def cost(path: str) -> int:
        app.extensions["page_cache"].clear()
        with statements() as run:
            drafter.get(path)
        return sum("FROM block" in statement for statement in run)

    assert cost(PAIR) == 2 and cost(PAIR) == cost(WORDS) == 0
    with meanwhile():
        a_version(consultation)
    unpublished = f"{HOME}comparar/2/3"
    assert cost(unpublished) == cost(unpublished) == 2


def walk(visitor: Visitor, path: str) -> list[str]:
    """Every page of differences and every page of the list, from `path` on."""
    pages: dict[str, str] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        answer = visitor.client.get(here)
        assert answer.status_code == 200, here
        pages[here] = answer.text
        found = re.findall(r'<a href="([^"#]+)[^"]*" rel="next"|<h3><a href="([^"#]+)', answer.text)
        onward = {html.unescape("".join(each)) for each in found}
        waiting += sorted(onward - pages.keys() - set(waiting))
    return list(pages.values())


def a_pair(old: str, new: str) -> None:
    publish_second(a_consultation(draft=old), new)


def test_a_long_list_is_paged(app, visitor):
    old = "# A\n\n" + "\n\n".join(f"## Parte {n}\n\nTexto {n}." for n in range(250))
    a_pair(old, old.replace("Texto", "Otro texto"))
    first = visitor.get(PAIR)
    assert len(first.all(".//ol/li/h3")) == 100
    assert links(first)["Siguientes"] == f"{PAIR}?desde=100"
    last = visitor.get(f"{PAIR}?desde=200")
    assert len(last.all(".//ol/li/h3")) == 50
    assert links(last)["Anteriores"] == f"{PAIR}?desde=100"
    assert "201 a 250 de 250" in last.words(".//main")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("palabra " * 60_000, "palabra otra " * 30_000),
        ("\n\n".join(f"Párrafo {n}." for n in range(1000)), "Fin."),
        ("a & b < c \" d ' " * 9_000, "a & c > c \" e ' " * 9_000),
        ("Uno.", "x\u200by" * 20_000),
        ("Uno.", "\n\n".join(f"### S{n}" for n in range(1000))),
    ],
)
def test_no_page_is_large_whatever_is_compared(app, visitor, old, new):
    a_pair(f"# A\n\n## B\n\n{old}", f"# A\n\n## B\n\n{new}")
    pages = walk(visitor, PAIR) + walk(visitor, f"{PAIR}/b?ver=todo")
    assert len(pages) > 2 and max(len(text.encode()) for text in pages) <= LARGEST


def test_no_page_of_two_laws_is_large_and_every_change_is_on_one(app, visitor, shared_data):
    old, new = (
        (shared_data / "leyes" / f"lo-4-2000_{date}.md").read_text("utf-8")
        for date in ("2003-11-21", "2009-12-12")
    )
    a_pair(old, new)
    pages = walk(visitor, PAIR)
    assert max(len(text.encode()) for text in pages) <= LARGEST
    found = re.compile('class="change changed" id="([^"]+)"')
    told = {mark for text in pages for mark in found.findall(text)}
    assert len(told) > 150


def test_a_version_that_came_meanwhile_makes_no_error(consultation, visitor):
    visitor.get(PAIR)
    with meanwhile():
        version = import_draft(None, consultation, parse_markdown(DRAFT.encode()))
        publish(None, version)
        assert db.session.query(Version).count() == 3
    assert "comparar/1/2" in visitor.get(PAIR).text
    assert "Qué cambió de la versión 1 a la versión 3" in visitor.get(f"{HOME}comparar/1/3").text
