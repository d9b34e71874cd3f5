"""What was typed comes back: through the sign-in page, and after a form that expired."""

import json

import pytest

from consult.accounts.models import DEMONSTRATION
from consult.keeping import dump_fields, load_fields, local_path
from tests.factories import a_comment, a_consultation
from tests.people import PASSWORD, Visitor, sign_in

TEXTS = [
    "Primera línea\r\nsegunda «línea» & <b>marcas</b> \"comillas\" 'simples'",
    "  empieza con blancos\n\n\ntermina con líneas vacías\n\n", "😀 ñandú ‏עברית", "", " ",
    "</textarea><script>alert(1)</script>", "{{ 7 * 7 }} %(x)s", "x" * 20_000,
]  # fmt: skip

SEEN = {"decision": "published", "revision": "1", "version": "1"}


@pytest.fixture
def desk(app):
    consultation = a_consultation()
    return f"/consultas/politica/moderacion/{a_comment(consultation, status='pending').folio}"


def sent_text(text):
    """As a browser sends what it shows: line ends as CR LF."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def test_addresses_of_this_site():
    for address in ("/", "/a/b?c=d&e=f#g", "/en/x", "/consultas/ñ/", "/@example.org"):
        assert local_path(address) == address


def test_addresses_of_elsewhere():
    for address in (
        None, "", "a", "//a", "///a", "/\\a", "\\a", "\\\\a", "https://a", "https:a", "/a\\b",
        "javascript:alert(1)", "/\ta", "\t/a", "/a\n", "/ /a", "/\x00a", " /a", "data:text/html,a",
    ):  # fmt: skip
        assert local_path(address) is None, address


def test_fields_travel_unchanged():
    for text in TEXTS:
        fields = [("body", text), ("topics", "a"), ("topics", "b")]
        assert load_fields(dump_fields(fields)) == fields


def test_what_is_not_ours_is_dropped():
    for text in (
        None, "", "{", "1", "null", '{"a": "b"}', '["a"]', '[["a"]]', '[["a", 1]]',
        '[[["a"], "b"]]', '[["csrf_token", "x"]]', '[["password", "x"]]',
        "[" * 100_000, "9" * 10_000,
    ):  # fmt: skip
        assert load_fields(text) == []


def test_half_a_character_cannot_break_a_page():
    ((_, value),) = load_fields('[["body", "a\\ud800b"]]')
    assert value == "a?b"


def test_an_expired_form_comes_back_with_its_text_and_can_be_sent(moderator, desk):
    for text in TEXTS:
        typed = moderator.get(desk).fields() | {"explanation": text, "csrf_token": "caduco"}
        typed |= {"decision": "rejected", "reason": "insult"}
        page = moderator.post(desk, typed, status=400)
        assert sent_text(page.fields()["explanation"]) == sent_text(text)
        assert page.all(".//main//form")[0].get("action") == desk
    moderator.post(desk, page.fields() | {"explanation": "Breve."})


def test_a_form_without_its_token_comes_back(moderator, desk):
    fields = {"explanation": "Un texto.", **SEEN}
    page = moderator.post(desk, fields, status=400)
    assert page.fields().items() >= fields.items()
    moderator.post(desk, page.fields())


def test_choices_are_sent_again_without_being_shown(moderator, desk):
    page = moderator.post(desk, SEEN, status=400)
    assert page.all(".//textarea") == []
    assert page.words(".//h1") == "Confirme y envíe otra vez"
    moderator.post(desk, page.fields())


EMAIL = "moderator" + DEMONSTRATION  # comes in with a password alone


def lost(app, desk, **typed):
    """The page a moderator gets who sends a decision after the session is gone."""
    someone = sign_in(app, "moderator", EMAIL)
    fields = someone.get(desk).fields() | typed
    someone.client.delete_cookie("consult")
    return someone, someone.post(desk, fields, status=401)


@pytest.mark.parametrize("text", TEXTS[:2])
def test_a_lost_session_keeps_the_text_through_signing_in(app, desk, text):
    typed = {"explanation": text, "decision": "rejected", "reason": "insult"}
    someone, page = lost(app, desk, **typed)
    mistaken = page.fields() | {"email": EMAIL, "password": "no es esta frase"}
    page = someone.post("/ingresar", mistaken, status=422)
    page = someone.post("/ingresar", page.fields() | {"password": PASSWORD}, status=200)
    assert sent_text(page.fields()["explanation"]) == sent_text(text)
    assert "Moderator" in page.words("./body/header")
    someone.post(desk, page.fields())


def test_no_secret_travels_with_the_text(app, desk):
    _, page = lost(app, desk, explanation="Un texto.", password="secreto")
    assert [name for name, _ in json.loads(page.fields()["kept_fields"])] == [
        "revision", "version", "reason", "explanation", "note",
    ]  # fmt: skip


def test_kept_text_is_never_sent_off_the_site(visitor, app):
    sign_in(app, "participant", EMAIL)
    typed = {"email": EMAIL, "password": PASSWORD, "kept_fields": '[["a", "b c"]]'}
    page = visitor.submit("/ingresar", typed | {"kept_path": "//example.org/"}, status=303)
    assert page.location == "/"


def test_in_english_the_text_goes_back_to_the_english_page(app, desk):
    someone = Visitor(app)
    page = someone.post("/en" + desk, {"explanation": "Un texto."}, status=401)
    assert page.fields()["kept_path"] == "/en" + desk
    assert page.all(".//main//form")[0].get("action") == "/en/ingresar"
