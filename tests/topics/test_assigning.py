"""Putting topics on points and taking them off: as sets, logged, alone or all at once."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.extensions import db
from consult.topics.models import PointTopic, Topic
from consult.topics.service import (
    StaleTopicsError,
    TopicError,
    assign,
    assign_in_bulk,
    change,
    remove,
    unassign,
)
from tests.factories import a_comment, a_consultation
from tests.people import make_person
from tests.topics.factories import a_topic, point_of, put, together


@pytest.fixture
def scene(app):
    """Two points and two topics of one consultation."""
    consultation = a_consultation()
    points = [point_of(a_comment(consultation)) for _ in range(2)]
    topics = [a_topic(consultation, name).id for name in ("Uno", "Dos")]
    return consultation, points, topics


def stored() -> set[tuple[int, int]]:
    query = select(PointTopic.point_id, PointTopic.topic_id)
    return {(point, topic) for point, topic in db.session.execute(query)}


def log() -> list[tuple]:
    query = select(
        AuditEvent.action, AuditEvent.subject_id, AuditEvent.details, AuditEvent.actor
    ).where(AuditEvent.subject_type == "point")
    return [tuple(row) for row in db.session.execute(query.order_by(AuditEvent.id))]


def test_every_topic_goes_on_every_point_once(scene):
    _consultation, points, topics = scene
    assert assign(None, points, topics[:1]) == 2
    assert assign(None, points, topics) == 2
    assert assign(None, points, topics) == 0
    assert stored() == {(point, topic) for point in points for topic in topics}


def test_an_assignment_says_who_and_that_it_was_a_person(scene):
    _consultation, points, topics = scene
    drafter = make_person("drafter")
    assign(drafter, points[:1], topics[:1])
    row = db.session.scalars(select(PointTopic)).one()
    assert (row.origin, row.confidence, row.assigned_by) == ("person", None, drafter.id)


def test_each_change_has_its_row_in_the_log_and_no_change_none(scene):
    _consultation, (point, _other), (one, two) = scene
    drafter = make_person("drafter")
    change(drafter, added=[(point, one), (point, two)])
    change(drafter, added=[(point, one)], removed=[(point, two)])
    change(drafter, removed=[(point, two)])
    assert log() == [
        ("topic.assign", point, {"topic": one}, drafter.id),
        ("topic.assign", point, {"topic": two}, drafter.id),
        ("topic.unassign", point, {"topic": two}, drafter.id),
    ]


def test_taking_off_leaves_the_other_topics(scene):
    _consultation, points, topics = scene
    assign(None, points, topics)
    assert unassign(None, points, topics[:1]) == 2
    assert stored() == {(point, topics[1]) for point in points}


def test_an_import_writes_one_row_for_thousands(scene):
    consultation, _points, topics = scene
    points = [point_of(a_comment(consultation)) for _ in range(5)]
    pairs = [(point, topic) for point in points for topic in topics]
    assert assign_in_bulk(None, pairs) == 10
    assert assign_in_bulk(None, pairs) == 0
    assert [(row[0], row[2]) for row in log()] == [("topic.assign", {"count": 10})]


@pytest.mark.parametrize("which", ["topic", "point", "consultation"])
def test_what_is_not_there_or_of_another_consultation_is_refused(scene, which):
    _consultation, points, topics = scene
    if which == "topic":
        topics = [*topics, 10**6]
    elif which == "point":
        points = [*points, 10**6]
    else:
        topics = [a_topic(a_consultation("otra"), "Uno").id]
    with pytest.raises(StaleTopicsError):
        assign(None, points, topics)
    assert stored() == set()


def test_two_people_at_once_leave_one_assignment_and_one_row_in_the_log(app, scene):
    _consultation, points, topics = scene

    def act():
        return assign(None, points, topics)

    assert sorted(together(app, act, act, act)) == [0, 0, 4]
    assert len(stored()) == 4 and len(log()) == 4


def test_a_topic_is_removed_or_put_on_a_point_but_never_both(app, scene):
    _consultation, points, topics = scene
    results = together(
        app,
        lambda: assign(None, points, topics[:1]),
        lambda: remove(None, db.session.get(Topic, topics[0])),
    )
    outcome = [result if result in (2, None) else type(result) for result in results]
    assert outcome in ([2, TopicError], [StaleTopicsError, None])
    assert len(stored()) == (2 if outcome[0] == 2 else 0)


def test_a_comment_that_waits_may_have_topics_too(scene):
    consultation, _points, topics = scene
    comment = a_comment(consultation, status="pending")
    put(comment, db.session.get(Topic, topics[0]))
    assert (point_of(comment), topics[0]) in stored()
