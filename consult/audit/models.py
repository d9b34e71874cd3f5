"""The log of decisions, and the chain over it. The database itself refuses to change or to delete
a row of either (see the migrations)."""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import Model, UtcDateTime, utc_now


class AuditEvent(Model):
    """One recorded act. `actor` is the number of a person, or null for a visitor or a command.
    `seal` is null only in rows from before there were seals."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    actor: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    before: Mapped[str | None] = mapped_column(String(60))
    after: Mapped[str | None] = mapped_column(String(60))
    details: Mapped[dict[str, str | int]] = mapped_column(JSON, default=dict)
    seal: Mapped[str | None] = mapped_column(String(64))


class AuditLink(Model):
    """The place of a row in the chain: 1, 2, 3 without a gap, in the order of linking.

    A table of its own, because the row may not be changed any more when its place is known.
    """

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64))
