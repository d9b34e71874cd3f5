"""Who wrote a comment that does not show it: two people, a reason, a day, and a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.approvals.models import Approval
from consult.audit.models import AuditEvent
from consult.extensions import db
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import make_person, sign_in

HOME = "/consultas/politica/"
HIDDEN = "escondida@ejemplo.hn"


@pytest.fixture
def scene(app, admin):
    """A coded comment, who asks and who confirms, and the address of its approval."""
    author = make_person("participant", HIDDEN, "Escondida Pérez")
    comment = a_comment(a_consultation(), exposure="coded", author_id=author.id)
    page = admin.get(f"{HOME}moderacion/{comment.folio}")
    assert HIDDEN not in page.text and "Escondida" not in page.text
    path = f"{HOME}moderacion/{comment.folio}/identidad"
    assert path in page.text
    sent = admin.submit(path, {"reason": "Hay una amenaza."})
    return admin, sign_in(app, "admin", "otra@ejemplo.hn"), sent.location


def looks():
    db.session.expire_all()
    query = select(AuditEvent.id).where(AuditEvent.action == "identity.look")
    return len(db.session.scalars(query).all())


def look(who, path, status=200):
    return who.post(path + "/identidad", who.get("/administracion/personas").fields(), status)


def test_two_people_see_it_and_each_look_is_recorded(app, scene):
    asker, confirmer, path = scene
    look(asker, path, 404)
    asker.submit(path, {"decision": "confirm"}, 409)
    confirmer.submit(path, {"decision": "confirm"})
    third = sign_in(app, "admin", "tercera@ejemplo.hn")
    for who in (asker, confirmer, third):
        assert HIDDEN not in who.get(path).text
    assert looks() == 0
    for who in (asker, confirmer):
        assert HIDDEN in look(who, path).text
    assert looks() == 2
    look(third, path, 404)
    assert looks() == 2


def test_it_is_seen_for_a_day(scene):
    asker, confirmer, path = scene
    confirmer.submit(path, {"decision": "confirm"})
    with meanwhile():
        db.session.scalars(select(Approval)).one().decided_at -= timedelta(hours=25)
    look(asker, path, 404)
    assert "Ver la identidad" not in asker.get(path).text


def test_refused_it_is_not_seen(scene):
    asker, confirmer, path = scene
    confirmer.submit(path, {"decision": "refuse"})
    look(asker, path, 404)


def test_a_reason_is_needed_and_a_name_that_is_shown_needs_none(app, scene):
    asker = scene[0]
    assert "Escriba el motivo" in asker.submit(
        HOME + "moderacion/POL-0001/identidad", {"reason": " "}, 422
    ).text
    with meanwhile():
        named = a_comment(db.session.scalars(select(Approval)).one().consultation)
    asker.get(f"{HOME}moderacion/{named.folio}/identidad", 404)
    assert "Pedir que se revele" not in asker.get(f"{HOME}moderacion/{named.folio}").text


def test_moderators_may_not_even_ask(app, scene, moderator):
    assert "Pedir que se revele" not in moderator.get(HOME + "moderacion/POL-0001").text
    moderator.get(HOME + "moderacion/POL-0001/identidad", 404)
    moderator.get(scene[2], 404)
