"""When something breaks: at any statement of any page nothing is told but that it broke, nothing is
half-stored, and what was typed is on the page that says so."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from consult.accounts.models import AuthSession
from consult.extensions import db, utc_now
from tests.people import PASSWORD, Page, Visitor
from tests.site.sites import Site
from tests.site.test_permissions import AUTHORS_ONLY, questions
from tests.site.world import World, address

SECRET = "clave-interna-9f3a"
TYPED = "Propongo que el consejo se reúna cada mes, y no cada año."
HOME = "/consultas/propia/"
TOLD = re.compile(rf"{SECRET}|Traceback|sqlalchemy|SELECT|site-packages|File \"|/consult/|\.py\b")
FORMS = {
    "visitor": [HOME + "comentar", HOME + "comentar?parrafo=2.1&version=2"],
    "moderator": [HOME + "moderacion/PRO-0001"],
}


class Breaking:
    """Raises `fault` at the statement of that number; counts them all."""

    def __init__(self, at: int, fault: Exception) -> None:
        self.at, self.fault, self.seen = at, fault, 0

    def __call__(self, *_args: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise self.fault


@contextmanager
def breaking(at: int, fault: Exception) -> Iterator[Breaking]:
    listener = Breaking(at, fault)
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        yield listener
    finally:
        event.remove(Engine, "before_cursor_execute", listener)


def broken_answers(site: Site, ask, fault: Exception) -> Iterator[Page]:
    """What comes back when the first statement breaks, then the second, and so on to the last."""
    at = 1
    while True:
        site.app.extensions["page_cache"].clear()
        with breaking(at, fault) as listener:
            response = ask()
        if listener.seen < at:
            return
        page = Page(response)
        yield page
        at += 1


def last_used(site: Site, when: datetime) -> None:
    """Say of every session when it was last used: from five minutes on it is written down anew."""
    with site.context():
        db.session.execute(update(AuthSession).values(last_seen_at=when))


def test_a_fault_after_the_answer_is_made_takes_it_from_nobody(world: World) -> None:
    admin = world.site.person("admin")
    last_used(world.site, utc_now() - timedelta(minutes=10))
    fault, faults = RuntimeError(SECRET), 0
    for page in broken_answers(world.site, partial(admin.client.get, HOME, buffered=True), fault):
        faults += page.status == 500
        last = page
    assert faults > 3 and last.status == 200 and not TOLD.search(last.text)


def test_a_fault_at_any_statement_of_any_page_tells_nothing(world: World) -> None:
    faults, admin = 0, world.site.person("admin")
    last_used(world.site, utc_now() + timedelta(hours=1))
    for asked in questions(world):
        finds = asked.about == "own" and asked.rule.endpoint not in AUTHORS_ONLY
        if asked.method == "POST" or not finds:
            continue
        path = address(asked.rule, asked.values)
        fault = RuntimeError(SECRET)
        ask = partial(admin.client.get, path, buffered=True)
        for page in broken_answers(world.site, ask, fault):
            faults += 1
            assert page.status == 500, path
            assert not TOLD.search(page.text) and "Algo falló de nuestro lado" in page.text
    assert faults >= 50


def full(at_disk: str = "database or disk is full") -> OperationalError:
    return OperationalError(SECRET, {}, sqlite3.OperationalError(at_disk))


@pytest.mark.parametrize("role", FORMS)
def test_a_database_that_fails_gives_back_what_was_typed(world: World, role: str) -> None:
    site, before = world.site, world.site.dump()
    for path in FORMS[role]:
        person = site.person(role)
        filled = person.get(path).fields() | filling(role)
        stored = site.dump()
        for page in broken_answers(site, lambda: person.client.post(path, data=filled), full()):
            assert page.status == 503 and not TOLD.search(page.text)
            assert TYPED in page.words() or page.fields().get("body") == TYPED
            assert site.dump() == stored
        assert site.dump() != before, "without a fault it is stored"


def filling(role: str) -> dict[str, str]:
    if role == "moderator":
        return {"decision": "rejected", "reason": "off_topic", "explanation": TYPED}
    return {"body": TYPED}


def test_a_full_disk_is_told_and_the_text_can_be_sent_when_there_is_room(world: World) -> None:
    site, visitor = world.site, Visitor(world.site.app)
    filled = visitor.get(HOME + "comentar").fields() | {"body": TYPED * 100}
    before = site.dump()
    with no_room_left(site):
        page = Page(visitor.client.post(HOME + "comentar", data=filled))
    assert page.status == 503 and TYPED in page.words()
    assert site.dump() == before
    again = visitor.post(page.all(".//main//form")[0].get("action") or "", page.fields())
    assert "/acuse/" in again.location and site.dump() != before


@contextmanager
def no_room_left(site: Site) -> Iterator[None]:
    """The database file may not grow by a single page."""

    def limit(connection: sqlite3.Connection, *_args: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    site.close()
    with site.app.app_context():
        engine = db.engines[None]
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        site.close()


def test_a_fault_while_signing_in_keeps_no_password_on_the_page(world: World) -> None:
    visitor = Visitor(world.site.app)
    known = {"email": "moderator@ejemplo.hn", "password": PASSWORD}
    filled = visitor.get("/ingresar").fields() | known
    answers = broken_answers(
        world.site, lambda: visitor.client.post("/ingresar", data=filled), full()
    )
    pages = list(answers)
    assert len(pages) >= 3
    assert {page.status for page in pages} == {503}
    assert all(PASSWORD not in page.text for page in pages)
