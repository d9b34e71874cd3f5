"""Appeals: once, in time, and decided by somebody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.extensions import db, utc_now
from consult.moderation.appeals import appeal, appeal_of, decide_appeal
from consult.moderation.events import appeal_decided
from consult.moderation.models import Appeal, Decision
from consult.moderation.service import StaleDecisionError, decide
from tests.comments.owning import HOME, MINE, now
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.people import make_person, sign_in

OWN = MINE + "POL-0001"
APPEAL = OWN + "/apelar"
LIST = DESK + "apelaciones"
CASE = LIST + "/POL-0001"


@pytest.fixture(autouse=True)
def rejected(app, moderator, participant):
    """The number of a comment of the participant that the moderator rejected."""
    comment = a_comment(
        a_consultation(), "Opino.", block="1.2", status="pending", exposure="coded",
        author_id=participant.person.id,
    )  # fmt: skip
    decide(moderator.person, comment, revision=1, after="rejected", reason="insult")
    db.session.commit()
    return comment.id


@pytest.fixture
def second(app):
    """Another moderator."""
    return sign_in(app, "moderator", "segunda@ejemplo.hn")


def test_an_author_appeals_once(participant, visitor, second, rejected):
    assert "Apelar esta decisión" in participant.get(OWN).text
    assert participant.submit(APPEAL, {"text": "No insulté a <b>nadie</b>."}).location == OWN
    assert "Su apelación se recibió" in participant.get(OWN).text
    assert participant.get(APPEAL).document.find(".//main//textarea") is None
    form = participant.get(HOME + "comentar").fields()
    page = participant.post(APPEAL, form | {"text": "Otra vez."}, 409)
    assert "Otra vez." in page.text
    assert "No insulté a <b>nadie</b>." in second.get(CASE).words(".//main")
    assert "No insulté" not in visitor.get(HOME + "aportes/POL-0001").text
    assert "POL-0001" in second.get(LIST).words(".//main")
    assert "Appeals" not in second.get(LIST).words(".//main")


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 2001])
def test_bad_input_is_told_and_kept(participant, text):
    page = participant.submit(APPEAL, {"text": text}, 422)
    assert page.document.find(".//div[@id='errors']") is not None
    assert page.fields()["text"] == text.strip()


def test_strangers_find_nothing(participant, visitor, moderator, second):
    for other in (visitor, moderator, second):
        other.get(APPEAL, 404)
    second.get(CASE, 404)
    participant.get(LIST, 404)
    visitor.get(LIST, 302)
    second.get(LIST + "/POL-9999", 404)


def test_not_after_thirty_days(participant, rejected):
    with meanwhile():
        long_ago = utc_now() - timedelta(days=31)
        db.session.execute(update(Decision).values(created_at=long_ago))
    assert "Apelar esta decisión" not in participant.get(OWN).text
    form = participant.get(HOME + "comentar").fields()
    participant.post(APPEAL, form | {"text": "Tarde."}, 409)
    assert db.session.scalar(db.select(Appeal)) is None


def test_who_decided_first_does_not_decide_it(participant, moderator, rejected):
    participant.submit(APPEAL, {"text": "Mire otra vez."})
    page = moderator.get(CASE)
    assert page.document.find(".//main//textarea") is None
    form = moderator.get(HOME + "comentar").fields()
    page = moderator.post(CASE, form | {"outcome": "upheld", "explanation": "Sí insulta."}, 403)
    assert "Sí insulta." in page.text and now(rejected).status == "rejected"


def test_an_author_does_not_decide_it(app, rejected):
    with meanwhile():
        person = Person.query.filter_by(email="participant@ejemplo.hn").one()
        person.role = "moderator"
    author = sign_in(app, "participant")
    author.submit(APPEAL, {"text": "Mire otra vez."})
    form = author.get(HOME + "comentar").fields()
    author.post(CASE, form | {"outcome": "overturned"}, 403)
    assert now(rejected).status == "rejected"


def test_a_decision_that_stands_is_explained(participant, second, rejected):
    participant.submit(APPEAL, {"text": "Mire otra vez."})
    page = second.submit(CASE, {"outcome": "upheld", "explanation": " "}, 422)
    assert "Explique por qué" in page.text
    second.submit(CASE, {"explanation": "Algo."}, 422)
    told = []
    with appeal_decided.connected_to(lambda comment, appeal: told.append(appeal.outcome)):
        second.submit(CASE, {"outcome": "upheld", "explanation": "Insulta a «ellos»."})
    words = participant.get(OWN).words(".//main")
    assert told == ["upheld"] and "se mantiene" in words and "Insulta a «ellos»." in words
    assert second.person.name not in words and now(rejected).status == "rejected"


def test_a_decision_that_is_overturned_publishes(participant, visitor, second, rejected):
    participant.submit(APPEAL, {"text": "Mire otra vez."})
    second.submit(CASE, {"outcome": "overturned"})
    assert now(rejected).status == "published"
    assert "Opino." in visitor.get(HOME + "aportes/POL-0001").text
    assert "se cambió" in participant.get(OWN).words(".//main")
    steps = db.session.execute(db.select(Decision.before, Decision.after).order_by(Decision.id))
    assert [tuple(row) for row in steps] == [("pending", "rejected"), ("rejected", "published")]
    form = second.get(HOME + "comentar").fields()
    page = second.post(CASE, form | {"outcome": "upheld", "explanation": "No."}, 409)
    assert "No." in page.text and now(rejected).status == "published"


def try_to(app, start, person_id, comment_id):
    with app.app_context():
        person, comment = db.session.get(Person, person_id), db.session.get(Comment, comment_id)
        overturn = person_id % 2 == 0
        db.session.rollback()
        start.wait()
        try:
            decide_appeal(person, comment, overturn=overturn, explanation="Porque sí.",
                          now=utc_now())  # fmt: skip
        except StaleDecisionError:
            return False
        db.session.commit()
        return True


def test_of_several_who_decide_at_once_one_succeeds(app, rejected):
    appeal(None, now(rejected), text="Mire.", now=utc_now())
    db.session.commit()
    ids = [make_person("moderator", f"m{n}@ejemplo.hn").id for n in range(4)]
    db.session.remove()
    start = Barrier(4, timeout=30)
    with ThreadPoolExecutor(4) as threads:
        won = list(threads.map(lambda who: try_to(app, start, who, rejected), ids))
    assert sum(won) == 1
    outcome = appeal_of(now(rejected)).outcome
    assert now(rejected).status == ("published" if outcome == "overturned" else "rejected")
