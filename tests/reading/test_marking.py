"""Words found in a text: marked, and nothing of the text becomes markup."""

import pytest
from markupsafe import Markup

from consult.reading.marking import LENGTH, excerpt


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("La migración segura.", "migracion", "La <mark>migración</mark> segura."),
        ("Las MIGRACIONES y la migración", "migración", None),
        ("Un niño", "nino", "Un niño"),
        ("Leyes y ley", "leyes", "<mark>Leyes</mark> y <mark>ley</mark>"),
        ("Nada de eso", "otra", "Nada de eso"),
    ],
)
def test_words_are_marked_without_regard_to_accents_and_plurals(text, query, marked):
    expected = marked or "Las <mark>MIGRACIONES</mark> y la <mark>migración</mark>"
    assert excerpt(text, query) == Markup(expected)


def test_markup_in_the_text_stays_text():
    found = excerpt("<script>alert(1)</script> & <b>migración</b>", "migracion script")
    assert "<script" not in found and "<b>" not in found
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/" in found
    assert "&amp; &lt;b&gt;<mark>migración</mark>" in found


def test_a_long_text_is_cut_around_the_first_word_found():
    text = "antes " * 500 + "aquí la palabra buscada " + "después " * 500
    found = excerpt(text, "buscadas")
    assert found.startswith("… ") and found.endswith(" …")
    assert "<mark>buscada</mark>" in found
    assert len(found) < LENGTH + 40


def test_a_text_of_one_endless_word_is_cut_too():
    assert len(excerpt("x" * 10_000, "nada")) < LENGTH + 10
