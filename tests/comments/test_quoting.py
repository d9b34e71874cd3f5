"""Finding quoted words in a passage, as people really copy them."""

import re
import unicodedata

import pytest

from consult.comments.quoting import (
    BEGINNING,
    CONTEXT,
    MOST_PLACES,
    Span,
    Stretch,
    context,
    locate_across,
    quotation,
)
from tests.spending import spent

TEXT = "El «Estado»  garantizará… la\u00a0vida — y la vida de toda persona: «sin demora»."


def locate(text, quote):
    """Where it stands in one text alone."""
    return [Span(found.start, found.end) for found in locate_across([text], quote)]


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("garantizará", "garantizará"),
        ("GARANTIZARÁ", "GARANTIZARÁ".lower()),
        ("  de toda\n persona ", "de toda persona"),
        ('"estado" garantizará...', "Estado»  garantizará…"),
        ("vida - y la", "vida — y la"),
        ("“sin demora”", "sin demora"),
        ("«sin demora».", "sin demora»."),
        ("garanti\u00adzara\u0301", "garantizará"),
        ("toda\u200b persona", "toda persona"),
        (TEXT, TEXT),
    ],
)
def test_words_are_found_as_people_copy_them(quote, exact):
    (span,) = locate(TEXT, quote)
    assert TEXT[span.start : span.end] == exact


@pytest.mark.parametrize("quote", ["garantizara", "la muerte", "", "  ", "«»", '"', "\u200b"])
def test_other_words_are_not(quote):
    assert locate(TEXT, quote) == []


def test_every_place_is_found_in_order():
    assert [TEXT[a:b] for a, b in locate(TEXT, "la vida")] == ["la\u00a0vida", "la vida"]
    assert locate("ja ja ja", "ja ja") == [Span(0, 5), Span(3, 8)]
    assert len(locate("a " * 5000, "a")) == MOST_PLACES


def test_letters_that_grow_when_folded_keep_their_positions():
    text = "La Straße de İzmir… fin"
    for quote, exact in (("STRASSE", "Straße"), ("i\u0307zmir...", "İzmir…"), ("fin", "fin")):
        (span,) = locate(text, quote)
        assert text[span.start : span.end] == exact


def test_the_context_is_what_stands_around():
    (span,) = locate(TEXT, "garantizará")
    assert context(TEXT, span) == ("El «Estado»  ", TEXT[span.end : span.end + CONTEXT])
    assert context("abc", Span(0, 3)) == ("", "")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a " * 50_000, "a " * 900 + "b"),
        ("ab" * 50_000, "ab" * 900),
        ("a" * 100_000, "a" * 2_000),
        ("\u0130" * 100_000, "\u0130" * 2_000),
        ("«" * 100_000, "«a"),
        (" " * 100_000, "a b"),
    ],
)
def test_a_hostile_passage_of_100_kb_takes_less_than_half_a_second(text, quote):
    assert spent(lambda: locate(text, quote), 0.5) < 0.5


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("La familia 👨‍👩‍👧 y el padre 👨.", "👨", ["👨"]),
        ("La familia 👨‍👩‍👧 y el padre 👨.", "familia 👨‍👩‍👧 y", ["familia 👨‍👩‍👧 y"]),
        ("Un saludo 👋🏽 y 👋", "👋", ["👋"]),
        ("Con cariño ❤️ y ❤", "❤", ["❤️", "❤"]),
        ("Sin tilde: m̈ y m", "m", ["m"]),
        ("La ﬁrma", "f", []),
        ("La ﬁrma", "firma", ["ﬁrma"]),
        ("nin\u0303o", "niño", []),
        ("niño", "nin\u0303o", ["niño"]),
        ("a\u202eb c", "ab", ["a\u202eb"]),
        ("Plazo | Monto\n30 días |  | L 500", "Plazo Monto 30 días L 500",
         ["Plazo | Monto\n30 días |  | L 500"]),
    ],
)  # fmt: skip
def test_no_letter_is_cut_in_two(text, quote, found):
    assert [text[a:b] for a, b in locate(text, quote)] == found


@pytest.mark.parametrize(
    ("text", "quote", "starts"),
    [
        ("Traslada la ola, la colada", "la", [9, 17]),
        ("Traslada la ola, la colada", "lada", [4, 22]),
        ("El plan de la planta", "plan", [3]),
        ("El plan2 y «plan»", "plan", [12]),
        ("Solo la autogestión", "gestión", [12]),
    ],
)
def test_whole_words_come_before_parts_of_words(text, quote, starts):
    assert [start for start, _end in locate(text, quote)] == starts


TEXTS = ["Los municipios participarán.", "1. Con presupuesto.", "2. Con «plazos».", "Fin."]


@pytest.mark.parametrize(
    ("quote", "stretch", "words"),
    [
        ("participarán. 1. Con", (0, 15, 1, 6), "participarán.\n1. Con"),
        ("PARTICIPARÁN.\n1. Con presupuesto. 2. Con", (0, 15, 2, 6),
         "participarán.\n1. Con presupuesto.\n2. Con"),
        ("presupuesto", (1, 7, 1, 18), "presupuesto"),
        ('"plazos". Fin', (2, 8, 3, 3), "plazos».\nFin"),
    ],
)  # fmt: skip
def test_words_may_run_over_several_texts(quote, stretch, words):
    assert locate_across(TEXTS, quote) == [stretch]
    exact, before, after, start, end = quotation(TEXTS, Stretch(*stretch))
    assert exact == words
    assert (start, end) == ((7, 18) if stretch[0] == stretch[2] else (None, None))
    assert TEXTS[stretch[0]].startswith(before, stretch[1] - len(before))
    assert TEXTS[stretch[2]].startswith(after, stretch[3])


@pytest.mark.parametrize("quote", ["participarán. 2. Con", "Fin. Los municipios", "Con Con", "¶"])
def test_only_texts_that_follow_one_another_are_read_as_one(quote):
    assert locate_across(TEXTS, quote) == []


def test_a_stretch_says_what_of_each_text_it_covers():
    (found,) = locate_across(TEXTS, "presupuesto. 2. Con «plazos». Fin")
    covered = [found.inside(number, text) for number, text in enumerate(TEXTS)]
    assert covered == [None, (7, 19), (0, 16), (0, 3)]


TWENTY = "La vida. " + "Y la vida, «la vida» o 👨‍👩‍👧 la vida; " * 6 + "la vida."


def test_what_stands_before_tells_which_of_many_is_meant():
    places = locate(TWENTY, "la vida")
    assert len(places) == 20
    for place in places:
        whole = BEGINNING + TWENTY[: place.start]
        (found,) = locate_across([TWENTY], "la vida", whole)
        assert (found.start, found.end) == place
        # Where the same stands before several, none of them is taken for the one that is meant.
        alike = locate_across([TWENTY], "la vida", whole[-CONTEXT:])
        assert place in [(each.start, each.end) for each in alike]


def test_words_with_different_surroundings_are_all_told_apart():
    text = " ".join(f"El plazo {number} es de diez días." for number in range(150))
    places = list(re.finditer("diez días", text))
    assert len(locate(text, "diez días")) == MOST_PLACES
    for place in places:
        before = unicodedata.normalize("NFD", (BEGINNING + text[: place.start()])[-CONTEXT:])
        (found,) = locate_across([text], "diez días", before)
        assert (found.start, found.end) == place.span()


@pytest.mark.parametrize(
    ("before", "first"),
    [("¶", [0]), ("¶La «", [4]), ("¶La", [4]), ("otra", [0, 4, 8]), ("«", [0, 4, 8])],
)
def test_the_beginning_of_a_paragraph_counts_as_what_stands_before(before, first):
    texts = ["La «La» la", "Otro"]
    assert [each.start for each in locate_across(texts, "la", before)] == first


def test_a_paragraph_of_the_section_is_told_by_what_stands_before():
    texts = ["Con plazo.", "Con plazo.", "Sin plazo.", "Con plazo."]
    assert [each.first for each in locate_across(texts, "plazo", "¶Sin ")] == [2]
    assert [each.first for each in locate_across(texts, "plazo", "¶Con ")] == [0, 1, 3]


@pytest.mark.parametrize("before", ["a" * 32, "¶" + "a" * 31, "b"])
def test_a_hostile_passage_takes_less_than_half_a_second_with_what_stands_before(before):
    passage = ["a" * 50_000] * 2
    assert spent(lambda: locate_across(passage, "a", before), 0.5) < 0.5
