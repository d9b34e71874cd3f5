"""Who speaks for an organization: invited, accepted, removed, and never nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.extensions import db, utc_now
from consult.organizations.events import delegate_invited
from consult.organizations.models import Delegation, Organization, OrganizationInvitation
from consult.organizations.service import NotDelegateError, OrganizationError, invite, remove
from tests.comments.writing import errors
from tests.meanwhile import meanwhile
from tests.organizations.inviting import an_organization, at_once, invited
from tests.people import Visitor, sign_in

LINK = "/organizaciones/invitacion/"


@pytest.fixture
def rosa(app) -> Visitor:
    return sign_in(app, "participant", "rosa@ejemplo.hn")


@pytest.fixture
def organization(participant: Visitor) -> Organization:
    return an_organization("Red", participant.person)


@pytest.fixture
def page(organization: Organization) -> str:
    return f"/organizaciones/{organization.id}/delegados"


def delegates() -> set[int]:
    db.session.expire_all()
    return set(db.session.scalars(select(Delegation.person_id)))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_person_is_invited_and_accepts_once(participant: Visitor, rosa: Visitor, page) -> None:
    sent: list[tuple[str, str]] = []

    def hear(email: str, *, organization: Organization, token: str) -> None:
        sent.append((email, token))

    with delegate_invited.connected_to(hear):
        participant.submit(page, {"email": " Rosa@Ejemplo.HN "})
    ((email, token),) = sent
    row = db.session.scalars(select(OrganizationInvitation)).one()
    assert email == "rosa@ejemplo.hn" and len(token) == 43 and token not in repr(vars(row))
    assert "Invitación sin responder" in participant.get(page).words()
    assert "Le invitaron" in rosa.get("/organizaciones/mias").words()
    rosa.get(LINK + token)
    assert len(delegates()) == 1, "reading it uses nothing up"
    rosa.post(LINK + token, rosa.get(LINK + token).fields() | {"answer": "accept"})
    assert rosa.person and rosa.person.id in delegates()
    rosa.get(LINK + token, 404)
    assert actions()[-2:] == ["organization.invite", "organization.join"]
    assert "Rosa" not in str([event.details for event in db.session.scalars(select(AuditEvent))])


def test_it_is_for_the_account_of_that_address(rosa: Visitor, admin, visitor, organization):
    token = invited("rosa@ejemplo.hn", organization.id)
    db.session.commit()
    assert "no es para la cuenta" in admin.get(LINK + token).words()
    admin.post(LINK + token, {"answer": "accept"} | _token(admin), 409)
    assert "/ingresar" in visitor.get(LINK + token, 302).location
    assert len(delegates()) == 1
    rosa.post(LINK + token, rosa.get(LINK + token).fields(), 422)
    rosa.submit(LINK + token, {"answer": "decline"})
    assert len(delegates()) == 1
    rosa.get(LINK + token, 404)


def _token(visitor: Visitor) -> dict[str, str]:
    """The token against forgery of any form they may see."""
    return {"csrf_token": visitor.get("/organizaciones/registrar").fields()["csrf_token"]}


def test_it_ends_by_time_by_another_and_by_being_taken_back(
    participant: Visitor, rosa: Visitor, organization, page
) -> None:
    first = invited("rosa@ejemplo.hn", organization.id)
    second = invited("rosa@ejemplo.hn", organization.id)
    db.session.commit()
    rosa.get(LINK + first, 404)
    rosa.get(LINK + second)
    participant.submit(page, {}, form=-3)  # taken back
    rosa.get(LINK + second, 404)
    with meanwhile():
        third = invited("rosa@ejemplo.hn", organization.id)
        passed = {"expires_at": utc_now() - timedelta(seconds=1)}
        db.session.execute(update(OrganizationInvitation).values(passed))
    rosa.get(LINK + third, 404)


def test_an_address_that_is_none_is_told(participant: Visitor, page) -> None:
    opened = participant.get(page).fields()
    for typed in ("", "no es un correo", "a@b", "x" * 250 + "@ejemplo.hn"):
        refused = participant.post(page, opened | {"email": typed}, 422)
        assert "email" in errors(refused) and refused.fields()["email"] == typed


def test_nobody_is_invited_who_is_there_nor_too_many(organization, participant) -> None:
    now = utc_now()
    with pytest.raises(OrganizationError):
        invite(participant.person, organization, email="participant@ejemplo.hn", now=now)
    for number in range(20):
        invite(participant.person, organization, email=f"x{number}@ejemplo.hn", now=now)
    with pytest.raises(OrganizationError):
        invite(participant.person, organization, email="y@ejemplo.hn", now=now)


def test_the_last_one_stays_and_others_leave(participant: Visitor, rosa: Visitor, page) -> None:
    leave = f"{page}/retirar"
    refused = participant.post(leave, _token(participant) | {"persona": str(participant.person.id)})
    assert "última persona" in participant.get(refused.location).words()
    organization = db.session.scalars(select(Organization)).one()
    with meanwhile():
        db.session.add(Delegation(person_id=rosa.person.id, organization_id=organization.id))
    for nobody in ("", "x", "-1", "77", "9" * 30):
        participant.post(leave, _token(participant) | {"persona": nobody})
    assert len(delegates()) == 2
    left = rosa.post(leave, _token(rosa) | {"persona": str(rosa.person.id)})
    assert left.location == "/organizaciones/mias" and delegates() == {participant.person.id}
    rosa.get(page, 404)
    assert actions()[-1] == "organization.leave"


def test_asking_for_a_second_person_takes_two(participant: Visitor, rosa: Visitor, page) -> None:
    ask = f"{page}/visto-bueno"
    participant.post(ask, _token(participant) | {"exige": "si"})
    db.session.expire_all()
    organization = db.session.scalars(select(Organization)).one()
    assert not organization.requires_signoff
    db.session.add(Delegation(person_id=rosa.person.id, organization_id=organization.id))
    db.session.commit()
    rosa.post(ask, _token(rosa) | {"exige": "si"})
    db.session.expire_all()
    assert organization.requires_signoff and actions()[-1] == "organization.signoff"
    participant.post(f"{page}/retirar", _token(participant) | {"persona": str(rosa.person.id)})
    assert len(delegates()) == 2, "somebody has to be left who can agree"


def test_ending_it_takes_two_as_well(participant: Visitor, rosa: Visitor, page) -> None:
    ask = f"{page}/visto-bueno"
    organization = db.session.scalars(select(Organization)).one()
    organization.requires_signoff = True
    db.session.add(Delegation(person_id=rosa.person.id, organization_id=organization.id))
    db.session.commit()
    for _twice in range(2):
        told = rosa.post(ask, _token(rosa) | {"exige": "no"})
    assert "falta que otra persona" in rosa.get(told.location).words()
    assert "Con su acuerdo" in participant.get(page).words()
    db.session.expire_all()
    assert organization.requires_signoff and actions()[-1] == "organization.signoff_end"
    participant.post(ask, _token(participant) | {"exige": "no"})
    db.session.expire_all()
    assert not organization.requires_signoff and organization.signoff_ends_by is None
    assert actions()[-2:] == ["organization.signoff_end", "organization.signoff"]


def test_the_other_may_keep_it(participant: Visitor, rosa: Visitor, page) -> None:
    ask = f"{page}/visto-bueno"
    organization = db.session.scalars(select(Organization)).one()
    organization.requires_signoff = True
    db.session.add(Delegation(person_id=rosa.person.id, organization_id=organization.id))
    db.session.commit()
    rosa.post(ask, _token(rosa) | {"exige": "no"})
    participant.post(ask, _token(participant) | {"exige": "si"})
    rosa.post(ask, _token(rosa) | {"exige": "no"})
    db.session.expire_all()
    assert organization.requires_signoff and organization.signoff_ends_by == rosa.person.id


def test_of_two_who_remove_each_other_one_is_left(app, participant, rosa, organization) -> None:
    db.session.add(Delegation(person_id=rosa.person.id, organization_id=organization.id))
    db.session.commit()
    number, people = organization.id, [participant.person.id, rosa.person.id]

    def act(one: int) -> None:
        found = db.session.get(Organization, number)
        other = people[1 - people.index(one)]
        remove(db.session.get(Person, one), found, person_id=other)

    refusals = (NotDelegateError, OrganizationError)
    assert at_once(app, people, act, *refusals) == [False, True]
    assert len(delegates()) == 1


def test_strangers_find_nothing(admin: Visitor, visitor: Visitor, page) -> None:
    admin.get(page, 404)
    for act in ("", "/retirar", "/visto-bueno", "/anular"):
        admin.post(page + act, _token(admin), 404)
    assert "/ingresar" in visitor.get(page, 302).location


def test_the_mail_of_others_is_not_filled(participant: Visitor, page: str) -> None:
    for _time in range(5):
        participant.submit(page, {"email": "rosa@ejemplo.hn"})
    refused = participant.submit(page, {"email": "rosa@ejemplo.hn"}, 429)
    assert "Demasiados intentos" in errors(refused)["email"]
    participant.submit(page, {"email": "eva@ejemplo.hn"})
