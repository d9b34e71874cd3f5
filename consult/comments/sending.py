"""A form that someone sends: it counts once, however often it arrives."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.comments.carrying import follow
from consult.comments.grouping import put_in_group
from consult.comments.models import Comment, Exposure
from consult.comments.queries import Said, Subject, receipt
from consult.comments.service import NewComment, receipt_hash, receive
from consult.consultations.models import Consultation
from consult.drafts.models import Version
from consult.extensions import db
from consult.permissions import Actor
from consult.questions.queries import answers_of


class KeyTakenError(Exception):
    """The receipt key of a form was used before, for something else."""


def was_received(consultation: Consultation, new: NewComment) -> bool:
    """Whether this form arrived before. Raises KeyTakenError if it said something else then."""
    earlier = receipt(consultation, new.receipt_key or "")
    if earlier is None:
        return False
    if not _is_same(earlier, new):
        raise KeyTakenError
    return True


def send(actor: Actor | None, subject: Subject, new: NewComment) -> None:
    """Receive what a form says; of two that arrive at the same moment one is stored.

    What is written on an older version is carried over to the current one at once. Raises
    KeyTakenError.
    """
    consultation = subject.consultation
    try:
        with db.session.begin_nested():
            (comment_id,) = receive(actor, consultation, [new])
            put_in_group(comment_id, consultation.id, f"{new.body}\n{new.proposed_text}")
    except IntegrityError:
        if was_received(consultation, new):
            return
        if _is_taken(new.receipt_key or ""):
            raise KeyTakenError from None
        raise
    # Asked again: another version may have been published since the page was loaded.
    current = db.session.scalar(
        select(Version)
        .join(Consultation, Consultation.current_version_id == Version.id)
        .where(Consultation.id == consultation.id)
    )
    if current is not None and current.id != new.place.version_id:
        follow([comment_id], subject.version, current)


def _is_taken(key: str) -> bool:
    taken = select(Comment.id).where(Comment.receipt_hash == receipt_hash(key))
    return db.session.scalar(taken) is not None


def _is_same(said: Said, new: NewComment) -> bool:
    comment, anchor = said.comment, said.anchor
    # The name of a code is given when it is stored.
    name = "" if comment.exposure == Exposure.CODED else comment.author_name
    received = (
        comment.exposure, comment.is_institutional, comment.organization_id, comment.follow_hash,
        comment.kind, comment.stance, comment.reply_to_id, name, comment.organization_name,
        comment.organization_kind, said.revision.body, said.revision.proposed_text,
        anchor.version_id, anchor.section_text_id, anchor.block_id, anchor.quote,
        answers_of(comment.id),
    )  # fmt: skip
    return received == (
        new.exposure, new.is_institutional, new.organization_id, new.follow_hash,
        new.kind, new.stance, new.reply_to_id, new.author_name, new.organization_name,
        new.organization_kind, new.body, new.proposed_text,
        new.place.version_id, new.place.section_text_id, new.place.block_id,
        new.quote.exact if new.quote else "", set(new.answers),
    )  # fmt: skip
