"""What became of sections and paragraphs, in the order in which it is read."""

import pytest

from consult.drafts.changes.comparing import Paragraph, Part, compare, woven
from consult.drafts.parsing import digest


def part(section, title="", *texts, parent=None, page=None):
    """`section` is a letter; its paragraphs are numbered within it."""
    paragraphs = tuple(
        Paragraph(f"{section}{place}", text, digest(text)) for place, text in enumerate(texts, 1)
    )
    identity = ord(section)
    return Part(
        identity, section, title or f"Parte {section}", 0,
        parent and ord(parent), ord(page or section), paragraphs,
    )  # fmt: skip


def told(comparison):
    return {change.part.key: change.marks for change in comparison.changes if change.marks}


def rows(comparison, key):
    (change,) = [change for change in comparison.changes if change.part.key == key]
    return [
        (row.fate, row.old and row.old.number, row.new and row.new.number) for row in change.rows
    ]


LONG = "Toda persona retornada será recibida con dignidad y sin esposas."
REWORDED = "Toda persona retornada será recibida con dignidad, sin esposas ni prensa."
OTHER = "Los municipios participarán en la coordinación de la política."


def test_the_same_text_has_no_changes():
    draft = [part("a", "", "Uno.", "Uno."), part("b", "", "Dos.")]
    found = compare(draft, draft)
    assert told(found) == {} and not any(found.counts) and not found.sections
    assert rows(found, "a") == [("same", "a1", "a1"), ("same", "a2", "a2")]


def test_paragraphs_come_in_the_new_order_and_what_went_at_its_old_place():
    old = [part("a", "", "Uno.", LONG, "Tres.", "Cuatro.")]
    new = [part("a", "", "Cero absoluto.", "Uno.", REWORDED, "Cuatro.")]
    found = compare(old, new)
    assert rows(found, "a") == [
        ("added", None, "a1"), ("same", "a1", "a2"), ("changed", "a2", "a3"),
        ("removed", "a3", None), ("same", "a4", "a4"),
    ]  # fmt: skip
    assert told(found) == {"a": ("changed",)}
    counts = found.counts
    assert (counts.added, counts.removed, counts.changed, counts.moved) == (1, 1, 1, 0)
    assert (counts.words_added, counts.words_removed) == (4, 2)


def test_a_paragraph_in_another_order_has_moved():
    found = compare([part("a", "", "A.", "B.", "C.")], [part("a", "", "C.", "A.", "B.")])
    assert rows(found, "a") == [("moved", "a3", "a1"), ("same", "a1", "a2"), ("same", "a2", "a3")]
    assert (found.counts.moved, found.counts.words_added) == (1, 0)


def test_a_paragraph_that_went_to_another_section_is_told_in_both():
    old = [part("a", "", "Uno.", LONG), part("b", "", "Dos.")]
    new = [part("a", "", "Uno."), part("b", "", "Dos.", LONG)]
    found = compare(old, new)
    assert rows(found, "a")[1] == ("left", "a2", None)
    assert rows(found, "b")[1] == ("moved", "a2", "b2")
    left, came = found.changes[0].rows[1], found.changes[1].rows[1]
    assert (left.elsewhere.key, left.elsewhere.number) == ("b", "b2")
    assert (came.elsewhere.title, came.elsewhere.number) == ("Parte a", "a2")
    assert found.counts.words_added == found.counts.words_removed == 0


def test_equal_paragraphs_are_not_exchanged():
    found = compare([part("a", "", "Sí.", "Sí.", "No.")], [part("a", "", "Sí.", "No.")])
    assert rows(found, "a") == [("same", "a1", "a1"), ("removed", "a2", None), ("same", "a3", "a2")]


def test_what_has_nothing_in_common_is_not_called_changed():
    found = compare([part("a", "", LONG)], [part("a", "", "Disposición derogada")])
    assert sorted(rows(found, "a"), key=str) == [("added", None, "a1"), ("removed", "a1", None)]


def test_reworded_paragraphs_are_paired_in_order():
    found = compare(
        [part("a", "", LONG, OTHER)], [part("a", "", REWORDED, "Algo.", OTHER + " Y más.")]
    )
    assert rows(found, "a") == [
        ("changed", "a1", "a1"), ("added", None, "a2"), ("changed", "a2", "a3")
    ]  # fmt: skip


def test_sections_come_in_the_new_order_and_what_went_at_its_old_place():
    old = [part("a"), part("b"), part("c"), part("d")]
    new = [part("n"), part("a"), part("d")]
    found = compare(old, new)
    assert [change.part.key for change in found.changes] == ["n", "a", "b", "c", "d"]
    assert told(found) == {"n": ("added",), "b": ("removed",), "c": ("removed",)}
    assert found.sections == {"added": 1, "removed": 2}


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("Artículo 5. Objeto", "Artículo 6. Objeto", ("renumbered",)),
        ("Artículo 5. Objeto", "Artículo 5 bis. Objeto", ("renumbered",)),
        ("Artículo 5. Objeto", "Artículo 5. Fines", ("retitled",)),
        ("Artículo 5. Objeto", "Artículo 6. Fines", ("renumbered", "retitled")),
        ("Línea de acción 1.1. Consejo", "Línea de acción 1.2. Consejo", ("renumbered",)),
        ("Artículo 5. Objeto", "ARTÍCULO 5. OBJETO", ()),
        ("Objetivos", "Objetivos", ()),
        ("Objetivos", "Metas", ("retitled",)),
        ("Objetivos", "Artículo 1. Objetivos", ("renumbered",)),
    ],
)
def test_numbers_and_titles(before, after, marks):
    found = compare([part("a", before, "Uno.")], [part("a", after, "Uno.")])
    assert found.changes[0].marks == marks


def test_a_section_moves_among_its_siblings_or_below_another():
    old = [part("r"), part("a", parent="r"), part("b", parent="r"), part("c", parent="b")]
    new = [part("r"), part("b", parent="r"), part("a", parent="r"), part("c", parent="a")]
    found = told(compare(old, new))
    assert found["c"] == ("moved",) and len(found) == 2


def test_what_stands_below_a_section_that_moved_stayed_with_it():
    old = [part("a"), part("x", parent="a"), part("b"), part("y", parent="b"), part("c")]
    new = [part("b"), part("y", parent="b"), part("c"), part("a"), part("x", parent="a")]
    assert told(compare(old, new)) == {"a": ("moved",)}


def test_a_section_that_was_split_or_merged_says_from_and_into_which():
    split = compare(
        [part("a", "Todo", LONG, OTHER)], [part("a", "Todo", LONG), part("b", "Nueva", OTHER)]
    )
    assert told(split) == {"a": ("changed",), "b": ("split",)}
    assert split.changes[1].origin == "Todo"
    merged = compare(
        [part("a", "Todo", LONG), part("b", "Vieja", OTHER)], [part("a", "Todo", LONG, OTHER)]
    )
    assert told(merged) == {"a": ("changed",), "b": ("merged",)}
    assert merged.changes[1].origin == "Todo"


def test_little_of_another_section_makes_no_split():
    found = compare(
        [part("a", "", LONG, "Uno.")], [part("a", "", LONG), part("b", "", "Uno.", OTHER)]
    )
    assert told(found)["b"] == ("added",)


def test_groups_are_pages_and_a_page_that_went_is_its_own():
    old = [part("a"), part("b", page="a"), part("x"), part("y", page="x"), part("c"), part("d")]
    new = [part("a"), part("n", page="a"), part("c"), part("d", page="c")]
    found = compare(old, new)
    keys = [[change.part.key for change in group] for group in found.groups]
    assert keys == [["a", "b", "n"], ["x", "y"], ["c", "d"]]


def test_what_went_before_everything_else_comes_first():
    found = compare([part("x", page="c"), part("c")], [part("c")])
    assert [[change.part.key for change in group] for group in found.groups] == [["x", "c"]]


def test_nothing_is_compared_with_nothing():
    assert compare([], []).groups == ()
    assert told(compare([], [part("a", "", "Uno.")])) == {"a": ("added",)}
    assert told(compare([part("a", "", "Uno.")], [])) == {"a": ("removed",)}


def test_weaving_holds_on_to_what_kept_its_order():
    assert woven("abcd", "da", {0}) == list("dabc")
    assert woven("xab", "ab", {1, 2}) == list("xab")
    assert woven("", "ab", ()) == list("ab")
