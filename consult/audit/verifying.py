"""Reading the whole log against its seals, its chain and its anchor: what was done to it since.

Whoever can write into the database, but has neither the keys nor the data folder, cannot edit,
delete, add, exchange, cut off or rewrite rows without being found here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from consult.audit import anchor
from consult.audit.models import AuditEvent, AuditLink
from consult.audit.sealing import FIELDS, START, content, is_digest, is_sealed, keys
from consult.extensions import READ, db

MOST_TOLD = 100
CHUNK = 5_000
COLUMNS = [getattr(AuditEvent, name) for name in ("id", "seal", *FIELDS)]


class Fault(StrEnum):
    EDITED = "edited"  # what the row says, its place or its number is not what it was
    DELETED = "deleted"  # a row that was there is gone
    FORGED = "forged"  # a row that the platform did not write
    COPIED = "copied"  # a row that stands there twice
    LINK_LOST = "link_lost"  # places of the chain that are missing
    CUT_OFF = "cut_off"  # the chain ends before where it is known to have been
    REWRITTEN = "rewritten"  # the chain is another than it is known to have been
    NO_ANCHOR = "no_anchor"  # nothing outside the database to compare with


@dataclass(frozen=True)
class Finding:
    """`number` is of a row of the log; 0 where it is about a stretch: `first` to `last` are places
    of the chain then."""

    fault: Fault
    number: int = 0
    first: int = 0
    last: int = 0


@dataclass
class Verdict:
    """`rows` in the log, `linked` in the chain; the first MOST_TOLD findings, and how many in
    all."""

    rows: int = 0
    linked: int = 0
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, fault: Fault, number: int = 0, first: int = 0, last: int = 0) -> None:
        self.count += 1
        if len(self.findings) < MOST_TOLD:
            self.findings.append(Finding(fault, number, first, last))


def verify() -> Verdict:
    """One state of the database, while others may go on writing."""
    known = anchor.read()  # before the database, which is ahead of it at every moment
    verdict = Verdict()
    with _one_state() as connection:
        _Chain(known or anchor.Anchor(), verdict).walk(connection)
        _apart(connection, verdict)
        _anchored(connection, known or anchor.Anchor(), verdict)
        _copies(connection, verdict)
    if known is None and verdict.rows:
        verdict.add(Fault.NO_ANCHOR)
    return verdict


@contextmanager
def _one_state() -> Iterator[Connection]:
    with db.engines[READ].connect() as connection:
        if connection.dialect.name == "postgresql":
            with db.engines[None].connect() as writing:
                yield writing.execution_options(isolation_level="REPEATABLE READ")
                writing.rollback()
        else:
            yield connection


class _Chain:
    """Walks the links in their order, each against the one before it as it is stored, so that one
    edit is told as one row."""

    def __init__(self, known: anchor.Anchor, verdict: Verdict) -> None:
        self._known, self._verdict = known, verdict
        self._position, self._digest, self._keys = 0, START, keys()

    def walk(self, connection: Connection) -> None:
        links = (
            select(AuditLink.position, AuditLink.digest, AuditLink.event_id, *COLUMNS)
            .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
            .order_by(AuditLink.position)
            .execution_options(yield_per=CHUNK)
        )
        for row in connection.execute(links):
            self._step(row[0], row[1], row[2], row[3:])
        if self._position < self._known.position:
            self._verdict.add(
                Fault.CUT_OFF, first=self._position + 1, last=self._known.position
            )

    def _step(self, position: int, digest: str, number: int, event: Sequence[Any]) -> None:
        self._verdict.linked += 1
        if position != self._position + 1:
            self._verdict.add(Fault.LINK_LOST, first=self._position + 1, last=position - 1)
        if event[0] is None:
            self._verdict.add(Fault.DELETED, number)
        else:
            self._verdict.rows += 1
            said = content(event[2:])
            # After a gap nothing is known of the link before: the seal alone can speak then.
            follows = position == self._position + 1
            good = (
                is_digest(digest, self._digest, number, event[1], said, self._keys)
                if follows
                else event[1] is None or is_sealed(event[1], said, self._keys)
            )
            if not good:
                self._verdict.add(Fault.EDITED, number)
        if position == self._known.position and digest != self._known.digest:
            self._verdict.add(Fault.REWRITTEN, first=1, last=position)
        self._position, self._digest = position, digest


def _apart(connection: Connection, verdict: Verdict) -> None:
    """Rows that are not linked yet: their seals speak for them."""
    known, unsealed = keys(), _nothing_sealed(connection)
    rows = (
        select(*COLUMNS)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .where(AuditLink.event_id.is_(None))
        .order_by(AuditEvent.id)
        .execution_options(yield_per=CHUNK)
    )
    for row in connection.execute(rows):
        verdict.rows += 1
        unsealed = unsealed and row.seal is None
        if not unsealed and not is_sealed(row.seal, content(row[2:]), known):
            verdict.add(Fault.FORGED, row.id)


def _nothing_sealed(connection: Connection) -> bool:
    """Whether the chain holds only rows from before there were seals."""
    last = select(AuditEvent.seal).join(AuditLink, AuditLink.event_id == AuditEvent.id)
    found = connection.execute(last.order_by(AuditLink.position.desc()).limit(1)).first()
    return found is None or found.seal is None


def _anchored(connection: Connection, known: anchor.Anchor, verdict: Verdict) -> None:
    """Rows that were committed since the anchor's end of the chain."""
    numbers = list(known.rows)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        query = select(AuditEvent.id, AuditEvent.seal).where(AuditEvent.id.in_(some))
        found = {number: seal for number, seal in connection.execute(query)}
        for number in some:
            if number not in found:
                verdict.add(Fault.DELETED, number)
            elif found[number] != known.rows[number]:
                verdict.add(Fault.EDITED, number)


def _copies(connection: Connection, verdict: Verdict) -> None:
    """A seal is made once: the later rows that bear it were copied from the first."""
    first = func.min(AuditEvent.id)
    again = (
        select(AuditEvent.seal, first.label("first"))
        .where(AuditEvent.seal.is_not(None))
        .group_by(AuditEvent.seal)
        .having(func.count() > 1)
        .subquery()
    )
    rows = select(AuditEvent.id).join(again, again.c.seal == AuditEvent.seal)
    for number in connection.scalars(rows.where(AuditEvent.id > again.c.first)):
        verdict.add(Fault.COPIED, number)
