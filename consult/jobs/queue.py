"""The way in: a job's row is added in the caller's transaction, and its number is given to Huey
when that transaction has committed. Huey carries numbers only; the row is the truth.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from sqlalchemy import event, func, select, update
from sqlalchemy.engine import CursorResult

from consult.extensions import RoutedSession, db, utc_now
from consult.jobs.models import Job, State
from consult.jobs.running import SILENT, perform

NAME = "consult"
PATIENCE = {"socket_connect_timeout": 3, "socket_timeout": 10}
logger = logging.getLogger(__name__)


class Queue:
    """Huey on Redis where there is one, else on a file in the data folder; opened when it is first
    used, so that a server may fork before. In tests a job runs at once, where it is handed over."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def huey(self) -> Huey:
        config = self._app.config
        options: dict[str, Any] = {
            "results": False,
            "immediate": config["TESTING"],
            # Messages are pickles: only those that bear our signature are opened.
            "serializer": SignedSerializer(config["SECRET_KEY"], salt=NAME),
        }
        # Two sites on one Redis must not take each other's jobs.
        name = NAME + hashlib.sha256(f"{NAME} {config['SECRET_KEY']}".encode()).hexdigest()[:12]
        if config["REDIS_URL"]:
            pool = ConnectionPool.from_url(config["REDIS_URL"], **PATIENCE)
            return RedisHuey(name, connection_pool=pool, **options)
        config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
        return SqliteHuey(name, filename=str(config["DATA_DIR"] / "queue.db"), **options)

    @cached_property
    def hand_over(self) -> Callable[[int], None]:
        """Give the number of a job to whoever works next; more than once does no harm."""
        return self.huey.task(name="perform")(self._in_context)

    def _in_context(self, job_id: int) -> None:
        with self._app.app_context():
            perform(job_id)


def enqueue(task: str, **arguments: Any) -> Job:
    """Add a job for when this transaction has committed; the same that already waits or runs is
    given back instead. Two requests at once may still add two: see the package."""
    wanted = json.dumps(arguments, sort_keys=True)
    same = select(Job).where(
        Job.task == task,
        Job.arguments == wanted,
        Job.state.in_((State.PENDING, State.RUNNING)),
    )
    job = db.session.scalar(same.order_by(Job.id).limit(1))
    if job is None:
        job = Job(task=task, arguments=wanted)
        db.session.add(job)
        db.session.flush()
        db.session.info.setdefault("jobs", []).append(job.id)
    return job


def try_again(job_id: int) -> bool:
    """Let a failed job wait for a worker once more, when this transaction has committed; false
    where it has not failed."""
    failed = update(Job).where(Job.id == job_id, Job.state == State.FAILED)
    changed = db.session.execute(
        failed.values(state=State.PENDING, error="", finished_at=None, done=0, total=0)
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        return False
    db.session.info.setdefault("jobs", []).append(job_id)
    return True


def waiting_since() -> datetime | None:
    """Since when jobs wait while nobody is at work: after more than a few seconds, a page may say
    that no worker is there."""
    alive = select(Job.id).where(
        Job.state == State.RUNNING, Job.heartbeat_at >= utc_now() - SILENT
    )
    waiting = select(func.min(Job.created_at)).where(Job.state == State.PENDING)
    return db.session.scalar(waiting.where(~alive.exists()))


@event.listens_for(RoutedSession, "after_commit")
def _hand_over(session: RoutedSession) -> None:
    if session.in_nested_transaction():
        return
    for job_id in session.info.pop("jobs", ()):
        try:
            current_app.extensions["jobs"].hand_over(job_id)
        except Exception:
            # What was asked for is stored, and a worker looks for jobs that nobody was given.
            logger.exception("job %s could not be handed over", job_id)


@event.listens_for(RoutedSession, "after_rollback")
def _forget(session: RoutedSession) -> None:
    if not session.in_nested_transaction():
        session.info.pop("jobs", None)
