"""A comment's status moves along the table of transitions and nowhere else."""

import random

import pytest
from sqlalchemy import func, select

from consult.comments.models import TRANSITIONS, Anchor, Comment, Status, Tally
from consult.comments.service import IllegalTransitionError, transition
from consult.extensions import db
from tests.factories import a_consultation
from tests.moderation.desk import some_waiting

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
