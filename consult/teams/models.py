"""Invitations to a team."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.extensions import Model, UtcDateTime, utc_now
from consult.sealing import UnreadableError, unseal


class Invitation(Model):
    """A role in one consultation, offered to who reads the mail of an address, which is sealed.

    `token_hash` is the SHA-256 of what the link holds; None until a second person has confirmed
    it, and again once it was used or taken back.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE")
    )
    sealed_email: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    consultation: Mapped[Consultation] = relationship(lazy="joined")

    @property
    def email(self) -> str:
        """Empty when the key that sealed it is lost: then nobody can be invited or accept."""
        try:
            return str(unseal(self.sealed_email))
        except UnreadableError:
            return ""
