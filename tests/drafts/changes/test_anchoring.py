"""Words of one version found in another, and never in a look-alike."""

import pytest

from consult.drafts.changes.aligning import BlockRef
from consult.drafts.changes.anchoring import CERTAIN_PLACE, Anchoring, Outcome, Spot
from consult.drafts.changes.spans import follow_span
from consult.drafts.parsing import digest

COUNCIL = "Se creará un consejo con las organizaciones de la sociedad civil del país."
TOWNS = "Los municipios participarán en la coordinación de cada programa de retorno."
RETURN = "Toda persona retornada será recibida con dignidad y sin demora alguna."
LONG = (
    "La autoridad migratoria informará a cada persona, en un idioma que comprenda, de los "
    "derechos que tiene, de los plazos para ejercerlos y de quien puede asistirla sin costo."
)


def blocks(*pairs):
    return [BlockRef(section, digest(text), text) for section, text in pairs]


def way(old, new, sections=None):
    return Anchoring(blocks(*old), blocks(*new), {0: 0} if sections is None else sections)


def quoted(found: Anchoring, index: int, words: str) -> Outcome:
    start = found._old[index].text.index(words)
    return found.quote(index, start, start + len(words))


def read(found: Anchoring, spot: Spot | None) -> str | None:
    return None if spot is None else found._new[spot.block].text[spot.start : spot.end]


def test_words_of_a_paragraph_that_did_not_change_keep_their_position():
    found = way([(0, COUNCIL)], [(0, TOWNS), (0, COUNCIL)])
    assert quoted(found, 0, "un consejo") == Outcome("kept", 0, Spot(1, 10, 20))


def test_words_that_stand_in_a_reworded_paragraph_are_kept():
    found = way([(0, COUNCIL)], [(0, COUNCIL.replace("Se creará", "El Estado formará ya"))])
    outcome = quoted(found, 0, "con las organizaciones")
    assert (outcome.state, read(found, outcome.spot)) == ("kept", "con las organizaciones")


def test_reworded_words_are_changed_and_stand_where_the_new_ones_are():
    found = way([(0, COUNCIL)], [(0, COUNCIL.replace("un consejo", "una mesa permanente"))])
    outcome = quoted(found, 0, "un consejo")
    assert (outcome.state, read(found, outcome.spot)) == ("changed", "una mesa permanente")


def test_words_that_another_paragraph_always_had_are_not_taken_for_them():
    other = "Otras normas hablan con las organizaciones en cada caso que lo pida."
    found = way([(0, COUNCIL), (0, other)], [(0, RETURN), (0, other)])
    outcome = quoted(found, 0, "con las organizaciones")
    assert outcome.state == "changed" and outcome.spot is None and outcome.section == 0


def test_words_that_went_to_another_paragraph_of_the_section_are_kept():
    joined = TOWNS + " " + COUNCIL
    found = way([(0, COUNCIL), (0, TOWNS)], [(0, joined)])
    outcome = quoted(found, 0, "un consejo con las organizaciones")
    assert (outcome.state, read(found, outcome.spot)) == (
        "kept", "un consejo con las organizaciones",
    )  # fmt: skip


def test_twice_the_same_words_are_told_apart_by_what_stands_around_them():
    old = "El plazo de diez días corre desde la entrega; el plazo de diez días no se prorroga."
    new = "Hoy el plazo de diez días corre desde la entrega; el plazo de diez días no se prorroga."
    found = way([(0, old)], [(0, new)])
    for at in (old.index("plazo"), old.rindex("plazo")):
        outcome = found.quote(0, at, at + len("plazo de diez días"))
        assert outcome.state == "kept" and outcome.spot == Spot(0, at + 4, at + 22)


def test_between_equal_places_nobody_chooses_but_a_person():
    twice = f"Uno. {LONG} Fin."
    found = way([(0, LONG)], [(0, twice), (0, twice)])
    outcome = quoted(found, 0, LONG[:120].rstrip())
    assert outcome.needs_review and outcome.spot is None and outcome.suggested is not None


LOOK_ALIKES = {
    "in the same paragraph": (
        ["La multa por ingresar sin permiso será de diez mil lempiras."],
        ["La multa por ingresar sin permiso será de cien mil lempiras. La reincidencia se "
         "castiga con diez mil lempiras más."],
        "diez mil lempiras", "cien mil lempiras",
    ),
    "in a new paragraph": (
        ["La solicitud se presenta en treinta días ante la autoridad competente del lugar."],
        ["La solicitud se presenta en tres meses ante la autoridad competente del lugar.",
         "La multa se paga en treinta días desde que queda firme la resolución."],
        "treinta días", "tres meses",
    ),
    "in a longer word": (
        ["El funcionario encargado del registro no podrá negarse a recibir la solicitud."],
        ["El funcionario de la notaría encargado del registro podrá recibir la solicitud."],
        "no", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words", "now"), LOOK_ALIKES.values(), ids=list(LOOK_ALIKES)
)
def test_the_same_words_said_of_something_else_are_not_taken_for_them(old, new, words, now):
    found = way([(0, text) for text in old], [(0, text) for text in new])
    start = old[0].index(f" {words} ") + 1 if words == "no" else old[0].index(words)
    outcome = found.quote(0, start, start + len(words))
    assert outcome.state == ("removed" if now is None else "changed")
    assert outcome.spot is None or outcome.spot.start is None or read(found, outcome.spot) == now


def test_words_taken_out_of_a_paragraph_are_removed_from_it():
    old = "La asistencia letrada será gratuita para toda persona que la pida."
    found = way([(0, old)], [(0, old.replace(" gratuita", ""))])
    assert quoted(found, 0, "gratuita") == Outcome("removed", 0, Spot(0), 1.0)


def test_a_selection_that_cuts_words_finds_them_again_cut():
    old = "Se trate del titular de una autorización previa de trabajo que pretenda su renovación."
    new = "Los titulares de una autorización previa de trabajo que pretendan su renovación."
    outcome = quoted(way([(0, old)], [(0, new)]), 0, "na autorización previa de trabajo que prete")
    assert outcome.state == "kept" and outcome.spot.start == new.index("na autorización")


def test_many_words_are_known_again_in_another_section_and_few_are_not():
    moved = "Antes de ello. " + LONG + " Y nada más."
    found = way([(0, LONG), (0, TOWNS)], [(0, TOWNS), (1, moved)], {0: 0})
    assert quoted(found, 0, LONG[20:120]).state in ("moved", "changed")
    few = quoted(found, 0, "sin costo")
    assert few.spot is None or read(found, few.spot) == "sin costo"


def test_a_paragraph_that_moved_takes_its_words_along():
    found = way([(0, COUNCIL), (0, TOWNS)], [(0, TOWNS), (1, COUNCIL)])
    outcome = quoted(found, 0, "un consejo")
    assert (outcome.state, outcome.section, read(found, outcome.spot)) == ("moved", 1, "un consejo")


@pytest.mark.parametrize("text", ["", "Los ríos y los bosques son de la nación."])
def test_what_is_gone_is_removed_and_what_was_rewritten_changed(text):
    new = [(0, TOWNS), *([(0, text)] if text else [])]
    found = way([(0, COUNCIL), (0, TOWNS)], new)
    assert found.block(0) == Outcome("changed" if text else "removed", 0)


def test_of_a_section_that_is_gone_comments_stand_at_the_draft():
    found = way([(1, COUNCIL), (0, TOWNS)], [(0, TOWNS)])
    assert found.section(1) == Outcome("removed", None)
    assert quoted(found, 0, "un consejo") == Outcome("removed", None)


def test_of_a_section_that_another_took_in_comments_follow_there():
    found = way([(1, COUNCIL), (1, RETURN), (0, TOWNS)], [(0, TOWNS), (0, COUNCIL), (0, RETURN)])
    assert found.section(1) == Outcome("moved", 0)
    assert quoted(found, 0, "un consejo").state == "moved"


def test_below_the_stated_certainty_it_is_suggested_and_not_placed():
    new = "Se creará un comité con las organizaciones y los gremios de cada región."
    found = way([(0, COUNCIL)], [(0, new), (0, RETURN), (0, TOWNS)])
    outcome = found.block(0)
    assert outcome.certainty < CERTAIN_PLACE and outcome.spot is None
    assert outcome.suggested == Spot(0) and outcome.section == 0


def test_words_over_several_paragraphs_are_looked_for_over_all_of_them():
    old = [(0, COUNCIL), (0, TOWNS), (0, RETURN)]
    over = "civil del país.\nLos municipios"
    assert way(old, old).words(0, over) == Outcome("kept", 0)
    assert way(old, [(0, TOWNS), (0, COUNCIL)]).words(0, over) == Outcome("changed", 0)
    assert way(old, [(0, RETURN)]).words(0, over) == Outcome("removed", 0)
    moved = [(0, RETURN), (1, TOWNS), (1, "Nada."), (1, COUNCIL)]
    assert way(old, moved).words(0, over) == Outcome("moved", 1)
    assert way(old, [(0, TOWNS)]).words(0, "nunca estuvo") == Outcome("kept", 0)


def test_words_over_a_paragraph_and_a_table_are_gone_with_them():
    old = [(0, COUNCIL), (0, "Plazo | Días\nRecurso | 30"), (0, RETURN)]
    over = "civil del país.\nPlazo | Días\nRecurso"
    assert way(old, old).words(0, over).state == "kept"
    assert way(old, [(0, RETURN)]).words(0, over).state == "removed"


def test_words_that_are_back_are_found_again_by_what_stood_around_them():
    found = way([(0, TOWNS)], [(0, TOWNS), (0, COUNCIL)])
    around = COUNCIL.split("un consejo")
    assert read(found, found.restored(0, "un consejo", *around)) == "un consejo"
    assert read(found, found.restored(0, COUNCIL)) == COUNCIL
    assert found.restored(0, "un consejo") is None
    assert found.restored(0, "un consejo", "Otro texto antes de ", " y después") is None
    assert found.restored(0, TOWNS) is None


def test_of_a_section_that_is_gone_many_words_are_found_anywhere():
    found = way([(0, TOWNS)], [(0, TOWNS), (1, "Antes. " + LONG)])
    assert read(found, found.restored(None, LONG)) == LONG
    assert found.restored(None, COUNCIL) is None


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("residencia permanente", "residencia de larga duración"),
        ("permanente los que", "de larga duración los que"),
        ("Tendrán derecho", "Tendrán derecho"),
        ("permanente", "de larga duración"),
        ("2.", "2."),
    ],
)
def test_a_span_is_followed_through_a_rewording(words, now):
    old = "2. Tendrán derecho a residencia permanente los que la pidan."
    new = "2. Tendrán derecho a residencia de larga duración los que la pidan."
    start = old.index(words)
    span = follow_span(old, new, start, start + len(words))
    assert span is not None and new[span[0] : span[1]] == now


def test_a_span_of_which_nothing_is_left_has_no_place():
    assert follow_span("uno dos tres", "uno tres", 4, 7) is None


def test_positions_are_code_points_whatever_the_letters():
    old = "🙂 El niño comió piñón y café. Nada."
    new = "🙂🙂 El niño ya comió piñón y café. Nada."
    start = old.index("piñón")
    found = way([(0, old)], [(0, new)])
    outcome = found.quote(0, start, start + len("piñón y café"))
    assert read(found, outcome.spot) == "piñón y café"
