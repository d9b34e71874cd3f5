"""Keeping a decision beside the change of status that it stands for."""

from datetime import datetime

from sqlalchemy import insert

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.markup import normalise
from consult.moderation.models import Decision, Rule
from consult.permissions import Actor


def in_force(comment: Comment) -> int:
    """The version of the draft that a decision on the comment is taken on."""
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    return consultation.current_version_id or comment.version_id


def keep(
    actor: Actor | None,
    comment: Comment,
    *,
    revision: int,
    before: str,
    after: str,
    rule: Rule | None = None,
    explanation: str = "",
    note: str = "",
    batch_id: int | None = None,
    now: datetime | None = None,
) -> None:
    """Without an actor it was the platform's own."""
    db.session.execute(
        insert(Decision).values(
            comment_id=comment.id,
            revision=revision,
            version_id=in_force(comment),
            before=before,
            after=after,
            reason=rule.code if rule else None,
            rules=rule.edition if rule else None,
            explanation=normalise(explanation),
            note=normalise(note),
            decided_by=actor.id if actor is not None else None,
            batch_id=batch_id,
            created_at=now or utc_now(),
        )
    )
