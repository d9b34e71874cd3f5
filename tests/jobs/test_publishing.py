"""A version published by a real worker: killed half-way it is all or nothing."""

import signal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult.comments.publishing import TASK
from consult.extensions import db, read_rows, utc_now
from consult.jobs import Job, State, enqueue
from consult.jobs.queue import Queue
from consult.jobs.running import SILENT
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.jobs.labour import PAUSE_PUBLISHING
from tests.jobs.workers import attempts, state, until, working
from tests.people import make_person

COMMENTS = 25


def seen(version_id: int) -> tuple[int, int, int]:
    """What everybody can see of a version: whether it is in force, its anchors, its tallies."""
    tables = {
        "consultation": "current_version_id", "anchor": "version_id", "tally": "version_id",
    }  # fmt: skip
    return tuple(
        read_rows(f"SELECT count(*) FROM {table} WHERE {column} = ?", version_id)[0][0]
        for table, column in tables.items()
    )  # type: ignore[return-value]  # three tables


@pytest.fixture
def asked(app: Flask, queue: Queue) -> tuple[int, int]:
    """A version that is to be published, with comments to carry over, and its job."""
    consultation = a_consultation()
    for number in range(COMMENTS):
        a_comment(consultation, f"Aporte {number}.", block=("1.1", "1.2", "2.1")[number % 3])
    version = a_version(consultation, DRAFT.replace("participarán en", "apoyarán"))
    version.deferral, version_id = "Se responden en febrero.", version.id
    actor_id = make_person("drafter").id
    job = enqueue(TASK, version_id=version_id, actor_id=actor_id)
    db.session.commit()
    return version_id, job.id


def test_a_worker_publishes_what_was_asked_for(app: Flask, asked: tuple[int, int]) -> None:
    version_id, job = asked
    db.session.remove()
    with working(app):
        until(lambda: state(job) == State.DONE)
    assert seen(version_id)[:2] == (1, COMMENTS)


def test_killed_half_way_nothing_is_published_and_then_all_of_it_once(
    app: Flask, asked: tuple[int, int], tmp_path: Path
) -> None:
    version_id, job = asked
    db.session.remove()
    with working(app, **{PAUSE_PUBLISHING: str(tmp_path)}) as worker:
        until((tmp_path / "carried").exists)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert seen(version_id) == (0, 0, 0) and state(job) == State.RUNNING
    db.session.execute(update(Job).values(heartbeat_at=utc_now() - 2 * SILENT))
    db.session.commit()
    db.session.remove()
    with working(app):
        until(lambda: state(job) == State.DONE)
    assert seen(version_id)[:2] == (1, COMMENTS) and attempts(job) == 2
