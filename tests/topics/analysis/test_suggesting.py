"""Topics of a text: from names alone, from labels, in any order, with the words that speak."""

import random

import numpy as np
import pytest

from consult.topics.analysis.suggesting import Suggester, Theme

THEMES = [
    Theme("salud", "Salud", "Hospitales y médicos", ["vacuna", "clínica"]),
    Theme("escuela", "Educación", "Escuelas y maestros", ["matrícula", "alumno"]),
    Theme("frontera", "Fronteras", "Control de aduanas", ["puesto fronterizo", "paso"]),
]
SAID = {
    "salud": "el médico de la clínica no tiene vacunas ni medicamentos para el hospital",
    "escuela": "la maestra pide matrícula gratis para cada alumno de la escuela rural",
    "frontera": "en el puesto fronterizo la aduana tarda horas con cada paso de camión",
}


def many(count: int) -> list[tuple[str, list[str]]]:
    chance = random.Random(1)
    made = []
    for number in range(count):
        topic = sorted(SAID)[number % 3]
        words = SAID[topic].split()
        made.append((f"{' '.join(chance.sample(words, 7))} caso {number}", [topic]))
    return made


@pytest.fixture(scope="module")
def taught() -> Suggester:
    return Suggester(THEMES, many(90), ["una carta sobre el médico"])


def test_names_and_words_are_enough_to_begin():
    suggester = Suggester(THEMES, unlabelled=[text for text, _ in many(30)])
    assert suggester.suggest("Faltan vacunas en la clínica")[0].topic == "salud"
    assert suggester.accuracy is None


def test_a_suggestion_says_which_words_speak_for_it(taught):
    first = taught.suggest("Queremos más MAESTROS y matrícula en la escuela")[0]
    assert first.topic == "escuela" and 0 < first.confidence <= 1
    assert {"matrícula", "escuela"} <= set(first.words) and "queremos" not in first.words[:2]


def test_accuracy_is_measured_where_there_is_enough(taught):
    assert taught.accuracy.texts == 90 and taught.accuracy.top1 > 0.9


def test_the_order_of_rows_does_not_matter(taught):
    other = Suggester(THEMES[::-1], many(90)[::-1], ["una carta sobre el médico"])
    text = "el paso de la escuela al hospital"
    assert other.suggest(text) == taught.suggest(text)


@pytest.mark.parametrize("text", ["", "  \n", "¿?!", "日本語", "x" * 50_000, "\ud800 a"])
def test_any_text_may_be_asked_about(taught, text):
    assert all(0 <= each.confidence <= 1 for each in taught.suggest(text))


def test_a_text_may_have_several_topics_and_unknown_keys_are_passed_over():
    labelled = [("hospital y escuela", ["salud", "escuela"]), ("otra cosa", ["no-hay"])]
    found = Suggester(THEMES, labelled).suggest("hospital y escuela", most=2)
    assert {each.topic for each in found} == {"salud", "escuela"}


def test_what_speaks_adds_up_to_the_score(taught):
    text = "El médico de la escuela, el médico de la frontera"
    row = taught._vectors.of([text])
    names, shares = taught._vectors.shares(text)
    assert len(names) == shares.shape[0]
    total = np.asarray(shares.sum(axis=0)).ravel()
    assert len(row.indices) > 5 and abs(total[row.indices] - 1).max() < 1e-9


def test_without_topics_there_is_nothing_to_suggest():
    with pytest.raises(ValueError):
        Suggester([])
