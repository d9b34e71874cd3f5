"""What comments keep of a person whose account goes, what they give a person who asks, and that a
verification is seen at once."""

import pytest
from sqlalchemy import select, text

from consult.accounts.leaving import erase, own_data
from consult.comments.authorship import author_of, is_author
from consult.comments.models import Comment, Exposure, Identity, Participant, Status
from consult.comments.supporting import support
from consult.extensions import db, utc_now
from consult.organizations.service import verify
from tests.factories import a_comment, a_consultation
from tests.organizations.inviting import an_organization
from tests.people import make_person

SHOWN = [Exposure.NAME, Exposure.ORGANIZATION, Exposure.CODED]


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def rosa(app):
    return make_person("participant", name="Rosa Mejía")


def written(consultation, person):
    return [
        a_comment(consultation, author_id=person.id, author_name="Rosa", exposure=each)
        for each in SHOWN
    ]


def test_nothing_tells_who_wrote_when_the_account_is_gone(consultation, rosa):
    comments = written(consultation, rosa)
    others = a_comment(consultation, status=Status.PUBLISHED)
    support(rosa, consultation, others, organization_id=None)
    shown = [comment.author_name for comment in comments]
    erase(rosa)
    db.session.commit()
    assert [comment.author_name for comment in comments] == shown
    assert [author_of(comment) for comment in comments] == [None, None, None]
    assert {comment.author_key for comment in comments} == {None}
    assert db.session.scalars(select(Identity)).all() == []
    assert others.supports == 1
    assert db.session.scalars(text("SELECT supporter_key FROM support")).all() == [None]


def test_a_code_is_given_to_nobody_else_and_leads_nowhere(consultation, rosa):
    coded = written(consultation, rosa)[2]
    key = coded.author_key
    erase(rosa)
    db.session.commit()
    kept = db.session.scalars(select(Participant)).one()
    assert kept.author_key != key and kept.code in coded.author_name


def test_a_person_takes_along_what_they_wrote_and_nothing_of_others(consultation, rosa):
    comments = written(consultation, rosa)
    a_comment(consultation, author_id=make_person("participant", "luis@ejemplo.hn").id)
    told = own_data(rosa, now=utc_now())["contributions"]
    assert [each["folio"] for each in told] == [comment.folio for comment in comments]
    assert [each["shown_as"] for each in told] == SHOWN


def test_other_people_stay_authors(consultation, rosa):
    luis = make_person("participant", "luis@ejemplo.hn")
    comments = written(consultation, luis)
    erase(rosa)
    db.session.commit()
    assert all(is_author(luis, comment) for comment in comments)


def test_a_verification_makes_public_pages_anew(consultation, rosa):
    organization = an_organization("Red Sur", rosa, verified=False)
    a_comment(consultation, organization_id=organization.id, status=Status.PUBLISHED)
    before = consultation.public_revision
    verify(
        make_person("admin"), organization, seen=organization.mark, outcome="verified",
        checked=["site"], note="",
    )  # fmt: skip
    db.session.commit()
    assert consultation.public_revision == before + 1
    assert db.session.scalars(select(Comment.organization_id)).one() == organization.id
