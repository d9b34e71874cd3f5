"""Making an account, forgotten passwords and changed addresses: links by mail, and no word about
who has an account."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consult.accounts.links import Purpose, make_link, open_link, use_link
from consult.accounts.models import OneTimeLink
from consult.accounts.queries import person_by_email
from consult.accounts.service import authenticate, suspend
from consult.extensions import db, utc_now
from tests.accounts.entering import enrol
from tests.accounts.letters import collected
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, Visitor, make_person, sign_in

EMAIL = "ana@ejemplo.hn"
OTHER = "tres tortugas y un tambor"
ASKED = {"name": "Ana  López", "email": " Ana@Ejemplo.hn ", "new_password": PASSWORD}
ON_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def letters(app):
    with collected() as found:
        yield found


def stored_links():
    return str(db.session.execute(select(OneTimeLink.__table__)).all())


def test_an_account_is_opened_by_its_link_and_not_before(visitor, letters):
    sent = visitor.submit("/crear-cuenta", ASKED)
    assert sent.location == "/revise-su-correo"
    (letter,) = letters
    assert (letter.to, letter.purpose) == (EMAIL, "confirm") and person_by_email(EMAIL) is None
    assert letter.token not in stored_links() and EMAIL not in stored_links()
    for _time in range(2):
        assert EMAIL in visitor.get(letter.path).words()
    assert person_by_email(EMAIL) is None
    assert visitor.submit(letter.path, {"password": PASSWORD}).location == "/ingresar"
    assert person_by_email(EMAIL).name == "Ana López"
    gone = visitor.get(letter.path, 404)
    assert "ya no sirve" in gone.words()
    assert visitor.submit("/ingresar", {"email": EMAIL, "password": PASSWORD}).location == "/"


def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor, letters):
    bad = {"name": "", "email": "nadie", "new_password": "x" * 129}
    page = visitor.submit("/crear-cuenta", bad, 422)
    assert page.fields()["email"] == "nadie" and "x" * 129 not in page.text
    for said in ("Escriba su nombre.", "no es válido", "entre 15 y 128"):
        assert said in page.words()
    own = ASKED | {"new_password": "ana lopez ana lopez"}
    assert "adivinar" in visitor.submit("/crear-cuenta", own, 422).words()
    assert letters == []


def body(page):
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page.text)


@pytest.mark.parametrize("path", ["/crear-cuenta", "/olvide-mi-contrasena"])
def test_nobody_learns_who_has_an_account(app, letters, path):
    make_person("participant", "hay@ejemplo.hn")
    suspend(None, make_person("participant", "cerrada@ejemplo.hn"), now=utc_now())
    db.session.commit()
    answers = set()
    for email in ("hay@ejemplo.hn", "no-hay@ejemplo.hn", "cerrada@ejemplo.hn"):
        visitor = Visitor(app)
        sent = visitor.submit(path, ASKED | {"email": email})
        cookies = [name for name, _value in sent.response.headers if name == "Set-Cookie"]
        answers.add((sent.location, len(cookies), body(visitor.get(sent.location))))
    assert len(answers) == 1 and len(letters) == 3
    assert len([each for each in letters if each.token]) == 1


def cost(app, path, fields):
    """Of this thread, so that what else runs on the machine does not count."""
    visitor = Visitor(app)
    data = visitor.get(path).fields() | fields
    began = time.thread_time()
    visitor.post(path, data, 422 if path == "/ingresar" else 303)
    return time.thread_time() - began


@ON_SQLITE
@pytest.mark.parametrize("path", ["/crear-cuenta", "/ingresar"])
def test_it_takes_as_long_for_an_address_without_account(app, path):
    make_person("participant", "hay@ejemplo.hn")
    costs = {"hay@ejemplo.hn": [], "no-hay@ejemplo.hn": []}
    for _turn in range(7):  # in turns, so that a slower moment of the machine falls on both
        for email, found in costs.items():
            found.append(cost(app, path, ASKED | {"password": OTHER, "email": email}))
    known, unknown = map(statistics.median, costs.values())
    assert 0.8 < known / unknown < 1.25, (known, unknown)


def test_a_forgotten_password_is_replaced_and_every_session_ends(app, visitor, letters):
    inside = sign_in(app, "participant", EMAIL)
    for _time in range(2):
        visitor.submit("/olvide-mi-contrasena", {"email": EMAIL})
    first, second = letters
    visitor.submit(second.path, {"new_password": "corta"}, 422)
    visitor.submit(second.path, {"new_password": OTHER})
    visitor.get(first.path, 404)
    visitor.get(second.path, 404)
    inside.get("/cuenta/", 302)
    assert (letters[-1].token, letters[-1].person.email) == (None, EMAIL)
    with meanwhile():
        assert authenticate(EMAIL, PASSWORD) is None and authenticate(EMAIL, OTHER) is not None


def test_a_link_by_mail_does_not_stand_in_for_the_second_factor(visitor, app, letters):
    person = make_person("moderator", EMAIL)
    enrol(person)
    visitor.submit("/olvide-mi-contrasena", {"email": EMAIL})
    visitor.submit(letters[0].path, {"new_password": OTHER})
    entered = visitor.submit("/ingresar", {"email": EMAIL, "password": OTHER})
    assert entered.location == "/ingresar/codigo"
    visitor.get("/cuenta/", 302)


def test_another_address_is_confirmed_there_and_told_here(app, letters):
    person = sign_in(app, "participant", EMAIL)
    make_person("participant", "hay@ejemplo.hn")
    asked = {"email": "nueva@ejemplo.hn", "password": PASSWORD}
    person.submit("/cuenta/correo", asked | {"password": OTHER}, 422)
    taken = person.submit("/cuenta/correo", asked | {"email": "hay@ejemplo.hn"})
    sent = person.submit("/cuenta/correo", asked)
    assert sent.location == taken.location and person_by_email(EMAIL) is not None
    assert [(each.to, bool(each.token)) for each in letters] == [
        ("hay@ejemplo.hn", False), ("nueva@ejemplo.hn", True),
    ]  # fmt: skip
    Visitor(app).submit(letters[-1].path, {})
    assert (letters[-1].to, letters[-1].token) == (EMAIL, None)
    assert "nueva@ejemplo.hn" in person.get("/cuenta/").words()


def test_a_link_is_good_for_its_purpose_its_time_and_its_person(app):
    person = make_person("participant")
    token = make_link(person.email, Purpose.RESET, person)
    assert open_link(token, Purpose.CONFIRM) is None
    assert use_link(token, Purpose.RESET).person is person
    assert use_link(token, Purpose.RESET) is None
    late, closed = (make_link(person.email, Purpose.RESET, person) for _each in range(2))
    suspend(None, person, now=utc_now())
    assert open_link(closed) is None
    person.suspended_at = None
    db.session.execute(update(OneTimeLink).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert open_link(late) is None


def test_who_confirms_second_finds_the_address_taken(visitor, letters):
    for _time in range(2):
        visitor.submit("/crear-cuenta", ASKED)
    visitor.submit(letters[0].path, {"password": PASSWORD})
    visitor.submit(letters[1].path, {"password": PASSWORD}, 404)


@ON_SQLITE
@pytest.mark.parametrize("password", ["", OTHER])
def test_who_asked_with_the_address_of_another_gets_no_account(visitor, letters, password):
    """Its owner, who may press the button, does not know the password that was asked with."""
    visitor.submit("/crear-cuenta", ASKED)
    page = visitor.submit(letters[0].path, {"password": password}, 422)
    assert "contraseña" in page.words(".//*[@id='errors']")
    assert person_by_email(EMAIL) is None
    visitor.submit(letters[0].path, {"password": PASSWORD})


@ON_SQLITE
def test_an_address_gets_few_letters_and_who_asks_is_not_told(visitor, letters):
    for _time in range(7):
        sent = visitor.submit("/olvide-mi-contrasena", {"email": EMAIL})
        assert sent.location == "/revise-su-correo"
    assert len(letters) == 5
