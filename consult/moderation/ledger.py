"""The public ledger: how a consultation was moderated, in counts that point at nobody (see cells).

It tells of whole weeks, from Sunday to Saturday in Honduras: what was decided since the last one
ended is not in it yet, so that nobody learns what changed from one day to the next.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from consult.comments.models import Comment, CommentRevision, Status
from consult.consultations.models import HONDURAS, Consultation
from consult.extensions import db
from consult.moderation import rules
from consult.moderation.cells import lone, quantile, safe, together
from consult.moderation.models import Appeal, Decision, Kept, Outcome, Redaction, Report

WEEK = timedelta(days=7)
KINDS = (Status.PUBLISHED, Status.RETURNED, Status.REJECTED)
WAITING = "waiting"
Counts = Mapping[str, int | None]


class Taken(NamedTuple):
    """One decision: on which comment, when, what, by which rule, and how long it waited, in hours
    (None where it did not wait: one that was published before)."""

    comment_id: int
    at: datetime
    after: str
    reason: str | None
    rules: int | None
    hours: float | None


class Waited(NamedTuple):
    """Hours from when a text came to the decision on it; None of too few."""

    median: float | None
    ninth: float | None


class Period(NamedTuple):
    """Some weeks, the last day included."""

    first: date
    last: date
    counts: Mapping[str, int]
    waited: Waited


@dataclass(frozen=True, slots=True)
class Ledger:
    """`until` is the last day that is told of. `decided` by what was decided, `reasons` by the
    label of a rule (None: not shown); `periods` tell of the kinds in `shown`."""

    until: date
    decided: Counts
    reasons: Sequence[tuple[str, int | None]]
    waited: Waited
    shown: Sequence[str]
    periods: Sequence[Period]
    appeals: Counts
    reports: Counts
    covered: int | None

    @property
    def is_empty(self) -> bool:
        return not any(count != 0 for count in self.decided.values())


def last_sunday(now: datetime) -> datetime:
    """The first moment of this week in Honduras."""
    day = now.astimezone(HONDURAS).date()
    return datetime.combine(day - timedelta(days=(day.weekday() + 1) % 7), time(), HONDURAS)


def ledger(consultation: Consultation, now: datetime) -> Ledger:
    """All that is told of a consultation; `now` says which weeks are over."""
    end = last_sunday(now)
    taken = decisions(consultation, end)
    counts = Counter(each.after for each in taken)
    decided = safe({kind.value: counts[kind] for kind in KINDS})
    shown = [kind for kind, count in decided.items() if count is not None]
    return Ledger(
        until=(end - timedelta(days=1)).date(),
        decided=decided,
        reasons=_reasons(consultation, taken, decided[Status.REJECTED]),
        waited=waited(taken),
        shown=shown,
        periods=_periods(taken, shown, end),
        appeals=_appeals(consultation, end),
        reports=_reports(consultation, end),
        covered=lone(_covered(consultation, end)),
    )


def decisions(consultation: Consultation, end: datetime) -> list[Taken]:
    """What was decided before `end` and was not undone, the oldest first; what an appeal led to is
    told with the appeals."""
    revision = (CommentRevision.comment_id == Comment.id) & (
        CommentRevision.number == Decision.revision
    )
    query = (
        select(
            Decision.comment_id, Decision.created_at, Decision.before, Decision.after,
            Decision.reason, Decision.rules, CommentRevision.created_at.label("came"),
        )
        .join(Comment, Comment.id == Decision.comment_id)
        .join(CommentRevision, revision)
        .where(Comment.consultation_id == consultation.id, Decision.created_at < end)
        .order_by(Decision.id)
    )  # fmt: skip
    stood: dict[int, list[Taken]] = {}
    for row in db.session.execute(query):
        before = stood.setdefault(row.comment_id, [])
        if row.after == Status.PENDING:  # the last one was undone
            del before[-1:]
        elif row.before != Status.REJECTED:
            before.append(_taken(row))
    return sorted((each for some in stood.values() for each in some), key=lambda each: each.at)


def _taken(row: Any) -> Taken:
    hours = max(0.0, (row.created_at - row.came).total_seconds() / 3600)
    waits = row.before == Status.PENDING
    return Taken(
        row.comment_id, row.created_at, row.after, row.reason, row.rules, hours if waits else None
    )


def waited(taken: Sequence[Taken]) -> Waited:
    hours = [each.hours for each in taken if each.hours is not None]
    return Waited(quantile(hours, 0.5), quantile(hours, 0.9))


def _reasons(
    consultation: Consultation, taken: Sequence[Taken], total: int | None
) -> list[tuple[str, int | None]]:
    """Rejections by rule, as each read then; none is shown where how many there are is not."""
    label = rules.told(consultation.id)
    refused = [each for each in taken if each.after == Status.REJECTED]
    counts = Counter(label(each) for each in refused)
    known = [rules.words(rule).label for rule in rules.current(consultation.id)]
    counts.update(dict.fromkeys(known, 0))
    found = safe(counts) if total is not None else dict.fromkeys(counts)
    return sorted(found.items(), key=lambda item: known.index(item[0]) if item[0] in known else 99)


def _periods(taken: Sequence[Taken], shown: Sequence[str], end: datetime) -> list[Period]:
    """By week, or by as many weeks as it takes to show no small count."""
    if not taken or not shown:
        return []
    first = last_sunday(taken[0].at)
    count = round((end - first) / WEEK)
    weeks: list[list[Taken]] = [[] for _week in range(count)]
    for each in taken:
        weeks[min(count - 1, int((each.at - first) / WEEK))].append(each)
    counted = [_counted(week, shown) for week in weeks]
    return [
        _period(first.date() + begin * WEEK, first.date() + stop * WEEK, weeks[begin:stop], shown)
        for begin, stop in together(counted)
    ]


def _counted(taken: Sequence[Taken], shown: Sequence[str]) -> dict[str, int]:
    counts = Counter(each.after for each in taken)
    return {kind: counts[kind] for kind in shown}


def _period(
    first: date, after: date, weeks: Sequence[Sequence[Taken]], shown: Sequence[str]
) -> Period:
    taken = [each for week in weeks for each in week]
    told = [each for each in taken if each.after in shown]
    return Period(first, after - timedelta(days=1), _counted(taken, shown), waited(told))


def _appeals(consultation: Consultation, end: datetime) -> Counts:
    query = select(Appeal.outcome, Appeal.decided_at).join(Comment, Comment.id == Appeal.comment_id)
    mine = Comment.consultation_id == consultation.id
    rows = db.session.execute(query.where(mine, Appeal.created_at < end)).all()
    return _by_outcome(rows, (Outcome.UPHELD, Outcome.OVERTURNED), end)


def _reports(consultation: Consultation, end: datetime) -> Counts:
    query = select(Report.outcome, Report.decided_at).join(Comment, Comment.id == Report.comment_id)
    mine = Comment.consultation_id == consultation.id
    rows = db.session.execute(query.where(mine, Report.created_at < end)).all()
    return _by_outcome(rows, tuple(Kept), end)


def _by_outcome(rows: Sequence[Any], outcomes: Sequence[str], end: datetime) -> Counts:
    """With what waited then."""
    counts = Counter(
        row.outcome if row.decided_at is not None and row.decided_at < end else WAITING
        for row in rows
    )
    return safe({str(name): counts[name] for name in (*outcomes, WAITING)})


def _covered(consultation: Consultation, end: datetime) -> int:
    """Comments of which words were covered."""
    query = (
        select(func.count(func.distinct(Redaction.comment_id)))
        .join(Comment, Comment.id == Redaction.comment_id)
        .where(Comment.consultation_id == consultation.id, Redaction.created_at < end)
    )
    return db.session.scalar(query) or 0
