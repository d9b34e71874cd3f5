"""Notices to send, sending them, and what has become of them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.extensions import db, utc_now
from consult.notifications.models import Notice
from consult.notifications.queries import addressee
from consult.notifications.sending import send
from consult.notifications.service import write_to


def a_notice(address: str = "ana@ejemplo.hn") -> None:
    db.session.remove()  # a page that was read before left it reading
    write_to(address, "account_exists")
    db.session.commit()


def send_now() -> None:
    """What the worker does when it finds something due."""
    db.session.rollback()
    send(lambda _done, _total: None)
    db.session.rollback()


def notices() -> list[Notice]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


def stands() -> list[tuple[str, str, int]]:
    """State, error and attempts of every notice."""
    return [(each.state, each.error, each.attempts) for each in notices()]


def later(**time: float) -> None:
    """Let so much time pass for whatever waits."""
    earlier = Notice.next_try_at
    for notice in notices():
        moved = update(Notice).where(Notice.id == notice.id)
        db.session.execute(moved.values({earlier: notice.next_try_at - timedelta(**time)}))
    db.session.commit()


def wait_left() -> timedelta:
    return notices()[-1].next_try_at - utc_now()


def told(person: Person) -> list[tuple[str, dict[str, Any]]]:
    """What a person is to be told: kinds and facts."""
    found = []
    for notice in notices():
        to = addressee(notice)
        if to is not None and to.person_id == person.id:
            assert to.address == person.email
            found.append((notice.kind, to.arguments))
    return found
