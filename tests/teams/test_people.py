"""Accounts of the site: found, suspended, given a role by two people."""

from tests.people import make_person, sign_in

PEOPLE = "/administracion/personas"


def page_of(person):
    return f"{PEOPLE}/{person.id}"


def test_an_account_is_found_by_its_whole_address(admin, participant):
    found = admin.submit(PEOPLE, {"email": "Participant@ejemplo.hn"})
    assert found.location == page_of(participant.person)
    assert "Ninguna cuenta" in admin.submit(PEOPLE, {"email": "participant"}, 422).text
    assert "Participant" not in admin.get(PEOPLE).words(".//main")


def test_a_role_everywhere_is_given_by_two(app, admin, participant):
    other = sign_in(app, "admin", "otra@ejemplo.hn")
    page = page_of(participant.person)
    admin.submit(page, {"role": "drafter", "reason": "Escribe."}, form=1)
    (link,) = admin.get("/administracion/autorizaciones").all(".//article//a")
    path = link.get("href")
    assert "Usted lo pidió" in admin.get(path).text
    admin.submit(path, {"decision": "confirm"}, 409)
    participant.get("/consultas/nada/redaccion/", 404)
    other.submit(path, {"decision": "confirm"})
    assert "Equipo redactor" in admin.get(page).words(".//section")
    assert "/ingresar" in participant.get("/consultas/nada/redaccion/", 302).location


def test_nobody_raises_themselves_or_confirms_their_own(app, admin):
    other = sign_in(app, "admin", "otra@ejemplo.hn")
    given = {"role": "drafter", "reason": "Sí."}
    assert "su propio rol" in admin.submit(page_of(admin.person), given, 422, form=1).text
    admin.submit(page_of(other.person), given, form=1)
    (link,) = other.get("/administracion/autorizaciones").all(".//article//a")
    page = other.submit(link.get("href"), {"decision": "confirm"}, 409)
    assert "su propio rol" in page.text


def test_taking_a_role_is_done_at_once_but_for_the_last(admin, drafter):
    given = {"role": "participant", "reason": "Se fue."}
    admin.submit(page_of(drafter.person), given, form=1)
    assert "/ingresar" in drafter.get("/consultas/nada/redaccion/", 302).location
    page = admin.submit(page_of(admin.person), given, 422, form=1)
    assert "Es la única cuenta que administra" in page.text and "Se fue." in page.text


def test_suspended_and_restored(app, admin, drafter):
    page = page_of(drafter.person)
    admin.submit(page, {"estado": "suspended"})
    assert "/ingresar" in drafter.get("/consultas/nada/redaccion/", 302).location
    assert "cuenta suspendida" in admin.get(PEOPLE).text
    admin.submit(page, {"estado": "open"})
    sign_in(app, "drafter").get("/consultas/nada/redaccion/", 404)
    refused = admin.submit(page_of(admin.person), {"estado": "suspended"}, 409)
    assert "Es la única cuenta que administra" in refused.text


def test_strangers_find_nothing(app, moderator, drafter):
    somebody = make_person("participant", "x@ejemplo.hn")
    for reader in (moderator, drafter):
        for path in (PEOPLE, page_of(somebody), "/administracion/autorizaciones"):
            reader.get(path, 404)
