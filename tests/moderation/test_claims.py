"""Who is at work on what: taken, seen, let go, taken over, over in time, and never held by two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.moderation import claims
from consult.moderation.claims import LEASE, ClaimedError
from consult.moderation.models import Claim, Decision
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, some_waiting
from tests.people import make_person, sign_in

CLAIMERS, COMMENTS, KILLED = 50, 500, 5


@pytest.fixture
def consultation(app):
    found = a_consultation()
    some_waiting(found, 3)
    return found


@pytest.fixture
def colleague(app):
    return sign_in(app, "moderator", "ana@ejemplo.hn")


def first():
    return db.session.get(Comment, 1)


def take(person, **kwargs):
    with meanwhile():
        return claims.take(person, first(), **{"now": utc_now()} | kwargs)


def press(who, path, **typed):
    token = who.get(DESK).fields(0)["csrf_token"]
    return who.post(path, {"csrf_token": token} | typed, typed.pop("status", 303))


def test_the_oldest_that_nobody_has_is_taken(moderator, colleague, consultation):
    assert press(moderator, DESK + "siguiente/").location == DESK + "POL-0001"
    assert press(colleague, DESK + "siguiente/").location == DESK + "POL-0002"
    assert "Lo tiene usted hasta las" in moderator.get(DESK + "POL-0001").words()
    assert "Lo tiene Moderator hasta las" in colleague.get(DESK).words()
    mine = moderator.get(DESK + "?estado=mine")
    assert [each.findtext(".//p") for each in mine.all(".//ol/li")] == ["Aporte 1"]


def test_reading_takes_nothing(moderator, consultation):
    for path in ("", "POL-0001", "?estado=mine"):
        moderator.get(DESK + path)
    moderator.get(DESK + "siguiente/", status=405)
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 0


def test_what_another_has_is_not_decided_on(moderator, colleague, consultation):
    typed = moderator.get(DESK + "POL-0001").fields() | {"explanation": "Mi nota."}
    take(colleague.person)
    for decision in ("published", "rejected"):
        answer = {"decision": decision, "reason": "" if decision == "published" else "spam"}
        late = moderator.post(DESK + "POL-0001", typed | answer, status=409)
        assert "Su decisión no se guardó" in late.words() and "Mi nota." in late.words()
    assert first().status == "pending"
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 0


def test_it_can_be_taken_over_which_is_written_down(moderator, colleague, consultation):
    take(colleague.person)
    page = moderator.get(DESK + "POL-0001")
    assert "Otra persona lo está revisando" in page.words()
    moderator.submit(DESK + "POL-0001", {"igual": "1"})
    assert db.session.get(Claim, 1).holder_id == moderator.person.id
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "claim.take_over"))
    assert (event.actor, event.before) == (moderator.person.id, str(colleague.person.id))


def test_without_saying_so_nothing_is_taken_over(moderator, colleague, consultation):
    take(colleague.person)
    refused = press(moderator, DESK + "POL-0001/tomar", status=409)
    assert "Otra persona lo tomó antes" in refused.words()
    assert db.session.get(Claim, 1).holder_id == colleague.person.id


def test_it_is_let_go_by_its_holder_alone(moderator, colleague, consultation):
    take(colleague.person)
    press(moderator, DESK + "POL-0001/soltar")
    assert db.session.get(Claim, 1) is not None
    press(colleague, DESK + "POL-0001/soltar")
    db.session.expire_all()
    assert db.session.get(Claim, 1) is None


def test_a_decision_frees_it_and_takes_the_next(moderator, consultation):
    press(moderator, DESK + "siguiente/")
    moderator.submit(DESK + "POL-0001", {"decision": "published"})
    held = db.session.scalars(select(Claim.comment_id)).all()
    assert held == [2]


def test_after_ten_minutes_another_may_have_it(moderator, colleague, consultation):
    began = utc_now()
    assert take(moderator.person, now=began)
    assert not take(colleague.person, now=began + LEASE - timedelta(seconds=1))
    assert take(colleague.person, now=began + LEASE)
    with pytest.raises(ClaimedError):
        claims.check(moderator.person, first(), began + LEASE)


def test_what_does_not_wait_is_not_taken(moderator, consultation):
    folio = a_comment(consultation).folio
    press(moderator, DESK + f"{folio}/tomar", status=409)
    with meanwhile():
        decide(moderator.person, first(), revision=1, after="published")
    press(moderator, DESK + "POL-0001/tomar", status=409)


def test_nobody_takes_their_own(moderator, consultation):
    own = a_comment(consultation, status="pending", author_id=moderator.person.id)
    with meanwhile():
        folios = [claims.take_next(moderator.person, consultation, now=utc_now()) for _ in range(4)]
    assert own not in folios and folios[3] is None


def claim_all(app, person_id, now, *, dies_after=None):
    """The numbers that one person takes until nothing is left, or until they are killed with the
    next one in hand, which was not committed."""
    taken = []
    with app.app_context():
        person, consultation = db.session.get(Person, person_id), db.session.get(Consultation, 1)
        while comment := claims.take_next(person, consultation, now=now):
            if len(taken) == dies_after:
                db.session.rollback()
                break
            taken.append(comment.id)
            db.session.commit()
    return taken


def test_nothing_is_held_twice_though_some_holders_are_killed(app):
    some_waiting(a_consultation(), COMMENTS)
    people = [make_person("moderator", f"m{n}@ejemplo.hn").id for n in range(3)]
    db.session.remove()
    began = utc_now()
    lost = [each for n in range(KILLED) for each in claim_all(app, people[0], began, dies_after=2)]
    with ThreadPoolExecutor(CLAIMERS) as threads:
        later = began + LEASE / 2
        both = threads.map(lambda n: claim_all(app, people[1 + n % 2], later), range(CLAIMERS))
        taken = [each for one in both for each in one]
    assert len(taken) == len(set(taken)) == COMMENTS - len(lost) == COMMENTS - 2 * KILLED
    assert set(taken).isdisjoint(lost)
    assert sorted(claim_all(app, people[1], began + LEASE)) == sorted(lost)
