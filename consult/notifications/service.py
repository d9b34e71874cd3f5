"""Changes to notices and to how people want them."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale
from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult

from consult.accounts.models import Person
from consult.audit.service import record
from consult.extensions import db, utc_now
from consult.jobs.models import Job
from consult.jobs.models import State as JobState
from consult.jobs.queue import try_again
from consult.notifications.kinds import KINDS
from consult.notifications.models import (
    Frequency,
    Group,
    Language,
    MailPreference,
    Notice,
    State,
)
from consult.notifications.queries import addressee, frequency, next_digest, preference
from consult.permissions import Actor
from consult.sealing import seal

KEPT = timedelta(days=30)
UNKNOWN = timedelta(days=1)


def tell(
    person: Person, kind: str, *, later: timedelta = timedelta(), **arguments: Any
) -> None:
    """Store a notice for a person, as they want it; nothing for who wants none or is suspended.

    It leaves `later` at the earliest. `arguments` are facts that JSON holds (a folio, a count),
    never what somebody wrote.
    """
    chosen = preference(person.id)
    wanted = frequency(chosen, KINDS[kind].group)
    if wanted == Frequency.NONE or person.is_suspended:
        return
    _store(kind, person.email, person.id, chosen.language, wanted, arguments, later)


def write_to(address: str, kind: str, *, person: Person | None = None, **arguments: Any) -> None:
    """Store a notice for an address, at once, whoever reads there; in the language that they have
    chosen, else in that of the page they are on."""
    language = preference(person.id).language if person is not None else language_here()
    number = person.id if person is not None else None
    _store(kind, address, number, language, Frequency.IMMEDIATE, arguments)


def language_here() -> str:
    english = str(get_locale() or "").startswith(Language.ENGLISH)
    return Language.ENGLISH if english else Language.SPANISH


def _store(
    kind: str,
    address: str,
    person_id: int | None,
    language: str,
    wanted: str,
    arguments: dict[str, Any],
    later: timedelta = timedelta(),
) -> None:
    now = utc_now()
    whole = {"address": address, "person_id": person_id, "arguments": arguments}
    db.session.add(
        Notice(
            kind=kind,
            sealed=seal(whole),
            language=language,
            frequency=wanted,
            message_id=secrets.token_hex(16),
            next_try_at=next_digest(now + later) if wanted == Frequency.DAILY else now + later,
            created_at=now,
        )
    )


def choose(person: Person, *, language: str, **wanted: str) -> None:
    """How `person` wants to be told: a frequency for each group that is given."""
    chosen = _stored(person.id)
    chosen.language = Language(language)
    for group, value in wanted.items():
        setattr(chosen, Group(group), Frequency(value))
    record(person, "mail.choose", "person", person.id)


def unsubscribe(person: Person, group: Group) -> None:
    """No more mail of this group to `person`, asked for by who holds the link of one."""
    setattr(_stored(person.id), group, Frequency.NONE)
    record(None, "mail.unsubscribe", "person", person.id, after=group)


def remember_language(person: Person) -> None:
    """Who opens an account on an English page is written to in English, until they choose."""
    if language_here() == Language.ENGLISH and db.session.get(MailPreference, person.id) is None:
        _stored(person.id).language = Language.ENGLISH


def _stored(person_id: int) -> MailPreference:
    chosen = preference(person_id)
    db.session.add(chosen)
    return chosen


def take_back(
    is_meant: Callable[[str, dict[str, Any]], bool], *, since: datetime
) -> None:
    """Notices stored `since` then that have not left, if their kind and facts are meant."""
    waiting = select(Notice).where(Notice.state == State.WAITING, Notice.created_at >= since)
    for notice in db.session.scalars(waiting).all():
        to = addressee(notice)
        if to is not None and is_meant(notice.kind, to.arguments):
            db.session.delete(notice)


def forget(person: Person) -> None:
    """What waits to be sent to an account that goes; of the rest its address is wiped already."""
    waiting = select(Notice).where(Notice.state == State.WAITING)
    for notice in db.session.scalars(waiting).all():
        to = addressee(notice)
        if to is not None and to.person_id == person.id:
            db.session.delete(notice)


def repeat_job(actor: Actor, job_id: int) -> bool:
    """Let a failed job be tried again; false where it has not failed."""
    if not try_again(job_id):
        return False
    record(actor, "job.repeat", "job", job_id)
    return True


def repeat_notice(actor: Actor, notice_id: int) -> bool:
    """Let a notice that failed be sent again; false where it has not failed."""
    failed = update(Notice).where(
        Notice.id == notice_id, Notice.state == State.FAILED, Notice.sealed != ""
    )
    changed = db.session.execute(
        failed.values(state=State.WAITING, attempts=0, error="", next_try_at=utc_now())
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        return False
    record(actor, "notice.repeat", "notice", notice_id)
    return True


def tidy(now: datetime) -> None:
    """What is over goes after a month; whom a notice went to is forgotten after a day where the
    mail server's word never came."""
    handed = update(Notice).where(
        Notice.state == State.HANDED, Notice.created_at < now - UNKNOWN, Notice.sealed != ""
    )
    db.session.execute(handed.values(sealed=""))
    over = Notice.state != State.WAITING
    db.session.execute(delete(Notice).where(over, Notice.created_at < now - KEPT))
    ended = Job.state.in_((JobState.DONE, JobState.FAILED))
    db.session.execute(delete(Job).where(ended, Job.finished_at < now - KEPT))
