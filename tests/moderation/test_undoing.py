"""Taking a decision back: by who took it, within a minute, before anybody is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.models import Comment, Tally
from consult.extensions import db, utc_now
from consult.moderation.appeals import appeal
from consult.moderation.models import Claim, Decision, Proposal
from consult.moderation.service import decide
from consult.moderation.undoing import TIME_TO_UNDO, TooLateError, undo
from consult.notifications.models import Notice
from consult.notifications.queries import due
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, correct
from tests.people import make_person, sign_in

PAGE = DESK + "POL-0001"
LATE = "Ya no se puede deshacer"


@pytest.fixture
def author(app):
    return make_person("participant")


@pytest.fixture
def consultation(app, author):
    found = a_consultation()
    a_comment(found, status="pending", author_id=author.id)
    db.session.execute(db.delete(Notice))
    db.session.commit()
    return found


def status():
    db.session.expire_all()
    return db.session.get(Comment, 1).status


def take_back(who, status=303):
    token = who.get(DESK).fields(0)["csrf_token"]
    return who.post(PAGE + "/deshacer", {"csrf_token": token}, status)


def decided(who, after="published", **kwargs):
    with meanwhile():
        decide(who.person, db.session.get(Comment, 1), revision=1, after=after, **kwargs)


DECISIONS = [{"decision": "published"}, {"decision": "rejected", "reason": "insult"}]


@pytest.mark.parametrize("typed", DECISIONS)
def test_it_waits_again_and_nobody_is_told(moderator, consultation, typed):
    moderator.submit(PAGE, typed)
    assert len(db.session.scalars(select(Notice)).all()) == 1
    page = moderator.get(DESK)
    assert "Deshacer lo de POL-0001" in page.words()
    back = take_back(moderator)
    assert back.location == PAGE and "espera de nuevo" in moderator.get(PAGE).words()
    assert status() == "pending" and db.session.scalars(select(Notice)).all() == []
    assert db.session.get(Claim, 1).holder_id == moderator.person.id
    assert "Deshacer" not in moderator.get(DESK).words()


def test_what_happened_stays_written(moderator, consultation):
    decided(moderator)
    take_back(moderator)
    rows = db.session.execute(select(Decision.before, Decision.after).order_by(Decision.id)).all()
    assert list(map(tuple, rows)) == [("pending", "published"), ("published", "pending")]
    assert db.session.scalar(select(Tally.published)) == 0


def test_until_then_no_mail_leaves(moderator, consultation):
    decided(moderator)
    now = utc_now()
    assert list(due(now, after=0, limit=9)) == []
    assert len(due(now + TIME_TO_UNDO, after=0, limit=9)) == 1


def test_after_a_minute_it_stands(moderator, consultation):
    decided(moderator)
    decision = db.session.scalars(select(Decision)).one()
    with pytest.raises(TooLateError):
        undo(moderator.person, [decision], now=utc_now() + TIME_TO_UNDO)
    db.session.rollback()
    decision.created_at -= timedelta(minutes=1)
    db.session.commit()
    assert "Deshacer" not in moderator.get(DESK).words()
    assert LATE in take_back(moderator, 409).words()
    assert status() == "published"


def test_only_who_decided_takes_it_back(app, moderator, consultation):
    decided(moderator)
    other = sign_in(app, "moderator", "otra@ejemplo.hn")
    assert "Deshacer" not in other.get(DESK).words()
    take_back(other, 409)
    assert status() == "published"


def test_it_is_taken_back_once(moderator, consultation):
    decided(moderator)
    take_back(moderator)
    take_back(moderator, 409)
    assert status() == "pending"


def test_a_later_decision_is_not_undone_with_an_earlier_one(app, moderator, consultation):
    decided(moderator)
    first = db.session.scalars(select(Decision)).one()
    take_back(moderator)
    with meanwhile():
        db.session.execute(db.delete(Claim))
        other = make_person("moderator", "otra@ejemplo.hn")
        decide(other, db.session.get(Comment, 1), revision=1, after="published")
        with pytest.raises(TooLateError):
            undo(moderator.person, [first], now=utc_now())


def test_what_its_author_has_changed_since_stays(moderator, consultation):
    decided(moderator)
    with meanwhile():
        correct(db.session.get(Comment, 1), "Otro texto.")
    assert LATE in take_back(moderator, 409).words()


def test_the_notice_of_another_comment_stays(moderator, author, consultation):
    with meanwhile():
        second = a_comment(consultation, status="pending", author_id=author.id)
        db.session.execute(db.delete(Notice))
    decided(moderator)
    with meanwhile():
        decide(moderator.person, second, revision=1, after="published")
    take_back(moderator)
    assert len(db.session.scalars(select(Notice)).all()) == 1


def test_what_its_author_has_appealed_against_stands(moderator, author, consultation):
    decided(moderator, "rejected", reason="insult")
    assert "Deshacer" in moderator.get(DESK).words()
    with meanwhile():
        appeal(author, db.session.get(Comment, 1), text="No insulté.", now=utc_now())
    assert "Deshacer" not in moderator.get(DESK).words()
    assert LATE in take_back(moderator, 409).words()
    assert status() == "rejected"


@pytest.mark.parametrize("after", ["rejected", "published"])
def test_a_proposal_waits_again_for_a_second_person(app, moderator, consultation, after):
    consultation.second_moderator = True
    db.session.commit()
    reason = "insult" if after == "rejected" else None
    decided(sign_in(app, "moderator", "otra@ejemplo.hn"), "rejected", reason="insult")
    decided(moderator, after, reason=reason)
    take_back(moderator)
    proposal = db.session.scalars(select(Proposal)).one()
    assert (proposal.outcome, proposal.decided_by, proposal.decided_at) == (None, None, None)
    assert "Otra persona propuso rechazarlo" in moderator.get(PAGE).words()
    decided(moderator, "rejected", reason="insult")
    assert (status(), proposal.outcome) == ("rejected", "confirmed")
