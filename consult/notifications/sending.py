"""Sends what is due, each message once.

A row says "handed" before the last word of its message is said (see `transport`). A worker that
is killed leaves it "waiting", and the server has thrown away what had no end; or "handed", and it
counts as sent. A server that says "not now" is asked again later, one that says "no" is believed.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from consult.extensions import db, read_only, utc_now
from consult.jobs import Report, enqueue, every, task
from consult.notifications.kinds import KINDS
from consult.notifications.models import Frequency, Notice, State
from consult.notifications.queries import Addressee, addressee, due, is_anything_due
from consult.notifications.rendering import Letter, letter
from consult.notifications.transport import AwayError, RefusedError, Transport, transport

TASK, ROUND, BATCH = "notifications.send", 10.0, 100
LATER = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440)
)
UNREADABLE = "unreadable"
Pair = tuple[Notice, Addressee]
logger = logging.getLogger(__name__)


@every(ROUND)
def send_what_is_due() -> None:
    with read_only():
        found = transport() is not None and is_anything_due(utc_now())
    if found:
        enqueue(TASK)
        db.session.commit()


@task(TASK)
def send(report: Report) -> None:
    """In short transactions of its own, one before the end of each message and one after it."""
    way = transport()
    if way is not None:
        with closing(way):
            _send_all(way, report)


def _send_all(way: Transport, report: Report) -> None:
    now, last, done = utc_now(), 0, 0
    while batch := _read(now, last):
        last = batch[-1].id
        for pairs in _together(batch):
            if not _send(way, pairs):
                return
            done += len(pairs)
            report(done, done)


def _read(now: datetime, after: int) -> Sequence[Notice]:
    """Rows of nobody's transaction: none is open while the network is slow."""
    batch = due(now, after=after, limit=BATCH)
    for notice in batch:
        db.session.expunge(notice)
    db.session.rollback()
    return batch


def _together(batch: Sequence[Notice]) -> Iterator[list[Pair]]:
    """What one message tells: a notice, or all those of a group that a person wants once a day."""
    daily: dict[tuple[int | None, str, str], list[Pair]] = {}
    for notice in batch:
        to = addressee(notice)
        if to is None:
            _store((notice.id,), State.WAITING, State.FAILED, error=UNREADABLE)
        elif notice.frequency == Frequency.DAILY:
            key = (to.person_id, notice.language, KINDS[notice.kind].group)
            daily.setdefault(key, []).append((notice, to))
        else:
            yield [(notice, to)]
    yield from daily.values()


def _send(way: Transport, pairs: list[Pair]) -> bool:
    """False where there is no way to anyone now: the others wait with this one."""
    ids, tries = tuple(notice.id for notice, _ in pairs), pairs[0][0].attempts
    try:
        whole = letter(pairs)
    except Exception as error:
        logger.exception("notice %s could not be written", ids[0])
        _store(ids, State.WAITING, State.FAILED, error=type(error).__name__)
        return True
    try:
        arrived = way.send(whole, lambda: _store(ids, State.WAITING, State.HANDED))
    except RefusedError as refused:
        _refused(whole, refused, tries)
    except AwayError as away:
        # Where it was handed over its last word may have arrived, and is not said twice.
        _store(ids, State.WAITING, State.WAITING, error=str(away), **_later(tries))
        return False
    else:
        if arrived:
            _store(ids, State.HANDED, State.SENT, sent_at=utc_now(), sealed="", error="")
    return True


def _refused(whole: Letter, refused: RefusedError, tries: int) -> None:
    """Before the end of the message, or by what the server answered to it."""
    is_over = refused.is_final or tries >= len(LATER)
    after = State.FAILED if is_over else State.WAITING
    said = _later(tries) | {"error": refused.code}
    for before in (State.WAITING, State.HANDED):
        if _store(whole.ids, before, after, **said):
            break


def _later(tries: int) -> dict[str, Any]:
    return {
        "attempts": tries + 1,
        "next_try_at": utc_now() + LATER[min(tries, len(LATER) - 1)],
    }


def _store(ids: tuple[int, ...], before: State, after: State, **values: object) -> bool:
    """Move these notices on, all of them or none: false where one is no longer as it was seen."""
    moved = update(Notice).where(Notice.id.in_(ids), Notice.state == before)
    with db.engine.connect() as connection, connection.begin() as transaction:
        changed = connection.execute(moved.values(state=after, **values))
        if changed.rowcount != len(ids):
            transaction.rollback()
            return False
    return True
