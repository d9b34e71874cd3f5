"""Several moderators at one queue: every comment is decided on once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.models import Comment, Tally
from consult.extensions import db
from consult.moderation.models import Decision
from consult.moderation.service import StaleDecisionError, decide
from tests.factories import a_consultation
from tests.moderation.desk import some_waiting
from tests.people import make_person

MODERATORS, COMMENTS = 8, 200


def publish(app, actor_id, comment_id):
    """Whether this moderator was the one who published the comment."""
    with app.app_context():
        actor, comment = db.session.get(Person, actor_id), db.session.get(Comment, comment_id)
        try:
            decide(actor, comment, revision=1, after="published")
        except StaleDecisionError:
            return False
        db.session.commit()
        return True


def work_through(app, actor_id, ids, together):
    """One moderator tries every comment, each at the same moment as the others."""
    won = 0
    for comment_id in ids:
        together.wait()
        won += publish(app, actor_id, comment_id)
    return won


@pytest.fixture
def queue(app):
    """(numbers of the moderators, numbers of the comments), nothing held open."""
    ids = some_waiting(a_consultation(), COMMENTS)
    people = [make_person("moderator", f"m{n}@ejemplo.hn").id for n in range(MODERATORS)]
    db.session.remove()
    return people, ids


def test_every_comment_is_decided_on_once(app, queue):
    people, ids = queue
    together = Barrier(MODERATORS, timeout=60)
    with ThreadPoolExecutor(MODERATORS) as threads:
        won = list(threads.map(lambda who: work_through(app, who, ids, together), people))
    assert sum(won) == COMMENTS and max(won) < COMMENTS
    decided = db.session.execute(
        select(func.count(), func.count(Decision.comment_id.distinct())).select_from(Decision)
    )
    assert tuple(decided.one()) == (COMMENTS, COMMENTS)
    assert db.session.scalar(select(func.sum(Tally.published))) == COMMENTS
    assert db.session.scalars(select(Comment.status).distinct()).all() == ["published"]
