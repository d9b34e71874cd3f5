"""What is known of the log outside the database: a file in the data folder with the end of the
chain, and below it the number and the seal of every row that was committed since.

It is written after the commit and never before, so it is never ahead; a row whose process died in
between is missing here until it is linked. Several processes write: each takes a lock for as long
as that takes (microseconds), and the whole file is only ever replaced by another.
"""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction

from consult.audit.sealing import START
from consult.extensions import RoutedSession, db

FILE, LOCK = "audit-anchor", "audit-anchor.lock"
logger = logging.getLogger(__name__)


@dataclass
class Anchor:
    """`position` and `digest` of the last link known, and the seals of later rows by number."""

    position: int = 0
    digest: str = START
    rows: dict[int, str] = field(default_factory=dict)


def note(number: int, seal: str) -> None:
    """A row was written in this transaction; it is anchored when that has committed."""
    noted = db.session.info.setdefault("audit", [])
    noted.append((db.session().get_nested_transaction(), number, seal))


def read() -> Anchor | None:
    """What the file says; None where there is none. Lines that were cut short are left out."""
    try:
        lines = _path().read_text("ascii", "replace").splitlines()
    except FileNotFoundError:
        return None
    anchor = Anchor()
    for line in lines:
        kind, _space, rest = line.partition(" ")
        number, _space, value = rest.partition(" ")
        if kind == "end" and number.isdecimal():
            anchor.position, anchor.digest = int(number), value
        elif kind == "row" and number.isdecimal():
            anchor.rows[int(number)] = value
    return anchor


def append(rows: Iterable[tuple[int, str]]) -> None:
    lines = "".join(f"row {number} {seal}\n" for number, seal in rows)
    with locked(), _path().open("a", encoding="ascii") as file:
        file.write(lines)


def replace(anchor: Anchor) -> None:
    """Put another in place of the file, whole or not at all; the caller has the lock."""
    path = _path()
    new = path.with_name(FILE + ".new")
    with new.open("w", encoding="ascii") as file:
        file.write(f"end {anchor.position} {anchor.digest}\n")
        file.writelines(f"row {number} {seal}\n" for number, seal in anchor.rows.items())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


@contextmanager
def locked() -> Iterator[None]:
    """One process or thread at a time."""
    folder: Path = current_app.config["DATA_DIR"]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _path() -> Path:
    return Path(current_app.config["DATA_DIR"] / FILE)


@event.listens_for(RoutedSession, "after_commit")
def _committed(session: RoutedSession) -> None:
    if session.in_nested_transaction():
        return
    noted = session.info.pop("audit", None)
    if not noted:
        return
    try:
        append((number, seal) for _where, number, seal in noted)
    except OSError:
        # The act is done and its row is kept: the next link takes it up.
        logger.exception("the anchor of the log could not be written")


@event.listens_for(RoutedSession, "after_soft_rollback")
def _undone(session: RoutedSession, undone: SessionTransaction) -> None:
    """Forget the rows of a savepoint that was undone, and of those inside it; or all."""
    noted = session.info.pop("audit", None)
    if noted and undone.nested:
        session.info["audit"] = [each for each in noted if not _is_inside(each[0], undone)]


def _is_inside(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False
