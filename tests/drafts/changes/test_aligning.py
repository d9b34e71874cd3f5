"""What became of each block of an old version."""

import pytest

from consult.drafts.changes.aligning import BlockRef, lineage, match_blocks
from consult.drafts.parsing import digest

COUNCIL = "Se creará un consejo con las organizaciones de la sociedad civil."
TOWNS = "Los municipios participarán en la coordinación de cada programa."
RETURN = "Toda persona retornada será recibida con dignidad y sin demora."
REPEALED = "(Derogado)"


def blocks(*pairs):
    return [BlockRef(section, digest(text), text) for section, text in pairs]


def fates(old, new, sections):
    found = match_blocks(old, new, sections)
    return {index: (fate.state, fate.place) for index, fate in found.items()}


@pytest.mark.parametrize(
    ("new", "fate"),
    [
        ([(0, TOWNS), (0, COUNCIL)], ("kept", 1)),
        ([(1, COUNCIL)], ("moved", 0)),
        ([(1, COUNCIL), (1, COUNCIL)], ("removed", None)),
        ([(0, "Los ríos y los bosques son de la nación entera.")], ("changed", None)),
        ([(0, COUNCIL.replace("consejo", "comité"))], ("changed", 0)),
        ([(1, COUNCIL.replace("consejo", "comité"))], ("changed", 0)),
        ([(1, "Las organizaciones de la sociedad civil lo pidieron.")], ("removed", None)),
        ([], ("removed", None)),
    ],
)
def test_fate_of_a_block_whose_section_is_there(new, fate):
    assert fates(blocks((0, COUNCIL)), blocks(*new), {0: 0}) == {0: fate}


def test_fate_of_a_block_whose_section_is_gone():
    old = blocks((1, COUNCIL), (1, TOWNS))
    new = blocks((0, COUNCIL))
    assert fates(old, new, {0: 0}) == {0: ("moved", 0), 1: ("removed", None)}


def test_sections_are_followed_by_their_match_not_by_their_place():
    assert fates(blocks((0, TOWNS)), blocks((0, TOWNS), (1, TOWNS)), {1: 0}) == {0: ("kept", 1)}


def test_equal_blocks_of_one_section_are_paired_in_order():
    old = blocks((0, TOWNS), (0, TOWNS), (0, TOWNS))
    found = fates(old, blocks((0, TOWNS), (0, RETURN), (0, TOWNS)), {0: 0})
    assert sorted(found.values(), key=str) == [("changed", None), ("kept", 0), ("kept", 2)]


def test_which_of_two_equal_blocks_is_which_is_told_by_their_order():
    old = blocks((0, COUNCIL), (0, TOWNS), (0, RETURN), (0, TOWNS))
    found = fates(old, blocks((0, RETURN), (0, TOWNS)), {0: 0})
    assert found == {0: ("removed", None), 1: ("removed", None), 2: ("kept", 0), 3: ("kept", 1)}


def test_boilerplate_that_a_new_section_brings_is_nobodys_that_moved():
    old = blocks((2, COUNCIL), (2, TOWNS), (3, TOWNS))
    new = blocks((2, COUNCIL), (3, TOWNS), (4, TOWNS))
    assert fates(old, new, {2: 2, 3: 3})[1] == ("removed", None)


def test_a_kept_block_is_nobody_elses_new_place():
    old = blocks((0, TOWNS), (1, TOWNS))
    assert fates(old, blocks((0, TOWNS)), {0: 0, 1: 1})[1] == ("removed", None)


def test_two_equal_blocks_never_move_to_one_place():
    old = blocks((0, TOWNS), (1, TOWNS))
    found = fates(old, blocks((2, TOWNS)), {0: 0, 1: 1})
    assert set(found.values()) == {("removed", None)}


def test_a_few_words_do_not_identify_a_paragraph_that_left_its_section():
    assert fates(blocks((0, REPEALED)), blocks((1, REPEALED)), {0: 0}) == {0: ("removed", None)}
    assert fates(blocks((0, REPEALED)), blocks((0, REPEALED)), {0: 0}) == {0: ("kept", 0)}


def test_a_repealed_section_is_removed_and_not_changed():
    old = blocks((0, COUNCIL), (0, TOWNS), (0, RETURN))
    assert {fate for fate, _ in fates(old, blocks((0, REPEALED)), {0: 0}).values()} == {"removed"}


def test_the_best_rewording_wins_and_certainty_grows_between_the_same_neighbours():
    old = blocks((0, COUNCIL), (0, TOWNS), (0, RETURN))
    reworded = TOWNS.replace("participarán en", "apoyarán siempre")
    alone = match_blocks(blocks((0, TOWNS)), blocks((0, reworded)), {0: 0})[0]
    between = match_blocks(old, blocks((0, COUNCIL), (0, reworded), (0, RETURN)), {0: 0})[1]
    assert (alone.state, between.place) == ("changed", 1)
    assert alone.certainty < between.certainty <= 1


def test_a_part_that_became_a_section_of_its_own_was_split_from_it():
    old = blocks((0, COUNCIL), (0, TOWNS), (0, RETURN))
    new = blocks((0, COUNCIL), (1, TOWNS), (1, RETURN))
    found = lineage(old, new, {0: 0}, match_blocks(old, new, {0: 0}))
    assert (dict(found.split), dict(found.merged)) == ({1: 0}, {})


def test_a_section_whose_text_went_into_another_was_merged_into_it():
    old = blocks((0, COUNCIL), (1, TOWNS), (1, RETURN))
    new = blocks((0, COUNCIL), (0, TOWNS), (0, RETURN))
    found = lineage(old, new, {0: 0}, match_blocks(old, new, {0: 0}))
    assert (dict(found.split), dict(found.merged)) == ({}, {1: 0})


def test_what_went_to_many_places_was_merged_into_none():
    old = blocks((1, COUNCIL), (1, TOWNS), (1, RETURN))
    new = blocks((0, COUNCIL), (2, TOWNS), (3, RETURN))
    found = lineage(old, new, {}, match_blocks(old, new, {}))
    assert dict(found.merged) == {}
