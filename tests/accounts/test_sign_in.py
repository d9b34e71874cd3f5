"""Signing in: the right password, the wrong one, and where it leads."""

import re

import pytest

from consult.accounts.service import suspend
from consult.extensions import db, utc_now
from tests.people import PASSWORD, Visitor, make_person

RIGHT = {"email": "moderator@ejemplo.hn", "password": PASSWORD}
WRONG = "otra frase larga de prueba"


@pytest.fixture
def person(app):
    return make_person("moderator")


def test_the_page_asks_for_two_things_and_is_not_indexed(visitor):
    page = visitor.get("/ingresar")
    assert {"email", "password", "csrf_token"} <= page.fields().keys()
    assert page.all(".//meta[@name='robots']")[0].get("content") == "noindex"
    assert page.response.headers["Cache-Control"] == "no-store"


def test_the_right_password_leads_to_the_front_page(visitor, person):
    assert visitor.submit("/ingresar", RIGHT).location == "/"
    assert "Salir" in visitor.get("/cuenta/segundo-factor").words("./body/header")


def test_an_address_is_the_same_in_capitals_and_with_blanks(visitor, person):
    visitor.submit("/ingresar", RIGHT | {"email": "  Moderator@EJEMPLO.hn "}, status=303)


def test_english_stays_english(visitor, person):
    page = visitor.get("/en/ingresar")
    assert page.document.get("lang") == "en"
    assert visitor.submit("/en/ingresar", RIGHT).location == "/en/"


def test_it_leads_where_the_person_was_going(visitor, person):
    page = visitor.submit("/ingresar?siguiente=/en/consultas/x/temas/?a=1%26b=2", RIGHT)
    assert page.location == "/en/consultas/x/temas/?a=1&b=2"


def test_it_never_leads_off_the_site(visitor, person):
    bad = ["https://example.org/", "//example.org", "/\\example.org", "/\t/example.org", " /x"]
    for address in [*bad, "javascript:alert(1)", "example.org", "/a b", "/\n/example.org"]:
        typed = RIGHT | {"siguiente": address}
        assert Visitor(visitor.client.application).submit("/ingresar", typed).location == "/"
    visitor.submit("/ingresar", RIGHT)
    for address in bad:
        page = visitor.get("/ingresar", status=302, query_string={"siguiente": address})
        assert page.location == "/"


def refusal(visitor, email, password=WRONG):
    """The page after a refusal, without what differs by chance or by what was typed."""
    page = visitor.submit("/ingresar", {"email": email, "password": password}, status=422)
    assert page.fields()["email"] == email
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page.text.replace(email, "@"))


def test_a_refusal_says_the_same_of_everyone(visitor, person, app):
    suspend(None, make_person("drafter"), now=utc_now())
    db.session.commit()
    wrong = refusal(visitor, "moderator@ejemplo.hn")
    assert "no coinciden con ninguna cuenta" in wrong
    assert refusal(visitor, "nadie@ejemplo.hn") == wrong
    assert refusal(visitor, "drafter@ejemplo.hn", PASSWORD) == wrong
    assert refusal(visitor, "moderator@ejemplo.hn", "x" * 129) == wrong


def test_a_password_is_never_sent_back(visitor, person):
    page = visitor.submit("/ingresar", RIGHT | {"password": WRONG}, status=422)
    assert WRONG not in page.text
    assert page.words(".//title").startswith("Error: ")


def test_what_is_missing_is_named(visitor):
    without = visitor.submit("/ingresar", {"email": "", "password": PASSWORD}, status=422)
    assert "Escriba su correo electrónico." in without.words()
    without = visitor.submit("/ingresar", {"email": "a@b.hn", "password": ""}, status=422)
    assert "Escriba su contraseña." in without.words()


def test_odd_addresses_are_refused_like_any_other(visitor):
    for email in ("\0", "a\0@b.hn", "x" * 10_000, "😀@ejemplo.hn", "' OR 1=1 --"):
        visitor.submit("/ingresar", {"email": email, "password": WRONG}, status=422)


def test_a_wrong_password_waits_for_no_writer(visitor, person):
    with db.engines[None].begin():
        visitor.submit("/ingresar", RIGHT | {"password": WRONG}, status=422)


def test_who_is_signed_in_already_goes_on(moderator):
    assert moderator.get("/ingresar?siguiente=/consultas/", status=302).location == "/consultas/"
    assert moderator.get("/ingresar", status=302).location == "/"


def test_a_sign_in_page_left_open_asks_for_the_password_only(visitor, person):
    kept = {"kept_path": "/consultas/x/comentar", "kept_fields": '[["body", "Mi aporte"]]'}
    page = visitor.post("/ingresar", RIGHT | kept | {"csrf_token": "caduco"}, status=400)
    assert page.fields().items() >= ({"email": RIGHT["email"]} | kept).items()
    again = visitor.post("/ingresar", page.fields() | {"password": PASSWORD}, status=200)
    assert again.fields()["body"] == "Mi aporte"
