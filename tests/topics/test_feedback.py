"""Feedback by topic: what is counted, for whom, and that every number is the list it links to."""

from sqlalchemy import event

from consult.comments.service import transition
from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.topics.factories import a_topic, put
from tests.topics.scene import HOME, a_talk, counted_links, every_folio, writing

PAGES = [HOME, HOME + "?nivel=todos", HOME + "ninez", HOME + "ninez?solo=1", HOME + "escuela",
         HOME + "aportes", HOME + "aportes?tema=-", HOME + "aportes?tema=con",
         HOME + "retorno?seccion=eje-2", HOME + "ninez?seccion=eje-1&postura=for"]  # fmt: skip
NARROWED = {
    "seccion=-": "6",
    "seccion=eje-1": "1239",
    "seccion=linea-1-1": "3",
    "seccion=politica-migratoria-de-ejemplo": "8",
    "postura=-": "48",
    "clase=organizaciones": "1457",
    "clase=other": "4",
    "clase=-": "23689",
    "fuente=paper": "9",
    "tema=-": "9",
    "tema=con": "12345678",
    "clase=ngo&postura=neutral": "5",
    "seccion=nada&postura=nada&clase=nada&fuente=nada&tema=nada": "123456789",
    "despues=-1&seccion=eje-2": "457",
    "despues=99999999999": "123456789",
}
READERS = {path: "mda" for path in ("", "ninez", "aportes", "export.csv", "export.xlsx")}
CHANGERS = {path: "da" for path in ("arbol", "arbol/ninez", "importar", "asignar")}


def table(page, caption: str) -> dict[str, list[int]]:
    """Numbers by row title."""
    (found,) = (
        each for each in page.all(".//table") if each.findtext("caption", "").startswith(caption)
    )
    rows = [list(row) for row in found.iter("tr")]
    return {
        "".join(cells[0].itertext()): [int("".join(cell.itertext())) for cell in cells[1:]]
        for cells in rows[1:]
    }


def figures(page) -> dict[str, str]:
    return {
        "".join(each.find("dt").itertext()): "".join(each.find("dd").itertext())
        for each in page.all(".//dl[@class='figures']/div")
    }


def test_the_table_counts_each_comment_once_for_a_topic_with_what_is_below(app, drafter):
    a_talk()
    page = drafter.get(HOME)
    heads = [th.text for th in page.all(".//table")[0].findall("thead/tr/th")]
    assert heads == ["Tema", "Todo el borrador", "Política migratoria…", "Eje 1", "Eje 2"]
    assert table(page, "Aportes por tema y parte") == {
        "Niñez": [0, 0, 3, 2], "Retorno": [1, 1, 0, 2], "Sin tema": [0, 0, 1, 0]
    }  # fmt: skip


def test_subtopics_have_rows_of_their_own_when_asked_for(app, moderator):
    a_talk()
    rows = table(moderator.get(HOME + "?nivel=todos"), "Aportes por tema y parte")
    assert list(rows) == ["Niñez", "Escuela", "Retorno", "Sin tema"]
    assert rows["Escuela"] == [0, 0, 3, 1]


def test_kinds_of_organization_are_told_apart_from_people(app, drafter):
    a_talk()
    assert table(drafter.get(HOME), "Aportes por tema y clase") == {
        "Niñez": [2, 1, 1, 1], "Retorno": [2, 1, 1, 0], "Sin tema": [1, 0, 0, 0]
    }  # fmt: skip


def test_the_figures_count_published_comments_only(app, drafter):
    a_talk()
    assert figures(drafter.get(HOME)) == {
        "Aportes": "9", "De personas": "5 1 con nombre", "De organizaciones": "4 3 organizaciones",
        "En jornadas": "1", "Con tema": "8", "Sin tema": "1",
    }  # fmt: skip


def test_every_number_is_a_link_to_as_many_comments(app, drafter):
    a_talk()
    lengths: dict[str, int] = {}
    for address in PAGES:
        links = counted_links(drafter.get(address))
        assert len(links) >= 4, address
        for href, number in links:
            if href not in lengths:
                lengths[href] = len(every_folio(drafter, href))
            assert lengths[href] == number, f"{address}: {href}"


def test_a_list_shows_the_comments_it_says(app, drafter):
    talk = a_talk()
    page = drafter.get(HOME + "ninez?postura=against")
    prefix = talk.consultation.folio_prefix.lower()
    assert every_folio(drafter, HOME + "ninez?postura=against") == [f"aporte-{prefix}-0002"]
    assert "1 de 5 aportes" in page.words(".//main")


def test_a_list_is_narrowed_by_its_address(app, drafter):
    a_talk()
    for query, expected in NARROWED.items():
        found = every_folio(drafter, f"{HOME}aportes?{query}")
        assert "".join(folio[-1] for folio in found) == expected, query


def test_a_comment_that_is_taken_down_is_counted_no_more(app, drafter):
    talk = a_talk()
    comment = a_comment(talk.consultation)
    put(comment, talk.return_)
    assert len(every_folio(drafter, HOME + "retorno")) == 5
    writing()
    transition(None, comment, revision=1, before="published", after="withdrawn")
    db.session.commit()
    assert len(every_folio(drafter, HOME + "retorno")) == 4


def test_a_list_of_many_comments_is_read_page_by_page(app, drafter):
    consultation = a_consultation()
    topic = a_topic(consultation, "Niñez")
    comments = [a_comment(consultation) for _ in range(41)]
    for comment in comments:
        put(comment, topic)
    half = comments[19].id
    found = every_folio(drafter, HOME + "ninez")
    assert len(found) == len(set(found)) == 41 and found == sorted(found)
    assert len(every_folio(drafter, f"{HOME}ninez?despues={half}")) == 21


def test_sections_are_those_of_the_version_in_force(app, drafter):
    consultation = a_consultation()
    topic = a_topic(consultation, "Niñez")
    for place in ({"section": "eje-1"}, {"section": "eje-2"}, {"block": "2.1"}):
        put(a_comment(consultation, **place), topic)
    publish(None, a_version(consultation, DRAFT.split("## Eje 2")[0]))
    db.session.commit()
    assert table(drafter.get(HOME), "Aportes por tema y parte") == {"Niñez": [2, 1]}
    assert len(every_folio(drafter, HOME + "ninez?seccion=-")) == 2


def test_what_a_page_costs_does_not_grow_with_what_it_counts(app, drafter):
    talk = a_talk()
    statements = []
    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def cost(address: str) -> int:
        statements.clear()
        drafter.get(address)
        return len(statements)

    before = [cost(HOME), cost(HOME + "ninez"), cost(HOME + "arbol"), cost(HOME + "asignar")]
    writing()
    for number in range(15):
        put(a_comment(talk.consultation, block="1.2"), a_topic(talk.consultation, f"T{number}"),
            talk.childhood)  # fmt: skip
    after = [cost(HOME), cost(HOME + "ninez"), cost(HOME + "arbol"), cost(HOME + "asignar")]
    assert before == after and max(before) < 15


def test_a_consultation_without_topics_or_text_has_pages_all_the_same(app, drafter):
    a_consultation(draft=None)
    for path in ("", "aportes", "arbol", "asignar", "importar"):
        assert drafter.get(HOME + path).words(".//h1")


def test_what_people_wrote_is_shown_as_text(app, drafter):
    consultation = a_consultation()
    topic = a_topic(consultation, "<b>Niñez</b> & «más»", key="ninez", description="<i>x</i>")
    put(a_comment(consultation, "<script>alert(1)</script>", author_name="<img>",
                  proposed_text="<u>"), topic)  # fmt: skip
    for path in ("", "ninez", "arbol", "arbol/ninez", "asignar?ver=todos"):
        page = drafter.get(HOME + path)
        for tag in ("b>Niñez", "i>x", "script>alert", "img>", "u>"):
            assert f"<{tag}" not in page.text


def test_what_is_not_there_is_not_found(app, drafter):
    a_talk()
    for path in ("nadie", "arbol/nadie", "asignar?aporte=PP-1", "asignar?aporte=%00"):
        drafter.get(HOME + path, 404)


def test_english_pages_keep_to_english_addresses(app, drafter):
    a_talk()
    page = drafter.get("/en" + HOME)
    assert page.document.get("lang") == "en"
    assert all(href.startswith("/en/") for href, _number in counted_links(page))
    assert every_folio(drafter, "/en" + HOME + "ninez")


def test_only_staff_read_and_only_those_who_draft_change(
    app, visitor, participant, moderator, drafter, admin
):
    a_talk()
    people = {"m": moderator, "d": drafter, "a": admin}
    for path, roles in {**READERS, **CHANGERS}.items():
        assert "/ingresar" in visitor.get(HOME + path, 302).location
        participant.get(HOME + path, 404)
        for role, person in people.items():
            expected = 200 if role in roles else 404
            with person.client.get(HOME + path) as response:
                assert response.status_code == expected, (path, role)


def test_nobody_else_changes_anything(app, participant, moderator):
    a_talk()
    paths = (*CHANGERS, "arbol/ninez/orden", "arbol/ninez/eliminar")
    for person in (participant, moderator):
        for path in paths:
            person.post(HOME + path, {}, 404)
