"""The topic tree and its assignments."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Origin(StrEnum):
    PERSON = "person"
    SUGGESTED = "suggested"


class Reply(StrEnum):
    """What a person says to the suggestions for a point, other than accepting one."""

    NONE = "none"
    UNSURE = "unsure"


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
    """A topic put on a point by a person, on their own or because they accepted a suggestion;
    `assigned_by` says who, `confidence` (0 to 1) how sure the suggestion was. `acceptance_id`: one
    of many accepted together, of which nobody looked at each."""

    __tablename__ = "point_topic"
    __table_args__ = (Index("ix_point_topic_topic_id", "topic_id", "point_id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(12), default=Origin.PERSON)
    confidence: Mapped[float | None]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    acceptance_id: Mapped[int | None]


class PointSuggestion(Model):
    """A topic that nobody has accepted: it counts nowhere.

    `revision` is that of the comment it was made for. `words` are the words that speak for it, as
    [start, end] in the text (see texts.whole): what people wrote stands in one place alone.
    """

    __tablename__ = "point_suggestion"
    __table_args__ = (Index("ix_point_suggestion_topic_id", "topic_id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    revision: Mapped[int]
    confidence: Mapped[float]
    words: Mapped[list[Any]] = mapped_column(JSON)


class PointReply(Model):
    """What was said to the suggestions for a point: nothing is suggested for it again until its
    comment is corrected."""

    __tablename__ = "point_reply"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id"), primary_key=True, autoincrement=False
    )
    revision: Mapped[int]
    reply: Mapped[str] = mapped_column(String(12))
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class SuggestionRun(Model):
    """How the suggestions of a consultation were made last: from how many points that people gave
    a topic, for how many, and how well, measured on so many that were held back (None: too few)."""

    __tablename__ = "suggestion_run"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id"), primary_key=True, autoincrement=False
    )
    learned: Mapped[int]
    suggested: Mapped[int]
    measured: Mapped[int | None]
    top1: Mapped[float | None]
    top3: Mapped[float | None]
    top5: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Acceptance(Model):
    """Suggestions accepted together: those at least so sure (`least`), or a group (None)."""

    __tablename__ = "acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    least: Mapped[float | None]
    points: Mapped[int]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PointGroup(Model):
    """Points without a topic that share words; `quotes` are [point, start, end] in their texts."""

    __tablename__ = "point_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str] = mapped_column(Text)
    words: Mapped[list[Any]] = mapped_column(JSON)
    quotes: Mapped[list[Any]] = mapped_column(JSON)


class PointGroupMember(Model):
    __tablename__ = "point_group_member"
    __table_args__ = (Index("ix_point_group_member_point_id", "point_id"),)

    group_id: Mapped[int] = mapped_column(
        ForeignKey("point_group.id", ondelete="CASCADE"), primary_key=True
    )
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    revision: Mapped[int]
