"""Where a heading may be cut, and which rows a page of the tree has."""

import pytest

from consult.drafts.formats.markdown import read_markdown
from consult.drafts.preparing.previewing import ROWS, Preview, cuts


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("Artículo 5. Objeto. La ley regula el retorno.", "Artículo 5. Objeto."),
        ("Artículo 5.- La ley", "Artículo"),
        ("TÍTULO I De los derechos", "TÍTULO"),
        ("Alcance: la ley", "Alcance:"),
    ],
)
def test_a_heading_is_best_cut_after_a_sentence(heading, first):
    found = cuts(heading)
    assert heading.split()[: found[0].words] == first.split()
    assert sorted(cut.words for cut in found) == list(range(1, len(heading.split())))


def test_a_heading_of_a_word_is_not_cut_and_a_long_one_near_its_beginning():
    assert cuts("") == cuts("Uno") == []
    assert len(cuts("palabra " * 500)) == 40


def test_a_page_of_the_tree_begins_where_it_was_asked_for():
    shown = Preview(read_markdown(b"# A\n\n" * (ROWS + 5)))
    assert len(shown) == ROWS + 5
    assert [shown.start(place) for place in (-1, 0, ROWS - 1, ROWS, 10**9)] == [
        0, 0, 0, ROWS, ROWS,
    ]  # fmt: skip
    assert [row.place for row in shown.rows(ROWS)] == list(range(ROWS, ROWS + 5))
    assert [len(row.notices) for row in shown.rows(0)[:3]] == [0, 1, 0]


def test_only_moves_that_can_be_made_are_offered():
    shown = Preview(read_markdown(b"Antes.\n\n# A\n\n## B\n\n## C\n"))
    assert [(row.promotes, row.demotes) for row in shown.rows(0)] == [
        (False, True), (False, False), (True, False), (True, True),
    ]  # fmt: skip
    shown = Preview(read_markdown(b"# A\n\nUno.\n\n# B\n"))
    assert [(row.promotes, row.demotes) for row in shown.rows(0)] == [(True, False), (False, True)]
