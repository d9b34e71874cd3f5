"""Consultations."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now

HONDURAS = ZoneInfo("America/Tegucigalpa")


class Mode(StrEnum):
    """When a contribution is published."""

    BEFORE = "before"  # once a moderator has read it
    AFTER_VERIFIED = "after_verified"  # at once, if a verified organization says it


class Consultation(Model):
    """One text under consultation.

    `closes_at` is the first moment that is too late. `public_revision` grows with every change
    a visitor can see, and names the state of all public pages of the consultation.
    `moderation_days` is how long a contribution should wait at most; `watched_words` are pointed
    out to moderators, one word or phrase a line. With `second_moderator` a rejection waits until
    another moderator confirms it.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    folio_prefix: Mapped[str] = mapped_column(String(12))
    folio_count: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    current_version_id: Mapped[int | None]
    public_revision: Mapped[int] = mapped_column(default=0)
    accepts_without_account: Mapped[bool] = mapped_column(default=True, server_default=true())
    second_moderator: Mapped[bool] = mapped_column(default=False, server_default=false())
    moderation_mode: Mapped[str] = mapped_column(
        String(20), default=Mode.BEFORE, server_default=Mode.BEFORE
    )
    moderation_days: Mapped[int] = mapped_column(default=3, server_default="3")
    watched_words: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def last_moment(self) -> datetime:
        """What a page names as the end: "until the 18th at 12:00 a. m." would be read as a day
        less than there is, so a window that ends with a day ends a minute earlier in words."""
        ends_with_day = self.closes_at.astimezone(HONDURAS).time() == time()
        return self.closes_at - timedelta(minutes=1) if ends_with_day else self.closes_at

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at
