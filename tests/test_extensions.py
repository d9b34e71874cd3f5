"""The transaction recipe: reads cannot write, and writers never lose an update."""

import threading
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from consult.consultations.models import Consultation
from consult.consultations.service import next_folios
from consult.extensions import db
from tests.factories import a_consultation


def test_the_read_engine_refuses_to_write(app: Flask) -> None:
    a_consultation()
    db.session.remove()
    db.session().info["read_only"] = True
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE consultation SET title = 'x'"))


def test_sqlite_runs_with_the_promised_durability(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        # The suite's own connections ask for less (see databases); the application for nothing.
        asked = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
        assert db.session.scalar(text(asked)) == "client"
        return
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    found = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert found == wanted


def test_eight_threads_take_folios_and_none_is_lost_or_given_twice(app: Flask) -> None:
    slug = a_consultation().slug
    db.session.remove()
    taken: list[str] = []
    threads = [
        threading.Thread(target=_take_folios, args=(app, slug, taken)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 8 * 25


def _take_folios(app: Flask, slug: str, taken: list[str]) -> None:
    for _ in range(25):
        with app.app_context():
            found = db.session.scalar(select(Consultation).where(Consultation.slug == slug))
            assert found is not None
            taken += next_folios(found, 1)
            db.session.commit()


def test_a_naive_datetime_is_refused(app: Flask) -> None:
    consultation = a_consultation()
    consultation.opens_at = datetime(2026, 1, 1)
    with pytest.raises(StatementError):
        db.session.flush()
