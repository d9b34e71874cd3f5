"""A letter as points: everything that is said lies in one, and nothing in two."""

import pytest

from consult.topics.analysis.pointing import points

LONG = "El Estado debe garantizar la atención de las personas retornadas en cada municipio. " * 3
LETTER = f"""Estimadas señoras:

{LONG}

SOBRE LAS FRONTERAS

{LONG}

Proponemos lo siguiente:
1. {LONG}
2) {LONG}
- {LONG}

Atentamente,
Asociación de ejemplo"""


def said(text: str) -> list[str]:
    return [text[span.start : span.end] for span in points(text)]


def test_a_letter_is_split_by_paragraphs_lists_and_headings():
    found = said(LETTER)
    starts = ("Estimadas", "SOBRE", "Proponemos", "2)", "-")
    assert [text.startswith(start) for text, start in zip(found, starts, strict=True)] == [True] * 5
    assert found[-1].endswith("Asociación de ejemplo")


def test_a_short_text_is_one_point():
    assert said("  Estoy de acuerdo.\n\nY mucho. \n") == ["Estoy de acuerdo.\n\nY mucho."]


def test_wrapped_lines_are_one_paragraph():
    lines = "\n".join(["Una línea cortada a mano para que cupiera en la pantalla del correo"] * 9)
    assert len(points(lines)) == 1


@pytest.mark.parametrize(
    "text",
    ["", " \n\n ", LETTER, "a\n" * 3000, "# T\n" * 300, "x" * 9000, "- y\n\n" * 500, "🙂 " * 900],
)
def test_whatever_is_said_lies_in_one_point(text):
    covered = [n for span in points(text) for n in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert set(range(len(text))) - set(covered) <= {n for n, c in enumerate(text) if c.isspace()}
