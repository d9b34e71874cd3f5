"""Publishing a version with the comments that follow it: what it will do to them, and doing it.

The gate: comments whose words changed or went, and that nobody has answered, keep a version from
being published until it is said why and when they will be.
"""

import json
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.carrying import STANDINGS, standings
from consult.comments.events import unanswered
from consult.comments.journey import Journey
from consult.comments.models import COUNTED, Anchor, CarryOver, Comment, Review
from consult.drafts.events import still_needed
from consult.drafts.models import Version
from consult.drafts.service import AlreadyPublishedError, OvertakenError, publish
from consult.extensions import db
from consult.jobs import Job, Report, State, Write, enqueue, task
from consult.markup import is_blank
from consult.permissions import Actor

TASK = "comments.publish"
REPORT_EVERY = 200
AFFECTED = (CarryOver.CHANGED, CarryOver.REMOVED)


class UnansweredError(Exception):
    """Comments that nobody answered came after it was asked to publish, and nobody said why."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of the comments when a version is published: how many by CarryOver, which of
    them a person will have to look at, and which changed or removed ones nobody has answered."""

    kept: int = 0
    moved: int = 0
    changed: int = 0
    removed: int = 0
    to_review: frozenset[int] = frozenset()
    to_answer: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        return self.kept + self.moved + self.changed + self.removed

    @property
    def review(self) -> int:
        return len(self.to_review)

    @property
    def unanswered(self) -> int:
        return len(self.to_answer)


def forecast(version: Version) -> Forecast:
    """Of the comments that may still be seen: those waiting, returned, or published."""
    current = version.consultation.current_version_id
    if current is None:
        return Forecast()
    journey, counts = Journey(current, version.id), Counter[str]()
    affected, doubtful = set(), set()
    for anchor, standing in standings(journey, Anchor.version_id == current):
        if anchor.status not in COUNTED:
            continue
        counts[standing.state] += 1
        if standing.review == Review.WAITING:
            doubtful.add(anchor.comment_id)
        if standing.state in AFFECTED:
            affected.add(anchor.comment_id)
    left = unanswered(frozenset(affected))
    return Forecast(**counts, to_review=frozenset(doubtful), to_answer=left)


def ask(actor: Actor, version: Version, *, deferral: str) -> Job:
    """Have a version published by a worker; `deferral` says why comments are left unanswered.

    Raises AlreadyPublishedError, OvertakenError.
    """
    if version.published_at is not None:
        raise AlreadyPublishedError
    if _is_overtaken(version):
        raise OvertakenError
    version.deferral = deferral
    return enqueue(TASK, version_id=version.id, actor_id=actor.id)


def _is_overtaken(version: Version) -> bool:
    """Whether a newer one was asked for and waits."""
    asked = select(Job).where(
        Job.task == TASK, Job.state.in_((State.PENDING, State.RUNNING))
    )
    newer = select(Version.id).where(
        Version.id.in_([_version_of(job) for job in db.session.scalars(asked)]),
        Version.consultation_id == version.consultation_id,
        Version.number > version.number,
    )
    return db.session.scalar(newer.limit(1)) is not None


def last_job(version: Version) -> Job | None:
    """The newest job that was to publish this version."""
    # A version that was discarded may have had the same id.
    here = (Job.task == TASK, Job.created_at >= version.created_at)
    jobs = select(Job).where(*here).order_by(Job.id.desc()).limit(100)
    wanted = (job for job in db.session.scalars(jobs) if _version_of(job) == version.id)
    return next(wanted, None)


@still_needed.connect
def is_being_published(version: Version) -> bool:
    job = last_job(version)
    return job is not None and job.state in (State.PENDING, State.RUNNING)


def _version_of(job: Job) -> int:
    return int(json.loads(job.arguments)["version_id"])


@task(TASK)
def _prepare(report: Report, *, version_id: int, actor_id: int) -> Write:
    """Find every comment its place, which only reads; what is written then is short."""
    version = db.session.get_one(Version, version_id)
    current = version.consultation.current_version_id
    journey = _walked(report, current, version_id) if current else None

    def write() -> None:
        waiting = db.session.get_one(Version, version_id)
        if waiting.published_at is None:  # else another did it meanwhile
            actor = db.session.get(Person, actor_id)
            publish(actor, waiting, deferral=waiting.deferral, journey=journey)
            _check(waiting)

    return write


def _check(version: Version) -> None:
    """Look at the gate again: between the form and the work more comments may have come."""
    affected = (
        select(Anchor.comment_id)
        .join(Comment, Comment.id == Anchor.comment_id)
        .where(
            Anchor.version_id == version.id,
            Anchor.state.in_(AFFECTED),
            Comment.status.in_(COUNTED),
        )
    )
    if is_blank(version.deferral) and unanswered(frozenset(db.session.scalars(affected))):
        raise UnansweredError


def _walked(report: Report, current: int, version_id: int) -> Journey:
    journey = Journey(current, version_id)
    count = select(func.count()).select_from(Anchor).where(Anchor.version_id == current)
    total = db.session.scalar(count) or 0
    report(0, total)
    anchors = db.session.execute(STANDINGS.where(Anchor.version_id == current))
    for done, anchor in enumerate(anchors, 1):
        journey.follow(anchor)
        if done % REPORT_EVERY == 0:
            report(done, total)
    report(total, total)
    return journey
