"""All of a job's work is stored or nothing, once, whatever happens to who does it."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.extensions import db, utc_now
from consult.jobs import Job, State, enqueue
from consult.jobs.running import INTERRUPTED, MOST_ATTEMPTS, SILENT, perform, recover
from tests.jobs.workers import attempts, made, state


def left(how: State, *, tries: int = 1, silent: timedelta = SILENT) -> int:
    """A job as a worker that was killed leaves it: in the database and nowhere else."""
    job = Job(task="test.make", arguments='{"slug": "una"}', state=how, attempts=tries)
    job.heartbeat_at = utc_now() - silent - timedelta(seconds=1)
    db.session.add(job)
    db.session.commit()
    job_id = job.id
    db.session.remove()
    return job_id


def test_a_task_that_fails_leaves_nothing_and_tells_no_more_than_the_kind(app: Flask) -> None:
    job = enqueue("test.fail_writing")
    db.session.commit()
    assert (job.state, job.error) == (State.FAILED, "ValueError")
    assert made() == set() and job.finished_at is not None


def test_the_first_step_cannot_write(app: Flask) -> None:
    job = enqueue("test.write_early")
    db.session.commit()
    assert made() == set() and job.state != State.DONE


def test_a_task_that_nobody_knows_fails(app: Flask) -> None:
    job = enqueue("test.unknown")
    db.session.commit()
    assert (job.state, job.error) == (State.FAILED, "KeyError")


def test_who_lost_the_job_stores_nothing(app: Flask) -> None:
    job = enqueue("test.lose_turn")
    db.session.commit()
    assert made() == set()
    assert (job.state, job.attempts) == (State.RUNNING, 2), "it is the other's job now"


def test_a_job_that_is_over_is_not_run_again(app: Flask) -> None:
    job_id = enqueue("test.make", slug="una").id
    db.session.commit()
    perform(job_id)
    perform(job_id + 1)
    assert (state(job_id), attempts(job_id)) == (State.DONE, 1)


@pytest.mark.parametrize("how", [State.PENDING, State.RUNNING])
def test_what_was_left_behind_is_taken_up(app: Flask, how: State) -> None:
    job_id = left(how)
    recover()
    assert (state(job_id), attempts(job_id)) == (State.DONE, 2) and made() == {"una"}


def test_a_job_that_shows_life_is_left_alone(app: Flask) -> None:
    job_id = left(State.RUNNING, silent=SILENT - timedelta(seconds=10))
    recover()
    assert state(job_id) == State.RUNNING and made() == set()


def test_a_job_that_kills_its_workers_is_given_up(app: Flask) -> None:
    job_id = left(State.RUNNING, tries=MOST_ATTEMPTS)
    recover()
    assert state(job_id) == State.FAILED and made() == set()
    assert db.session.get_one(Job, job_id).error == INTERRUPTED
