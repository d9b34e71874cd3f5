"""A comment's status moves along the table of transitions and nowhere else."""

import random

import pytest
from sqlalchemy import func, select

from consult.comments.models import TRANSITIONS, Anchor, Comment, Status, Tally
from consult.comments.service import IllegalTransitionError, transition
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.moderation import rules
from consult.moderation.redacting import NothingCoveredError, redact
from consult.moderation.reporting import NotReportableError, keep, report
from consult.moderation.seconding import WaitsForAnotherError
from consult.moderation.service import PersonalDataError, StaleDecisionError, decide
from tests.factories import a_consultation
from tests.moderation.desk import some_waiting
from tests.people import make_person

BEFORE_PUBLISHED = {Status.PENDING, Status.REJECTED}  # the second by an appeal
BACK_IN_QUEUE = {Status.RETURNED, Status.UNSIGNED, Status.PUBLISHED, Status.REJECTED}


def attempts(count, seed):
    """(before, after) chosen blindly."""
    chance = random.Random(seed)
    return [(chance.choice(list(Status)), chance.choice(list(Status))) for _ in range(count)]


def walk(steps):
    """The statuses a comment goes through when the steps that the table allows are taken."""
    statuses = [steps[0][0]] if steps[0][0] == Status.UNSIGNED else [Status.PENDING]
    for before, after in steps:
        if before == statuses[-1] and (before, after) in TRANSITIONS:
            statuses.append(after)
    return statuses


def test_ten_thousand_random_walks_obey_the_rules():
    walks = [walk(attempts(12, seed)) for seed in range(10_000)]
    assert {status for statuses in walks for status in statuses} == set(Status)
    for statuses in walks:
        assert Status.WITHDRAWN not in statuses[:-1], "what is withdrawn stays so"
        for before, after in zip(statuses, statuses[1:], strict=False):
            assert after != Status.PUBLISHED or before in BEFORE_PUBLISHED, "published unread"
            assert after != Status.PENDING or before in BACK_IN_QUEUE, "back in the queue"
            assert before != after


@pytest.fixture
def comments(app):
    ids = some_waiting(a_consultation(), 12)
    return [db.session.get(Comment, comment_id) for comment_id in ids]


def tried(comment, before, after, revision):
    """True or False as `transition` answers, None when it refuses outright."""
    try:
        return transition(None, comment, revision=revision, before=before, after=after)
    except IllegalTransitionError:
        return None


def expected(status, before, after, revision):
    if (before, after) not in TRANSITIONS:
        return None
    return before == status and revision == 1


def test_blind_attempts_change_what_the_table_allows_and_nothing_else(comments):
    chance, model = random.Random(40), {comment.id: "pending" for comment in comments}
    answers = []
    for before, after in attempts(400, seed=41):
        comment, revision = chance.choice(comments), chance.choice([1, 1, 1, 2])
        answer = tried(comment, before, after, revision)
        assert answer is expected(model[comment.id], before, after, revision)
        model[comment.id] = after if answer else model[comment.id]
        answers.append(answer)
    assert {True, False, None} == set(answers)
    assert dict(db.session.execute(select(Comment.id, Comment.status)).all()) == model
    public = select(Anchor.comment_id).where(Anchor.public)
    shown = {key for key, status in model.items() if status in ("published", "rejected")}
    assert set(db.session.scalars(public)) == shown
    published = list(model.values()).count("published")
    assert db.session.scalar(select(func.sum(Tally.published))) == published


REFUSED = (StaleDecisionError, WaitsForAnotherError, NotReportableError, PersonalDataError)


def act(chance, people, comment):
    """Something that the desk or a reader does, whatever it is that the comment allows; the status
    that was asked for, or None."""
    who, revision = chance.choice(people), chance.choice([1, 1, 1, 2])
    before = chance.choice(["pending", "published"])
    after = chance.choice(["published", "returned", "rejected", "rejected", "rejected"])
    after = after if before == "pending" else "rejected"
    kind = chance.choice(["decide", "decide", "decide", "report", "keep", "cover"])
    if kind == "decide":
        said = {"reason": chance.choice(["insult", "spam"]), "explanation": "Diga más."}
        return decide(who, comment, revision=revision, before=before, after=after, **said)
    if kind == "report":
        report(comment, rule=rules.one(comment.consultation_id, "insult"))
    elif kind == "keep":
        keep(who, comment, explanation="Se queda.", revision=revision)
    else:
        redact(who, comment, ["aporte"], revision=revision, reason="insult")
    return None


def test_whatever_the_desk_does_statuses_keep_to_the_table(comments):
    people = [make_person("moderator", f"{n}@ejemplo.hn") for n in range(3)]
    db.session.get(Consultation, comments[0].consultation_id).second_moderator = True
    chance, done, refused = random.Random(43), set(), 0
    for _step in range(250):
        comment = chance.choice(comments)
        before = comment.status
        try:
            asked = act(chance, people, comment)
        except (*REFUSED, NothingCoveredError):
            refused += 1
            asked = None
        after = db.session.get(Comment, comment.id, populate_existing=True).status
        assert after == before or (before, after) in TRANSITIONS and after == asked
        done.add((before, after))
    assert {("pending", "rejected"), ("published", "rejected"), ("pending", "returned")} < done
    assert refused > 20
