"""Groups and summaries: in any order the same, in people's own words."""

import random

import pytest

from consult.topics.analysis.discovering import Found, discover
from consult.topics.analysis.scoring import mutual_information, rand_index
from consult.topics.analysis.summarising import summarise
from tests.topics.analysis.test_suggesting import many

LABELLED = many(60)
TEXTS = [text for text, _ in LABELLED]


@pytest.fixture(scope="module")
def groups():
    return discover(TEXTS, 3)


def test_texts_that_share_words_are_together(groups):
    numbers = Found(TEXTS, 3).numbers.tolist()
    assert rand_index([topics[0] for _, topics in LABELLED], numbers) > 0.9
    assert sorted(place for group in groups for place in group.members) == list(range(60))


def test_a_group_has_a_name_words_and_quotes_that_stand_in_a_text(groups):
    for group in groups:
        assert group.name and group.words[0] in group.name
        for quote in group.quotes:
            assert TEXTS[quote.place][quote.start : quote.end] == quote.text
            assert quote.place in group.members


def test_the_order_of_rows_does_not_matter(groups):
    mixed = TEXTS[:]
    random.Random(2).shuffle(mixed)
    found = discover(mixed, 3)
    assert [(g.name, g.words, [q.text for q in g.quotes]) for g in found] == [
        (g.name, g.words, [q.text for q in g.quotes]) for g in groups
    ]


@pytest.mark.parametrize(
    "texts", [[], [""], ["de la"], ["hola mundo"], ["igual"] * 5, ["a b", "c"]]
)
def test_few_texts_or_none_are_no_error(texts):
    assert sum(len(group.members) for group in discover(texts)) <= len(texts)
    assert summarise(texts).texts == len(texts)


def test_a_summary_quotes_and_counts():
    said = ["Pedimos más médicos en cada centro de salud del municipio."] * 6
    said += ["Las remesas pagan una comisión demasiado alta en los bancos."] * 3
    said += ["Nadie pregunta a los pescadores de la costa por su ruta al norte."]
    summary = summarise(said)
    assert [(each.quote.text, len(each.members)) for each in summary.positions] == [
        (said[0], 6), (said[6], 3)
    ]  # fmt: skip
    assert [quote.text for quote in summary.minority] == [said[9]]
    assert summarise(said[::-1]).positions[0].quote.text == said[0]


def test_scores_are_those_of_the_books():
    one, other = [0, 0, 1, 1], [0, 0, 1, 2]
    assert mutual_information(one, other) == pytest.approx(0.8)
    assert rand_index(one, other) == pytest.approx(0.5714, abs=1e-4)
    assert mutual_information(one, one) == rand_index(one, one) == 1
