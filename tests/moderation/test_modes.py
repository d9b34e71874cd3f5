"""What a verified organization says may be published as it comes, and is looked at afterwards."""

import pytest

from consult.comments.models import Comment
from consult.comments.service import transition
from consult.extensions import db
from consult.moderation.arranging import arrange
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.moderation.test_held import listed
from tests.organizations.inviting import an_organization

UNREVIEWED = DESK + "?estado=unreviewed"


@pytest.fixture
def consultation(app):
    found = a_consultation()
    found.moderation_mode = "after_verified"
    db.session.commit()
    return found


@pytest.fixture
def said(consultation):
    """Says something in the name of an organization; its comment, read afresh."""

    def say(body="Lo apoyamos.", *, verified=True, **kwargs):
        organization = an_organization(f"{body} {kwargs} {verified}", verified=verified)
        made = {"organization_id": organization.id, "is_institutional": True} | kwargs
        made = {"organization_name": "Red Ñu", "status": "pending"} | made
        comment = a_comment(consultation, body, **made)
        db.session.refresh(comment)
        return comment

    return say


def test_it_is_published_and_waits_to_be_looked_at(moderator, said):
    comment = said()
    assert (comment.status, comment.is_unreviewed) == ("published", True)
    assert listed(moderator.get(UNREVIEWED)) == ["Lo apoyamos."]
    assert listed(moderator.get(DESK)) == []


WAIT = [
    {"verified": False},
    {"is_institutional": False},
    {"held": "trap"},
    {"body": "Vea https://ejemplo.org"},
    {"status": "unsigned"},
]


def test_anything_else_waits(said):
    for made in WAIT:
        comment = said(**made)
        assert comment.status == made.get("status", "pending") and not comment.is_unreviewed


def test_where_the_consultation_does_not_say_so_it_waits(consultation, said):
    consultation.moderation_mode = "before"
    db.session.commit()
    assert said().status == "pending"


def test_it_stays_once_somebody_has_looked(moderator, said):
    said()
    page = moderator.submit(DESK + "POL-0001", {"queda": "1"})
    assert page.location == UNREVIEWED and listed(moderator.get(UNREVIEWED)) == []
    db.session.expire_all()
    assert db.session.get(Comment, 1).status == "published"


def test_or_waits_for_a_decision(moderator, said):
    said()
    moderator.submit(DESK + "POL-0001", {"queda": "0"})
    assert listed(moderator.get(DESK)) == ["Lo apoyamos."]
    moderator.submit(DESK + "POL-0001", {"decision": "rejected", "reason": "spam"})
    db.session.expire_all()
    assert db.session.get(Comment, 1).status == "rejected"


def test_of_two_who_look_one_is_told(moderator, admin, said):
    said()
    typed = moderator.get(DESK + "POL-0001").fields() | {"queda": "0"}
    admin.submit(DESK + "POL-0001", {"queda": "1"})
    moderator.post(DESK + "POL-0001/revisado", typed, 409)


def test_what_another_delegate_signs_is_published_then(participant, moderator, said):
    comment = said(status="unsigned")
    with meanwhile():
        transition(None, comment, revision=1, before="unsigned", after="pending")
    db.session.expire_all()
    assert db.session.get(Comment, 1).is_unreviewed


def test_readers_are_told_what_is_read_before_it_is_published(visitor, consultation):
    rules = "/consultas/politica/reglas"
    told = visitor.get(rules).text
    assert "se publica al recibirse" in told and "Cada aporte se lee" not in told
    with meanwhile():
        arrange(None, consultation, moderation_mode="before", moderation_days=3, watched_words="")
    assert "Cada aporte se lee antes de publicarse." in visitor.get(rules).text
