"""In whose name a contribution is sent, and how much of its author is stored and shown."""

import pytest

from consult.accounts.service import close_session
from consult.comments.models import Comment, Identity
from consult.comments.service import transition
from consult.extensions import db, utc_now
from consult.organizations.models import Delegation, Organization
from tests.comments.writing import BODY, PARAGRAPH, errors, how_many, send, stored
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile

NAME = "Rosa Mejía Oculta"
PUBLIC = "/consultas/politica/aportes/POL-0001"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


@pytest.fixture
def rosa(participant):
    participant.person.name = NAME
    db.session.commit()
    return participant


def speaks_for(visitor, name="Red Norte", **kwargs):
    with meanwhile():
        organization = Organization(name=name, kind="ngo", **kwargs)
        db.session.add(organization)
        db.session.flush()
        link = Delegation(person_id=visitor.person.id, organization_id=organization.id)
        db.session.add(link)
        return str(organization.id)


def options(page):
    return [field.get("value") for field in page.all(".//input[@name='exposure']")]


def published(visitor, address=PUBLIC):
    with meanwhile():
        comment = db.session.get(Comment, 1)
        transition(None, comment, revision=1, before="pending", after="published")
    return visitor.get(address).words(".//article[@id]")


def test_only_who_has_an_account_is_asked_how_to_appear(rosa, visitor):
    assert options(visitor.get(PARAGRAPH)) == []
    page = rosa.get(PARAGRAPH)
    assert options(page) == ["name", "coded"] and page.fields()["exposure"] == "name"
    speaks_for(rosa)
    page = rosa.get(PARAGRAPH)
    assert options(page) == ["name", "organization", "coded"]
    assert "Como Red Norte" in page.words() and "organization_name" not in page.fields()


def test_a_code_hides_the_name_that_stood_in_the_form(rosa, visitor):
    receipt = send(rosa, exposure="coded").location
    comment = stored()[0]
    assert comment.author_name.startswith("Participante ") and comment.author_id is None
    assert comment.follow_hash is None and db.session.get(Identity, comment.id)
    for words in (rosa.get(receipt).words(".//main"), published(visitor)):
        assert comment.author_name in words and NAME not in words


@pytest.mark.parametrize(
    ("position", "verified", "says"),
    [("institutional", True, "organización verificada · posición institucional"),
     ("personal", False, "Organización de sociedad civil · a título personal")],
)  # fmt: skip
def test_an_organization_speaks_and_its_delegate_is_not_shown(
    rosa, visitor, position, verified, says
):
    speaks_for(rosa, verified_at=utc_now() if verified else None)
    send(rosa, exposure="organization", position=position)
    comment = stored()[0]
    assert (comment.author_name, comment.author_id, comment.status) == ("", None, "pending")
    assert comment.is_institutional == verified
    words = published(visitor)
    assert "Red Norte" in words and says in words and NAME not in words


@pytest.mark.parametrize(
    ("position", "status"), [("institutional", "unsigned"), ("personal", "pending")]
)
def test_a_position_may_need_another_delegate(rosa, position, status):
    speaks_for(rosa, requires_signoff=True)
    assert "Red Norte pide que otra persona delegada" in rosa.get(PARAGRAPH).words()
    receipt = send(rosa, exposure="organization", position=position).location
    assert stored()[0].status == status
    assert ("visto bueno" in rosa.get(receipt).words(".//main")) == (status == "unsigned")


def test_of_several_organizations_one_is_chosen(rosa):
    first, second = speaks_for(rosa), speaks_for(rosa, "Universidad")
    chosen = {"exposure": "organization", "position": "personal"}
    for wrong in ("", "999", "x"):
        page = send(rosa, status=422, organization=wrong, **chosen)
        assert "organization" in errors(page)
    send(rosa, organization=second, **chosen)
    assert stored()[0].organization_name == "Universidad" != first


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"exposure": "todo"}, "exposure"), ({"exposure": "organization"}, "position"),
     ({"exposure": "organization", "position": "x"}, "position"),
     ({"exposure": "coded", "organization_name": "Red", "organization_kind": "ngo"},
      "organization_name")],
)  # fmt: skip
def test_what_is_missing_is_asked_for_and_nothing_is_lost(rosa, typed, field):
    speaks_for(rosa)
    page = send(rosa, status=422, **typed)
    assert list(errors(page)) == [field] and page.fields()["body"] == BODY
    assert how_many() == 0


def test_nobody_speaks_for_an_organization_that_is_not_theirs(rosa, moderator):
    theirs = speaks_for(moderator)
    chosen = {"exposure": "organization", "position": "institutional", "organization": theirs}
    assert "exposure" in errors(send(rosa, status=422, **chosen))
    speaks_for(rosa, "Otra")
    assert "organization" in errors(send(rosa, status=422, **chosen))
    assert how_many() == 0


@pytest.mark.parametrize("exposure", ["coded", "organization"])
def test_sent_twice_it_is_one_and_shown_otherwise_it_is_another(rosa, exposure):
    speaks_for(rosa)
    fields = rosa.get(PARAGRAPH).fields() | {"body": BODY, "position": "personal"}
    first = rosa.post(PARAGRAPH, fields | {"exposure": exposure}).location
    assert rosa.post(PARAGRAPH, fields | {"exposure": exposure}).location == first
    rosa.post(PARAGRAPH, fields, 409)
    assert how_many() == 1


@pytest.mark.parametrize("exposure", ["coded", "organization"])
def test_a_session_that_ended_gives_no_name_away(rosa, exposure):
    speaks_for(rosa)
    fields = rosa.get(PARAGRAPH).fields() | {"body": BODY, "exposure": exposure}
    with meanwhile():
        close_session(rosa.person, now=utc_now())
    page = rosa.post(PARAGRAPH, fields | {"position": "personal"}, 422)
    kept = page.fields()
    assert (kept["exposure"], kept["position"]) == (exposure, "personal")
    rosa.post(PARAGRAPH, kept | {"without_account": "1"})
    comment = stored()[0]
    assert (comment.author_name, comment.organization_name, comment.exposure) == ("", "", "name")


def test_a_reply_may_be_coded_too(rosa, consultation):
    a_comment(consultation, block="1.2")
    send(rosa, "/consultas/politica/comentar?respuesta=POL-0001", exposure="coded")
    assert db.session.get(Comment, 2).author_name.startswith("Participante ")
