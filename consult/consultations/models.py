"""Consultations."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class Consultation(Model):
    """One text under consultation.

    `closes_at` is the first moment that is too late. `public_revision` grows with every change
    a visitor can see, and names the state of all public pages of the consultation.
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

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at
