"""Texts that say the same: found among others, quickly, and no others."""

import gzip
import json
import random
import time
from collections import Counter

import pytest

from consult.comments.duplicates import groups

LETTER = (
    "Pedimos que el Estado garantice la atención de toda persona retornada con dignidad, y que "
    "los municipios reciban el presupuesto necesario para cumplir con lo que dice esta política."
)


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
