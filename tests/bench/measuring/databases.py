"""Databases made for a measurement and thrown away after it, on SQLite and PostgreSQL."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import flask_migrate
import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from consult import create_app
from consult.extensions import SQLITE_PRAGMAS, db
from tests.databases import POSTGRESQL, USUAL_POSTGRESQL, settings


class Home(Protocol):
    """Where databases are made; one is named by its address, as in CONSULT_DATABASE_URL."""

    name: str

    def new(self) -> str:
        """An empty database."""

    def copy(self, url: str) -> str:
        """Another with the same content; nobody may be connected to the first."""

    def connect(self, url: str) -> Any:
        """A connection of the driver alone, as durable as the application's own; it begins no
        transaction by itself."""


class SQLiteHome:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> str:
        return f"sqlite:///{self._folder / uuid.uuid4().hex}.db"

    def copy(self, url: str) -> str:
        copied = self.new()
        with self.connect(url) as source, self.connect(copied) as target:
            source.backup(target)
        return copied

    def connect(self, url: str) -> sqlite3.Connection:
        connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)
        return connection


class PostgreSQLHome:
    name = "PostgreSQL"

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._made: list[str] = []
        self._administer("SELECT 1")

    def new(self, template: str = "template0") -> str:
        name = f"consult_bench_{uuid.uuid4().hex[:12]}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def copy(self, url: str) -> str:
        return self.new(template=make_url(url).database or "")

    def connect(self, url: str) -> "psycopg.Connection[Any]":
        plain = make_url(url).set(drivername="postgresql")
        return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)

    def close(self) -> None:
        for name in self._made:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        with self.connect(str(self._server)) as connection:
            connection.execute(statement)


@contextmanager
def homes(folder: Path) -> Iterator[list[Home]]:
    """SQLite in `folder`, and PostgreSQL where one can be reached."""
    found: list[Home] = [SQLiteHome(folder)]
    try:
        server = PostgreSQLHome(os.environ.get(POSTGRESQL, USUAL_POSTGRESQL))
    except psycopg.OperationalError:
        print("PostgreSQL: not reachable, left out")
        yield found
        return
    try:
        yield [*found, server]
    finally:
        server.close()


@contextmanager
def application(url: str, folder: Path) -> Iterator[Flask]:
    """The application on a migrated database, inside an app context; disconnects at the end."""
    app = create_app(settings(folder, url))
    with app.app_context():
        flask_migrate.upgrade()
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
