"""Real workers: several at once, killed, told to stop."""

import signal
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from consult.extensions import db, read_rows, utc_now
from consult.jobs import Job, State, enqueue
from consult.jobs.queue import Queue
from consult.jobs.running import SILENT
from tests.jobs.labour import make
from tests.jobs.workers import attempts, made, progress, state, until, working

MANY = 200


def asked(name: str, folder: Path) -> int:
    job_id = enqueue(name, folder=str(folder)).id
    db.session.commit()
    return job_id


def how_many(wanted: State) -> int:
    """Of those that the test asked for: a worker asks for the day's own from seven on."""
    asked_for = "SELECT count(*) FROM job WHERE state = ? AND task = ?"
    return read_rows(asked_for, wanted, "test.make")[0][0]


def test_two_workers_do_every_job_once(app: Flask, queue: Queue) -> None:
    ids = [enqueue("test.make", slug=f"hecha-{number}").id for number in range(MANY)]
    db.session.commit()
    for job_id in ids[::4]:
        queue.hand_over(job_id)
    with working(app), working(app):
        until(lambda: how_many(State.DONE) + how_many(State.FAILED) == MANY)
    assert how_many(State.DONE) == MANY == len(made())
    assert {attempts(job_id) for job_id in ids} == {1}


def test_progress_is_seen_while_others_write(app: Flask, queue: Queue, tmp_path: Path) -> None:
    job = asked("test.pause_reading", tmp_path)
    with working(app):
        until(lambda: state(job) == State.RUNNING and progress(job) == (3, 10))
        make("mientras-tanto")
        db.session.commit()
        assert made() == {"mientras-tanto"}
        (tmp_path / "go").touch()
        until(lambda: state(job) == State.DONE)
    assert progress(job) == (10, 10) and made() == {"mientras-tanto", "leida"}


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_does_it_once(
    app: Flask, queue: Queue, tmp_path: Path
) -> None:
    job = asked("test.pause_writing", tmp_path)
    with working(app) as worker:
        until((tmp_path / "writing").exists)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert made() == set() and state(job) == State.RUNNING
    db.session.execute(update(Job).values(heartbeat_at=utc_now() - 2 * SILENT))
    db.session.commit()
    (tmp_path / "go").touch()
    with working(app):
        until(lambda: state(job) == State.DONE)
    assert made() == {"primera", "segunda"} and attempts(job) == 2


def test_a_worker_told_to_stop_finishes_its_job_and_takes_no_other(
    app: Flask, queue: Queue, tmp_path: Path
) -> None:
    job = asked("test.pause_reading", tmp_path)
    next_one = asked("test.pause_writing", tmp_path)
    with working(app) as worker:
        until(lambda: progress(job) == (3, 10))
        worker.terminate()
        time.sleep(1)
        assert worker.poll() is None and state(job) == State.RUNNING
        (tmp_path / "go").touch()
        assert worker.wait(30) == 0
    assert (state(job), state(next_one)) == (State.DONE, State.PENDING)
    assert made() == {"leida"}
