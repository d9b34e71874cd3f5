"""What the worker looks for from time to time: features above register their looks here, and jobs
need not know them.

    @every(10)
    def send_what_is_due() -> None:
        ...                           # in the application's context; short, it only asks for jobs

Looks share the process that does the jobs, but not their thread, so a long job delays none.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, current_app

from consult.extensions import db, utc_now

Look = Callable[[], None]
LOOKS: list[tuple[float, Look]] = []
# A worker says that it is there as often as it looks for what was left behind.
ALIVE, PRESENT = "worker-alive", timedelta(seconds=30)
logger = logging.getLogger(__name__)


def every(seconds: float) -> Callable[[Look], Look]:
    """Register a look: taken when a worker starts, and again whenever so many seconds are over."""

    def register(look: Look) -> Look:
        LOOKS.append((seconds, look))
        return look

    return register


class Rounds:
    """The looks of one worker, each when it is due."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._due = dict.fromkeys(range(len(LOOKS)), 0.0)

    def make(self) -> None:
        for number, (seconds, look) in enumerate(LOOKS):
            if time.monotonic() >= self._due[number]:
                self._take(look)
                self._due[number] = time.monotonic() + seconds

    def _take(self, look: Look) -> None:
        try:
            with self._app.app_context():
                look()
                db.session.remove()
        except Exception as error:
            # A database or a queue that is away now may be back in the next round.
            reason = str(error).partition("\n")[0]
            logger.error("could not look (%s): %s", look.__name__, reason)


def say_alive() -> None:
    """In the queue and not in the database: whether a worker is there is true for seconds."""
    current_app.extensions["jobs"].huey.put(ALIVE, utc_now().isoformat())


def is_worker_there() -> bool:
    """Whether one said so a moment ago."""
    huey = current_app.extensions["jobs"].huey
    try:
        said = huey.get(ALIVE, peek=True)
    except Exception:
        logger.exception("the queue could not be asked for its workers")
        return False
    return said is not None and datetime.fromisoformat(said) >= utc_now() - PRESENT
