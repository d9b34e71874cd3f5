"""What was asked for, by whom, and what the second person said."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.extensions import Model, UtcDateTime, utc_now

WAITS_FOR = timedelta(days=7)


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"


def _in_a_week() -> datetime:
    return utc_now() + WAITS_FOR


class Approval(Model):
    """One act that waits for a second person, or that one has decided on.

    `subject_id` is the row that the act is about, in the table that its kind knows; `arguments`
    are codes and numbers, never text; without a consultation it is an act of the whole site.
    Nobody asked, or nobody decided: the operator did, on the command line.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_waiting", "consultation_id", "outcome", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    subject_id: Mapped[int]
    arguments: Mapped[dict[str, str | int]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_in_a_week)

    consultation: Mapped[Consultation | None] = relationship(lazy="joined")
    asker: Mapped[Person | None] = relationship(foreign_keys=[asked_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    @property
    def where(self) -> str | None:
        """The name of the consultation in which its rules are looked up."""
        return self.consultation.slug if self.consultation is not None else None

    def is_waiting(self, now: datetime) -> bool:
        return self.outcome is None and now < self.expires_at
