"""The topic tree and its assignments."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Origin(StrEnum):
    PERSON = "person"
    SUGGESTED = "suggested"


class Topic(Model):
    """A theme of one consultation; `words` are the words that belong to it, one a line."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    position: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")


class PointTopic(Model):
    """A topic put on a point, by a person or by a suggestion with its confidence (0 to 1)."""

    __tablename__ = "point_topic"
    __table_args__ = (Index("ix_point_topic_topic_id", "topic_id", "point_id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(12), default=Origin.PERSON)
    confidence: Mapped[float | None]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
