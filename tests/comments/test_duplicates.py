"""Texts that say the same: found among others, quickly, and no others."""

import csv
import gzip
import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from consult.comments.duplicates import groups

LETTER = (
    "Pedimos que el Estado garantice la atención de toda persona retornada con dignidad, y que "
    "los municipios reciban el presupuesto necesario para cumplir con lo que dice esta política."
)


READ_PAIRS = Path(__file__).with_name("read_pairs.csv")  # numbers in pam, read by a person


@pytest.fixture
def real(shared_data):
    with gzip.open(shared_data / "pam" / "comentarios.jsonl.gz", "rt") as file:
        texts = [json.loads(line)["texto"] for line in file]
    return [text for text in texts if len(text.split()) >= 8][:1_000]


def copy(chance, text, vocabulary):
    words = text.split()
    for place in chance.sample(range(len(words)), int(chance.uniform(0, 0.15) * len(words))):
        words[place] = chance.choice(vocabulary)
    return " ".join(words)


def test_copies_with_some_other_words_are_found_and_nobody_else(real):
    chance = random.Random(4)
    vocabulary = " ".join(real[:300]).split()
    originals = chance.sample(range(len(real)), 500)
    copies = [copy(chance, real[place], vocabulary) for place in originals]
    begun = time.process_time()
    found = groups([*real, *copies])
    assert time.process_time() - begun < 10  # 1,500 texts; 20,000 take less than 30 seconds
    pairs = zip(originals, found[len(real) :], strict=True)
    assert sum(number is not None and found[place] == number for place, number in pairs) >= 490
    joined = Counter(number for number in found[: len(real)] if number)
    assert sum(count > 1 for count in joined.values()) <= 0.02 * len(real)


def test_few_words_are_the_same_only_when_they_are_equal():
    assert groups(["Estoy de acuerdo.", "estoy de ACUERDO", "Estoy en desacuerdo"]) == [1, 1, None]
    assert groups(["", "", "¿?"]) == [None, None, None]


def test_disguises_and_small_changes_make_no_other_text():
    changed = LETTER.replace("dignidad", "mucha dignidad").replace("a", "а\u200b").upper()
    assert groups([LETTER, LETTER + " Gracias.", "Otra cosa."]) == [1, 1, None]
    assert groups([LETTER, LETTER.upper().replace("E", "E\u200b")]) == [1, 1]
    assert groups([LETTER, changed]) == [None, None]  # letters of another script are others


def test_an_endless_campaign_costs_as_much_as_any_texts():
    begun = time.process_time()
    found = groups([f"{LETTER} Firma {number}." for number in range(1_000)])
    assert set(found) == {1}
    assert time.process_time() - begun < 10


def test_pairs_that_a_person_read_are_told_as_that_person_told_them(shared_data):
    texts = {}
    for name in ("comentarios", "propuestas"):
        with gzip.open(shared_data / "pam" / f"{name}.jsonl.gz", "rt") as file:
            texts |= {(name, str(row["id"])): row["texto"] for row in map(json.loads, file)}
    with READ_PAIRS.open() as file:
        pairs = list(csv.DictReader(file))
    asked = {(pair["file"], pair[side]) for pair in pairs for side in ("one", "other")}
    group = dict(zip(asked, groups(texts[each] for each in asked), strict=True))
    for pair in pairs:
        one, other = (group[pair["file"], pair[side]] for side in ("one", "other"))
        assert (one is not None and one == other) == (pair["verdict"] == "same"), pair
    assert len(pairs) >= 50


@pytest.mark.parametrize("one, other", [
    ("Pido una escuela nueva en el barrio La Granja para los niños que regresan con su familia.",
     "Pido una escuela nueva en el barrio El Carrizal para los niños que regresan con su familia."),
    ("Que el terreno de la estación se use para una cancha de fútbol rápido, y pronto.",
     "Que el terreno de la estación se use para huertos familiares, y pronto."),
    ("Debe eliminarse todo el artículo 5 porque contradice lo que dice la ley vigente.",
     "Debe eliminarse todo el artículo 17 porque contradice lo que dice la ley vigente."),
])  # fmt: skip
def test_one_template_about_two_matters_is_two_texts(one, other):
    assert groups([one, other]) == [None, None]


def test_the_same_letter_signed_by_others_is_one():
    assert groups([f"{LETTER} Rosa Mejía", f"{LETTER} Juan Zelaya", LETTER]) == [1, 1, 1]
