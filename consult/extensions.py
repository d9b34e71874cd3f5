"""Extensions, made once here and wired in create_app.

The database has two engines on the same address. The write engine takes the write lock at
BEGIN, so that a read followed by a write can never lose an update; the read engine refuses to
write at all, and requests with a safe method run on it (see web.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

READ = "read"
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on databases that store a zone and on those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RoutedSession(Session):
    """Runs on the read engine while `info["read_only"]` is set."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any):
        if bind is not None:
            return bind
        return self._db.engines[READ if self.info.get("read_only") else None]


db = SQLAlchemy(model_class=Base, session_options={"class_": RoutedSession})
migrate = Migrate(render_as_batch=True)
login = LoginManager()
babel = Babel()
csrf = CSRFProtect()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def read_rows(sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Rows as the driver has them, outside of the session and of any request, "?" for each value:
    for a question that is asked for every page read, at a tenth of the usual price."""
    engine = db.engines[READ]
    driver = engine.dialect.loaded_dbapi
    try:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(sql if driver.paramstyle == "qmark" else sql.replace("?", "%s"), values)
            return cursor.fetchall()
    except driver.Error as error:
        engine.dispose()  # so that nobody else is given a connection that is broken
        raise OperationalError(sql, values, error) from error


@contextmanager
def read_only() -> Iterator[None]:
    """Questions that are asked inside take no lock; whatever was begun before is undone."""
    info = db.session().info
    db.session.rollback()
    before, info["read_only"] = info.get("read_only"), True
    try:
        yield
    finally:
        db.session.rollback()
        info["read_only"] = before


def init_database(app: Flask) -> None:
    """Make both engines from `DATABASE_URL` and teach them the transaction recipe."""
    url = app.config["DATABASE_URL"]
    # What people wrote would stand in the log beside a statement that failed.
    write: dict[str, Any] = {"url": url, "hide_parameters": True}
    read = dict(write)
    if not url.startswith("sqlite"):
        # Each statement has a snapshot of its own anyway; BEGIN and ROLLBACK would only take time.
        read["isolation_level"] = "AUTOCOMMIT"
    app.config["SQLALCHEMY_BINDS"] = {None: write, READ: read}
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS_DIR"]))
    with app.app_context():
        if url.startswith("sqlite"):
            _sqlite_recipe(db.engines[None], begin="BEGIN IMMEDIATE", read_only=False)
            _sqlite_recipe(db.engines[READ], begin="BEGIN", read_only=True)
        else:
            _postgresql_recipe(db.engines[READ])


def _sqlite_recipe(engine: Engine, *, begin: str, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        # By the driver: SQLAlchemy would take longer over it than the database.
        connection.connection.dbapi_connection.execute(begin)


def _postgresql_recipe(read: Engine) -> None:
    @event.listens_for(read, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute("SET default_transaction_read_only = on")
