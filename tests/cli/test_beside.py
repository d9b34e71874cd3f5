"""A real server with its worker beside it: started with it, again when it dies, gone with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.extensions import db
from consult.jobs import Job, State, enqueue
from tests.databases import SQLite
from tests.jobs.workers import state, until


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SQLite]:
    site = SQLite(tmp_path)
    with site.app.app_context():
        yield site
    site.close()


@pytest.fixture
def server(site: SQLite, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "consult.cli", "serve", "--workers", "1"]
    given = {"CONSULT_ENV": "test", "CONSULT_DATA_DIR": str(tmp_path),
             "CONSULT_SECRET_KEY": site.app.config["SECRET_KEY"]}  # fmt: skip
    with subprocess.Popen(
        [*command, "--bind", "127.0.0.1:0"], env=os.environ | given, stdout=subprocess.DEVNULL
    ) as process:
        yield process
        process.kill()


def workers(parent: int) -> list[int]:
    """The processes that do jobs beside this server."""
    named = f"worker\0--beside\0{parent}\0".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().endswith(named):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def done_by_somebody() -> bool:
    """Whether a job that is asked for now is taken up; nobody knows its task, so it fails."""
    job_id = enqueue("test.unknown").id
    db.session.commit()
    until(lambda: state(job_id) == State.FAILED)
    return True


@pytest.fixture(autouse=True)
def _by_a_worker(site: SQLite) -> None:
    site.app.extensions["jobs"].huey.immediate = False


def test_a_worker_is_there_while_the_server_is(server: subprocess.Popen[bytes]) -> None:
    assert done_by_somebody()
    (first,) = workers(server.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: workers(server.pid) not in ([], [first]))
    assert done_by_somebody()
    server.terminate()
    assert server.wait(30) == 0
    assert workers(server.pid) == []


def test_what_nobody_was_given_is_found_while_the_worker_runs(
    server: subprocess.Popen[bytes],
) -> None:
    assert done_by_somebody()
    db.session.add(lost := Job(task="test.unknown"))
    db.session.commit()
    job_id = lost.id
    db.session.rollback()
    until(lambda: state(job_id) == State.FAILED)


def test_a_server_that_is_killed_leaves_no_worker_behind(server: subprocess.Popen[bytes]) -> None:
    until(lambda: workers(server.pid))
    server.kill()
    server.wait()
    until(lambda: workers(server.pid) == [])
