"""The administration says who an organization is, or is not, or is not any more."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.extensions import db
from consult.organizations.models import Organization, Verification
from tests.comments.writing import errors
from tests.organizations.inviting import an_organization
from tests.people import Visitor, sign_in

QUEUE = "/administracion/organizaciones/"


@pytest.fixture
def organization(participant: Visitor) -> Organization:
    return an_organization("Red", participant.person, verified=False, description="<i>Ayuda</i>")


@pytest.fixture
def page(organization: Organization) -> str:
    return f"{QUEUE}{organization.id}"


def decide(visitor: Visitor, page: str, outcome: str, status: int = 303, **typed: object):
    return visitor.post(page, visitor.get(page).fields() | {"outcome": outcome} | typed, status)


def outcomes() -> list[tuple[str, str, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Verification).order_by(Verification.id))
    return [(row.outcome, row.checked, row.note) for row in rows]


def test_what_waits_is_verified_with_what_was_checked(
    admin: Visitor, visitor: Visitor, page, organization
) -> None:
    assert "Red" in admin.get(QUEUE).words(".//main")
    assert "<i>Ayuda</i>" in admin.get(page).words()
    decide(admin, page, "verified", checked=["legal", "known"], note="Llamé.")
    assert outcomes() == [("verified", "legal known", "Llamé.")]
    assert "Conocimiento directo" in visitor.get(f"/organizaciones/{organization.id}").words()
    assert "Ninguna organización espera" in admin.get(QUEUE).words()
    assert "Red" in admin.get(QUEUE + "?estado=verified").words(".//main")
    assert "Llamé." in admin.get(page).words(".//table")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event and (event.action, event.after) == ("organization.verify", "verified")


def test_it_is_refused_and_revoked_with_a_reason(admin, participant, visitor, page, organization):
    decide(admin, page, "refused", note="No existe.")
    assert "Red" in admin.get(QUEUE + "?estado=refused").words(".//main")
    own = participant.get(f"/organizaciones/{organization.id}/delegados").words()
    assert "No verificada" in own and "No existe." not in own
    decide(admin, page, "verified", checked=["site"])
    visitor.get(f"/organizaciones/{organization.id}")
    decide(admin, page, "revoked", note="Cerró.")
    visitor.get(f"/organizaciones/{organization.id}", 404)
    assert [row[0] for row in outcomes()] == ["refused", "verified", "revoked"]


NOTHING = [
    ({"outcome": ""}, "outcome"),
    ({"outcome": "changed"}, "outcome"),
    ({"outcome": "verified"}, "checked"),
    ({"outcome": "verified", "checked": ["nada"]}, "checked"),
    ({"outcome": "refused"}, "note"),
    ({"outcome": "verified", "checked": ["site"], "note": "x" * 2001}, "note"),
]


def test_what_says_nothing_is_not_a_decision(admin: Visitor, page: str) -> None:
    opened = admin.get(page).fields()
    for typed, field in NOTHING:
        refused = admin.post(page, opened | typed, 422)
        assert field in errors(refused), typed
        assert refused.fields()["note"] == typed.get("note", "")
    assert outcomes() == []


def test_a_decision_is_on_what_was_read(app, admin, participant, page, organization) -> None:
    late = admin.get(page).fields() | {"outcome": "verified", "checked": ["site"], "note": "Mía"}
    participant.submit(f"/organizaciones/{organization.id}/datos", {"name": "Otro nombre"})
    refused = admin.post(page, late, 409)
    assert "Otro nombre" in refused.words() and refused.fields()["note"] == "Mía"
    other = sign_in(app, "admin", "otra@ejemplo.hn")
    decide(other, page, "verified", checked=["site"])
    admin.post(page, refused.fields() | {"outcome": "refused"}, 409)
    assert [row[0] for row in outcomes()] == ["verified"]


def test_nobody_verifies_their_own(app, admin: Visitor) -> None:
    own = an_organization("Mía", admin.person, verified=False)
    page = admin.get(f"{QUEUE}{own.id}")
    assert "la verifica otra persona" in page.words()
    token = {"csrf_token": admin.get("/organizaciones/registrar").fields()["csrf_token"]}
    admin.post(
        f"{QUEUE}{own.id}", token | {"outcome": "verified", "checked": ["site"]}, 403
    )
    assert outcomes() == []


def test_strangers_find_nothing(moderator: Visitor, page) -> None:
    moderator.get(QUEUE, 404)
    moderator.get(page, 404)
