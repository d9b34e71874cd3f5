"""What it costs to keep a comment, against a bare insert that is as durable.

Two floors, both through the database driver alone and turn by turn with the comments: a row
inserted and committed; and the very statements that the application sends for a comment, sent
again to a copy of its database.
"""

import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from consult.comments.models import Status
from consult.comments.service import NewComment, new_receipt_key, receive
from consult.consultations.models import Consultation
from consult.extensions import db
from tests.bench.measuring.databases import Home, SQLiteHome, application, homes
from tests.bench.measuring.figures import at_most, milliseconds, ratio, show
from tests.bench.measuring.load import processes
from tests.bench.measuring.population import SLUG, a_comment, places, populate
from tests.people import Visitor

PRESENT = 1000
TURNS = 300
FORMS = 60
FORM = f"/consultas/{SLUG}/comentar?parrafo=1.1"
BAR = 3.0
Statement = tuple[str, Any]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found:
        for home in found:
            print(f"A posted comment on {home.name}, {TURNS} turns")
            measure(home, Path(folder))


def measure(home: Home, folder: Path) -> None:
    url = home.new()
    with application(url, folder):
        populate(PRESENT)
    copy = home.copy(url)
    with application(url, folder) as app, home.connect(copy) as again:
        with home.connect(home.new()) as connection:
            bare = Bare(connection)
            through_the_service(bare, again)
            through_the_form(bare, app)
        if isinstance(home, SQLiteHome):
            count_syncs()


class Bare:
    """The floor: one row with a folio, a text and a date, inserted and committed by the driver."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        is_sqlite = isinstance(connection, sqlite3.Connection)
        key, mark = ("INTEGER", "?") if is_sqlite else ("SERIAL", "%s")
        connection.execute(
            f"CREATE TABLE floor (id {key} PRIMARY KEY, folio TEXT, body TEXT, created_at TEXT)"
        )
        self._insert = (
            f"INSERT INTO floor (folio, body, created_at) VALUES ({mark}, {mark}, {mark})"
        )

    def insert(self, comment: NewComment) -> float:
        """Seconds that it took."""
        values = ("MED-1001", comment.body, comment.created_at.isoformat())
        return seconds(lambda: send(self._connection, [(self._insert, values)]))


def through_the_service(bare: Bare, again: Any) -> None:
    """A bare row, a comment, and the comment's statements sent again, turn by turn."""
    consultation, comments = waiting(TURNS)
    row, rows, posted = [], [], []
    with recorded(db.engines[None]) as statements:
        for comment in comments:
            row.append(bare.insert(comment))
            statements.clear()
            posted.append(seconds(lambda: post(consultation, comment)))
            rows.append(seconds(lambda: send(again, statements)))
    milliseconds("one bare row, inserted and committed", row)
    milliseconds("the same rows as a comment, by the driver alone", rows)
    milliseconds("a comment, received and committed", posted)
    at_most("a comment / one bare row", ratio(posted, row), BAR)
    at_most("a comment / the same rows", ratio(posted, rows), BAR)


def through_the_form(bare: Bare, app: Flask) -> None:
    """The whole request that sends the form, from its first byte to the redirection."""
    _consultation, comments = waiting(FORMS)
    visitor, row, sent = Visitor(app), [], []
    for comment in comments:
        fields = visitor.get(FORM).fields() | {"body": comment.body}
        row.append(bare.insert(comment))
        sent.append(seconds(lambda: visitor.client.post(FORM, data=fields)))
    milliseconds("a form, sent and answered", sent)
    show("a form / one bare row", f"{ratio(sent, row):.2f}")


def waiting(count: int) -> tuple[Consultation, list[NewComment]]:
    """Comments as the public form sends them, none of them stored yet."""
    consultation = populate(PRESENT)
    assert consultation.current_version_id is not None
    here, _elsewhere = places(consultation.current_version_id)
    # Reading the consultation belongs to showing its form, and would be done anew after a commit.
    db.session.expunge(consultation)
    db.session.commit()
    return consultation, [
        replace(
            a_comment(here[number % len(here)], PRESENT + number),
            status=Status.PENDING,
            receipt_key=new_receipt_key(),
        )
        for number in range(count)
    ]


def post(consultation: Consultation, comment: NewComment) -> None:
    receive(None, consultation, [comment])
    db.session.commit()


def send(connection: Any, statements: list[Statement]) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    for statement, values in statements:
        connection.execute(statement, values)
    connection.execute("COMMIT")


def seconds(act: Any) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """The statements that change something, as they reach the driver."""
    statements: list[Statement] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            statements.append((statement, values))

    yield statements
    event.remove(engine, "before_cursor_execute", note)


def count_syncs() -> None:
    """How often the disk is told to keep what was written, for each comment acknowledged."""
    if shutil.which("strace") is None:
        show("disk synchronisations for each comment", "no strace")
        return
    ready, posting = processes.Event(), processes.Event()
    writer = processes.Process(target=_post_when_told, args=(ready, posting), daemon=True)
    writer.start()
    ready.wait()
    tracer = subprocess.Popen(
        ["strace", "-f", "-e", "trace=fsync,fdatasync", "-p", str(writer.pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr is not None
    tracer.stderr.readline()  # says that it is attached
    posting.set()
    lines = tracer.stderr.read().splitlines()
    writer.join()
    syncs = sum("sync(" in line for line in lines)
    show("disk synchronisations for each comment", f"{syncs / 100:.2f}", ">= 1", syncs >= 100)


def _post_when_told(ready: Any, posting: Any) -> None:
    for engine in db.engines.values():
        engine.dispose(close=False)
    db.session.remove()
    consultation, comments = waiting(100)
    post(consultation, comments[0])
    ready.set()
    posting.wait()
    for comment in comments[1:]:
        post(consultation, comment)


if __name__ == "__main__":
    main()
