"""Deciding on many comments at once: they are put together, looked at, and then decided one by one,
each as if it were alone. What cannot be decided is left as it is, and the result says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.approvals.kinds import Kind, add
from consult.approvals.models import Approval
from consult.approvals.service import ApprovalError, ask
from consult.audit.service import record
from consult.comments.models import Comment, CommentRevision, Status
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.markup import normalise
from consult.moderation.claims import ClaimedError, holders
from consult.moderation.listed import in_revision, scope
from consult.moderation.models import Batch
from consult.moderation.queries import is_own
from consult.moderation.seconding import WaitsForAnotherError
from consult.moderation.service import OwnCommentError, StaleDecisionError, decide
from consult.moderation.written import kinds_in, written
from consult.permissions import Actor, allows
from consult.questions.queries import given

MOST = 200
# Rejecting more than these needs a second person.
ALONE = 20
REJECT = "comment.reject_many"


class Result(StrEnum):
    """What becomes of a comment that is decided on with others."""

    DONE = "done"
    DECIDED = "decided"  # before, by somebody else
    CORRECTED = "corrected"  # by its author: it reads otherwise than what was shown
    OWN = "own"
    CLAIMED = "claimed"
    PERSONAL = "personal"  # may be rejected with others, but not approved unread
    PROPOSED = "proposed"  # to a second moderator


@dataclass(frozen=True, slots=True)
class Item:
    """One of a batch, as it stands now; `would` is what would become of it if it were approved."""

    comment: Comment
    revision: CommentRevision
    would: str


class NeedsSecondError(Exception):
    """So many are rejected by two people only."""


def prepare(
    actor: Actor, consultation: Consultation, *, comment_ids: Iterable[int]
) -> Batch | None:
    """Put comments that wait together, the first MOST of them; none if none waits."""
    query = (
        select(Comment.id, Comment.revision)
        .where(
            scope(actor, consultation),
            Comment.status == Status.PENDING,
            Comment.id.in_(sorted(set(comment_ids))[: 2 * MOST]),
        )
        .order_by(Comment.id)
        .limit(MOST)
    )
    items = [list(row) for row in db.session.execute(query)]
    if not items:
        return None
    batch = Batch(consultation_id=consultation.id, made_by=actor.id, items=items)
    db.session.add(batch)
    db.session.flush()
    return batch


def batch_of(viewer: Actor | None, consultation: Consultation, number: int) -> Batch | None:
    batch = db.session.get(Batch, number)
    if batch is None or batch.consultation_id != consultation.id:
        return None
    return batch if allows(viewer, "comment.moderate", consultation.slug) else None


def approval_of(batch: Batch) -> Approval | None:
    """What was asked of a second person, if it was."""
    query = select(Approval).where(Approval.kind == REJECT, Approval.subject_id == batch.id)
    return db.session.scalar(query.order_by(Approval.id.desc()).limit(1))


def items_of(viewer: Actor, batch: Batch, now: datetime) -> list[Item]:
    """Its comments with their words as they are now, in order."""
    revisions = dict((number, revision) for number, revision in batch.items)
    query = (
        select(Comment, CommentRevision)
        .join(CommentRevision, in_revision)
        .where(Comment.id.in_(list(revisions)))
        .order_by(Comment.id)
    )
    rows = db.session.execute(query).all()
    taken, answers = holders(revisions, now), given(list(revisions))
    return [
        Item(
            comment,
            revision,
            _would(
                viewer,
                comment,
                is_as_shown=comment.revision == revisions[comment.id],
                is_taken=comment.id in taken and taken[comment.id].holder_id != viewer.id,
                texts=written(comment, revision, answers.get(comment.id, ())),
            ),
        )
        for comment, revision in rows
    ]


def _would(
    actor: Actor, comment: Comment, *, is_as_shown: bool, is_taken: bool, texts: Sequence[str]
) -> str:
    if comment.status != Status.PENDING:
        return Result.DECIDED
    if not is_as_shown:
        return Result.CORRECTED
    if is_own(actor, comment):
        return Result.OWN
    if is_taken:
        return Result.CLAIMED
    return Result.PERSONAL if kinds_in(texts) else Result.DONE


def apply(
    actor: Actor,
    batch: Batch,
    *,
    after: str,
    reason: str | None = None,
    explanation: str = "",
) -> None:
    """Decide on each of its comments. Raises NeedsSecondError for more rejections than ALONE."""
    if after == Status.REJECTED and len(batch.items) > ALONE:
        raise NeedsSecondError
    _keep(batch, after, reason, explanation)
    _run(actor, batch)


def ask_for(
    actor: Actor,
    consultation: Consultation,
    batch: Batch,
    *,
    reason: str,
    explanation: str,
    why: str,
) -> Approval:
    """Put a rejection of many before a second person, with `why`. Raises ApprovalError."""
    if approval_of(batch) is not None:
        raise ApprovalError(_("Ya se pidió que otra persona lo confirme."))
    _keep(batch, Status.REJECTED, reason, explanation)
    return ask(
        actor, kind=REJECT, subject_id=batch.id, reason=why, consultation=consultation,
        count=len(batch.items),
    )  # fmt: skip


def _keep(batch: Batch, after: str, reason: str | None, explanation: str) -> None:
    batch.after, batch.explanation = after, normalise(explanation)
    batch.reason = reason if after == Status.REJECTED else None
    db.session.flush()


def _run(actor: Actor, batch: Batch) -> None:
    """Of two who send it at once one decides, and the other finds it decided."""
    hold(batch.consultation_id)
    db.session.refresh(batch)
    if batch.results is not None:
        return
    items = items_of(actor, batch, utc_now())
    batch.results = {str(each.comment.id): _decided(actor, batch, each) for each in items}
    db.session.flush()
    done = list(batch.results.values()).count(Result.DONE)
    record(actor, "batch.decide", "batch", batch.id, after=batch.after, done=done,
           items=len(items))  # fmt: skip


def _decided(actor: Actor, batch: Batch, item: Item) -> str:
    is_unread = item.would == Result.PERSONAL and batch.after == Status.REJECTED
    if item.would != Result.DONE and not is_unread:
        return item.would
    try:
        now = decide(
            actor,
            item.comment,
            revision=item.comment.revision,
            after=batch.after or "",
            reason=batch.reason,
            explanation=batch.explanation,
            batch_id=batch.id,
        )
    except (StaleDecisionError, WaitsForAnotherError):
        return Result.DECIDED
    except OwnCommentError:
        return Result.OWN
    except ClaimedError:
        return Result.CLAIMED
    return Result.DONE if now == batch.after else Result.PROPOSED


def _confirmed(actor: Actor | None, approval: Approval) -> None:
    """It is the decision of who asked for it; who confirmed it stands in the approval."""
    batch = db.session.get_one(Batch, approval.subject_id)
    asker = db.session.get(Person, approval.asked_by) if approval.asked_by else None
    if asker is not None:
        _run(asker, batch)


def _describe(approval: Approval) -> str:
    return _("Rechazar %(count)s aportes a la vez", count=approval.arguments.get("count", 0))


add(Kind(REJECT, "comment.moderate", _confirmed, _describe))
