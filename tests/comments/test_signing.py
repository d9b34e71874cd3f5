"""What is written in the name of an organization that wants another delegate to agree first."""


import pytest
from sqlalchemy import delete, insert, select, update

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.comments.models import Comment, Exposure, SignOff
from consult.comments.signing import StaleSignatureError, sign_off, to_sign
from consult.extensions import db
from consult.moderation.queries import is_own
from consult.organizations.models import Delegation, Organization
from tests.comments.writing import errors, send
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, correct
from tests.organizations.inviting import an_organization, at_once
from tests.people import Visitor, sign_in


@pytest.fixture
def rosa(app) -> Visitor:
    return sign_in(app, "participant", "rosa@ejemplo.hn")


@pytest.fixture
def organization(participant: Visitor, rosa: Visitor) -> Organization:
    return an_organization("Red", participant.person, rosa.person, requires_signoff=True)


@pytest.fixture
def comment(organization: Organization, rosa: Visitor) -> Comment:
    """Written by Rosa."""
    return a_comment(
        a_consultation(), "Hola a **todos**.", block="1.2", status="unsigned",
        author_id=rosa.person.id, exposure=Exposure.ORGANIZATION, is_institutional=True,
        organization_id=organization.id, organization_name="Red",
    )  # fmt: skip


@pytest.fixture
def desk(organization: Organization) -> str:
    return f"/organizaciones/{organization.id}/firmas/"


@pytest.fixture
def page(desk: str, comment: Comment) -> str:
    return f"{desk}{comment.id}"


def decide(visitor: Visitor, page: str, decision: str, status: int = 303, note: str = ""):
    sent = visitor.get(page).fields() | {"decision": decision, "note": note}
    return visitor.post(page, sent, status)


def stored(comment: Comment) -> tuple[str, list[tuple[int, bool, str, int | None]]]:
    db.session.expire_all()
    rows = db.session.scalars(select(SignOff).order_by(SignOff.id))
    now = db.session.get(Comment, comment.id)
    assert now is not None
    return now.status, [(row.revision, row.is_signed, row.note, row.signed_by) for row in rows]


def test_what_one_sends_waits_for_another(participant, rosa, organization, desk) -> None:
    a_consultation()
    send(rosa, exposure="organization", position="institutional")
    (comment,) = db.session.scalars(select(Comment))
    assert comment.status == "unsigned" and comment.author_id is None
    assert comment.folio in participant.get(desk).words()
    assert to_sign(participant.person) == {organization.id: 1} and not to_sign(rosa.person)
    assert "1 aporte espera su visto bueno" in participant.get("/organizaciones/mias").words()
    assert "Lo escribió usted" in rosa.get(desk).words()


def test_another_delegate_reads_it_and_signs(participant, moderator, comment, page, desk):
    shown = participant.get(page)
    assert "Los municipios participarán" in shown.words() and "Hola a todos." in shown.words()
    assert "rosa@" not in shown.text
    moderator.get(DESK + comment.folio, 404)
    assert decide(participant, page, "sign").location == desk
    assert stored(comment) == ("pending", [(1, True, "", participant.person.id)])
    moderator.get(DESK + comment.folio)
    assert "Ningún aporte espera" in participant.get(desk).words()
    actions = select(AuditEvent.action).where(AuditEvent.actor == participant.person.id)
    assert db.session.scalars(actions.order_by(AuditEvent.id)).all()[-2:] == [
        "comment.status", "comment.sign_off",
    ]  # fmt: skip


def test_its_author_does_not(rosa: Visitor, participant: Visitor, comment, page) -> None:
    assert "otra persona delegada" in rosa.get(page).words()
    sent = participant.get(page).fields() | {"decision": "sign"}
    token = rosa.get("/organizaciones/registrar").fields()["csrf_token"]
    rosa.post(page, sent | {"csrf_token": token}, 403)
    rosa.post(page, sent | {"csrf_token": token, "decision": "changes", "note": "x"}, 403)
    assert stored(comment) == ("unsigned", [])


def test_she_does_when_nobody_else_is_asked_any_more(rosa, organization, comment, page) -> None:
    organization.requires_signoff = False
    db.session.commit()
    decide(rosa, page, "sign")
    assert stored(comment)[0] == "pending"


def test_changes_are_asked_for_with_a_note(participant, rosa, comment, page, desk) -> None:
    decide(participant, page, "changes", note=" Falta la fecha. ")
    assert stored(comment) == ("unsigned", [(1, False, "Falta la fecha.", participant.person.id)])
    assert "Falta la fecha." in rosa.get(page).words()
    assert "Se pidieron cambios" in rosa.get(desk).words()
    assert "Falta la fecha" not in str(db.session.scalars(select(AuditEvent.details)).all())


def test_what_is_signed_is_what_was_read(participant: Visitor, comment, page) -> None:
    late = participant.get(page).fields() | {"decision": "sign"}
    with meanwhile():
        correct(comment, "Hola a nadie.")
    refused = participant.post(page, late, 409)
    assert "Hola a nadie." in refused.words() and refused.fields()["revision"] == "2"
    asked = late | {"decision": "changes", "note": "Esto."}
    assert participant.post(page, asked, 409).fields()["note"] == "Esto."
    participant.post(page, refused.fields() | {"decision": "sign"})
    assert stored(comment)[1] == [(2, True, "", participant.person.id)]


def test_what_was_withdrawn_meanwhile_is_told(participant: Visitor, comment, page) -> None:
    decide(participant, page, "changes", note="Esto.")
    late = participant.get(page).fields() | {"decision": "sign"}
    with meanwhile():
        db.session.execute(update(Comment).values(status="withdrawn"))
    assert "Ya no espera" in participant.post(page, late, 409).words()


NOTHING = [
    ({"decision": ""}, "decision"),
    ({"decision": "published"}, "decision"),
    ({"decision": "changes", "note": " "}, "note"),
    ({"decision": "changes", "note": "x" * 2001}, "note"),
    ({"decision": "sign", "note": "Pero cambie esto."}, "note"),
]


def test_what_says_nothing_is_asked_again(participant: Visitor, comment, page) -> None:
    opened = participant.get(page).fields()
    for typed, field in NOTHING:
        refused = participant.post(page, opened | typed, 422)
        assert field in errors(refused), typed
        assert refused.fields()["note"].strip() == typed.get("note", "").strip()
    assert stored(comment) == ("unsigned", [])


def test_a_revision_that_is_none_is_stale(participant: Visitor, comment, page) -> None:
    for revision in ("", "x", "-1", "9" * 40):
        sent = participant.get(page).fields() | {"decision": "sign", "revision": revision}
        participant.post(page, sent, 409)
    assert stored(comment) == ("unsigned", [])


def test_of_two_who_sign_at_once_one_does(app, participant, organization, comment) -> None:
    third = sign_in(app, "participant", "tercera@ejemplo.hn")
    db.session.execute(
        insert(Delegation).values(person_id=third.person.id, organization_id=organization.id)
    )
    db.session.commit()
    number, people = comment.id, [participant.person.id, third.person.id]

    def act(one: int) -> None:
        sign_off(db.session.get(Person, one), db.session.get(Comment, number), revision=1)

    assert at_once(app, people, act, StaleSignatureError) == [False, True]
    status, rows = stored(db.session.get(Comment, number))
    assert status == "pending" and len(rows) == 1


def test_strangers_and_other_organizations_find_nothing(
    participant, admin, visitor, moderator, comment, page, desk
) -> None:
    other = an_organization("Otra", participant.person)
    participant.get(f"/organizaciones/{other.id}/firmas/{comment.id}", 404)
    participant.get(f"{desk}99999999999", 404)
    for stranger in (admin, moderator):
        stranger.get(desk, 404)
        stranger.get(page, 404)
    assert "/ingresar" in visitor.get(page, 302).location


def test_what_did_not_wait_has_no_page(participant, organization, desk) -> None:
    sent = a_comment(
        a_consultation(), status="pending", is_institutional=True, organization_id=organization.id
    )
    participant.get(f"{desk}{sent.id}", 404)


@pytest.mark.parametrize("status", ["unsigned", "pending", "published", "returned"])
def test_other_words_wait_for_another_delegate_again(rosa, participant, comment, page, status):
    comment.status = status
    db.session.commit()
    rosa.submit("/consultas/politica/mis-aportes/POL-0001/corregir", {"body": "Adiós."})
    assert stored(comment)[0] == "unsigned"
    assert "Adiós." in participant.get(page).words(".//main")


def test_who_agreed_with_it_does_not_moderate_it(participant, page, comment, organization) -> None:
    """Not even after they have stopped to speak for the organization."""
    decide(participant, page, "sign")
    with meanwhile():
        db.session.execute(
            update(Person).where(Person.id == participant.person.id).values(role="moderator")
        )
        db.session.execute(
            delete(Delegation).where(Delegation.person_id == participant.person.id)
        )
    db.session.expire_all()
    moderator = db.session.get(Person, participant.person.id)
    assert moderator is not None and is_own(moderator, db.session.get(Comment, comment.id))
