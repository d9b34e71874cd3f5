"""The two databases of the suite: each is migrated once a run, and made empty before each test."""

import os
import shutil
import uuid
from pathlib import Path
from typing import Protocol

import flask_migrate
import psycopg
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from consult import config, create_app
from consult.audit import anchor
from consult.extensions import db

POSTGRESQL = "CONSULT_TEST_POSTGRESQL_URL"
USUAL_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
REQUIRED = os.environ.get("CONSULT_TEST_REQUIRE", "").split(",")

# One call instead of a statement for each table; most of them are empty. The log refuses to be
# emptied otherwise.
FORGET = """
CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
SET LOCAL session_replication_role = replica;
{deletes}
PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL;
END $$"""
DELETE = "IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;"


class Database(Protocol):
    app: Flask

    def empty(self) -> None:
        """Leave the tables as the migrations made them."""

    def close(self) -> None: ...


def settings(folder: Path, database_url: str = "") -> dict:
    """Settings of the application under test, its files in `folder`."""
    return config.load(
        {
            "CONSULT_ENV": "test",
            "CONSULT_DATA_DIR": str(folder),
            "CONSULT_DATABASE_URL": database_url,
            "CONSULT_SECRET_KEY": "only-for-tests-" * 4,
            "CONSULT_BASE_URL": "http://localhost",
        }
    )


def forget_files(app: Flask) -> None:
    """What was counted against limits, and what is known of the log, belongs to the test before."""
    folder = app.config["DATA_DIR"]
    for path in (*folder.glob("limits.db*"), folder / anchor.FILE):
        path.unlink(missing_ok=True)


def missing(service: str, why: str) -> None:
    """Skip with one clear line; where the service is required, fail."""
    if service in REQUIRED:
        pytest.fail(f"{service} is required here: {why}")
    pytest.skip(f"{service} is not available: {why}")


class SQLite:
    def __init__(self, folder: Path) -> None:
        self._path, self._fresh = folder / "consult.db", folder / "fresh.db"
        self.app = _application(folder)
        _migrate(self.app)
        with self.app.app_context():
            self._dispose()
        shutil.copy(self._path, self._fresh)

    def empty(self) -> None:
        with self.app.app_context():
            self._dispose()
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._fresh, self._path)
        forget_files(self.app)

    def close(self) -> None:
        with self.app.app_context():
            self._dispose()

    def _dispose(self) -> None:
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


class PostgreSQL:
    """A schema of its own in the given database: making and dropping one needs no checkpoint."""

    def __init__(self, folder: Path, server: str) -> None:
        self._server = server.replace("postgresql+psycopg", "postgresql")
        self._name = f"consult_test_{uuid.uuid4().hex[:12]}"
        self._administer(f"CREATE SCHEMA {self._name}")
        # Nothing here outlives the server, so its disk need not be waited for.
        options = f"-csearch_path%3D{self._name}%20-csynchronous_commit%3Doff"
        self.app = _application(folder, f"{server}?options={options}")
        _migrate(self.app)
        tables = [f'"{table.name}"' for table in reversed(db.metadata.sorted_tables)]
        deletes = "\n".join(DELETE.format(table=table) for table in tables)
        self._run(FORGET.replace("{deletes}", deletes))

    def empty(self) -> None:
        forget_files(self.app)
        self._run("SELECT forget()")

    def close(self) -> None:
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        self._administer(f"DROP SCHEMA {self._name} CASCADE")

    def _run(self, statement: str) -> None:
        with self.app.app_context():
            db.session.execute(db.text(statement))
            db.session.commit()
            db.session.remove()

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(statement)


def open_database(kind: str, folder: Path) -> Database:
    """An empty database of `kind` with its application, or a skip that says why."""
    if kind == "sqlite":
        return SQLite(folder)
    try:
        return PostgreSQL(folder, os.environ.get(POSTGRESQL, USUAL_POSTGRESQL))
    except psycopg.OperationalError as error:
        missing("postgresql", f"{POSTGRESQL}: {str(error).splitlines()[0]}")
        raise


def _application(folder: Path, database_url: str = "") -> Flask:
    app = create_app(settings(folder, database_url))
    # Templates are compiled once for all the applications of a run.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder.parents[1]))
    return app


def _migrate(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
