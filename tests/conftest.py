"""Fixtures for the whole suite: the application on both databases, and people to act as."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, g, request_started

from consult import limits
from consult.demo.loading import prepare
from consult.extensions import db
from tests.browser import _browser, _served, chromium, windows
from tests.databases import Database, open_database
from tests.people import Visitor, sign_in
from tests.site.sites import Site

__all__ = ["_browser", "_served", "chromium", "windows"]
# Where there is memory for what the suite writes, no disk is waited for.
MEMORY, ENOUGH = Path("/dev/shm"), 2 * 1024**3
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
SHARED_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def _databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    opened: dict[str, Database] = {}

    def get(kind: str) -> Database:
        if kind not in opened:
            opened[kind] = open_database(kind, tmp_path_factory.mktemp(kind))
        return opened[kind]

    yield get
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, _databases: Callable[[str], Database]) -> Iterator[Flask]:
    """The application on an empty database, once for each kind, inside an app context."""

    def forget(_app: Flask, **_kwargs: object) -> None:
        """A request inside an app context shares `g` with the one before: who was signed in, and
        the language."""
        for name in list(g):
            g.pop(name)

    database = _databases(request.param)
    database.empty()
    database.app.extensions["page_cache"].clear()
    (database.app.config["DATA_DIR"] / limits.FILE).unlink(missing_ok=True)
    with database.app.app_context(), request_started.connected_to(forget, database.app):
        yield database.app
        db.session.remove()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Someone without an account."""
    return Visitor(app)


@pytest.fixture
def moderator(app: Flask) -> Visitor:
    return sign_in(app, "moderator")


@pytest.fixture
def drafter(app: Flask) -> Visitor:
    return sign_in(app, "drafter")


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return sign_in(app, "admin")


@pytest.fixture
def participant(app: Flask) -> Visitor:
    return sign_in(app, "participant")


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("demonstration"))
    with site.context():
        prepare(site.folder)
    site.keep()
    yield site
    site.close()


@pytest.fixture
def demonstration(_demonstration: Site) -> Site:
    """The site with the demonstration's consultation, as it was loaded."""
    _demonstration.empty()
    return _demonstration


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real consultations and laws, kept beside the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data is not here: {SHARED_DATA}")
    return SHARED_DATA
