"""Tasks to watch at work, and `python -m tests.jobs.labour worker`: a worker that knows them."""

import os
import time
from datetime import date
from pathlib import Path

from sqlalchemy import update

from consult.cli import main
from consult.consultations.service import create_consultation
from consult.drafts.events import version_published
from consult.drafts.models import Version
from consult.extensions import db
from consult.jobs import Job, Report, Write, task

LONGEST = 60.0
PAUSE_PUBLISHING = "CONSULT_TEST_PAUSE_PUBLISHING"


def make(slug: str) -> None:
    day = date(2026, 12, 1)
    create_consultation(None, slug=slug, title="Hecha por un trabajo", opens=day, closes=day)


def pause(folder: str, name: str) -> None:
    """Say where the task is, and wait there until the test says "go"."""
    Path(folder, name).touch()
    end = time.monotonic() + LONGEST
    while not Path(folder, "go").exists() and time.monotonic() < end:
        time.sleep(0.02)


@task("test.make")
def make_one(report: Report, *, slug: str) -> Write:
    return lambda: make(slug)


@task("test.pause_reading")
def pause_reading(report: Report, *, folder: str) -> Write:
    report(3, 10)
    pause(folder, "reading")
    report(10, 10)
    return lambda: make("leida")


@task("test.pause_writing")
def pause_writing(report: Report, *, folder: str) -> Write:
    def write() -> None:
        make("primera")
        db.session.flush()
        pause(folder, "writing")
        make("segunda")

    return write


@task("test.fail_writing")
def fail_writing(report: Report) -> Write:
    def write() -> None:
        make("a-medias")
        db.session.flush()
        raise ValueError("doña Reina, 0801-1990-12345")

    return write


@task("test.write_early")
def write_early(report: Report) -> None:
    make("antes-de-tiempo")
    db.session.flush()


@task("test.lose_turn")
def lose_turn(report: Report) -> Write:
    """Somebody else takes the job up while this one still works."""
    with db.engine.begin() as other:
        other.execute(update(Job).values(attempts=Job.attempts + 1))
    return lambda: make("de-quien-llego-tarde")


def pause_publishing(version: Version, **_prepared: object) -> None:
    """When the comments are carried over, and nothing is committed yet."""
    pause(os.environ[PAUSE_PUBLISHING], "carried")


if PAUSE_PUBLISHING in os.environ:
    version_published.connect(pause_publishing)

if __name__ == "__main__":
    main()
