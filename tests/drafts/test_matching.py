"""Who is who between two versions of a draft."""

import pytest

from consult.drafts.matching import BlockRef, SectionOutline, match_blocks, match_sections


def section(key, heading=None, parent=None, digests=(), explicit=False):
    return SectionOutline(key, heading or key, parent, tuple(digests), explicit)


def blocks(*pairs):
    return [BlockRef(*pair) for pair in pairs]


def test_the_same_text_matches_itself():
    draft = [section("politica"), section("eje-1", "Eje 1", 0), section("eje-2", "Eje 2", 0)]
    assert match_sections(draft, draft) == {0: 0, 1: 1, 2: 2}


def test_a_label_keeps_its_identity_when_the_title_and_the_place_change():
    old = [section("articulo-1", "Artículo 1. Objeto"), section("articulo-2", "Artículo 2. Ámbito")]
    new = [section("articulo-2", "Artículo 2. Alcance"), section("articulo-1", "Artículo 1. Fines")]
    assert match_sections(old, new) == {0: 1, 1: 0}


def test_an_explicit_key_outlives_its_label():
    old = [section("movilidad", "Eje 1. Movilidad", explicit=True)]
    new = [section("movilidad", "Eje 4. Movilidad humana", explicit=True)]
    assert match_sections(old, new) == {0: 0}


def test_an_accidental_key_does_not_outlive_its_label():
    old = [section("objetivos-2", "Objetivos")]
    new = [section("objetivos-2", "Eje 2. Objetivos")]
    assert match_sections(old, new) == {}


def test_a_heading_is_told_apart_by_its_parent():
    old = [section("a"), section("metas", "Metas", 0), section("b")]
    new = [section("a"), section("b"), section("b-m", "Metas", 1), section("a-m", "METAS", 0)]
    assert match_sections(old, new) == {0: 0, 1: 2, 3: 1}


def test_equal_headings_under_one_parent_are_paired_in_order():
    old = [section("x"), section("m1", "Metas", 0), section("m2", "Metas", 0), section("y")]
    new = [section("x"), section("m3", "Metas", 0), section("m4", "Metas", 0), section("y")]
    assert match_sections(old, new) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_renamed_section_is_known_by_its_blocks_and_so_are_its_children():
    old = [section("z"), section("retorno", digests=["1", "2"]), section("r-metas", "Metas", 1)]
    new = [section("z"), section("reintegracion", digests=["1", "2"]), section("q", "Metas", 1)]
    assert match_sections(old, new) == {0: 0, 1: 1, 2: 2}


def test_blocks_that_two_sections_share_identify_none():
    old = [section("a", digests=["derogado"]), section("b", digests=["derogado"])]
    new = [section("c", digests=["derogado"]), section("d", digests=["derogado"])]
    assert match_sections(old, new) == {}


def test_sections_without_blocks_are_not_equal_for_that():
    assert match_sections([section("a"), section("b")], [section("c"), section("d")]) == {}


def test_the_root_that_holds_everything_may_be_retitled():
    old = [section("borrador-1"), section("retorno", parent=0)]
    new = [section("borrador-2"), section("retorno", parent=0)]
    assert match_sections(old, new) == {0: 0, 1: 1}


def test_a_retitled_root_does_not_free_its_key_for_another_match():
    old = [section("politica"), section("eje-1", "Eje 1", 0)]
    new = [section("marco"), section("politica", parent=0)]
    assert match_sections(old, new) == {0: 0}


def test_a_retitled_root_is_not_matched_again_by_its_new_key():
    old = [section("politica"), section("marco", parent=0)]
    new = [section("marco"), section("fines", parent=0)]
    assert match_sections(old, new) == {0: 0}


def test_a_key_weighs_more_than_the_order_of_equal_headings():
    old = [section("metas", "Metas"), section("metas-2", "Metas")]
    assert match_sections(old, [section("metas-2", "Metas")]) == {0: 1}


def test_a_child_of_a_new_section_is_not_taken_for_a_root():
    assert match_sections([section("m", "Metas")], [section("x"), section("n", "Metas", 0)]) == {}


def test_an_old_section_is_matched_once():
    old = [section("metas", "Metas", digests=["1"])]
    new = [section("metas", "Metas"), section("x", "Metas"), section("y", digests=["1"])]
    assert match_sections(old, new) == {0: 0}


@pytest.mark.parametrize(
    ("new", "fate"),
    [
        ([(0, "x"), (0, "a")], ("kept", 1)),
        ([(1, "a")], ("moved", 0)),
        ([(1, "a"), (1, "a")], ("changed", None)),
        ([(0, "b")], ("changed", None)),
        ([], ("changed", None)),
    ],
)
def test_fate_of_a_block_whose_section_is_there(new, fate):
    assert match_blocks(blocks((0, "a")), blocks(*new), {0: 0}) == {0: fate}


def test_fate_of_a_block_whose_section_is_gone():
    old = blocks((1, "a"), (1, "b"))
    assert match_blocks(old, blocks((0, "a")), {0: 0}) == {0: ("moved", 0), 1: ("removed", None)}


def test_sections_are_followed_by_their_match_not_by_their_place():
    assert match_blocks(blocks((0, "a")), blocks((0, "a"), (1, "a")), {1: 0}) == {0: ("kept", 1)}


def test_equal_blocks_of_one_section_are_paired_in_order():
    old = blocks((0, "a"), (0, "a"), (0, "a"))
    fates = match_blocks(old, blocks((0, "a"), (0, "b"), (0, "a")), {0: 0})
    assert fates == {0: ("kept", 0), 1: ("kept", 2), 2: ("changed", None)}


def test_a_kept_block_is_nobody_elses_new_place():
    old = blocks((0, "a"), (1, "a"))
    assert match_blocks(old, blocks((0, "a")), {0: 0, 1: 1})[1] == ("changed", None)


def test_two_equal_blocks_never_move_to_one_place():
    old = blocks((0, "a"), (1, "a"))
    fates = match_blocks(old, blocks((2, "a")), {0: 0, 1: 1})
    assert set(fates.values()) == {("changed", None)}
