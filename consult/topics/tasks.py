"""Suggesting topics and finding groups, for all of a consultation at once: as jobs, or at once for
those who type a command.

The first step reads and computes, however long that takes; what it returns stores the result in
one short transaction, in place of what the last one found. What a person decided stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db
from consult.jobs import Job, Report, Write, enqueue, task
from consult.topics.models import (
    PointGroup,
    PointGroupMember,
    PointSuggestion,
    SuggestionRun,
    Topic,
)
from consult.topics.texts import Said, said

if TYPE_CHECKING:  # see analysis: they are imported where they are called
    from consult.topics.analysis.discovering import Group
    from consult.topics.analysis.suggesting import Accuracy, Suggestion, Theme

SUGGEST, DISCOVER = "topics.suggest", "topics.discover"
MOST_SUGGESTED = 3
REPORT_EVERY = 50
AT_ONCE = 1_000


class NoTopicsError(Exception):
    """There is no topic to suggest."""


@dataclass(slots=True)
class Suggested:
    """What was found for the open points of a consultation; rows as they are stored, but with the
    key of the topic."""

    learned: int = 0
    accuracy: "Accuracy | None" = None
    points: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Discovered:
    said: Sequence[Said]
    groups: "Sequence[Group]"


def ask(name: str, consultation: Consultation) -> Job:
    """Have it done by a worker; if the same waits already, that is it."""
    return enqueue(name, consultation_id=consultation.id)


def silent(_done: int, _total: int) -> None:
    """The report of work that nobody follows."""


@task(SUGGEST)
def _suggest(report: Report, *, consultation_id: int) -> Write:
    found = suggest(consultation_id, report)
    return lambda: store_suggested(consultation_id, found)


@task(DISCOVER)
def _discover(report: Report, *, consultation_id: int) -> Write:
    found = find_groups(consultation_id)
    return lambda: store_groups(consultation_id, found)


def suggest(consultation_id: int, report: Report = silent) -> Suggested:
    """The likeliest topics of every open point; reads only. Raises NoTopicsError."""
    from consult.topics.analysis.suggesting import Suggester

    themes = _themes(consultation_id)
    if not themes:
        raise NoTopicsError
    points = list(said(consultation_id))
    labelled = [(each.text, each.topics) for each in points if each.topics]
    waiting = [each for each in points if each.is_open]
    report(0, len(waiting))
    suggester = Suggester(themes, labelled, [each.text for each in points if not each.topics])
    found = Suggested(len(labelled), suggester.accuracy)
    known: "dict[str, list[Suggestion]]" = {}
    for number, each in enumerate(waiting, 1):
        if each.text not in known:
            known[each.text] = suggester.suggest(each.text, MOST_SUGGESTED)
        rows = [_row(each, suggestion) for suggestion in known[each.text]]
        found.rows += rows
        found.points += bool(rows)
        if number % REPORT_EVERY == 0:
            report(number, len(waiting))
    report(len(waiting), len(waiting))
    return found


def _themes(consultation_id: int) -> "list[Theme]":
    from consult.topics.analysis.suggesting import Theme

    query = select(Topic).where(Topic.consultation_id == consultation_id).order_by(Topic.id)
    return [
        Theme(topic.key, topic.name, topic.description, tuple(topic.words.split("\n")))
        for topic in db.session.scalars(query)
    ]


def _row(point: Said, suggestion: "Suggestion") -> dict[str, Any]:
    return {
        "point_id": point.point_id,
        "topic": suggestion.topic,
        "revision": point.revision,
        "confidence": suggestion.confidence,
        "words": list(_places(point.text, suggestion.words)),
    }


def _places(text: str, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where each of the words stands first."""
    from consult.topics.analysis.words import WORD

    first: dict[str, tuple[int, int]] = {}
    for match in WORD.finditer(text):
        first.setdefault(match[0].lower(), match.span())
    return (first[word] for word in words if word in first)


def store_suggested(consultation_id: int, found: Suggested) -> None:
    """In place of the last suggestions. What was decided or removed meanwhile stays so."""
    hold(consultation_id)
    topics = dict(
        db.session.execute(
            select(Topic.key, Topic.id).where(Topic.consultation_id == consultation_id)
        ).all()
    )
    _empty(PointSuggestion, PointSuggestion.topic_id.in_(list(topics.values())))
    rows = [
        {"topic_id": topics[row["topic"]], **{k: v for k, v in row.items() if k != "topic"}}
        for row in found.rows
        if row["topic"] in topics
    ]
    _add(PointSuggestion, rows)
    _empty(SuggestionRun, SuggestionRun.consultation_id == consultation_id)
    measured = found.accuracy
    db.session.add(
        SuggestionRun(
            consultation_id=consultation_id,
            learned=found.learned,
            suggested=found.points,
            measured=measured.texts if measured else None,
            top1=measured.top1 if measured else None,
            top3=measured.top3 if measured else None,
            top5=measured.top5 if measured else None,
        )
    )
    db.session.flush()


def find_groups(consultation_id: int, groups: int | None = None) -> Discovered:
    """Groups in what has no topic; reads only."""
    from consult.topics.analysis.discovering import discover

    points = [each for each in said(consultation_id) if each.is_free]
    return Discovered(points, discover([each.text for each in points], groups) if points else [])


def store_groups(consultation_id: int, found: Discovered) -> None:
    """In place of the groups that were found last, the largest first."""
    hold(consultation_id)
    old = select(PointGroup.id).where(PointGroup.consultation_id == consultation_id)
    _empty(PointGroupMember, PointGroupMember.group_id.in_(old))
    _empty(PointGroup, PointGroup.consultation_id == consultation_id)
    for group in found.groups:
        made = PointGroup(
            consultation_id=consultation_id,
            name=group.name,
            words=list(group.words),
            quotes=[
                [found.said[quote.place].point_id, quote.start, quote.end]
                for quote in group.quotes
            ],
        )
        db.session.add(made)
        db.session.flush()
        members = (found.said[place] for place in group.members)
        _add(
            PointGroupMember,
            [
                {"group_id": made.id, "point_id": each.point_id, "revision": each.revision}
                for each in members
            ],
        )


def _empty(model: Any, which: Any) -> None:
    db.session.execute(delete(model).where(which).execution_options(synchronize_session=False))


def _add(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        db.session.connection().execute(insert(model), rows[start : start + AT_ONCE])
