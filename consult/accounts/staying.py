"""What keeps a session alive: a person who reads or sends, and never a page that looks by itself.

When it was last used is written beside the request, after its answer is made, and seldom: as the
beginning of a stretch of five minutes. Exactly kept it would tell which of the contributions that
show no name was sent from which account.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from consult.accounts.models import AuthSession, Person
from consult.extensions import db

View = TypeVar("View", bound=Callable[..., Any])
STRETCH = timedelta(minutes=5)
logger = logging.getLogger(__name__)


def polled(view: View) -> View:
    """Declare a page that asks for itself again and again; it keeps no session alive."""
    view.is_polled = True  # type: ignore[attr-defined]  # views are plain functions
    return view


def stretch(now: datetime) -> datetime:
    """The beginning of the one that `now` is in: a session ends a little earlier, never later."""
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % STRETCH


def due(person: Person | None, *, now: datetime) -> int | None:
    """The number of the session whose use is to be written down now, if it is."""
    if person is None or person.session is None:
        return None
    return person.session.id if person.session.last_seen_at < stretch(now) else None


def note(session_id: int, *, now: datetime) -> None:
    """Write it down, in a transaction of its own. Where the database is busy the next time will
    do; and whatever fails here takes no answer away that was made before."""
    begun = stretch(now)
    used = update(AuthSession).where(AuthSession.id == session_id, AuthSession.last_seen_at < begun)
    try:
        with db.engines[None].begin() as connection:
            connection.execute(used.values(last_seen_at=begun))
    except OperationalError:
        return
    except Exception:
        logger.exception("when a session was last used could not be written down")
