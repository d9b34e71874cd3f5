"""What the numbers in some rows of the log stand for: names, folios, titles, rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.comments.models import Comment, Point
from consult.consultations.models import Consultation
from consult.drafts.models import SectionText, SectionTranslation, Version
from consult.extensions import db
from consult.moderation.models import Rule
from consult.organizations.models import Organization
from consult.questions.models import Question
from consult.topics.models import Topic
from consult.trail.labels import POINTERS, ROWS

_TRANSLATED = (SectionText.section_id == SectionTranslation.section_id) & (
    SectionText.version_id == SectionTranslation.version_id
)
# Number and name of the things of a type.
NAMES: Mapping[str, Any] = {
    "comment": select(Comment.id, Comment.folio),
    "point": select(Point.id, Comment.folio).join(Comment, Comment.id == Point.comment_id),
    "version": select(Version.id, Version.number),
    "section_text": select(SectionText.id, SectionText.title),
    "section_translation": select(SectionTranslation.id, SectionText.title).join(
        SectionText, _TRANSLATED
    ),
    "question": select(Question.id, SectionText.title).join(
        SectionText, SectionText.section_id == Question.section_id
    ).order_by(SectionText.id),
    "topic": select(Topic.id, Topic.name),
    "consultation": select(Consultation.id, Consultation.title),
    "person": select(Person.id, Person.name),
    "organization": select(Organization.id, Organization.name),
}


@dataclass(frozen=True, slots=True)
class Names:
    """`things` by type and number; the `rules` by consultation and code; `places`: the
    consultation of a comment."""

    things: Mapping[tuple[str, int], str]
    rules: Mapping[tuple[int, str], Rule]
    places: Mapping[int, int]

    def rule(self, event: AuditEvent) -> Rule | None:
        place = self.places.get(event.subject_id) if event.subject_type == "comment" else None
        return None if place is None else self.rules.get((place, str(event.details["reason"])))


def names(events: Sequence[AuditEvent]) -> Names:
    """Of all that these rows name."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for name, number in _named(event):
            wanted.setdefault(name, set()).add(number)
    things = {
        (name, row[0]): str(row[1])
        for name, numbers in wanted.items()
        if name in NAMES
        for row in db.session.execute(_of(NAMES[name], numbers))
    }
    reasoned = [each for each in events if each.details.get("reason")]
    return Names(things, *_rules(reasoned))


def _of(query: Any, numbers: set[int]) -> Select[Any]:
    found: Select[Any] = query.where(query.selected_columns[0].in_(numbers))
    return found


def _named(event: AuditEvent) -> Iterable[tuple[str, int]]:
    yield event.subject_type, event.subject_id
    if event.actor is not None:
        yield "person", event.actor
    for detail, name in POINTERS.items():
        if detail in event.details:
            yield name, int(event.details[detail])
    if event.action in ROWS:
        for value in (event.before, event.after):
            if value is not None:
                yield ROWS[event.action], int(value)


def _rules(events: Sequence[AuditEvent]) -> tuple[dict[tuple[int, str], Rule], dict[int, int]]:
    """Each as its last edition has it."""
    about = {event.subject_id for event in events if event.subject_type == "comment"}
    if not about:
        return {}, {}
    query = select(Comment.id, Comment.consultation_id).where(Comment.id.in_(about))
    places = {row[0]: row[1] for row in db.session.execute(query)}
    codes = {str(event.details["reason"]) for event in events}
    found = select(Rule).where(
        Rule.consultation_id.in_(set(places.values())), Rule.code.in_(codes)
    )
    rules = db.session.scalars(found.order_by(Rule.edition))
    return {(rule.consultation_id, rule.code): rule for rule in rules}, places
