"""Spanish words meet without their accents and plurals, on both databases."""

import pytest
from flask import Flask

from consult.drafts.queries import search_blocks
from consult.search import fold, singular, words
from tests.factories import a_consultation

DRAFT = """# Borrador

## Uno

La migración y las organizaciones de la niñez.

## Dos

Las leyes, los meses y el año del país; una organización.
"""


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("organización", "organizaciones"),
        ("ley", "leyes"),
        ("mes", "meses"),
        ("país", "países"),
        ("interés", "intereses"),
        ("clase", "clases"),
        ("informe", "informes"),
        ("voz", "voces"),
        ("derecho", "derechos"),
        ("niña", "niñas"),
    ],
)
def test_one_and_many_have_the_same_form(one: str, many: str) -> None:
    assert words(one) == words(many)
    assert singular(singular(fold(many))) == singular(fold(many))


def test_enye_is_a_letter_of_its_own() -> None:
    assert fold("AÑO Ñandú MIGRACIÓN") == "año ñandu migracion"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("migracion", 1),
        ("MIGRACIONES", 1),
        ("organizacion", 2),
        ("organizaciones niñez", 1),
        ("ley", 1),
        ("pais", 1),
        ("inexistente", 0),
        ('"; DROP TABLE block; --', 0),
        ("ley AND NOT país OR *", 0),
    ],
)
def test_blocks_are_found_by_every_word(app: Flask, query: str, found: int) -> None:
    consultation = a_consultation(draft=DRAFT)
    assert consultation.current_version_id is not None
    assert len(search_blocks(consultation.current_version_id, query)) == found
