"""Finding quoted words in a passage, as people really copy them."""

import time

import pytest

from consult.comments.quoting import CONTEXT, MOST_PLACES, Span, context, locate

TEXT = "El «Estado»  garantizará… la\u00a0vida — y la vida de toda persona: «sin demora»."


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
    start = time.process_time()
    locate(text, quote)
    assert time.process_time() - start < 0.5
