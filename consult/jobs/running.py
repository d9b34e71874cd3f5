"""What happens to one job: taken by one worker, alive while it says so, done or failed as a whole,
and taken up again when its worker was killed.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from consult.extensions import db, utc_now
from consult.jobs.models import Job, State

BEAT = 1.0
SILENT = timedelta(seconds=30)
MOST_ATTEMPTS = 3
INTERRUPTED = "interrupted"
logger = logging.getLogger(__name__)

Report = Callable[[int, int], None]
Write = Callable[[], None]
Task = Callable[..., Write | None]
TASKS: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register what is done for the jobs of this name; see the package for its two steps."""

    def register(function: Task) -> Task:
        TASKS[name] = function
        return function

    return register


class SupersededError(Exception):
    """The job was taken from a worker that seemed dead: what it did must not be stored."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a job, by the one who alone may finish it."""

    job_id: int
    number: int
    task: str
    arguments: Mapping[str, Any]

    def move(self, connection: Connection, to: State, **values: Any) -> bool:
        return _move(connection, self.job_id, self.number, State.RUNNING, to, **values)


class Pulse:
    """Says every second, from a thread and on a connection of its own, that the attempt is alive
    and how far it is. While the task itself writes, SQLite makes this wait; nobody is misled,
    because nobody else could write then either."""

    def __init__(self, engine: Engine, attempt: Attempt) -> None:
        self.done = self.total = 0
        self._engine = engine
        self._attempt = attempt
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def report(self, done: int, total: int) -> None:
        """Costs nothing, so a task may call it for every row."""
        self.done, self.total = done, total

    def progress(self) -> dict[str, int]:
        return {"done": self.done, "total": self.total}

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(BEAT):
            try:
                with self._engine.begin() as connection:
                    alive = {"heartbeat_at": utc_now(), **self.progress()}
                    self._attempt.move(connection, State.RUNNING, **alive)
            except DBAPIError:
                continue


def perform(job_id: int) -> None:
    """Run a job, if it still waits."""
    attempt = _take(job_id)
    if attempt is None:
        return
    with Pulse(db.engine, attempt) as pulse:
        try:
            _work(attempt, pulse)
        except OperationalError:
            # The database's trouble, not the task's: it falls silent, and is taken up again.
            db.session.rollback()
            logger.exception("job %s was interrupted", job_id)
        except Exception as error:
            db.session.rollback()
            logger.exception("job %s failed", job_id)
            _close(attempt, error)


def recover() -> None:
    """Take up again what was left behind: jobs whose worker fell silent, and, where the queue is
    empty, those that it never got."""
    silent = select(Job.id, Job.attempts).where(
        Job.state == State.RUNNING, Job.heartbeat_at < utc_now() - SILENT
    )
    waiting = select(Job.id).where(Job.state == State.PENDING).order_by(Job.id)
    for job_id, attempts in _read(silent):
        _take_back(job_id, attempts)
    queue = current_app.extensions["jobs"]
    if queue.huey.pending_count() == 0:
        for (job_id,) in _read(waiting):
            queue.hand_over(job_id)


def _read(query: Any) -> Any:
    """On the read engine, so that looking around takes the write lock from nobody."""
    db.session.remove()
    db.session().info["read_only"] = True
    found = db.session.execute(query).all()
    db.session.remove()
    return found


def _take(job_id: int) -> Attempt | None:
    with db.engine.begin() as connection:
        query = select(Job.attempts, Job.task, Job.arguments).where(Job.id == job_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        number = row.attempts + 1
        start = {"attempts": number, "heartbeat_at": utc_now(), "done": 0, "total": 0}
        if not _move(connection, job_id, number - 1, State.PENDING, State.RUNNING, **start):
            return None
    return Attempt(job_id, number, row.task, json.loads(row.arguments))


def _work(attempt: Attempt, pulse: Pulse) -> None:
    db.session().info["read_only"] = True
    write = TASKS[attempt.task](pulse.report, **attempt.arguments)
    db.session.remove()
    if write is not None:
        write()
    end = {"finished_at": utc_now(), **pulse.progress()}
    if not attempt.move(db.session.connection(), State.DONE, **end):
        raise SupersededError
    db.session.commit()


def _close(attempt: Attempt, error: Exception) -> None:
    with db.engine.begin() as connection:
        reason = {"error": type(error).__name__, "finished_at": utc_now()}
        attempt.move(connection, State.FAILED, **reason)


def _take_back(job_id: int, attempts: int) -> None:
    with db.engine.begin() as connection:
        if attempts < MOST_ATTEMPTS:
            _move(connection, job_id, attempts, State.RUNNING, State.PENDING)
        else:
            end = {"error": INTERRUPTED, "finished_at": utc_now()}
            _move(connection, job_id, attempts, State.RUNNING, State.FAILED, **end)


def _move(
    connection: Connection,
    job_id: int,
    seen: int,
    source: State,
    target: State,
    **values: Any,
) -> bool:
    """The only place that sets a state: false where the job is no longer as it was seen, at that
    number of attempts."""
    as_seen = (Job.id == job_id, Job.attempts == seen, Job.state == source)
    changed = connection.execute(update(Job).where(*as_seen).values(state=target, **values))
    return bool(changed.rowcount == 1)
