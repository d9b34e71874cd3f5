"""What it costs to keep a comment, against a bare insert that is as durable.

Two floors, both through the database driver alone and turn by turn with the comments: a row
inserted and committed; and the very statements that the application sends for a comment, sent
again to a copy of its database.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from consult.comments.models import Status
from consult.comments.service import NewComment, new_receipt_key, receive
from consult.consultations.models import Consultation
from consult.extensions import db
from tests.bench.measuring.databases import Home, SQLiteHome, application, homes
from tests.bench.measuring.figures import at_most, milliseconds, ratio, show
from tests.bench.measuring.load import processes
from tests.bench.measuring.population import a_comment, places, populate

PRESENT = 1000
TURNS = 300
BAR = 3.0
TABLE = "CREATE TABLE floor (id INTEGER PRIMARY KEY, folio TEXT, body TEXT, created_at TEXT)"
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
    with application(url, folder):
        with home.connect(copy) as again, home.connect(home.new()) as bare:
            row, rows, comment = turns(again, bare)
        report(row, rows, comment)
        if isinstance(home, SQLiteHome):
            count_syncs()


def turns(again: Any, bare: Any) -> tuple[list[float], list[float], list[float]]:
    """Seconds of each turn: a bare row, the same rows sent again, a comment through the service."""
    consultation, comments = waiting(TURNS)
    mark = "?" if hasattr(bare, "backup") else "%s"
    bare.execute(TABLE.replace("INTEGER", "SERIAL") if mark == "%s" else TABLE)
    insert = f"INSERT INTO floor (folio, body, created_at) VALUES ({mark}, {mark}, {mark})"
    row, rows, posted = [], [], []
    with recorded(db.engines[None]) as statements:
        for number, comment in enumerate(comments):
            statements.clear()
            posted.append(seconds(lambda: post(consultation, comment)))
            values = (f"MED-{number}", comment.body, comment.created_at.isoformat())
            row.append(seconds(lambda: send(bare, [(insert, values)])))
            rows.append(seconds(lambda: send(again, statements)))
    return row, rows, posted


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
    connection.execute("BEGIN IMMEDIATE" if hasattr(connection, "backup") else "BEGIN")
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


def report(row: list[float], rows: list[float], posted: list[float]) -> None:
    milliseconds("one bare row, inserted and committed", row)
    milliseconds("the same rows as a comment, by the driver alone", rows)
    milliseconds("a comment, received and committed", posted)
    at_most("a comment / one bare row", ratio(posted, row), BAR)
    at_most("a comment / the same rows", ratio(posted, rows), BAR)


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
