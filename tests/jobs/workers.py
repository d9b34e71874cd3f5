"""Workers in processes of their own, and what can be seen of their work from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from consult.extensions import read_rows
from tests.jobs.labour import LONGEST


def environ(app: Flask) -> dict[str, str]:
    """The settings of another process on the same site."""
    names = {
        "CONSULT_DATA_DIR": "DATA_DIR",
        "CONSULT_DATABASE_URL": "DATABASE_URL",
        "CONSULT_REDIS_URL": "REDIS_URL",
        "CONSULT_SECRET_KEY": "SECRET_KEY",
    }
    given = {name: str(app.config[setting]) for name, setting in names.items()}
    return os.environ | given | {"CONSULT_ENV": "test"}


@contextmanager
def working(app: Flask, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own process, killed at the end if it is still there; `more` is set in its
    environment."""
    command = [sys.executable, "-m", "tests.jobs.labour", "worker"]
    with subprocess.Popen(command, env=environ(app) | more) as process:
        try:
            yield process
        finally:
            process.kill()


def until(happened: Callable[[], object]) -> None:
    """Wait for what another process does."""
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def made() -> set[str]:
    """What everybody can see. The session is left alone: on SQLite a look by it would keep the
    workers from writing."""
    return {slug for (slug,) in read_rows("SELECT slug FROM consultation")}


def state(job_id: int) -> str:
    return read_rows("SELECT state FROM job WHERE id = ?", job_id)[0][0]


def attempts(job_id: int) -> int:
    return read_rows("SELECT attempts FROM job WHERE id = ?", job_id)[0][0]


def progress(job_id: int) -> tuple[int, int]:
    return read_rows("SELECT done, total FROM job WHERE id = ?", job_id)[0]
