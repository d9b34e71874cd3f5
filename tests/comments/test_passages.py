"""A contribution to some words of the draft: brought from a selection, or typed into the form."""

from urllib.parse import urlencode

import pytest

from consult.comments.quoting import BEGINNING, CONTEXT
from consult.drafts.queries import block_by_number
from tests.comments.writing import BODY, FORM, errors, how_many, send, stored
from tests.factories import a_consultation

REFRAIN = " ".join(f"Artículo {n}: toda persona será oída 👨‍👩‍👧." for n in range(20))
DRAFT = f"""# Política

Presentación.

## Eje {{#eje-1}}

{REFRAIN}

El Estado «garantizará» la\u00a0vida de la nin\u0303ez 👋🏽 y dará **m\u0308 de plazo**.

1. Un con\u00adsejo decide.
2. Un consejo decide.

| Plazo | Monto |
|---|---|
| 30 días | L 500 |

Después del consejo.

## Otro eje {{#eje-2}}

Después del eje.
"""
BLOCK, SECTION = "?parrafo=1.2&", "?seccion=eje-1&"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation(draft=DRAFT)


def selected(words: str, before: str | None = None) -> str:
    """The query that a selection leads to."""
    return urlencode({"cita": words} | ({} if before is None else {"antes": before}))


def text_of(number: str) -> str:
    block = block_by_number(1, number)
    assert block is not None
    return block.text


@pytest.mark.parametrize("place", ["?parrafo=1.1&", SECTION])
@pytest.mark.parametrize("which", [0, 7, 19])
def test_of_twenty_places_the_one_that_was_selected_is_kept(visitor, place, which):
    text, words = text_of("1.1"), "será oída 👨‍👩‍👧"
    starts = [at for at in range(len(text)) if text.startswith(words, at)]
    assert len(starts) == 20
    before = (BEGINNING + text[: starts[which]])[-CONTEXT:]
    send(visitor, FORM + place + selected(words, before))
    anchor = stored()[2]
    assert (anchor.start, anchor.end) == (starts[which], starts[which] + len(words))
    assert (anchor.block.number, anchor.quote) == ("1.1", words)


@pytest.mark.parametrize("before", [None, "", "otra cosa", "¶¶¶"])
def test_without_what_stood_before_it_asks_which_and_marks_them_all(visitor, before):
    path = FORM + "?parrafo=1.1&" + selected("será oída", before)
    page = send(visitor, path, 422, author_name="Rosa")
    assert "aparecen más de una vez en el pasaje" in errors(page)["quote"]
    assert "«Comentar la selección»" in errors(page)["quote"]
    assert page.fields()["author_name"] == "Rosa" and page.fields()["body"] == BODY
    assert len(page.all(".//section[@aria-labelledby='about']//mark")) == 20
    assert how_many() == 0


def test_what_stood_before_is_kept_while_the_form_is_mended(visitor):
    path = FORM + "?parrafo=1.1&" + selected("toda persona", "Artículo 12: ")
    page = send(visitor, path, 422, body="")
    marks = page.all(".//section[@aria-labelledby='about']//mark")
    assert ["".join(each.itertext()) for each in marks] == ["toda persona"]
    visitor.post(path, page.fields() | {"body": BODY})
    assert stored()[2].prefix.endswith(" Artículo 12: ")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("«garantizará»", "garantizará"),
        ('"garantizara\u0301" la vida', "garantizará» la vida"),
        ("la vida de la niñez", "la vida de la niñez"),
        ("nin\u0303ez \U0001f44b\U0001f3fd y", "niñez 👋🏽 y"),
        ("m̈ de plazo", "m̈ de plazo"),
        ("garan\u00adtizará", "garantizará"),
    ],
)
@pytest.mark.parametrize("place", [BLOCK, SECTION])
def test_words_are_found_however_they_are_typed(visitor, place, typed, kept):
    send(visitor, FORM + place, quote=typed)
    anchor = stored()[2]
    assert anchor.quote == kept and anchor.block.number == "1.2"
    assert anchor.block.text[anchor.start : anchor.end] == kept


@pytest.mark.parametrize("typed", ["garantizara", "nñez", "\U0001f44b", "m de plazo", "consejo el"])
def test_words_that_are_not_there_are_refused_and_all_is_kept(visitor, typed):
    page = send(visitor, FORM + BLOCK, 422, quote=typed, author_name="Rosa", stance="against")
    assert "Esas palabras no están en el pasaje." in errors(page)["quote"]
    kept = page.fields()
    assert (kept["quote"], kept["body"], kept["author_name"]) == (typed, BODY, "Rosa")
    assert not page.all(".//section[@aria-labelledby='about']//mark") and how_many() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("de plazo. 1. Un consejo decide. 2. Un",
         "de plazo.\n1. Un con\u00adsejo decide.\n2. Un"),
        ("decide. Plazo Monto 30 días L 500 Después",
         "decide.\nPlazo | Monto\n30 días | L 500\nDespués"),
    ],
)  # fmt: skip
def test_words_over_several_paragraphs_stand_at_their_section(visitor, typed, kept):
    page = visitor.get(FORM + SECTION + selected(typed))
    marks = page.all(".//section[@aria-labelledby='about']//mark")
    assert "".join("".join("".join(each.itertext()).split()) for each in marks) == (
        "".join(kept.split()).replace("|", "")
    )
    send(visitor, FORM + SECTION + selected(typed))
    anchor = stored()[2]
    assert (anchor.quote, anchor.section.key, anchor.state) == (kept, "eje-1", "kept")
    assert (anchor.block_id, anchor.start, anchor.end) == (None, None, None)
    assert anchor.prefix and anchor.suffix


def test_words_over_several_sections_are_not_of_one(visitor):
    page = send(visitor, FORM + SECTION, 422, quote="Después del consejo. Después del eje.")
    assert "Esas palabras no están en el pasaje." in errors(page)["quote"]


def test_the_same_form_twice_counts_once_also_over_several_paragraphs(visitor):
    path = FORM + SECTION + selected("decide. 2. Un")
    fields = visitor.get(path).fields() | {"body": BODY}
    first, second = visitor.post(path, fields), visitor.post(path, fields)
    assert first.location == second.location and how_many() == 1


def order(page) -> list[str]:
    return [each.get("name") for each in page.all(".//form")[-1].iter() if each.get("name")]


def test_the_quotation_comes_first_where_one_was_brought_along(visitor):
    plain = order(visitor.get(FORM + "?parrafo=1.1"))
    brought = visitor.get(FORM + "?parrafo=1.1&" + selected("oída", "x"))
    assert plain.index("kind") < plain.index("quote")
    assert order(brought).index("quote") < order(brought).index("kind")
    again = send(visitor, FORM + "?parrafo=1.1&" + selected("oída", "x"), 422)
    assert order(again).index("quote") < order(again).index("kind")


def test_the_passage_is_opened_where_words_of_it_are_quoted(visitor):
    closed = visitor.get(FORM + "?seccion=eje-1")
    opened = visitor.get(FORM + SECTION + selected("30 días"))
    assert [each.get("open") for each in closed.all(".//section//details")] == [None]
    assert [each.get("open") for each in opened.all(".//section//details")] == [""]


@pytest.mark.parametrize("before", ["x" * 60_000, "\x00", "¶" * 9, "👨‍👩", " \u0301"])
def test_a_strange_context_is_no_reason_to_fail(visitor, before):
    send(visitor, FORM + BLOCK, quote="garantizará", before=before)
    assert stored()[2].start == text_of("1.2").index("garantizará")
