"""The second factor: set up with a code, asked for at sign-in, each code good once."""

import pytest

from consult import limits
from consult.accounts import second_factor
from consult.accounts.models import Person, Proof
from consult.accounts.service import open_session
from consult.extensions import db, utc_now
from tests.accounts.entering import code, enrol, enter
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.organizations.inviting import at_once
from tests.people import PASSWORD, Visitor, make_person, sign_in

FACTOR = "/cuenta/segundo-factor"
DESK = "/consultas/politica/moderacion/"


@pytest.fixture
def person(app):
    a_consultation()
    return make_person("moderator")


@pytest.fixture
def secret(person):
    return enrol(person)


def recovery_codes(page):
    return ["".join(each.itertext()) for each in page.all(".//main//li/code")]


def test_staff_set_it_up_before_anything_else(visitor, person):
    right = {"email": person.email, "password": PASSWORD}
    assert visitor.submit(f"/ingresar?siguiente={DESK}", right).location == DESK
    assert visitor.get(DESK, 303).location == FACTOR
    copied = visitor.client.get_cookie("consult").value
    page = visitor.get(FACTOR)
    assert "Falta un paso" in page.words() and "<svg" in page.text
    secret = page.words(".//main//code").replace(" ", "")
    wrong = page.fields() | {"code": "000000", "password": PASSWORD}
    again = visitor.post(FACTOR, wrong, 422)
    assert again.words(".//main//code").replace(" ", "") == secret
    made = visitor.post(FACTOR, again.fields() | {"code": code(secret), "password": PASSWORD}, 200)
    assert len(set(recovery_codes(made))) == 10
    visitor.get(DESK)
    visitor.client.set_cookie("consult", copied)
    visitor.get(DESK, 302)


def test_a_code_comes_in_once_and_never_again(app, person, secret):
    used = code(secret)
    enter(Visitor(app), person, secret)
    half = Visitor(app)
    half.submit("/ingresar", {"email": person.email, "password": PASSWORD})
    half.get(DESK, 302)
    for bad in (used, code(secret, 9), "", "\0", "١٢٣٤٥٦", "x" * 300):
        page = half.submit("/ingresar/codigo", {"code": bad}, 422)
    assert "ya se usó" in page.words()
    half.submit("/ingresar/codigo", {"code": f" {code(secret, 1)[:3]} {code(secret, 1)[3:]}"})
    half.get(DESK)


def test_of_two_windows_that_set_it_up_at_once_one_does(app, person):
    number, secret = person.id, second_factor.new_secret()

    def one(_number):
        someone = db.session.get(Person, number)
        second_factor.enrol(someone, secret=secret, step=1, now=utc_now())

    assert at_once(app, [1, 2], one, second_factor.EnrolledError) == [False, True]


def test_of_two_who_send_one_code_at_once_one_comes_in(person, secret):
    now = utc_now()
    assert second_factor.accept(person, code(secret), now=now)
    assert not second_factor.accept(person, code(secret), now=now)


def test_a_recovery_code_stands_in_once(app, person, secret):
    with meanwhile():
        first, *others = second_factor.renew_codes(person)
    for steps, spelling in ((0, first.lower().replace("-", " ")), (1, others[0])):
        visitor = Visitor(app)
        visitor.submit("/ingresar", {"email": person.email, "password": PASSWORD})
        visitor.submit("/ingresar/codigo", {"code": spelling})
        visitor.get(DESK)
    with meanwhile():
        assert not second_factor.accept(person, first, now=utc_now())
        assert first not in str(db.session.execute(db.text("SELECT * FROM recovery_code")).all())
        second_factor.renew_codes(person)
        assert not second_factor.accept(person, others[1], now=utc_now())


def test_codes_cannot_be_guessed(visitor, person, secret):
    for _time in range(10):
        limits.spend("second-factor", str(person.id), 10, 3600)
    visitor.submit("/ingresar", {"email": person.email, "password": PASSWORD})
    page = visitor.submit("/ingresar/codigo", {"code": code(secret)}, 429)
    assert "Demasiados intentos" in page.words()
    visitor.get(DESK, 302)


def test_a_half_open_session_is_nobody(app, person, secret):
    with meanwhile():
        token = open_session(person, Proof.HALF)
    visitor = Visitor(app)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = token
    visitor.get(DESK, 302)
    with visitor.client.session_transaction() as session:
        session["half_open"] = "otra cosa"
    assert visitor.get("/ingresar/codigo?siguiente=/x", 303).location == "/ingresar?siguiente=/x"


def test_without_it_every_session_ends_and_staff_set_up_another(app, person, secret):
    visitor, other = Visitor(app), sign_in(app, "moderator")
    enter(visitor, person, secret)
    fields = {"code": code(secret, 1), "password": PASSWORD, "act": "remove"}
    visitor.submit(FACTOR, fields | {"code": "123"}, 422)
    assert visitor.submit(FACTOR, fields).location == "/ingresar"
    other.get(DESK, 302)
    visitor.submit("/ingresar", {"email": person.email, "password": PASSWORD})
    assert visitor.get(DESK, 303).location == FACTOR


def test_what_was_typed_comes_through_both_steps(app, person, secret):
    folio = a_comment(a_consultation("otra"), status="pending").folio
    visitor, path = Visitor(app), f"/consultas/otra/moderacion/{folio}"
    typed = {"revision": "1", "decision": "rejected", "explanation": "Un texto largo."}
    token = {"csrf_token": visitor.get("/ingresar").fields()["csrf_token"]}
    page = visitor.post(path, typed | token, 401)
    right = {"email": person.email, "password": PASSWORD}
    asked = visitor.post("/ingresar", page.fields() | right, 200)
    asked = visitor.post("/ingresar/codigo", asked.fields() | {"code": "1"}, 422)
    kept = visitor.post("/ingresar/codigo", asked.fields() | {"code": code(secret)}, 200)
    assert kept.fields().items() >= typed.items()


def test_a_participant_may_do_without(participant):
    participant.get("/cuenta/")
    page = participant.get(FACTOR)
    secret = page.words(".//main//code").replace(" ", "")
    with meanwhile():
        other = make_person("participant", "otra@ejemplo.hn")
    stolen = sign_in(participant.client.application, "participant", other.email)
    fields = {"sealed": page.fields()["sealed"], "code": code(secret), "password": PASSWORD}
    stolen.submit(FACTOR, fields, 422)
