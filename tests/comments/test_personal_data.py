"""Personal data in texts: found in every disguise, and nothing else taken for it."""

import gzip
import json

import pytest

from consult.comments.personal_data import KINDS, Found, covered, find
from tests.comments.samples import samples
from tests.spending import spent

CLEAN = [
    "El Decreto Legislativo 208-2003 y el 131-1982; la Ley 8968-2011 y la Ley 2345-2019.",
    "Expediente 0801-2019-00453 del juzgado; exp. No. 0801-2018-06374-CPCA.",
    "Acuerdo Ejecutivo 2345-2016, Oficio SCO-0771-2018 y PCM-021-2014.",
    "Expediente número 23456789 y número de expediente 98765432",
    "L 1,234,567.00 al año, L. 25,000,000.00 y Lps 23456789",
    "un presupuesto de 23 456 789 lempiras, 27.000.000 euros, 8888 6666 habitantes",
    "ISBN 978-84-206-1234-5; ISBN 84-206-1234-5; factura 000-001-01-00012345",
    "coordenadas 14.072275, -87.192136; UTM 477123 1559876",
    "entre 2010-2015 y 2016 – 2020, o 2014/2015; el 20/05/2016, el 2016-05-20 y el 20160520",
    "Gaceta No. 30,390; artículos 23, 24, 25 y 26; Directiva 2008/115/CE",
    "la tarjeta 4111-1111-1111-1111, la cuenta 2345-6789, la causa 0801-1999-12345",
    "tod@s y compañer@s. Es así; 10 arrobas de maíz punto com; una arroba de café. Es poco",
    "@usuario hola @otro. Me gusta; http://x.es/2345-6789/98765432",
]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_found_as_people_write_it(kind):
    missed = []
    for text, start, end in samples(kind, 1_000):
        places = [(each.start, each.end) for each in find(text) if each.kind == kind]
        if not any(one <= start + 1 and other >= end - 1 for one, other in places):
            missed.append(text)
    assert len(missed) <= (30 if kind == "email" else 10), missed[:5]


@pytest.mark.parametrize("text", CLEAN)
def test_laws_files_amounts_and_dates_stay_clean(text):
    assert find(text) == []


def test_real_comments_stay_clean(shared_data):
    """Every second one; the others were read while it was written."""
    with gzip.open(shared_data / "madrid" / "comentarios.jsonl.gz", "rt") as file:
        texts = [json.loads(line)["texto"] for line in file][1::2]
    assert len([text for text in texts if find(text)]) <= 1


def test_places_are_those_of_the_text_that_was_given():
    text = "Soy ﬁel 🌎: 0801‑１９９０-12\u200b345, ana＠correo.hn"
    first, second = find(text)
    assert text[first.start : first.end] == "0801‑１９９０-12\u200b345"
    assert text[second.start : second.end] == "ana＠correo.hn"


def test_each_is_what_it_is():
    text = "DNI 0801-1990-12345, RTN 08019990123456, 9988-7766 y 99887766@correo.hn"
    assert [each.kind for each in find(text)] == ["dni", "rtn", "phone", "email"]
    assert find("0801199012345") == [Found("dni", 0, 13)]
    assert find("Mi DNI es O8O1-199O-12345")[0].kind == "dni"


def test_it_is_covered_letter_by_letter():
    assert covered("Soy Ana, 9988-7766.") == "Soy Ana, ▮▮▮▮-▮▮▮▮."
    assert covered("Nada que tapar en 2019.") == "Nada que tapar en 2019."


@pytest.mark.parametrize(
    "piece",
    ["@", "a@", "a.", "1 ", "2-", "0801-1990-12345 ", "a@b.", "a b ", "tel 2 2 2 2 2 2 2 2 ",
     "\u200b", "９", "( ", " @", "punto ", "arroba ", "1 a", "no de la 12345678 ", "tel dni exp ",
     "0801-1990-12345 a@b.hn "],
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_another(piece):
    text = piece * (100_000 // len(piece)) + "@"
    assert spent(lambda: find(text), 0.5) < 0.5
