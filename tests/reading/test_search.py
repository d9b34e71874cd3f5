"""Searching the draft and what was said about it, on both databases."""

from tests.factories import DRAFT, a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.reading.pages import CHAPTER, HOME, links, many, publish_second

SEARCH = f"{HOME}buscar?q="


def test_finds_words_without_accents_in_any_number(app, visitor):
    a_consultation(draft="# Uno\n\nLa **migración** segura y las leyes.\n\nOtra cosa.")
    for query in ("migracion", "Migraciones", "MIGRACIÓN", "ley", "segura leyes"):
        page = visitor.get(SEARCH + query)
        assert [h.findtext("a") for h in page.all(".//h3")] == ["Párrafo 1.1"], query
    assert page.all(".//mark")


def test_marks_the_words_and_leads_to_the_place(app, visitor):
    a_consultation()
    page = visitor.get(SEARCH + "consejos")
    assert [mark.text for mark in page.all(".//mark")] == ["consejo"]
    assert links(page)["Párrafo 1.3"] == f"{CHAPTER}#p-1-3"
    assert "Línea de acción 1.1. Consejo" in page.text


def test_every_word_must_be_there(app, visitor):
    a_consultation()
    assert "Nada contiene todas esas palabras." in visitor.get(SEARCH + "consejo retorno").text


def test_finds_published_comments_and_no_others(app, visitor, moderator):
    consultation = a_consultation()
    shown = a_comment(consultation, "Faltan **canguros** en la política")
    for status in ("pending", "returned", "rejected", "withdrawn"):
        a_comment(consultation, "Faltan canguros secretos", status=status)
    a_comment(a_consultation("otra"), "canguros de otra parte")
    for reader in (visitor, moderator):
        page = reader.get(SEARCH + "canguro")
        assert [h.findtext("a") for h in page.all(".//h3")] == [shown.folio]
        assert "secretos" not in page.text and "otra parte" not in page.text
        assert "**" not in page.words(".//main")


def test_finds_a_proposed_wording(app, visitor):
    comment = a_comment(a_consultation(), "Así.", kind="wording", proposed_text="Con jirafas")
    assert comment.folio in visitor.get(SEARCH + "jirafa").text


def test_finds_the_current_words_only(app, visitor):
    consultation = a_consultation(draft=f"{DRAFT}\n\nHay elefantes.")
    with meanwhile():
        publish_second(consultation)
    assert "Nada contiene" in visitor.get(SEARCH + "elefante").text


def test_markup_in_what_is_found_stays_text(app, visitor):
    consultation = a_consultation()
    a_comment(consultation, "Un <script>alert(1)</script> & <b>canguro</b>", author_name="<i>A</i>")
    page = visitor.get(SEARCH + "canguro")
    main = ".//main"
    assert not page.all(f"{main}//script") and not page.all(f"{main}//b")
    assert not page.all(f"{main}//i") and page.all(f"{main}//mark")
    assert "<script>alert(1)</script> & <b>canguro</b>" in page.words(main)


def test_more_than_fifty_are_said_to_be_more(app, visitor):
    many(a_consultation(), 60, block="1.1")
    page = visitor.get(SEARCH + "aporte")
    assert "Los primeros 50." in page.text
    assert len(page.all(".//article[@class='result']")) == 50


def test_asks_for_words(app, visitor):
    a_consultation()
    assert "Escriba una o varias palabras." in visitor.get(f"{HOME}buscar").text
    for query in ("!!!", "%22", "-*", "%22%27%28%29", "…", "%E2%80%8B"):
        assert "Escriba al menos una palabra" in visitor.get(SEARCH + query).text, query


def test_hostile_queries_find_nothing_and_break_nothing(app, visitor):
    a_consultation()
    for query in (
        "x" * 10_000, "a " * 5_000, "consejo%00", "%ff%fe", "NEAR(a b)", "a AND OR NOT b",
        "search:x", "%22consejo", "';DROP TABLE block;--", "%F0%9F%98%80", "{a}", "^a", "a*",
        "%25_%25", "____", "ß", "İ", "ﬁn",
    ):  # fmt: skip
        assert visitor.client.get(SEARCH + query).status_code == 200, query


def test_what_is_typed_is_shown_as_text(app, visitor):
    a_consultation()
    page = visitor.get(SEARCH + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert not page.all(".//main//script")
    assert page.fields(0)["q"] == '"><script>alert(1)</script>'
