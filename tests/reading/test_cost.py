"""What a page costs does not grow with what there is: the same statements for one and for many."""

import pytest

from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor
from tests.reading.pages import CHAPTER, HOME, LIST, many, statements


def cost(app, path: str) -> int:
    """Statements of a page that is made anew, its outline known."""
    Visitor(app).get(path)
    app.extensions["page_cache"].clear()
    with statements() as run:
        Visitor(app).get(path)
    return len(run)


@pytest.mark.parametrize(
    "path",
    [HOME, CHAPTER, f"{CHAPTER}?parrafo=1.2", f"{CHAPTER}?seccion=eje-1",
     f"{CHAPTER}?parrafo=1.2&aporte=POL-0002", LIST,
     f"{LIST}?seccion=eje-1&tipo=comment", f"{HOME}buscar?q=aporte", "/"],
)  # fmt: skip
def test_one_comment_or_sixty(app, path):
    consultation = a_consultation()
    with meanwhile():
        for place in ({}, {"block": "1.2"}, {"section": "eje-1"}):
            many(consultation, 1, **place)
    one = cost(app, path)
    with meanwhile():
        for place in ({}, {"block": "1.2"}, {"section": "eje-1"}):
            many(consultation, 59, **place)
    assert cost(app, path) == one <= 9


def test_three_blocks_or_three_hundred(app):
    costs = []
    for number in (3, 300):
        paragraphs = "\n\n".join(f"Párrafo {n}." for n in range(number))
        draft = f"# Todo\n\nUno.\n\n## Eje {{#eje-1}}\n\n{paragraphs}\n\n### Parte\n\nFin."
        with meanwhile():
            a_consultation(f"de-{number}", draft=draft)
        costs.append(cost(app, f"/consultas/de-{number}/texto/eje-1"))
    assert costs[0] == costs[1]


def test_few_sections_or_a_thousand(app):
    costs = []
    for number in (3, 1000):
        sections = "\n\n".join(f"## Parte {n}\n\nTexto." for n in range(number))
        with meanwhile():
            a_consultation(f"de-{number}", draft=f"# Todo\n\nUno.\n\n{sections}")
        costs.append(cost(app, f"/consultas/de-{number}/texto/parte-2"))
    assert costs[0] == costs[1]


def test_an_unchanged_page_asks_for_nothing_it_shows(app, visitor):
    many(a_consultation(), 60, block="1.2")
    tag = visitor.get(CHAPTER).response.headers["ETag"]
    with statements() as run:
        assert visitor.client.get(CHAPTER, headers={"If-None-Match": tag}).status_code == 304
    # The state of the page is asked of the driver alone.
    assert not run
