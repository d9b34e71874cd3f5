"""Guarding the form: nobody is refused, machines wait behind the others, personal data is asked
about."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.comments import guarding
from consult.comments.models import Comment
from consult.extensions import db, utc_now
from consult.limits import FILE
from tests.comments.writing import BODY, PARAGRAPH, errors, how_many, send, stored
from tests.factories import a_consultation
from tests.people import Visitor

PHONE = "Llámenme al 9988-7766 para contarles más."


@pytest.fixture(autouse=True)
def own(app, tmp_path, monkeypatch):
    """Counters of its own for each test, and a form that may be sent as soon as it is opened."""
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    monkeypatch.setitem(app.extensions, "limits", None)
    monkeypatch.setattr(guarding, "SHORTEST_WRITING", 0)
    a_consultation()
    db.session.commit()


def held():
    db.session.expire_all()
    rows = db.session.execute(select(Comment.held, func.count()).group_by(Comment.held))
    return dict(rows.all())


def different(number):
    """Words that no two share."""
    return " ".join(f"palabra{number}x{place}" for place in range(12))


def test_what_a_person_sends_is_not_held(visitor):
    send(visitor)
    assert stored()[0].held is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"asunto": "http://compre.example"}, "trap"),
        ({"opened_at": ""}, "quick"),
        ({"opened_at": "ImZhbHNvIg.aaaa.bbbb"}, "quick"),
    ],
)
def test_a_machine_waits_behind_the_others(visitor, typed, why):
    send(visitor, **typed)
    assert stored()[0].held == why


def test_a_form_sent_at_once_is_held_and_one_open_for_twelve_hours_is_not(visitor, monkeypatch):
    monkeypatch.setattr(guarding, "SHORTEST_WRITING", 3)
    send(visitor)
    assert held() == {"quick": 1}
    opened = visitor.get(PARAGRAPH)
    later = utc_now() + timedelta(hours=12)
    monkeypatch.setattr(guarding, "utc_now", lambda: later)
    visitor.post(PARAGRAPH, opened.fields() | {"body": different(1)})
    assert held() == {"quick": 1, None: 1}


def test_the_trap_is_not_seen_and_says_what_it_is(visitor):
    page = visitor.get(PARAGRAPH)
    (trap,) = page.all(".//input[@name='asunto']")
    assert trap.get("autocomplete") == "off" and trap.get("tabindex") == "-1"
    assert page.words(".//div[@class='hidden']/label[@for='asunto']") == "Deje este campo vacío"


def test_many_from_one_place_are_received_and_the_last_ones_wait(app, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_OF_ONE", 4)
    for number in range(6):
        send(Visitor(app), body=different(number))
    assert held() == {None: 4, "flood": 2}


def test_a_copy_joins_the_first_and_an_empty_one_nobody(visitor):
    send(visitor)
    send(visitor, body=BODY.upper())
    send(visitor, body=different(1))
    rows = db.session.execute(select(Comment.group_id, Comment.held).order_by(Comment.id)).all()
    first = db.session.scalar(select(func.min(Comment.id)))
    assert rows == [(first, None), (first, "copy"), (None, None)]


def test_personal_data_is_asked_about_and_sent_as_it_is(visitor):
    page = send(visitor, status=422, body=PHONE, author_name="Ana, DNI 0801-1990-12345")
    assert how_many() == 0
    assert "teléfono: 9988-7766" in page.words() and "0801-1990-12345" in page.words()
    assert page.all(".//textarea[@name='body']")[0].text.strip() == PHONE
    assert "Corregir" in page.words() and errors(page) == {"noticed": ""}
    visitor.post(PARAGRAPH, page.fields() | {"acknowledged": "1"})
    assert stored()[1].body == PHONE and stored()[0].held is None


def test_who_corrects_it_is_not_asked_again(visitor):
    page = send(visitor, status=422, body=PHONE)
    visitor.post(PARAGRAPH, page.fields() | {"body": "Sin teléfono, con los mismos motivos."})
    assert how_many() == 1


def test_in_english_it_is_asked_in_english_addresses(visitor):
    page = send(visitor, "/en" + PARAGRAPH, status=422, body=PHONE)
    assert "9988-7766" in page.words() and page.document.get("lang") == "en"


def test_under_attack_only_what_is_held_is_asked_to_confirm(app, visitor, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_OF_ALL", 1)
    send(visitor)
    send(visitor, body=different(1))
    page = send(visitor, status=422, body=different(2), asunto="x")
    assert different(2) in page.words() and how_many() == 2
    soon = visitor.post(PARAGRAPH, page.fields(), status=422)
    assert how_many() == 2 and "Espere unos segundos" in soon.words()
    monkeypatch.setattr(guarding, "SHORTEST_CONFIRMING", 0)
    visitor.post(PARAGRAPH, soon.fields())
    assert held() == {None: 2, "trap": 1}


def test_a_form_sent_twice_is_still_one(visitor):
    opened = visitor.get(PARAGRAPH)
    for _time in range(2):
        visitor.post(PARAGRAPH, opened.fields() | {"body": BODY})
    assert held() == {None: 1}


def test_when_nothing_counts_everything_is_received(visitor, tmp_path, monkeypatch):
    (tmp_path / FILE).mkdir()
    page = send(visitor, status=422)
    assert how_many() == 0 and "Confirme su envío" in page.words()
    monkeypatch.setattr(guarding, "SHORTEST_CONFIRMING", 0)
    visitor.post(PARAGRAPH, page.fields())
    assert held() == {"flood": 1}


def test_the_name_of_an_organization_is_looked_at_too(visitor):
    typed = {"organization_name": "Patronato, tel. 9988-7766", "organization_kind": "ngo"}
    send(visitor, status=422, **typed)
    send(visitor, **typed, acknowledged="y")
