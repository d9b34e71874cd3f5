"""The pure parts: the tree, the sections, and sums of cells."""

import pytest

from consult.topics.figures import NONE, ORGANIZED, Cell, Selection, by_topic, facets
from consult.topics.sections import Section, Sections
from consult.topics.tree import Node, Tree

#  1 holds all; 2 is a chapter with 3 (with 4) and 5; 6 is a chapter.
HELD = Sections(
    [
        Section(1, None, "portada", "1", "Portada"),
        Section(2, 1, "eje-1", "1.1", "Eje 1"),
        Section(3, 2, "linea-1", "1.1.1", "Línea 1"),
        Section(4, 3, "meta-1", "1.1.1.1", "Meta 1"),
        Section(5, 2, "linea-2", "1.1.2", "Línea 2"),
        Section(6, 1, "eje-2", "1.2", "Eje 2"),
    ]
)
FLAT = Sections([Section(1, None, "a", "1", "A"), Section(2, 1, "b", "1.1", "B"),
                 Section(3, None, "c", "2", "C")])  # fmt: skip
CELLS = [
    Cell(None, None, None, None, "web", 1),
    Cell(None, 1, "for", None, "web", 2),
    Cell(None, 2, "for", "ngo", "web", 4),
    Cell(None, 4, "against", "ngo", "paper", 8),
    Cell(None, 5, "against", None, "web", 16),
    Cell(None, 6, "neutral", "academia", "web", 32),
]


def a_tree() -> Tree:
    rows = [(1, None, "A"), (2, None, "B"), (3, 1, "C"), (4, 3, "D"), (5, 1, "E")]
    return Tree([Node(i, parent, name.lower(), name, "", "") for i, parent, name in rows])


def keys(nodes) -> str:
    return "".join(node.key for node in nodes)


def test_a_tree_is_read_from_the_top_each_topic_with_all_below_it():
    tree = a_tree()
    assert keys(tree) == "acdeb"
    assert [node.depth for node in tree] == [0, 1, 2, 1, 0]
    assert tree.by_key("d").path == ("A", "C", "D")


def test_a_tree_knows_what_is_below_above_and_beside():
    tree = a_tree()
    assert keys(tree.below(tree.by_key("a"))) == "acde"
    assert keys(tree.below(tree.by_key("c"))) == "cd"
    assert keys(tree.below(tree.by_key("b"))) == "b"
    assert keys(tree.above(tree.by_key("d"))) == "ac"
    assert keys(tree.children(tree.by_key("a"))) == "ce"
    assert [keys(group) for group in tree.groups()] == ["acde", "b"]
    assert keys(tree.in_order([5, 2, 4])) == "deb"


@pytest.mark.parametrize(
    ("sections", "expected"),
    [(HELD, ["portada", "eje-1", "eje-2"]), (FLAT, ["a", "c"]), (Sections([]), [])],
)
def test_chapters_are_the_top_sections_or_those_below_the_one_that_holds_all(sections, expected):
    assert [chapter.key for chapter in sections.chapters()] == expected


def test_every_section_is_counted_in_one_chapter():
    assert [HELD.chapter_of(i) for i in (1, 2, 3, 4, 5, 6)] == [
        "portada", "eje-1", "eje-1", "eje-1", "eje-1", "eje-2"
    ]  # fmt: skip
    assert HELD.chapter_of(None) is None and HELD.chapter_of(99) is None


def test_the_section_that_holds_all_stands_for_itself_alone():
    home, chapter = HELD.by_key("portada"), HELD.by_key("eje-1")
    assert HELD.span(home) == (0, 0) and HELD.children(home) == []
    assert HELD.span(chapter) == (1, 4)
    assert [part.key for part in HELD.children(chapter)] == ["linea-1", "linea-2"]


def test_facets_count_each_side_with_the_other_sides_as_they_are():
    found = facets(CELLS, Selection(group="ngo"), HELD)
    assert found.total == 12
    assert found.stances == {"for": 4, "against": 8}
    assert found.groups == {NONE: 19, "ngo": 12, "academia": 32}
    assert found.chapters == {"eje-1": 12} and found.sources == {"web": 4, "paper": 8}


@pytest.mark.parametrize(
    ("selection", "total"),
    [
        (Selection(), 63),
        (Selection(place=NONE), 1),
        (Selection(place=HELD.by_key("portada")), 2),
        (Selection(place=HELD.by_key("eje-1")), 28),
        (Selection(place=HELD.by_key("linea-1")), 8),
        (Selection(stance=NONE), 1),
        (Selection(group=NONE), 19),
        (Selection(group=ORGANIZED), 44),
        (Selection(stance="against", group="ngo", source="paper"), 8),
        (Selection(source=NONE), 0),
    ],
)
def test_a_selection_sums_its_cells(selection, total):
    assert facets(CELLS, selection, HELD).total == total


def test_the_parts_of_a_selected_section_count_all_below_them():
    found = facets(CELLS, Selection(place=HELD.by_key("eje-1")), HELD)
    assert found.parts == {"linea-1": 8, "linea-2": 16, NONE: 39}


def test_figures_of_topics_add_up_to_their_totals():
    cells = [cell._replace(topic=topic) for topic in (1, 2) for cell in CELLS]
    found = by_topic(cells, HELD)
    assert set(found) == {1, 2}
    for figures in found.values():
        sums = (figures.chapters, figures.stances, figures.groups)
        assert [sum(side.values()) for side in sums] == [63, 63, 63] == [figures.total] * 3
    assert found[1].chapters == {NONE: 1, "portada": 2, "eje-1": 28, "eje-2": 32}
