"""Notices that wait to be sent or were, and how each person wants them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class State(StrEnum):
    WAITING = "waiting"
    HANDED = "handed"  # to the mail server, whose word is not yet known; counts as sent
    SENT = "sent"
    FAILED = "failed"


class Frequency(StrEnum):
    IMMEDIATE = "immediate"
    DAILY = "daily"
    NONE = "none"


class Group(StrEnum):
    """What a person chooses a frequency for; what belongs to their account they always get."""

    ACCOUNT = "account"
    CONTRIBUTIONS = "contributions"
    REPLIES = "replies"
    NEWS = "news"
    WORK = "work"


class Language(StrEnum):
    SPANISH = "es"
    ENGLISH = "en"


class Notice(Model):
    """One thing that someone is told. `sealed` holds whom and with which facts, and is empty once
    it was sent: who wrote what under a code could be read from it otherwise.

    `next_try_at` is when it is due; `error` is what the mail server answered, as a number.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state", "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    sealed: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    frequency: Mapped[str] = mapped_column(String(12), default=Frequency.IMMEDIATE)
    state: Mapped[str] = mapped_column(String(12), default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(40), default="")
    message_id: Mapped[str] = mapped_column(String(120))
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailPreference(Model):
    """How a person wants to be told, group by group; who has no row gets what is usual."""

    __tablename__ = "mail_preference"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    language: Mapped[str] = mapped_column(String(2), default=Language.SPANISH)
    contributions: Mapped[str] = mapped_column(String(12), default=Frequency.IMMEDIATE)
    replies: Mapped[str] = mapped_column(String(12), default=Frequency.IMMEDIATE)
    news: Mapped[str] = mapped_column(String(12), default=Frequency.IMMEDIATE)
    work: Mapped[str] = mapped_column(String(12), default=Frequency.IMMEDIATE)
