"""The form: what it shows, about which passage, and to whom."""

import re

import pytest

from consult.consultations.queries import by_slug
from consult.drafts.service import publish
from consult.extensions import db
from tests.comments.writing import FORM, PARAGRAPH
from tests.factories import a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile

REDRAFTED = "# Política\n\n## Eje 1. Gobernanza {#eje-1}\n\nOtro texto.\n"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.mark.parametrize(
    ("query", "heading", "passage"),
    [
        ("?parrafo=1.2", "Comentar el párrafo 1.2", "Los municipios participarán"),
        ("?seccion=eje-1&parrafo=1.1", "Comentar el párrafo 1.1", "El Estado coordinará"),
        ("?seccion=eje-1", "Comentar la sección «Eje 1. Gobernanza»", "El Estado coordinará"),
        ("", "Comentar el borrador completo", "Todo el borrador"),
        ("?version=1&seccion=", "Comentar el borrador completo", "versión 1"),
    ],
)
def test_it_says_what_it_is_about(visitor, consultation, query, heading, passage):
    page = visitor.get(FORM + query)
    assert page.words(".//h1") == heading
    assert passage in page.words(".//section[@aria-labelledby='about']")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.document.find(".//meta[@name='robots']").get("content") == "noindex"


@pytest.mark.parametrize(
    "query",
    ["?parrafo=9.9", "?parrafo=x", "?parrafo=1.2%00", "?parrafo=1.2&seccion=eje-2",
     "?seccion=nada", "?seccion=%00", "?seccion=" + "a" * 500, "?version=7", "?version=x",
     "?version=0", "?version=" + "9" * 40, "?version=%C2%B2", "?respuesta=PO-0001",
     "?respuesta=%00", "?respuesta=" + "9" * 300],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(visitor, consultation, query):
    visitor.get(FORM + query, 404)


def test_sections_and_replies_of_another_consultation_are_not_found(visitor, consultation):
    other = a_consultation("otra", draft="# Otra\n\n## Aparte {#aparte}\n\nTexto.\n")
    comment = a_comment(other)
    visitor.get(FORM + "?seccion=aparte", 404)
    visitor.get(FORM + f"?respuesta={comment.folio}", 404)
    visitor.get("/consultas/nada/comentar", 404)
    assert visitor.client.get("/consultas/%00/comentar").status_code == 404


def test_nothing_unpublished_is_commented_on(visitor, drafter, consultation):
    a_version(consultation, REDRAFTED)
    a_consultation("nueva", draft=None)
    for person in (visitor, drafter):
        person.get(FORM + "?version=2", 404)
        person.get("/consultas/nueva/comentar", 404)


def test_an_older_version_says_so(visitor, consultation):
    publish(None, a_version(consultation, REDRAFTED))
    db.session.commit()
    assert "Hay una versión más nueva" in visitor.get(PARAGRAPH + "&version=1").text
    assert "Hay una versión más nueva" not in visitor.get(FORM + "?parrafo=1.1").text
    visitor.get(PARAGRAPH, 404)  # the paragraph of the first version is not in the second


@pytest.mark.parametrize("query", ["?parrafo=1.2", "?seccion=eje-2", "?seccion=linea-1-1", "?"])
def test_its_place_leads_to_the_text_also_in_an_older_version(visitor, consultation, query):
    publish(None, a_version(consultation, REDRAFTED))
    db.session.commit()
    page = visitor.get(FORM + query + "&version=1")
    (link,) = page.all(".//section[@aria-labelledby='about']/p/a")
    visitor.get(link.get("href"), 302 if "parrafo" in query else 200)


def test_each_form_has_its_own_key(visitor, consultation):
    keys = {visitor.get(PARAGRAPH).fields()["receipt_key"] for _time in range(3)}
    assert len(keys) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", key) for key in keys)


def test_it_opens_as_its_link_asks(visitor, consultation):
    fields = visitor.get(PARAGRAPH + "&tipo=wording&cita=Los%20municipios").fields()
    assert (fields["kind"], fields["quote"]) == ("wording", "Los municipios")
    assert fields["proposed_text"] == "Los municipios participarán en la coordinación."
    assert visitor.get(PARAGRAPH + "&tipo=nada").fields()["kind"] == "comment"


def test_who_is_signed_in_finds_their_name_and_is_told(participant, visitor, consultation):
    page = participant.get(PARAGRAPH)
    assert page.fields()["author_name"] == "Participant"
    assert "con la cuenta de Participant" in page.words(".//form[@data-guard]")
    assert "con la cuenta" not in visitor.get(PARAGRAPH).words(".//form[@data-guard]")


def test_a_reply_asks_for_less(visitor, consultation):
    comment = a_comment(consultation, "Pienso *así*.", block="1.2", organization_name="Red Norte")
    page = visitor.get(FORM + f"?respuesta={comment.folio}")
    assert page.words(".//h1") == f"Responder al aporte {comment.folio}"
    about = page.words(".//section[@aria-labelledby='about']")
    assert "Red Norte" in about and "Pienso así." in about
    assert not {"kind", "quote", "proposed_text"} & set(page.fields())


@pytest.mark.parametrize("status", ["pending", "rejected", "returned", "withdrawn"])
def test_only_published_comments_are_answered(visitor, consultation, status):
    comment = a_comment(consultation, status=status)
    visitor.get(FORM + f"?respuesta={comment.folio}", 404)


def test_the_whole_draft_has_no_words_to_quote(visitor, consultation):
    assert "quote" not in visitor.get(FORM).fields()


@pytest.mark.parametrize(
    ("days", "says"),
    [((-30, -2), "Ya no se reciben aportes"), ((3, 9), "Todavía no se reciben aportes")],
)
def test_outside_the_window_it_says_so_and_leads_on(visitor, app, days, says):
    a_consultation(opens=days[0], closes=days[1])
    page = visitor.get(PARAGRAPH)
    assert page.words(".//h1") == says
    assert "(hora de Honduras)" in page.words(".//main")
    assert page.document.find(".//main//a[@href='/consultas/politica/']") is not None
    assert page.document.find(".//main//textarea") is None


def test_it_closes_with_the_last_day(visitor, consultation):
    visitor.get(PARAGRAPH)
    with meanwhile():
        found = by_slug(None, "politica")
        found.closes_at = found.opens_at
    assert visitor.get(PARAGRAPH).words(".//h1") == "Ya no se reciben aportes"


def test_it_is_all_there_in_english(visitor, consultation):
    page = visitor.get("/en" + PARAGRAPH)
    assert page.document.get("lang") == "en"
    assert page.all(".//form")[-1].get("action") in (None, "")
    assert page.document.find(".//main//section//a").get("href").startswith("/en/consultas/")
