"""The queue as it is in production: nothing happens unless a worker is there."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask

from consult.jobs import perform
from consult.jobs.queue import Queue
from tests.databases import missing
from tests.jobs.labour import LONGEST

REDIS = "CONSULT_TEST_REDIS_URL"
USUAL_REDIS = "redis://127.0.0.1:6379/15"


@pytest.fixture(params=["file", "redis"])
def queue(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Queue]:
    own = {"DATA_DIR": tmp_path, "SECRET_KEY": uuid.uuid4().hex}
    if request.param == "redis":
        own["REDIS_URL"] = redis_url()
    for name, value in own.items():
        monkeypatch.setitem(app.config, name, value)
    queue = Queue(app, perform)
    queue.huey.immediate = False
    monkeypatch.setitem(app.extensions, "jobs", queue)
    yield queue
    queue.huey.flush()
    queue.huey.storage.close()


def redis_url() -> str:
    url = os.environ.get(REDIS, USUAL_REDIS)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as server:
            server.ping()
    except redis.RedisError as error:
        missing("redis", f"{REDIS}: {error}")
    return url


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
def working(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own process, killed at the end if it is still there."""
    command = [sys.executable, "-m", "tests.jobs.labour", "worker"]
    with subprocess.Popen(command, env=environ(app)) as process:
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
