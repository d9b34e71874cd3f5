"""What waits to be sent, what became of the rest, and how people want it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.models import HONDURAS
from consult.extensions import db
from consult.jobs.models import Job
from consult.jobs.models import State as JobState
from consult.notifications.models import Frequency, Group, MailPreference, Notice, State
from consult.sealing import UnreadableError, keyed, unseal

DIGEST_AT = time(7)
LISTED = 50


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a notice goes to, and the facts of it, as they were sealed."""

    address: str
    person_id: int | None = None
    arguments: dict[str, Any] = field(default_factory=dict)


def preference(person_id: int) -> MailPreference:
    """How a person wants mail; what is usual if they never chose (not stored then)."""
    chosen = db.session.get(MailPreference, person_id)
    return chosen or usual(person_id)


def usual(person_id: int) -> MailPreference:
    columns = MailPreference.__table__.columns
    values = {each.name: each.default.arg for each in columns if each.default is not None}
    return MailPreference(person_id=person_id, **values)


def frequency(chosen: MailPreference, group: Group) -> str:
    return Frequency.IMMEDIATE if group == Group.ACCOUNT else getattr(chosen, group)


def next_digest(now: datetime) -> datetime:
    """The next seven in the morning in Honduras."""
    here = now.astimezone(HONDURAS)
    today = datetime.combine(here.date(), DIGEST_AT, HONDURAS)
    return today if here < today else today + timedelta(days=1)


def addressee(notice: Notice) -> Addressee | None:
    """None where the key that sealed it is lost, or it was wiped."""
    try:
        return Addressee(**unseal(notice.sealed)) if notice.sealed else None
    except UnreadableError:
        return None


def is_anything_due(now: datetime) -> bool:
    due = select(Notice.id).where(Notice.state == State.WAITING, Notice.next_try_at <= now)
    return db.session.scalar(due.limit(1)) is not None


def due(now: datetime, *, after: int = 0, limit: int) -> Sequence[Notice]:
    """What is to be sent now, the oldest first."""
    query = select(Notice).where(
        Notice.state == State.WAITING, Notice.next_try_at <= now, Notice.id > after
    )
    return db.session.scalars(query.order_by(Notice.id).limit(limit)).all()


def token(person_id: int, group: str) -> str:
    """Good for one thing, without signing in: to end the mail of one group to one person."""
    return f"{group}-{person_id}-{keyed('unsubscribe', person_id, group).hex()[:32]}"


def by_token(given: str) -> tuple[Person, Group] | None:
    """The person and the group that a token is for."""
    group, _, rest = given.partition("-")
    number = rest.partition("-")[0]
    if group not in list(Group) or group == Group.ACCOUNT or not _is_number(number):
        return None
    if token(int(number), group) != given:
        return None
    person = db.session.get(Person, int(number))
    return None if person is None else (person, Group(group))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def today(now: datetime) -> datetime:
    """The first moment of this day in Honduras."""
    return datetime.combine(now.astimezone(HONDURAS).date(), time(), HONDURAS)


def jobs(state: JobState, *, limit: int = LISTED) -> Sequence[Job]:
    """Jobs in this state, the newest first."""
    query = select(Job).where(Job.state == state)
    return db.session.scalars(query.order_by(Job.id.desc()).limit(limit)).all()


def jobs_done(since: datetime) -> int:
    done = select(func.count(Job.id)).where(Job.state == JobState.DONE, Job.finished_at >= since)
    return db.session.scalar(done) or 0


def counts(since: datetime) -> dict[str, int]:
    """How many notices stand in each state; of those that were sent, since then."""
    query = select(Notice.state, func.count(Notice.id)).group_by(Notice.state)
    rows = db.session.execute(query.where(Notice.state != State.SENT)).all()
    sent = select(func.count(Notice.id)).where(
        Notice.state == State.SENT, Notice.sent_at >= since
    )
    found = {str(state): count for state, count in rows}
    return {state.value: found.get(state, 0) for state in State} | {
        "sent": db.session.scalar(sent) or 0
    }


def failed_notices() -> Sequence[Notice]:
    query = select(Notice).where(Notice.state == State.FAILED).order_by(Notice.id.desc())
    return db.session.scalars(query.limit(LISTED)).all()


def trouble() -> str:
    """What the mail server said to the notice that was tried last and still waits."""
    query = select(Notice.error).where(Notice.state == State.WAITING, Notice.error != "")
    return db.session.scalar(query.order_by(Notice.next_try_at.desc()).limit(1)) or ""
