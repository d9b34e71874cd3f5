"""Who is at work on which comment: for ten minutes, so that two do not read the same.

A claim keeps nobody from reading. It ends when the comment is decided on, when its holder lets go,
when its time is over, or when somebody takes the comment over, which is recorded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from consult.accounts.models import Person
from consult.audit.service import record
from consult.comments.models import Comment, Status
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db
from consult.moderation.models import Claim
from consult.moderation.queries import is_own
from consult.moderation.queue import NO_FILTERS, Filters, in_turn
from consult.moderation.seconding import proposal_of
from consult.permissions import Actor

LEASE = timedelta(minutes=10)
# Of what comes next some may be the moderator's own.
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a comment, and until when."""

    holder_id: int
    name: str
    until: datetime


class ClaimedError(Exception):
    """Somebody else is at work on the comment: `held` says who."""

    def __init__(self, held: Held) -> None:
        super().__init__(held)
        self.held = held


def holders(comment_ids: Iterable[int], now: datetime) -> Mapping[int, Held]:
    """Who has which of these comments now."""
    query = (
        select(Claim, Person.name)
        .join(Person, Person.id == Claim.holder_id)
        .where(Claim.comment_id.in_(list(comment_ids)), Claim.until > now)
    )
    return {
        claim.comment_id: Held(claim.holder_id, name, claim.until)
        for claim, name in db.session.execute(query)
    }


def check(actor: Actor, comment: Comment, now: datetime) -> None:
    """Raise ClaimedError if another has the comment; until the transaction ends nobody takes it."""
    hold(comment.consultation_id)
    held = holders([comment.id], now).get(comment.id)
    if held is not None and held.holder_id != actor.id:
        raise ClaimedError(held)


def take(actor: Actor, comment: Comment, *, now: datetime, over: bool = False) -> bool:
    """Take a waiting comment, or keep it for another ten minutes; false if another has it, or it
    waits no more. `over`: take it all the same, which is recorded."""
    hold(comment.consultation_id)
    waits = select(Comment.id).where(Comment.id == comment.id, Comment.status == Status.PENDING)
    if db.session.scalar(waits) is None:
        return False
    before = holders([comment.id], now).get(comment.id)
    if not _store(actor.id, comment.id, now, over):
        return False
    if over and before is not None and before.holder_id != actor.id:
        record(actor, "claim.take_over", "comment", comment.id, before=str(before.holder_id))
    return True


def _store(holder_id: int, comment_id: int, now: datetime, over: bool) -> bool:
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"comment_id": comment_id, "holder_id": holder_id, "until": now + LEASE}
    statement = dialect.insert(Claim).values(row)
    free = None if over else or_(Claim.until <= now, Claim.holder_id == holder_id)
    stored = statement.on_conflict_do_update(
        index_elements=["comment_id"],
        set_={"holder_id": statement.excluded.holder_id, "until": statement.excluded.until},
        where=free,
    )
    return db.session.scalar(stored.returning(Claim.comment_id)) is not None


def take_next(
    actor: Actor,
    consultation: Consultation,
    *,
    now: datetime,
    after: int = 0,
    filters: Filters = NO_FILTERS,
) -> Comment | None:
    """Take what comes next of all that nobody has and that the moderator may decide on."""
    hold(consultation.id)
    following = in_turn(
        actor, consultation, after=after, filters=filters, now=now, limit=LOOKED_AT
    )
    for comment in following:
        proposal = proposal_of(comment)
        is_for_others = proposal is not None and proposal.proposed_by == actor.id
        is_for_others = is_for_others or is_own(actor, comment)
        if not is_for_others and take(actor, comment, now=now):
            return comment
    return None


def release(actor: Actor, comment: Comment) -> None:
    """Let go of it, if it is theirs."""
    own = delete(Claim).where(Claim.comment_id == comment.id, Claim.holder_id == actor.id)
    db.session.execute(own.execution_options(synchronize_session=False))


def free(comment: Comment) -> None:
    """It was decided on."""
    gone = delete(Claim).where(Claim.comment_id == comment.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
