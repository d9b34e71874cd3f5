"""One's account: changing it, where it is signed in, taking it along, taking it away."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consult import limits
from consult.accounts.events import data_asked, person_erased
from consult.accounts.models import AuthSession, Person
from consult.accounts.service import AccountError, change_role, suspend
from consult.audit.models import AuditEvent
from consult.comments.models import Comment
from consult.extensions import db, utc_now
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, Visitor, make_person, sign_in

OTHER = "tres tortugas y un tambor"


def test_a_name_is_changed(participant):
    page = participant.submit("/cuenta/", {"name": " Ana   López "})
    assert "Ana López" in participant.get(page.location).words("./body/header")
    assert participant.submit("/cuenta/", {"name": "x" * 121}, 422).fields()["name"] == "x" * 121


def test_another_password_ends_the_other_sessions(app, participant):
    other = sign_in(app, "participant")
    copied = participant.client.get_cookie("consult").value
    typed = {"password": OTHER, "new_password": OTHER}
    participant.submit("/cuenta/contrasena", typed, 422)
    participant.submit("/cuenta/contrasena", typed | {"password": PASSWORD})
    participant.get("/cuenta/")
    other.get("/cuenta/", 302)
    participant.client.set_cookie("consult", copied)
    participant.get("/cuenta/", 302)


def test_sessions_are_listed_and_closed(app, participant):
    other, stranger = sign_in(app, "participant"), sign_in(app, "drafter")
    page = participant.get("/cuenta/sesiones")
    assert page.words().count("Esta sesión") == page.words().count("Otra sesión") == 1
    other_id = page.all(".//main//button")[0].get("value")  # the last one that was used
    stranger.submit("/cuenta/sesiones", {"session": other_id}, 404)
    participant.submit("/cuenta/sesiones", {"session": "9" * 30}, 404)
    participant.submit("/cuenta/sesiones", {"session": "x"}, 422)
    participant.submit("/cuenta/sesiones", {"session": other_id})
    other.get("/cuenta/", 302)
    with meanwhile():
        another = sign_in(app, "participant")
    participant.submit("/cuenta/sesiones", {"session": "all"})
    for closed in (participant, another):
        closed.get("/cuenta/", 302)
    stranger.get("/cuenta/")


def test_guesses_are_counted_for_an_account_and_for_none(app):
    make_person("participant")
    for email in ("participant@ejemplo.hn", "nadie@ejemplo.hn"):
        for _time in range(10):
            limits.spend("sign-in", email, 10, 3600)
        typed = {"email": f" {email.upper()} ", "password": PASSWORD}
        assert "Demasiados" in Visitor(app).submit("/ingresar", typed, 429).words()
    make_person("drafter")
    Visitor(app).submit("/ingresar", {"email": "drafter@ejemplo.hn", "password": PASSWORD})


def last_seen():
    db.session.expire_all()
    return utc_now() - db.session.scalar(select(AuthSession.last_seen_at))


def leave(minutes):
    with meanwhile():
        moment = utc_now() - timedelta(minutes=minutes)
        db.session.execute(update(AuthSession).values(last_seen_at=moment))


@pytest.mark.parametrize(("role", "lasts"), [("moderator", 30), ("participant", 120)])
def test_a_session_that_is_left_alone_ends(app, role, lasts):
    visitor = sign_in(app, role)
    leave(lasts - 1)
    visitor.get("/cuenta/")
    leave(lasts)
    visitor.get("/cuenta/", 302)


def test_reading_and_sending_keep_it_and_a_script_that_looks_does_not(app):
    a_consultation()
    drafter = sign_in(app, "drafter")
    leave(6)
    drafter.get("/cuenta/", headers={"Sec-Fetch-Dest": "empty"})
    drafter.get("/consultas/politica/redaccion/v1/publicar/avance")
    assert last_seen() > timedelta(minutes=5)
    drafter.get("/consultas/politica/")
    assert last_seen() < timedelta(minutes=5, seconds=30)
    leave(6)
    drafter.submit("/cuenta/", {"name": ""}, 422)
    assert last_seen() < timedelta(minutes=5, seconds=30)


def test_when_a_session_was_used_does_not_tell_what_was_sent_from_it(participant):
    """Kept to the moment, it would lead from a coded contribution to its author's account."""
    leave(6)
    participant.get("/cuenta/")
    db.session.expire_all()
    seen = db.session.scalar(select(AuthSession.last_seen_at))
    assert (seen.minute % 5, seen.second, seen.microsecond) == (0, 0, 0)


def test_what_is_kept_can_be_taken_along(participant):
    def more(person):
        return {"more": [person.name]}

    with data_asked.connected_to(more):
        page = participant.get("/cuenta/datos.json")
    assert page.response.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(page.text)
    assert data["account"]["email"] == "participant@ejemplo.hn" and data["more"] == ["Participant"]
    assert len(data["sessions"]) == 1 and "argon2" not in page.text


def test_an_account_is_erased_and_its_comments_stay(app, participant):
    number, erased = participant.person.id, []

    def keep(person):
        erased.append(person.email)

    comment = a_comment(a_consultation(), author_id=number, author_name="Participant")
    participant.submit("/cuenta/borrar", {"password": OTHER}, 422)
    with person_erased.connected_to(keep):
        participant.submit("/cuenta/borrar", {"password": PASSWORD})
    participant.get("/cuenta/", 302)
    with meanwhile():
        db.session.expire_all()
        assert erased == ["participant@ejemplo.hn"]
        assert db.session.scalars(select(Person.id)).all() == []
        assert db.session.get(Comment, comment.id).author_id is None
        rows = db.session.execute(select(AuditEvent.__table__)).all()
        assert "participant@" not in str(rows) and "person.erase" in str(rows)
        assert make_person("participant").id > number


def test_the_only_administrator_stays(admin):
    page = admin.submit("/cuenta/borrar", {"password": PASSWORD}, 422)
    assert "única cuenta" in page.words()
    with meanwhile():
        for leaving in (
            lambda person: change_role(None, person, role="drafter", now=utc_now()),
            lambda person: suspend(None, person, now=utc_now()),
        ):
            with pytest.raises(AccountError):
                leaving(admin.person)
        make_person("admin", "otra@ejemplo.hn")
    admin.submit("/cuenta/borrar", {"password": PASSWORD})
