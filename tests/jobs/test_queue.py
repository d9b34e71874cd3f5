"""A job leaves with the transaction that asked for it, or not at all."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.extensions import db, utc_now
from consult.jobs import Job, State, enqueue, waiting_since
from consult.jobs.queue import Queue
from consult.jobs.running import SILENT
from tests.jobs.workers import made


def test_a_job_runs_when_the_transaction_has_committed(app: Flask) -> None:
    job = enqueue("test.make", slug="una")
    assert made() == set() and job.state == State.PENDING
    db.session.commit()
    assert made() == {"una"} and job.state == State.DONE
    assert job.attempts == 1 and job.finished_at is not None


def test_nothing_is_handed_over_after_a_rollback(queue: Queue) -> None:
    enqueue("test.make", slug="una")
    db.session.rollback()
    db.session.commit()
    assert queue.huey.pending_count() == 0
    enqueue("test.make", slug="otra")
    db.session.commit()
    assert queue.huey.pending_count() == 1


def test_a_savepoint_is_not_yet_the_end(app: Flask) -> None:
    with db.session.begin_nested():
        job = enqueue("test.make", slug="una")
    with pytest.raises(ValueError), db.session.begin_nested():
        enqueue("test.make", slug="ninguna")
        raise ValueError
    assert job.state == State.PENDING
    db.session.commit()
    assert made() == {"una"}


def test_the_same_work_is_not_asked_for_twice_at_a_time(queue: Queue) -> None:
    first, other = enqueue("test.make", slug="una"), enqueue("test.make", slug="otra")
    db.session.commit()
    assert enqueue("test.make", slug="una").id == first.id != other.id
    first.state = State.DONE
    assert enqueue("test.make", slug="una").id not in (first.id, other.id)
    db.session.commit()
    assert queue.huey.pending_count() == 3


def test_a_page_can_tell_that_no_worker_is_there(queue: Queue) -> None:
    assert waiting_since() is None
    first = enqueue("test.make", slug="una")
    enqueue("test.make", slug="otra")
    db.session.commit()
    assert waiting_since() == first.created_at
    busy = Job(task="test.make", state=State.RUNNING, heartbeat_at=utc_now())
    db.session.add(busy)
    assert waiting_since() is None
    busy.heartbeat_at = utc_now() - SILENT
    assert waiting_since() == first.created_at


def test_what_was_asked_for_is_kept_while_the_queue_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:1/0")
    queue = Queue(app)
    queue.huey.immediate = False
    monkeypatch.setitem(app.extensions, "jobs", queue)
    enqueue("test.make", slug="una")
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1
    assert "could not be handed over" in caplog.text
