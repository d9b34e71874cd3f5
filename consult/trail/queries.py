"""Reading the log: for who administers the site all of it, for who administers a consultation what
can be told to belong to it by what it is about.

What was taken away since (a topic, a version that was discarded) belongs to no consultation any
more: those rows are found in the log of the site alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from consult.accounts.models import Person
from consult.approvals.models import Approval
from consult.audit.models import AuditEvent, AuditLink
from consult.comments.models import Comment, Point
from consult.consultations.models import Consultation
from consult.drafts.models import Section, SectionText, SectionTranslation, Version
from consult.extensions import db
from consult.moderation.models import Batch
from consult.permissions import Actor, allows
from consult.questions.models import Question
from consult.teams.models import Invitation
from consult.topics.models import Topic

PAGE = 50
AT_ONCE = 2_000
OF_TEAMS = ("person.join", "person.leave")


@dataclass(frozen=True, slots=True)
class Filters:
    """None and empty leave it open. `named` asks for acts of somebody who is named, or not;
    `since` is included, `until` is not."""

    person: str = ""
    named: bool | None = None
    actions: Sequence[str] = ()
    folio: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`before` is the key of the next page, or 0."""

    events: Sequence[AuditEvent]
    before: int


def page(
    viewer: Actor | None,
    consultation: Consultation | None,
    filters: Filters,
    *,
    before: int = 0,
    most: int = PAGE,
) -> Page:
    """The newest acts, or those with a lower number than `before`."""
    query = select(AuditEvent).where(_scope(viewer, consultation), *_conditions(filters))
    if before:
        query = query.where(AuditEvent.id < before)
    rows = db.session.scalars(query.order_by(AuditEvent.id.desc()).limit(most + 1)).all()
    return Page(rows[:most], rows[most - 1].id if len(rows) > most else 0)


def every(
    viewer: Actor | None, consultation: Consultation | None, filters: Filters
) -> Iterator[Sequence[AuditEvent]]:
    """All that page() gives, AT_ONCE at a time."""
    before = 0
    while True:
        found = page(viewer, consultation, filters, before=before, most=AT_ONCE)
        yield found.events
        for event in found.events:
            db.session.expunge(event)
        before = found.before
        if not before:
            return


def last_link() -> AuditLink | None:
    """The end of the chain."""
    return db.session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))


def _scope(viewer: Actor | None, consultation: Consultation | None) -> ColumnElement[bool]:
    if consultation is None:
        return AuditEvent.id.is_not(None) if allows(viewer, "site.manage") else false()
    if not allows(viewer, "team.manage", consultation.slug):
        return false()
    about = [
        and_(AuditEvent.subject_type == name, AuditEvent.subject_id.in_(ids))
        for name, ids in _subjects(consultation.id).items()
    ]
    number = AuditEvent.details["consultation"].as_integer()
    return or_(*about, and_(AuditEvent.action.in_(OF_TEAMS), number == consultation.id))


def _subjects(number: int) -> dict[str, Select[Any]]:
    """The rows that belong to a consultation, by type."""
    texts = select(SectionText.id).join(Version, Version.id == SectionText.version_id)
    translated = select(SectionTranslation.id).join(
        Version, Version.id == SectionTranslation.version_id
    )
    asked = select(Question.id).join(Section, Section.id == Question.section_id)
    points = select(Point.id).join(Comment, Comment.id == Point.comment_id)
    own: dict[str, Any] = {
        "comment": Comment, "version": Version, "topic": Topic, "batch": Batch,
        "approval": Approval, "invitation": Invitation,
    }  # fmt: skip
    return {
        "consultation": select(Consultation.id).where(Consultation.id == number),
        "section_text": texts.where(Version.consultation_id == number),
        "section_translation": translated.where(Version.consultation_id == number),
        "question": asked.where(Section.consultation_id == number),
        "point": points.where(Comment.consultation_id == number),
        **{
            name: select(model.id).where(model.consultation_id == number)
            for name, model in own.items()
        },
    }


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.person:
        alike = Person.name.icontains(filters.person, autoescape=True)
        yield AuditEvent.actor.in_(select(Person.id).where(alike))
    if filters.named is not None:
        yield AuditEvent.actor.is_not(None) if filters.named else AuditEvent.actor.is_(None)
    if filters.actions:
        yield AuditEvent.action.in_(filters.actions)
    if filters.folio:
        yield _of_folio(filters.folio)
    if filters.subject:
        yield AuditEvent.subject_type == filters.subject
    if filters.since is not None:
        yield AuditEvent.created_at >= filters.since
    if filters.until is not None:
        yield AuditEvent.created_at < filters.until


def _of_folio(folio: str) -> ColumnElement[bool]:
    comments = select(Comment.id).where(Comment.folio == folio)
    points = select(Point.id).where(Point.comment_id.in_(comments))
    return or_(
        and_(AuditEvent.subject_type == "comment", AuditEvent.subject_id.in_(comments)),
        and_(AuditEvent.subject_type == "point", AuditEvent.subject_id.in_(points)),
    )
