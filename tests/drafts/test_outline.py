"""Tree, numbers, keys and pages, from headings alone."""

import time

import pytest

from consult.drafts import outline
from consult.drafts.messages import DraftError


def keys(*headings, parents=None, explicit=None):
    count = len(headings)
    return outline.keys(headings, explicit or [None] * count, parents or [None] * count)


def test_parent_is_the_nearest_section_of_a_smaller_level():
    assert outline.parents([1, 2, 5, 5, 3, 2, 1, 6]) == [None, 0, 1, 1, 1, 0, None, 6]


def test_a_deeper_start_than_what_follows_gives_roots():
    assert outline.parents([3, 2, 1]) == [None, None, None]


def test_detached_first_section_gets_no_children():
    assert outline.parents([1, 2, 3], detached_first=True) == [None, None, 1]


def test_numbers_count_among_siblings():
    parents = [None, 0, 1, 1, 0, None, 5]
    assert outline.numbers(parents) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]


def test_chapters_are_the_children_of_a_sole_root():
    assert outline.chapters([None, 0, 1, 0, 3]) == [0, 1, 1, 2, 2]


def test_chapters_are_the_roots_where_there_are_several():
    assert outline.chapters([None, 0, None, 2]) == [1, 1, 2, 2]


def test_a_lone_section_is_a_chapter():
    assert outline.chapters([None]) == [1]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Artículo 2 bis. La política inmigratoria.", "articulo-2-bis"),
        ("ARTÍCULO 1.- Objeto", "articulo-1"),
        ("Artículo 1.º Objeto", "articulo-1"),
        ("Artículo 35 quáter. Plan", "articulo-35-quater"),
        ("Artículo único", "articulo-unico"),
        ("TÍTULO PRELIMINAR. Disposiciones generales", "titulo-preliminar"),
        ('"Título XV bis. Delitos', "titulo-xv-bis"),
        ("CAPÍTULO III", "capitulo-iii"),
        ("Capítulo tercero: De la acogida", "capitulo-tercero"),
        ("Sección 1.ª De la entrada", "seccion-1"),
        ("Disposición adicional décima. Ceuta", "disposicion-adicional-decima"),
        ("Disposición adicional decimotercera", "disposicion-adicional-decimotercera"),
        ("Disposición adicional vigésima primera", "disposicion-adicional-vigesima-primera"),
        ("Disposición final quinta bis.Código", "disposicion-final-quinta-bis"),
        ("Eje 1. Gobernanza", "eje-1"),
        ("Línea de acción 1.2: Registro", "linea-de-accion-1-2"),
        ("Anexo A. Glosario", "anexo-a"),
    ],
)
def test_label_is_what_a_heading_is_cited_by(heading, label):
    assert outline.label(heading) == label


@pytest.mark.parametrize(
    "heading",
    ["Título civil", "Artículos 3 y 4", "Parte general", "Anexo a la política", "Eje", "Retorno"],
)
def test_a_plain_heading_has_no_label(heading):
    assert outline.label(heading) == ""


def test_slug_folds_accents_and_cuts_at_a_word():
    assert outline.slug("Niñez y adolescencia: ¿qué hacer?") == "ninez-y-adolescencia-que-hacer"
    cut = outline.slug("palabra " * 20)
    assert len(cut) <= 60 and cut == "-".join(["palabra"] * 7)
    assert outline.slug("a" * 90) == "a" * 60


def test_heading_without_letters_still_has_a_key():
    assert keys("", "¿?") == ["seccion", "seccion-2"]


def test_equal_headings_under_different_parents_take_their_parents_key():
    headings = ["Política", "Eje 1", "Objetivos", "Eje 2", "Objetivos"]
    assert keys(*headings, parents=[None, 0, 1, 0, 3])[2:] == [
        "eje-1-objetivos",
        "eje-2",
        "eje-2-objetivos",
    ]


def test_a_chapter_keeps_its_key_when_a_lower_section_has_the_same():
    headings = ["Política", "Eje 1", "Seguimiento", "Seguimiento"]
    assert keys(*headings, parents=[None, 0, 1, 0])[2:] == ["eje-1-seguimiento", "seguimiento"]


def test_equal_headings_under_one_parent_are_counted():
    assert keys("Eje II", "Eje II", "Eje II") == ["eje-ii", "eje-ii-2", "eje-ii-3"]


def test_a_counted_key_gives_way_to_a_heading_that_is_called_so():
    assert keys("A", "A", "A 2") == ["a", "a-3", "a-2"]


def test_explicit_key_is_kept_and_others_give_way():
    assert keys("A", "B", explicit=[None, "a"]) == ["a-2", "a"]


def test_root_with_the_key_of_its_child():
    assert keys("A", "B", "A", parents=[None, 0, 1]) == ["a", "b", "b-a"]


def test_explicit_key_twice_is_refused():
    with pytest.raises(DraftError) as error:
        keys("A", "B", explicit=["eje", "eje"])
    assert (error.value.code, error.value.values) == ("duplicate_key", {"key": "eje"})


def test_keys_stay_within_their_column_however_deep_they_clash():
    headings = [letter * 60 for letter in "abcdef"] * 2
    parents = [None, 0, 1, 2, 3, 4, None, 6, 7, 8, 9, 10]
    made = keys(*headings, parents=parents)
    assert len(set(made)) == 12 and max(map(len, made)) <= outline.KEY_LENGTH


def test_twenty_thousand_equal_headings_are_counted_in_linear_time():
    start = time.process_time()
    made = keys(*["Igual"] * 20_000)
    assert len(set(made)) == 20_000
    assert time.process_time() - start < 5


def test_short_chapter_is_one_page():
    assert outline.pages([None, 0, 1, 1, 0], [10, 20, 1400, 1500, 9]) == [0, 1, 1, 1, 4]


def test_long_chapter_gives_each_child_a_page():
    assert outline.pages([None, 0, 1, 1, 3], [10, 0, 1600, 900, 600]) == [0, 1, 2, 3, 3]


def test_long_child_of_a_long_chapter_is_divided_again():
    assert outline.pages([None, 0, 1, 2, 2], [0, 0, 0, 1600, 1600]) == [0, 1, 2, 3, 4]


def test_several_roots_are_the_chapters():
    assert outline.pages([None, 0, None, 2], [5, 5, 3000, 1]) == [0, 0, 2, 3]


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["Uno", "Dos"], ["1", "2"]),
        (["Presentación", "Eje 1. A", "Eje 2. B", "Glosario"], ["A", "1", "2", "B"]),
        (["TÍTULO PRELIMINAR", "TÍTULO I", "TÍTULO IV", "TÍTULO IV"], ["A", "1", "4", "B"]),
        (["Capítulo 1", "Anexo 1", "Capítulo 2 bis"], ["1", "A", "2bis"]),
    ],
)
def test_paragraphs_take_the_number_of_their_chapters_heading(
    headings: list[str], names: list[str]
) -> None:
    assert outline.chapter_names(headings, [None] * len(headings)) == names


def test_letters_go_on_after_z_and_the_sole_root_is_nought() -> None:
    headings = ["Ley", "Título I", *["Anexo"] * 27]
    names = outline.chapter_names(headings, [None, *[0] * 28])
    assert (names[0], names[1], names[2], names[-2], names[-1]) == ("0", "1", "A", "Z", "AA")
