"""Decisions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
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
    """

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_comment_id", "comment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
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
