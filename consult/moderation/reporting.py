"""Reports: a reader says that a published comment breaks a rule. However many do, it is a moderator
who decides; many only bring it forward."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, insert, select, update

from consult.audit.service import record
from consult.comments.events import status_changed
from consult.comments.models import Comment, Status
from consult.comments.queries import FOLIO
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.markup import is_blank, normalise
from consult.moderation.models import Kept, Report, Rule
from consult.moderation.listed import listed, scope
from consult.moderation.queries import is_own
from consult.moderation.seconding import close as close_proposal
from consult.moderation.seconding import proposal_of
from consult.moderation.service import OwnCommentError, StaleDecisionError
from consult.permissions import Actor

MOST = 100


class NotReportableError(Exception):
    """The comment is not published (any more)."""


def published(consultation: Consultation, folio: str) -> Comment | None:
    """The published comment of that folio: there is nothing else to report."""
    if not FOLIO.fullmatch(folio):
        return None
    query = select(Comment).where(
        Comment.consultation_id == consultation.id,
        Comment.folio == folio,
        Comment.status == Status.PUBLISHED,
    )
    return db.session.scalar(query)


def report(comment: Comment, *, rule: Rule, text: str = "", held: str | None = None) -> None:
    """Store what a reader says; nothing of who says it, in the log neither."""
    hold(comment.consultation_id)
    db.session.refresh(comment)
    if comment.status != Status.PUBLISHED:
        raise NotReportableError
    row = {
        "comment_id": comment.id, "reason": rule.code, "rules": rule.edition,
        "text": normalise(text), "held": held, "explanation": "", "created_at": utc_now(),
    }  # fmt: skip
    db.session.execute(insert(Report).values(row))
    record(None, "comment.report", "comment", comment.id, reason=rule.code)


def waiting(viewer: Actor | None, consultation: Consultation) -> Sequence[Any]:
    """Comments with reports that nobody decided on: rows as in `listed`, with `reports`, how many
    there are; the most first, what machines seem to have sent last."""
    mine = select(
        Report.comment_id,
        func.count().label("reports"),
        func.sum(case((Report.held.is_(None), 1), else_=0)).label("of_people"),
        func.min(Report.created_at).label("since"),
    )
    open_ones = mine.where(Report.outcome.is_(None)).group_by(Report.comment_id).subquery()
    query = listed().add_columns(open_ones.c.reports, open_ones.c.since)
    query = query.join(open_ones, open_ones.c.comment_id == Comment.id)
    query = query.where(scope(viewer, consultation), Comment.status == Status.PUBLISHED)
    order = open_ones.c.of_people.desc(), Comment.id
    return db.session.execute(query.order_by(*order).limit(MOST)).all()


def length(viewer: Actor | None, consultation: Consultation) -> int:
    """How many published comments have a report that waits."""
    query = (
        select(func.count(func.distinct(Report.comment_id)))
        .join(Comment, Comment.id == Report.comment_id)
        .where(
            scope(viewer, consultation), Comment.status == Status.PUBLISHED,
            Report.outcome.is_(None),
        )
    )  # fmt: skip
    return db.session.scalar(query) or 0


def of_comment(comment: Comment) -> Sequence[Report]:
    """The reports that wait, the oldest first."""
    query = select(Report).where(Report.comment_id == comment.id, Report.outcome.is_(None))
    return db.session.scalars(query.order_by(Report.id)).all()


def keep(actor: Actor, comment: Comment, *, explanation: str, revision: int) -> None:
    """The comment stays as it is, which is explained. Raises OwnCommentError, and
    StaleDecisionError where somebody decided before."""
    if is_blank(explanation):
        raise ValueError("what stays is explained")
    if is_own(actor, comment):
        raise OwnCommentError
    hold(comment.consultation_id)
    db.session.refresh(comment)
    if comment.status != Status.PUBLISHED or comment.revision != revision:
        raise StaleDecisionError
    if not close(actor, comment, Kept.KEPT, explanation=explanation):
        raise StaleDecisionError
    close_proposal(proposal_of(comment), actor, Status.PUBLISHED)
    record(actor, "report.keep", "comment", comment.id)


@status_changed.connect
def lapse(comment: Comment, *, before: str, after: str) -> None:
    """What its author takes back or says in other words was not what was reported."""
    if before == Status.PUBLISHED and after != Status.REJECTED:
        close(None, comment, Kept.LAPSED)


def close(actor: Actor | None, comment: Comment, outcome: str, *, explanation: str = "") -> int:
    """What the reports that wait led to; how many there were."""
    waiting_here = (Report.comment_id == comment.id) & Report.outcome.is_(None)
    values = {
        "outcome": outcome, "explanation": normalise(explanation), "decided_at": utc_now(),
        "decided_by": actor.id if actor is not None else None,
    }  # fmt: skip
    numbers = db.session.scalars(
        update(Report).where(waiting_here).values(values).returning(Report.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(numbers.all())
