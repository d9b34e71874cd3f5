"""The difference of two texts: exact, readable, safe, and bounded."""

import random
import time

import pytest

from consult.drafts.changes import diff
from consult.drafts.changes.diff import after, before, difference, to_html, words
from tests.comments.corpora import offences, texts


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[kind].format(text) for kind, text in difference(old, new))


def is_exact(old: str, new: str) -> bool:
    pieces = difference(old, new)
    told = ["".join(piece.text for piece in side(pieces)) for side in (before, after)]
    return told == [old, new] and all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        ("Igual.", "Igual.", "Igual."),
        ("", "Nuevo", "[+Nuevo+]"),
        ("Viejo", "", "[-Viejo-]"),
        ("durante seis meses", "durante un año", "durante [-seis meses-][+un año+]"),
        ("Uno. Dos.", "Uno. Y medio. Dos.", "Uno.[+ Y medio.+] Dos."),
        ("la casa", "la  casa", "la [+ +]casa"),
        ("uno dos", "uno\ndos", "uno[- -][+\n+]dos"),
        ("sin prensa y sin preguntas ni esposas", "sin fotos y sin preguntas ni cadenas",
         "sin [-prensa-][+fotos+] y sin preguntas ni [-esposas-][+cadenas+]"),
        ("hará, de ser posible, en el municipio de destino y sin costo",
         "hará en el municipio de destino, en un plazo de diez días, y sin costo",
         "hará[-, de ser posible,-] en el municipio de destino[+, en un plazo de diez días,+]"
         " y sin costo"),
        ("año 2020", "año 2021", "año [-2020-][+2021+]"),
        ("👨‍👩‍👧 y 👍🏽", "👨‍👩‍👦 y 👍🏿", "[-👨‍👩‍👧 y 👍🏽-][+👨‍👩‍👦 y 👍🏿+]"),
        ("cami\u0301n", "camin", "[-cami\u0301n-][+camin+]"),
        ("中文 𠀀", "中文 𠀁", "中文 [-𠀀-][+𠀁+]"),
    ],
)  # fmt: skip
def test_what_changed_is_told_in_words(old, new, told):
    assert marked(old, new) == told


def test_a_word_or_two_between_changes_is_not_worth_a_pause():
    assert marked("uno dos tres cuatro", "UNO dos TRES cuatro") == (
        "[-uno dos tres-][+UNO dos TRES+] cuatro"
    )


def scribbles():
    chance = random.Random(24)
    tokens = ["a", "b", "año", " ", "  ", "\n", ".", ",", "é", "e\u0301", "中", "𠀀", "👍🏽", "\u200b",
              "_", "<", "&"]  # fmt: skip
    for _time in range(2000):
        yield "".join(chance.choices(tokens, k=chance.randrange(30)))


def test_both_texts_can_be_put_together_again():
    found = list(scribbles())
    assert all(is_exact(old, new) for old, new in zip(found, found[1:], strict=False))


def test_a_text_that_differs_says_so():
    found = list(scribbles())
    for old, new in zip(found, found[1:], strict=False):
        kinds = {piece.kind for piece in difference(old, new)}
        assert bool(kinds - {"same"}) == (old != new)


def test_neighbours_are_of_different_kinds_and_removed_comes_first():
    found = list(scribbles())
    for old, new in zip(found, found[1:], strict=False):
        kinds = [piece.kind for piece in difference(old, new)]
        pairs = list(zip(kinds, kinds[1:], strict=False))
        assert all(one != other for one, other in pairs) and ("added", "removed") not in pairs


def many(count: int) -> list[str]:
    return [f"w{number}" for number in range(count)]


HOSTILE = {
    "one word": ("a " * 50_000, "a " * 49_000 + "b"),
    "two words": ("a b " * 8_000, "b a c " * 8_000),
    "more words than letters": (" ".join(many(90_000)), " ".join(many(90_000)[::100][::-1])),
    "more lines than letters": ("\n".join(many(90_000)), "\n".join(reversed(many(90_000)))),
    "long lines between others": ("x\n" + "a b " * 9_000 + "\ny", "x\n" + "b c " * 9_000 + "\ny"),
    "signs": (".," * 8_000, ".,;" * 5_000),
    "blanks": (" " * 50_000, " x" * 20_000),
    "lines": ("\n" * 50_000, "\n" * 40_000 + "x"),
    "short and long": ("a", "a b " * 50_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pair_is_told_exactly_and_soon(name):
    start = time.process_time()
    assert is_exact(*HOSTILE[name])
    assert time.process_time() - start < 2


def test_what_is_too_much_for_words_is_told_by_lines(monkeypatch):
    old = "\n".join(f"Línea {number} de antes" for number in range(40))
    new = old.replace("Línea 7 de antes", "Línea 7 de ahora")
    monkeypatch.setattr(diff, "MOST_STEPS", 1500)
    told = marked(old + "\nfin uno", new + "\nfin dos")
    assert "Línea 7 de [-antes-][+ahora+]\nLínea 8" in told and told.endswith("fin [-uno-][+dos+]")
    assert is_exact(old, new)


def test_what_is_too_much_for_lines_too_is_given_whole(monkeypatch):
    monkeypatch.setattr(diff, "MOST_STEPS", 0)
    assert marked("a b\nc", "d b\ne") == "[-a b\nc-][+d b\ne+]"


def test_words_are_counted_by_what_became_of_them():
    pieces = difference("Durante seis meses, o más.", "Durante un año, o algo más.")
    assert (words(pieces, "removed"), words(pieces, "added"), words(pieces, "same")) == (2, 3, 3)


def test_the_html_holds_nothing_that_was_typed():
    typed = texts("xss.txt") + texts("naughty.txt")
    allowed = frozenset({"br", "ins", "del", "span"})
    for old, new in zip(typed, typed[1:], strict=False):
        html = to_html(difference(old, new))
        assert offences(html, allowed) == [], (old, new)


def test_the_html_shows_lines_signs_and_what_hides():
    html = to_html(difference("a <b>\nc", "a <i>\u202e\nc"))
    assert html == (
        'a &lt;<del>b&gt;</del><ins>i&gt;<span class="invisible">[U+202E]</span></ins><br>c'
    )
