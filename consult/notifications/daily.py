"""What has a date, and what takes long: looked for by jobs, each of which tells everybody or
nobody."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from consult.accounts.models import Membership, Person, Role
from consult.comments.authorship import author_of
from consult.comments.models import COUNTED, Anchor, CarryOver, Comment, Status
from consult.consultations.models import HONDURAS, Consultation
from consult.drafts.models import Version
from consult.extensions import db, read_only, utc_now
from consult.jobs import Job, Report, Write, enqueue, every, task
from consult.notifications.queries import DIGEST_AT
from consult.notifications.service import tell, tidy

DAY, PASSAGES = "notifications.day", "notifications.passages"
ROUND = 300.0
BEFORE_CLOSING = timedelta(days=3)
MODERATE = (Role.MODERATOR, Role.ADMIN)
# Whom to tell, and of what: numbers and facts, because rows do not outlive the first step.
Told = list[tuple[int, dict[str, Any]]]


@every(ROUND)
def look_at_the_day() -> None:
    """Once a day, from seven in the morning in Honduras."""
    here = utc_now().astimezone(HONDURAS)
    if here.time() < DIGEST_AT:
        return
    wanted = f'{{"day": "{here.date().isoformat()}"}}'
    with read_only():
        was_asked = db.session.scalar(
            select(Job.id).where(Job.task == DAY, Job.arguments == wanted).limit(1)
        )
    if was_asked is None:
        enqueue(DAY, day=here.date().isoformat())
        db.session.commit()


@task(DAY)
def begin_day(report: Report, *, day: str) -> Write:
    """Reminders of what closes in three days, word of what waits, and what is over goes."""
    closing = [
        (facts, _participants(consultation_id))
        for consultation_id, facts in _closing(date.fromisoformat(day))
    ]
    waiting = [
        (facts, _moderators(consultation_id)) for consultation_id, facts in _waiting()
    ]

    def write() -> None:
        for kind, found in (("closing", closing), ("waiting", waiting)):
            for facts, people in found:
                _tell_all(kind, [(person_id, facts) for person_id in people])
        tidy(utc_now())

    return write


@task(PASSAGES)
def tell_of_passages(report: Report, *, version_id: int) -> Write:
    """Who wrote about words that a version changed or took away."""
    told: Told = []
    version = db.session.get(Version, version_id)
    if version is not None:
        told = list(_passages(version))
    return lambda: _tell_all("passage", told)


def _tell_all(kind: str, told: Told) -> None:
    for person_id, facts in told:
        person = db.session.get(Person, person_id)
        if person is not None:
            tell(person, kind, **facts)


def _closing(day: date) -> Iterator[tuple[int, dict[str, Any]]]:
    """Consultations whose last moment is on the third day after this one."""
    start = datetime.combine(day + BEFORE_CLOSING, time(), HONDURAS)
    query = select(Consultation).where(
        Consultation.current_version_id.is_not(None),
        Consultation.closes_at > start,
        Consultation.closes_at <= start + timedelta(days=1),
    )
    for each in db.session.scalars(query):
        yield each.id, {
            "slug": each.slug, "title": each.title, "closes_at": each.last_moment.isoformat(),
        }  # fmt: skip


def _participants(consultation_id: int) -> list[int]:
    """Who wrote something from an account that was neither withdrawn nor rejected."""
    query = select(Comment).where(
        Comment.consultation_id == consultation_id,
        Comment.author_key.is_not(None),
        Comment.status.in_(COUNTED),
    )
    return sorted(_by_author(db.session.scalars(query).all()))


def _by_author(comments: Sequence[Comment]) -> dict[int, list[Comment]]:
    """The comments of each account; a key stands for one author, who is looked for once."""
    authors: dict[str, Person | None] = {}
    found: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        key = comment.author_key or ""
        if key not in authors:
            authors[key] = author_of(comment)
        author = authors[key]
        if author is not None:
            found[author.id].append(comment)
    return found


def _waiting() -> Iterator[tuple[int, dict[str, Any]]]:
    """Consultations with something that waits, and how much."""
    query = (
        select(Consultation, func.count(Comment.id))
        .join(Comment, Comment.consultation_id == Consultation.id)
        .where(Comment.status == Status.PENDING)
        .group_by(Consultation.id)
    )
    for each, count in db.session.execute(query):
        yield each.id, {"slug": each.slug, "title": each.title, "count": count}


def _moderators(consultation_id: int) -> Sequence[int]:
    here = select(Membership.person_id).where(
        Membership.consultation_id == consultation_id, Membership.role.in_(MODERATE)
    )
    query = select(Person.id).where(or_(Person.role.in_(MODERATE), Person.id.in_(here)))
    return db.session.scalars(query.order_by(Person.id)).all()


def _passages(version: Version) -> Iterator[tuple[int, dict[str, Any]]]:
    consultation = version.consultation
    query = (
        select(Comment, Anchor.state)
        .join(Anchor, Anchor.comment_id == Comment.id)
        .where(
            Anchor.version_id == version.id,
            Anchor.state.in_((CarryOver.CHANGED, CarryOver.REMOVED)),
            Comment.author_key.is_not(None),
            Comment.status.in_(COUNTED),
        )
        .order_by(Comment.id)
    )
    states = {comment: state for comment, state in db.session.execute(query)}
    for person_id, comments in _by_author(list(states)).items():
        folios = {
            name: [each.folio for each in comments if states[each] == state]
            for name, state in (("changed", CarryOver.CHANGED), ("removed", CarryOver.REMOVED))
        }
        yield person_id, {
            "slug": consultation.slug, "title": consultation.title, "number": version.number,
            **folios,
        }  # fmt: skip
