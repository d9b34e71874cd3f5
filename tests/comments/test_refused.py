"""What is not accepted: a clear message, everything typed kept, nothing stored."""

import pytest

from consult.consultations.queries import by_slug
from tests.comments.writing import BODY, FORM, PARAGRAPH, errors, how_many, send
from tests.factories import a_consultation
from tests.meanwhile import meanwhile

LONG = "ñ" * 100_000


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("body", {"body": ""}, "Escriba su texto."),
        ("body", {"body": " \r\n\t\u3000"}, "Escriba su texto."),
        ("body", {"body": "\u200b\ufeff\u3164"}, "Escriba su texto."),
        ("body", {"body": "\x00\x07"}, "Escriba su texto."),
        ("body", {"body": LONG}, "El texto tiene 100,000 caracteres; el máximo es 10,000."),
        ("body", {"body": "a" * 10_001}, "El texto tiene 10,001 caracteres"),
        ("kind", {"kind": "nada"}, "Elija una de las opciones."),
        ("stance", {"stance": "tibia"}, "Elija una de las opciones."),
        ("quote", {"quote": "no está aquí"}, "Esas palabras no están en el pasaje."),
        ("quote", {"quote": "a"}, "Esas palabras aparecen más de una vez en el pasaje."),
        ("quote", {"quote": "a" * 2_001}, "El texto tiene 2,001 caracteres; el máximo es 2,000."),
        ("proposed_text", {"kind": "wording"}, "Es igual al texto actual"),
        ("proposed_text", {"kind": "wording", "proposed_text": " "}, "Escriba cómo debería"),
        ("proposed_text", {"proposed_text": "Otro."}, "Aquí hay una redacción propuesta."),
        ("proposed_text", {"kind": "wording", "proposed_text": LONG}, "100,000 caracteres"),
        ("author_name", {"author_name": "a" * 121}, "El texto tiene 121 caracteres"),
        ("organization_name", {"organization_name": "a" * 161}, "el máximo es 160"),
        ("organization_kind", {"organization_name": "Red"}, "Elija el tipo"),
        ("organization_name", {"organization_kind": "ngo"}, "Escriba el nombre"),
        ("organization_kind", {"organization_kind": "x"}, "Elija una de las opciones."),
    ],
)
def test_each_mistake_is_told_at_its_field(visitor, field, typed, says):
    page = send(visitor, status=422, **typed)
    assert says in errors(page)[field]
    assert page.document.find(".//title").text.startswith("Error: ")
    assert how_many() == 0


def test_everything_typed_is_kept(visitor):
    typed = {
        "kind": "wording", "stance": "against", "quote": "municipios «x»", "body": LONG,
        "proposed_text": "Texto\n\nnuevo", "author_name": "Rosa \u0627", "organization_kind": "ngo",
        "organization_name": "Red & <b>", "receipt_key": "k" * 43,
    }  # fmt: skip
    fields = send(visitor, status=422, **typed).fields()
    assert {name: fields[name] for name in typed} == typed


def test_what_was_kept_can_be_mended_and_sent(visitor):
    page = send(visitor, status=422, body="")
    visitor.post(PARAGRAPH, page.fields() | {"body": BODY})
    assert how_many() == 1


@pytest.mark.parametrize("key", ["", "x", "k" * 42, "k" * 44, "ñ" * 43, "k" * 42 + "\n"])
def test_a_spoiled_key_is_replaced(visitor, key):
    page = send(visitor, status=422, receipt_key=key)
    assert page.fields()["body"] == BODY
    assert len(page.fields()["receipt_key"]) == 43
    visitor.post(PARAGRAPH, page.fields())
    assert how_many() == 1


@pytest.mark.parametrize(
    "query", ["?parrafo=9.9", "?seccion=nada", "?version=9", "?respuesta=POL-0009", "?parrafo=%00"]
)
def test_an_unknown_place_gives_the_text_back(visitor, query):
    fields = visitor.get(PARAGRAPH).fields()
    typed = {"body": "Mi texto\n<b>", "quote": "cita", "proposed_text": "Otro"}
    page = visitor.post(FORM + query, fields | typed, 404)
    kept = [area.text.removeprefix("\n") for area in page.all(".//textarea")]
    assert kept == ["cita", "Otro", "Mi texto\n<b>"]
    assert page.words(".//h1") == "No encontramos el pasaje que comenta"
    assert how_many() == 0


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [("opens_at", "opens_at", "Ya no se reciben"), ("closes_at", "closes_at", "Todavía no")],
)
def test_a_closed_consultation_gives_the_text_back(visitor, opens, closes, says):
    fields = visitor.get(PARAGRAPH).fields()
    with meanwhile():
        found = by_slug(None, "politica")
        found.opens_at, found.closes_at = getattr(found, opens), getattr(found, closes)
    page = visitor.post(PARAGRAPH, fields | {"body": "Mi texto"}, 409)
    assert says in page.words(".//h1")
    assert [area.text.removeprefix("\n") for area in page.all(".//textarea")] == [
        fields["proposed_text"],
        "Mi texto",
    ]
    assert how_many() == 0


def test_an_expired_token_keeps_the_text_and_the_key(visitor):
    fields = visitor.get(PARAGRAPH).fields() | {"body": BODY, "csrf_token": "otro"}
    page = visitor.post(PARAGRAPH, fields, 400)
    assert BODY in page.text and how_many() == 0
    again = page.all(".//form")[-1].get("action")
    visitor.post(again, page.fields())
    visitor.post(again, page.fields())
    assert how_many() == 1


def test_a_consultation_that_does_not_exist_is_not_found(visitor):
    fields = visitor.get(PARAGRAPH).fields() | {"body": BODY}
    visitor.post("/consultas/nada/comentar", fields, 404)
    assert how_many() == 0
