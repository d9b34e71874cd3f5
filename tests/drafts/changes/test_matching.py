"""Which section is which between two versions of a draft."""

from consult.drafts.changes.matching import CERTAIN_MATCH, MatchedBy, SectionOutline, match_sections


def section(key, heading=None, parent=None, texts=(), explicit=False):
    return SectionOutline(key, heading or key, parent, tuple(texts), explicit)


def matched(old, new):
    return {index: match.old for index, match in match_sections(old, new).items()}


def test_the_same_text_matches_itself():
    draft = [section("politica"), section("eje-1", "Eje 1", 0), section("eje-2", "Eje 2", 0)]
    assert matched(draft, draft) == {0: 0, 1: 1, 2: 2}


def test_a_label_keeps_its_identity_when_the_title_and_the_place_change():
    old = [section("articulo-1", "Artículo 1. Objeto"), section("articulo-2", "Artículo 2. Ámbito")]
    new = [section("articulo-2", "Artículo 2. Alcance"), section("articulo-1", "Artículo 1. Fines")]
    assert matched(old, new) == {0: 1, 1: 0}


def test_an_explicit_key_outlives_its_label():
    old = [section("movilidad", "Eje 1. Movilidad", explicit=True)]
    new = [section("movilidad", "Eje 4. Movilidad humana", explicit=True)]
    assert matched(old, new) == {0: 0}


def test_an_accidental_key_does_not_outlive_its_label():
    old = [section("objetivos-2", "Objetivos")]
    new = [section("objetivos-2", "Eje 2. Objetivos")]
    assert matched(old, new) == {}


def test_a_heading_is_told_apart_by_its_parent():
    old = [section("a"), section("metas", "Metas", 0), section("b")]
    new = [section("a"), section("b"), section("b-m", "Metas", 1), section("a-m", "METAS", 0)]
    assert matched(old, new) == {0: 0, 1: 2, 3: 1}


def test_equal_headings_under_one_parent_are_paired_in_order():
    old = [section("x"), section("m1", "Metas", 0), section("m2", "Metas", 0), section("y")]
    new = [section("x"), section("m3", "Metas", 0), section("m4", "Metas", 0), section("y")]
    assert matched(old, new) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_renamed_section_is_known_by_its_blocks_and_so_are_its_children():
    old = [section("z"), section("retorno", texts=["1", "2"]), section("r-metas", "Metas", 1)]
    new = [section("z"), section("reintegracion", texts=["1", "2"]), section("q", "Metas", 1)]
    assert matched(old, new) == {0: 0, 1: 1, 2: 2}


def test_blocks_that_two_sections_share_identify_none():
    old = [section("a", texts=["derogado"]), section("b", texts=["derogado"])]
    new = [section("c", texts=["derogado"]), section("d", texts=["derogado"])]
    assert matched(old, new) == {}


def test_sections_without_blocks_are_not_equal_for_that():
    assert matched([section("a"), section("b")], [section("c"), section("d")]) == {}


def test_the_root_that_holds_everything_may_be_retitled():
    old = [section("borrador-1"), section("retorno", parent=0)]
    new = [section("borrador-2"), section("retorno", parent=0)]
    assert matched(old, new) == {0: 0, 1: 1}


def test_a_retitled_root_does_not_free_its_key_for_another_match():
    old = [section("politica"), section("eje-1", "Eje 1", 0)]
    new = [section("marco"), section("politica", parent=0)]
    assert matched(old, new) == {0: 0}


def test_a_retitled_root_is_not_matched_again_by_its_new_key():
    old = [section("politica"), section("marco", parent=0)]
    new = [section("marco"), section("fines", parent=0)]
    assert matched(old, new) == {0: 0}


def test_a_key_weighs_more_than_the_order_of_equal_headings():
    old = [section("metas", "Metas"), section("metas-2", "Metas")]
    assert matched(old, [section("metas-2", "Metas")]) == {0: 1}


def test_a_child_of_a_new_section_is_not_taken_for_a_root():
    assert matched([section("m", "Metas")], [section("x"), section("n", "Metas", 0)]) == {}


def test_an_old_section_is_matched_once():
    old = [section("metas", "Metas", texts=["1"])]
    new = [section("metas", "Metas"), section("x", "Metas"), section("y", texts=["1"])]
    assert matched(old, new) == {0: 0}


TUTELAGE = "Los extranjeros tienen derecho a la tutela judicial efectiva de sus derechos."
FAMILY = "La reagrupación de la familia se pide con los documentos que fije el reglamento."
APPEAL = "Contra los actos administrativos caben los recursos que prevén las leyes generales."


def test_a_renumbered_article_is_the_one_with_its_words():
    old = [
        section("articulo-18", "Artículo 18. Tutela judicial", texts=[TUTELAGE]),
        section("articulo-19", "Artículo 19. Recursos", texts=[APPEAL]),
    ]
    new = [
        section("articulo-18", "Artículo 18. Reagrupación", texts=[FAMILY]),
        section("articulo-19", "Artículo 19. Tutela judicial", texts=[TUTELAGE]),
        section("articulo-20", "Artículo 20. Recursos", texts=[APPEAL + " Sin excepción."]),
    ]
    assert matched(old, new) == {1: 0, 2: 1}


def test_an_inserted_article_takes_nobodys_place():
    old = [
        section("articulo-2", "Artículo 2. Ámbito", texts=[TUTELAGE]),
        section("articulo-3", "Artículo 3. Recursos", texts=[APPEAL]),
    ]
    new = [old[0], section("articulo-2-bis", "Artículo 2 bis. Familia", texts=[FAMILY]), old[1]]
    assert matched(old, new) == {0: 0, 2: 1}


def test_a_number_alone_matches_only_where_numbers_did_not_change_and_is_doubtful():
    old = [
        section("articulo-1", "Artículo 1. Tutela", texts=[TUTELAGE]),
        section("articulo-2", "Artículo 2. Recursos", texts=[APPEAL]),
    ]
    rewritten = section("articulo-2", "Artículo 2. Familia", texts=[FAMILY])
    steady = match_sections(old, [old[0], rewritten])
    assert steady[1].old == 1 and steady[1].by == MatchedBy.LABEL
    assert steady[1].certainty < CERTAIN_MATCH
    shifted = section("articulo-3", "Artículo 3. Tutela", texts=[TUTELAGE])
    assert matched(old, [rewritten, shifted]) == {1: 0}


def test_a_retitled_part_is_known_by_what_it_holds():
    old = [section("a"), section("titulo-i", "TÍTULO I. Derechos"),
           section("articulo-1", "Artículo 1. Tutela", 1, [TUTELAGE]),
           section("articulo-2", "Artículo 2. Recursos", 1, [APPEAL])]  # fmt: skip
    new = [section("a"), section("titulo-i", "TÍTULO I. De las garantías"), *old[2:]]
    assert matched(old, new)[1] == 1


def test_what_talks_about_the_same_things_between_the_same_neighbours_is_doubtful():
    old = [section("uno", "Uno", texts=[TUTELAGE]), section("dos", "Retorno digno", texts=[FAMILY]),
           section("tres", "Tres", texts=[APPEAL])]  # fmt: skip
    other = "Para reagrupar a la familia hacen falta documentos, según el reglamento que se dicte."
    new = [old[0], section("vuelta", "Retorno y familia", texts=[other]), old[2]]
    found = match_sections(old, new)
    assert found[1].old == 1 and found[1].by == MatchedBy.WORDS
    assert found[1].certainty < CERTAIN_MATCH
