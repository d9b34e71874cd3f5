"""A session: made anew at sign-in, known to the server only by a hash, ended at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consult.accounts.models import AuthSession
from consult.accounts.queries import digest
from consult.accounts.service import change_role, suspend
from consult.extensions import db, utc_now
from tests.accounts.entering import enrol, enter
from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, Visitor, make_person

DESK = "/consultas/politica/moderacion/"
RIGHT = {"email": "moderator@ejemplo.hn", "password": PASSWORD}


@pytest.fixture
def person(app):
    a_consultation()
    return make_person("moderator")


@pytest.fixture
def secret(person):
    return enrol(person)


@pytest.fixture
def browser(visitor, person, secret):
    """A browser that signed in through the pages."""
    enter(visitor, person, secret)
    visitor.get(DESK)
    return visitor


def held(visitor):
    """What the browser's cookie says, decoded."""
    with visitor.client.session_transaction() as session:
        return dict(session)


def with_cookie(app, content):
    """A browser whose cookie says `content`, signed with the site's own key."""
    browser = Visitor(app)
    with browser.client.session_transaction() as session:
        session.update(content)
    return browser


def test_identity_and_token_change_at_sign_in(visitor, person, secret):
    visitor.get("/ingresar")
    before = held(visitor)
    enter(visitor, person, secret)
    visitor.get(DESK)
    after = held(visitor)
    assert before["csrf_token"] and after["csrf_token"] != before["csrf_token"]
    assert "_user_id" not in before and len(after["_user_id"]) >= 43


def test_nothing_of_the_visitor_goes_on(app, person):
    planted = with_cookie(app, {"csrf_token": "0" * 40, "planted": "yes"})
    planted.submit("/ingresar", RIGHT)
    assert "planted" not in held(planted) and held(planted).get("csrf_token") != "0" * 40


def test_the_database_alone_cannot_sign_in(app, browser):
    token = held(browser)["_user_id"]
    stored = db.session.scalars(select(AuthSession.token_hash).order_by(AuthSession.id)).all()[-1]
    assert stored == digest(token) and token not in stored
    with_cookie(app, {"_user_id": token}).get(DESK)
    for stolen in (stored, "1", ""):
        with_cookie(app, {"_user_id": stolen}).get(DESK, status=302)


def sign_out(browser, person):
    browser.submit("/", {}, form=0)


def lose_role(browser, person):
    change_role(None, person, role="participant", now=utc_now())


def be_suspended(browser, person):
    suspend(None, person, now=utc_now())


def expire(browser, person):
    db.session.execute(update(AuthSession).values(expires_at=utc_now() - timedelta(seconds=1)))


def sign_in_again(browser, person):
    token = browser.get(DESK).fields(0)["csrf_token"]
    browser.post("/ingresar", RIGHT | {"csrf_token": token})


@pytest.mark.parametrize("end", [sign_out, lose_role, be_suspended, expire, sign_in_again])
def test_a_copied_cookie_is_refused_afterwards(app, browser, person, end):
    copied = held(browser)
    with_cookie(app, copied).get(DESK)
    with meanwhile():
        end(browser, person)
    refused = with_cookie(app, copied).get(DESK, status=302)
    assert refused.location.startswith("/ingresar?siguiente=")


def test_signing_out_leaves_no_cookie(browser):
    assert browser.submit("/", {}, form=0).location == "/"
    assert "Su sesión se cerró." in browser.get("/").words()
    assert browser.client.get_cookie("consult") is None
    browser.get(DESK, status=302)


def test_signing_out_is_never_a_link_and_needs_its_token(browser):
    browser.get("/salir", status=405)
    browser.post("/salir", {}, status=400)
    browser.get(DESK)


def test_signing_out_twice_asks_to_sign_in(browser):
    fields = browser.get("/").fields(0)
    browser.post("/salir", fields)
    page = browser.post("/salir", fields, status=401)
    assert page.fields()["kept_fields"] == ""


def test_there_is_one_cookie_and_scripts_cannot_read_it(visitor, person):
    page = visitor.submit("/ingresar", RIGHT)
    (cookie,) = page.response.headers.getlist("Set-Cookie")
    assert cookie.startswith("consult=") and "Expires" not in cookie
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("role", ["moderator", "participant"])
def test_a_session_lasts_a_working_day(visitor, app, role):
    make_person(role)
    visitor.submit("/ingresar", RIGHT | {"email": f"{role}@ejemplo.hn"})
    (session,) = db.session.scalars(select(AuthSession)).all()
    assert session.proof == "password"
    hours = (session.expires_at - utc_now()).total_seconds() / 3600
    assert round(hours) == {"moderator": 12, "participant": 24}[role]
