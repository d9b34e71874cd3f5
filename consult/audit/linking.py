"""Tying the rows of the log into a chain, a moment after they were committed.

In a transaction of its own, so that no request waits for another's place in the chain: a row gets
its number before its transaction commits, and the next free place only here. Whoever finds that
another process is linking leaves it to that one.
"""

import logging
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, text

from consult.audit import anchor
from consult.audit.models import AuditEvent, AuditLink
from consult.audit.sealing import FIELDS, START, content, digest, is_sealed, keys
from consult.extensions import READ, db
from consult.jobs import every

AT_ONCE = 5_000
# Rows commit in another order than they are numbered in; by this many numbers at most.
OVERLAP = 100_000
ALONE = text(
    "SELECT pg_try_advisory_xact_lock(hashtext('consult audit chain ' || current_schema()))"
)
LAST = (
    select(AuditLink.position, AuditLink.digest, AuditEvent.seal)
    .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
    .order_by(AuditLink.position.desc())
    .limit(1)
)
logger = logging.getLogger(__name__)


def link() -> int:
    """Link all that is not linked, and move the anchor to the end; returns how many were."""
    linked = 0
    while _is_anything_left():
        with db.engine.begin() as connection:
            added = _link_some(connection)
        linked += added
        if added == 0:
            break
    _move_anchor()
    return linked


@every(10)
def link_what_is_new() -> None:
    link()


def _is_anything_left() -> bool:
    with db.engines[READ].connect() as connection:
        return connection.execute(_unlinked(connection, 1)).first() is not None


def _unlinked(connection: Connection, most: int) -> Select[Any]:
    highest = connection.scalar(select(func.max(AuditLink.event_id))) or 0
    columns = (getattr(AuditEvent, name) for name in ("id", "seal", *FIELDS))
    return (
        select(*columns)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .where(AuditLink.event_id.is_(None), AuditEvent.id > highest - OVERLAP)
        .order_by(AuditEvent.id)
        .limit(most)
    )


def _link_some(connection: Connection) -> int:
    if connection.dialect.name == "postgresql" and not connection.scalar(ALONE):
        return 0
    last = connection.execute(LAST).one_or_none()
    position, before = (last.position, last.digest) if last else (0, START)
    unsealed = last is None or last.seal is None
    links = []
    known = keys()
    for row in connection.execute(_unlinked(connection, AT_ONCE)):
        said = content(row[2:])
        unsealed = unsealed and row.seal is None
        if not unsealed and not is_sealed(row.seal, said, known):
            continue  # not written by the platform: left out, for `verifying` to tell
        position, before = position + 1, digest(before, row.id, row.seal, said, known[0])
        links.append({"position": position, "event_id": row.id, "digest": before})
    if links:
        connection.execute(insert(AuditLink), links)
    return len(links)


def _move_anchor() -> None:
    """To the end of a chain that still holds what the anchor knows of it; else it stays, as the
    only witness."""
    with db.engines[READ].connect() as connection:
        last = connection.execute(LAST).one_or_none()
        if last is None:
            return
        with anchor.locked():
            kept = anchor.read() or anchor.Anchor()
            if not _holds(connection, kept):
                logger.error("the chain of the log does not hold its anchor: consult audit verify")
                return
            rows = _still_apart(connection, kept.rows)
            if last.position > kept.position or rows != kept.rows:
                end = max((kept.position, kept.digest), (last.position, last.digest))
                anchor.replace(anchor.Anchor(*end, rows))


def _holds(connection: Connection, kept: anchor.Anchor) -> bool:
    there = select(AuditLink.digest).where(AuditLink.position == kept.position)
    return kept.position == 0 or connection.scalar(there) == kept.digest


def _still_apart(connection: Connection, rows: dict[int, str]) -> dict[int, str]:
    """Those that are not in the chain with the seal that was noted."""
    numbers, apart = list(rows), dict(rows)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        linked = select(AuditEvent.id, AuditEvent.seal).join(
            AuditLink, AuditLink.event_id == AuditEvent.id
        )
        for number, seal in connection.execute(linked.where(AuditEvent.id.in_(some))):
            if rows[number] == seal:
                del apart[number]
    return apart
