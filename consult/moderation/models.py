"""Decisions, who is at work on what, and what catches the eye in a comment."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Reason(StrEnum):
    """Why a comment is not published; the public reads its label."""

    OFF_TOPIC = "off_topic"
    INSULT = "insult"
    PERSONAL_DATA = "personal_data"
    SPAM = "spam"
    UNCLEAR = "unclear"
    DUPLICATE = "duplicate"


class Resolution(StrEnum):
    """Why a comment is published with what looks like personal data; kept in the log."""

    NONE = "none"
    PUBLIC = "public"
    WISHED = "wished"


class Decision(Model):
    """One decision on one revision of one comment. Append-only.

    `explanation` goes to the author; `version_id` is the version of the draft it was decided on.
    One that was taken with others belongs to their batch. One whose `after` is pending takes the
    one before it back.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_comment_id", "comment_id", "id"),
        Index("ix_decision_decided_by", "decided_by", "id"),
        Index("ix_decision_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_batch.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Claim(Model):
    """Who is at work on a comment, until when: whoever asks then may have it."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_holder_id", "holder_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Hint(StrEnum):
    """What a moderator should look at in a comment."""

    PERSONAL_DATA = "personal_data"
    LINK = "link"
    WATCHED = "watched"


class CommentHint(Model):
    """That a comment, as it stands, has something to look at; what it is, is found in its words."""

    __tablename__ = "comment_hint"
    __table_args__ = (Index("ix_comment_hint_code", "consultation_id", "code", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))


class Batch(Model):
    """Comments that are decided on together: prepared, looked at, then decided.

    `items` are pairs of a comment's number and the revision that was shown; `results` says what
    became of each (see bulk.Result), by the comment's number; null until it was decided.
    """

    __tablename__ = "moderation_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    items: Mapped[list[list[int]]] = mapped_column(JSON)
    after: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Outcome(StrEnum):
    """What an appeal leads to: the decision stands, or the comment is published after all."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Appeal(Model):
    """Why an author asks that the rejection of a comment be looked at again, once.

    `explanation` goes to the author.
    """

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    outcome: Mapped[str | None] = mapped_column(String(12))
    explanation: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
