"""Registering an organization, and saying otherwise what it is."""

import pytest
from sqlalchemy import select

from consult.extensions import db
from consult.organizations.forms import is_website
from consult.organizations.models import Delegation, Organization, Verification
from consult.organizations.territory import DEPARTMENTS
from tests.comments.writing import errors
from tests.organizations.inviting import an_organization
from tests.people import Visitor, sign_in

NEW = "/organizaciones/registrar"
SAID = {
    "name": "  Red   de Mujeres ", "kind": "community", "department": "Yoro",
    "municipality": "El Progreso", "website": "https://red.example/inicio", "description": "Ayuda.",
}  # fmt: skip


def only() -> Organization:
    db.session.expire_all()
    return db.session.scalars(select(Organization)).one()


def test_whoever_registers_one_speaks_for_it_and_it_waits(participant: Visitor) -> None:
    answer = participant.submit(NEW, SAID)
    made = only()
    assert answer.location == f"/organizaciones/{made.id}/delegados"
    assert (made.name, made.kind, made.department) == ("Red de Mujeres", "community", "Yoro")
    assert not made.is_verified and made.waits_since and not made.requires_signoff
    delegation = db.session.scalars(select(Delegation)).one()
    assert participant.person and delegation.person_id == participant.person.id
    assert "Falta verificarla" in participant.get(answer.location).words()


def test_who_is_not_signed_in_is_asked_to(visitor: Visitor) -> None:
    assert "/ingresar" in visitor.get(NEW, 302).location


def test_there_are_eighteen_departments() -> None:
    assert len(set(DEPARTMENTS)) == 18


WRONG = [
    ({"name": " \u200b "}, "name"),
    ({"name": "x" * 161}, "name"),
    ({"kind": "club"}, "kind"),
    ({"kind": ""}, "kind"),
    ({"department": "Antioquia"}, "department"),
    ({"department": ""}, "municipality"),
    ({"municipality": "x" * 81}, "municipality"),
    ({"description": "x" * 2001}, "description"),
    ({"website": "http://red.example"}, "website"),
    ({"website": "https://red.example/" + "x" * 200}, "website"),
]


def test_what_cannot_be_is_told_and_stays(participant: Visitor) -> None:
    opened = participant.get(NEW).fields()
    for typed, field in WRONG:
        page = participant.post(NEW, opened | SAID | typed, 422)
        assert field in errors(page), typed
        kept, sent = page.fields(), SAID | typed
        assert (kept["description"], kept["website"]) == (sent["description"], sent["website"])
    assert db.session.scalars(select(Organization)).all() == []


@pytest.mark.parametrize(
    "text",
    [
        "http://red.example", "javascript:alert(1)", "https://red", "https://", "red.example",
        "https://banco.example@red.example", "https://red.example:99999", "https://[red.example",
        'https://red.example/"><b>', "https://réd.example", "https://red.example/a b",
    ],
)  # fmt: skip
def test_a_site_is_an_encrypted_address_with_nothing_hidden(text: str) -> None:
    assert not is_website(text)
    assert is_website("https://red.example") and is_website("https://xn--rd-bja.example:8443/a?b=c")


def test_a_name_that_is_there_is_refused_however_it_is_written(participant: Visitor) -> None:
    an_organization("Red de Mujeres", verified=False)
    page = participant.submit(NEW, SAID | {"name": "RED DE MÚJERES"}, 422)
    assert errors(page)["name"] == "Ya existe una organización con ese nombre."


def test_a_name_that_is_nearly_there_is_asked_about(participant: Visitor) -> None:
    known = an_organization("Mujeres de la Red")
    an_organization("Redes de las Mujeres", verified=False)
    page = participant.submit(NEW, SAID | {"name": "Red de la Mujer"}, 422)
    assert "casi igual" in errors(page)["name"]
    links = [link.get("href") for link in page.all(".//div[@role='status']//a")]
    assert links == [f"/organizaciones/{known.id}"]
    assert "Redes de las Mujeres" not in page.words()
    participant.post(NEW, page.fields() | {"is_another": "y"})
    assert len(db.session.scalars(select(Organization)).all()) == 3


def test_nobody_fills_the_queue(participant: Visitor) -> None:
    for name in ("Alfa", "Beta", "Gamma", "Delta", "Épsilon"):
        participant.submit(NEW, SAID | {"name": name})
    page = participant.submit(NEW, SAID | {"name": "Zeta"}, 422)
    assert "Ya tiene 5 organizaciones" in page.words(".//div[@id='errors']")


def profile(organization: Organization) -> str:
    return f"/organizaciones/{organization.id}/datos"


def test_another_name_or_kind_has_to_be_verified_again(participant: Visitor) -> None:
    organization = an_organization("Red", participant.person)
    participant.submit(profile(organization), {"description": "Otra cosa."})
    assert only().is_verified
    participant.submit(profile(organization), {"kind": "government"})
    assert not only().is_verified and only().waits_since
    (row,) = db.session.scalars(select(Verification)).all()
    assert row.outcome == "changed" and row.decided_by == participant.person.id


def test_what_was_refused_waits_again_when_it_is_put_right(participant: Visitor) -> None:
    organization = an_organization("Red", participant.person, verified=False)
    organization.waits_since = None
    db.session.commit()
    participant.submit(profile(organization), {})
    assert only().waits_since is None
    participant.submit(profile(organization), {"website": "https://red.example"})
    assert only().waits_since


def test_of_two_who_change_it_the_second_is_shown_the_first(app, participant: Visitor) -> None:
    other = sign_in(app, "participant", "otra@ejemplo.hn")
    organization = an_organization("Red", participant.person, other.person)
    path = profile(organization)
    late = other.get(path).fields() | {"description": "Lo mío."}
    participant.submit(path, {"description": "Lo suyo."})
    page = other.post(path, late, 409)
    assert "Lo suyo." in page.words(".//div[@role='alert']")
    assert page.fields()["description"] == "Lo mío."
    other.post(path, page.fields())
    assert only().description == "Lo mío."


def test_only_those_who_speak_for_it_change_it(participant: Visitor, admin: Visitor) -> None:
    organization = an_organization("Red", participant.person)
    admin.get(profile(organization), 404)
    admin.get("/organizaciones/99999999999/datos", 404)
