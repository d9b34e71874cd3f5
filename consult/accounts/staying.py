"""What keeps a session alive: a person who reads or sends, and never a page that looks by itself.

When it was last used is written beside the request, after its answer is made, and seldom.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from consult.accounts.models import AuthSession, Person
from consult.extensions import db

View = TypeVar("View", bound=Callable[..., Any])
AFTER_READING = timedelta(minutes=5)
AFTER_SENDING = timedelta(minutes=1)


def polled(view: View) -> View:
    """Declare a page that asks for itself again and again; it keeps no session alive."""
    view.is_polled = True  # type: ignore[attr-defined]  # views are plain functions
    return view


def due(person: Person | None, *, sends: bool, now: datetime) -> int | None:
    """The number of the session whose use is to be written down now, if it is."""
    if person is None or person.session is None:
        return None
    pause = AFTER_SENDING if sends else AFTER_READING
    return person.session.id if now - person.session.last_seen_at >= pause else None


def note(session_id: int, *, now: datetime) -> None:
    """Write it down, in a transaction of its own. Where the database is busy the next time will
    do."""
    used = update(AuthSession).where(AuthSession.id == session_id, AuthSession.last_seen_at < now)
    try:
        with db.engines[None].begin() as connection:
            connection.execute(used.values(last_seen_at=now))
    except OperationalError:
        return
