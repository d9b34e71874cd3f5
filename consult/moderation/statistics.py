"""How the desk does, for those who administer a consultation: agreement, waiting time, load.

Nothing of it is about one person, and nobody is compared with anybody.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from consult.comments.models import Comment, CommentRevision, Status
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.moderation.cells import FEWEST
from consult.moderation.ledger import WEEK, Waited, decisions, last_sunday, waited
from consult.moderation.models import Appeal, Opinion, Outcome, Proposal

WEEKS = 12


class Agreement(NamedTuple):
    """How many second opinions were the same as the first; `share` None of too few."""

    agreed: int
    all: int

    @property
    def share(self) -> float | None:
        return self.agreed / self.all if self.all >= FEWEST else None


class Week(NamedTuple):
    """`came` and `decided` in the week that begins on `first`; with the hours they waited."""

    first: date
    came: int
    decided: int
    waited: Waited


@dataclass(frozen=True, slots=True)
class Statistics:
    appealed: Agreement
    seconded: Agreement
    waited: Waited
    waiting: int
    weeks: Sequence[Week]


def statistics(consultation: Consultation, now: datetime) -> Statistics:
    taken = decisions(consultation, now)
    begin = last_sunday(now) - (WEEKS - 1) * WEEK
    came = Counter(_week(begin, at) for at in _came(consultation, begin))
    weeks = []
    for number in range(WEEKS):
        here = [each for each in taken if _week(begin, each.at) == number]
        first = begin.date() + number * timedelta(days=7)
        weeks.append(Week(first, came[number], len(here), waited(here)))
    return Statistics(
        appealed=_appealed(consultation),
        seconded=_seconded(consultation),
        waited=waited(taken),
        waiting=_waiting(consultation),
        weeks=weeks,
    )


def _week(begin: datetime, at: datetime) -> int:
    return (at - begin) // WEEK


def _came(consultation: Consultation, begin: datetime) -> Sequence[datetime]:
    query = (
        select(CommentRevision.created_at)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .where(Comment.consultation_id == consultation.id, CommentRevision.created_at >= begin)
    )
    return db.session.scalars(query).all()


def _appealed(consultation: Consultation) -> Agreement:
    query = select(Appeal.outcome).join(Comment, Comment.id == Appeal.comment_id)
    mine = Comment.consultation_id == consultation.id
    counts = Counter(db.session.scalars(query.where(mine, Appeal.outcome.is_not(None))))
    return Agreement(counts[Outcome.UPHELD], counts.total())


def _seconded(consultation: Consultation) -> Agreement:
    query = select(Proposal.outcome).join(Comment, Comment.id == Proposal.comment_id)
    both = Proposal.outcome.in_((Opinion.CONFIRMED, Opinion.OTHERWISE))
    mine = Comment.consultation_id == consultation.id
    counts = Counter(db.session.scalars(query.where(mine, both)))
    return Agreement(counts[Opinion.CONFIRMED], counts.total())


def _waiting(consultation: Consultation) -> int:
    query = select(func.count(Comment.id)).where(
        Comment.consultation_id == consultation.id, Comment.status == Status.PENDING
    )
    return db.session.scalar(query) or 0
