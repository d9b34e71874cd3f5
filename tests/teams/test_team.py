"""The team of a consultation: inviting with two people, joining, leaving, settings."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from consult.accounts.models import Membership, Person
from consult.accounts.queries import person_by_email
from consult.accounts.service import AccountError
from consult.audit.models import AuditEvent
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.teams import service
from consult.teams.models import Invitation
from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import PASSWORD, make_person, sign_in
from tests.teams.staff import APPROVALS, TEAM, a_member, invited, member


@pytest.fixture
def scene(app):
    """The consultation and two who manage it."""
    consultation = a_consultation()
    return (
        consultation,
        member(app, consultation, "admin", "uno@ejemplo.hn"),
        member(app, consultation, "admin", "dos@ejemplo.hn"),
    )


def roles(email):
    db.session.expire_all()
    found = person_by_email(email)
    return None if found is None else {each.role for each in found.memberships}


def test_who_has_no_account_makes_it_and_joins(app, scene, visitor):
    link = invited(*scene[1:], "nueva@ejemplo.hn")
    page = visitor.get(link)
    assert "nueva@ejemplo.hn" in page.text and "Equipo moderador" in page.text
    assert roles("nueva@ejemplo.hn") is None
    data = {"name": "Nueva Persona", "new_password": "corta"}
    assert "15 y 128" in visitor.submit(link, data, 422).text
    visitor.submit(link, data | {"new_password": PASSWORD})
    assert roles("nueva@ejemplo.hn") == {"moderator"}
    visitor.get("/ingresar")  # what is said once is said
    assert visitor.get(link, 404).text == visitor.get("/invitacion/nada", 404).text.replace(
        "/invitacion/nada", link
    )
    with meanwhile():
        moderator = sign_in(app, "participant", "nueva@ejemplo.hn")
    moderator.get("/consultas/politica/moderacion/")


def token(who):
    """Out of any form that they are shown."""
    return who.get("/ingresar" if who.person is None else "/").fields(0)["csrf_token"]


def test_who_has_an_account_accepts_with_it_alone(app, scene, visitor, participant):
    email = "participant@ejemplo.hn"
    link = invited(*scene[1:], email, "drafter")
    stranger = sign_in(app, "participant", "otra@ejemplo.hn")
    for who in (visitor, stranger):
        assert "Entre primero" in who.get(link).text
        who.post(link, {"csrf_token": token(who)}, 422)
    participant.submit(link, {})
    assert roles(email) == {"drafter"}
    assert "/ingresar" in participant.get("/consultas/politica/redaccion/", 302).location


def test_a_link_that_was_taken_back_or_is_old_is_none(app, scene, visitor):
    asker = scene[1]
    link = invited(*scene[1:], "nueva@ejemplo.hn")
    with meanwhile():
        db.session.scalars(select(Invitation)).one().expires_at -= timedelta(days=8)
    visitor.get(link, 404)
    link = invited(*scene[1:], "nueva@ejemplo.hn")
    asker.submit(TEAM, {}, form=-2)
    visitor.get(link, 404)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "no es"}, "no es válido"),
        ({"role": "jefa"}, "Elija un rol"),
        ({"reason": " "}, "Escriba el motivo"),
        ({"email": "uno@ejemplo.hn"}, "Nadie se da un rol"),
    ],
)
def test_an_invitation_that_is_wrong_is_asked_again(scene, changes, said):
    given = {"email": "a@ejemplo.hn", "role": "admin", "reason": "Un motivo largo."} | changes
    page = scene[1].submit(TEAM, given, 422)
    assert said in page.text and given["email"] in page.text


def test_an_invitation_looks_the_same_with_and_without_an_account(scene, participant):
    pages = [
        scene[1].submit(TEAM, {"email": email, "role": "drafter", "reason": "Sí."})
        for email in ("participant@ejemplo.hn", "nadie@ejemplo.hn")
    ]
    assert pages[0].location == pages[1].location
    assert len({(page.status, page.text) for page in pages}) == 1


def test_whoever_is_removed_is_signed_out(app, scene):
    consultation, admin, _other = scene
    drafter = member(app, consultation, "drafter", "re@ejemplo.hn")
    drafter.get("/consultas/politica/redaccion/")
    fields = admin.get(TEAM).fields()
    path = f"{TEAM}{drafter.person.id}/drafter/quitar"
    admin.post(path, fields)
    assert roles("re@ejemplo.hn") == set()
    assert "/ingresar" in drafter.get("/consultas/politica/redaccion/", 302).location
    admin.post(path, fields, 404)


def test_the_last_who_manages_stays(app, scene):
    _consultation, one, two = scene
    fields = one.get(TEAM).fields()
    one.post(f"{TEAM}{two.person.id}/admin/quitar", fields)
    page = one.post(f"{TEAM}{one.person.id}/admin/quitar", fields, 409)
    assert "no quedaría nadie" in page.text and roles("uno@ejemplo.hn") == {"admin"}
    make_person("admin")
    one.post(f"{TEAM}{one.person.id}/admin/quitar", fields)
    assert roles("uno@ejemplo.hn") == set()


def leave(app, key, together):
    with app.app_context():
        together.wait()
        try:
            actor = db.session.get(Person, key[0])
            found = db.session.get(Membership, key)
            service.remove(actor, found, now=found.created_at)
        except AccountError:
            return 0
        db.session.commit()
        return 1


def test_of_the_last_two_not_both_go_at_once(app):
    consultation = a_consultation()
    people = [a_member(consultation, "admin", f"{n}@ejemplo.hn").id for n in range(2)]
    keys = [(person, consultation.id, "admin") for person in people]
    db.session.remove()
    together = Barrier(2, timeout=60)
    with ThreadPoolExecutor(2) as threads:
        gone = list(threads.map(lambda key: leave(app, key, together), keys))
    assert sum(gone) == 1


def test_settings_are_kept_and_recorded(scene):
    path = TEAM + "ajustes"
    fields = scene[1].get(path).fields()
    assert fields.pop("accepts_without_account") == "y"
    scene[1].post(path, fields)
    db.session.expire_all()
    assert db.session.scalars(select(Consultation.accepts_without_account)).all() == [False]
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("consultation.without_account") == 1
    assert "accepts_without_account" not in scene[1].get(path).fields()


def test_no_address_of_mail_is_in_the_log_or_open_in_the_table(scene):
    invited(*scene[1:], "secreta@ejemplo.hn")
    rows = [*db.session.execute(select(AuditEvent.details)), *map(
        str, db.session.scalars(select(Invitation.sealed_email)))]  # fmt: skip
    assert rows and "secreta" not in str(rows)
    assert "secreta@ejemplo.hn" in scene[1].get(APPROVALS).text
