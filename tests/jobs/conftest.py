"""The queue as it is in production: nothing happens unless a worker is there."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from consult.extensions import db
from consult.jobs.queue import Queue
from tests.databases import missing

REDIS = "CONSULT_TEST_REDIS_URL"
USUAL_REDIS = "redis://127.0.0.1:6379/15"


@pytest.fixture
def queue(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Queue]:
    """On a file beside SQLite, on Redis beside PostgreSQL. The queue carries numbers alone and
    never touches the database, so the other two pairs would show nothing new."""
    own = {"DATA_DIR": tmp_path, "SECRET_KEY": uuid.uuid4().hex}
    if db.engine.dialect.name == "postgresql":
        own["REDIS_URL"] = redis_url()
    for name, value in own.items():
        monkeypatch.setitem(app.config, name, value)
    queue = Queue(app)
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
