"""People and their sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import Model, UtcDateTime, utc_now
from consult.permissions import allows

# Accounts of the demonstration: their passwords are printed, so production lets none of them in.
DEMONSTRATION = "@demo.example"


class Role(StrEnum):
    PARTICIPANT = "participant"
    MODERATOR = "moderator"
    DRAFTER = "drafter"
    ADMIN = "admin"


class Person(Model):
    """Someone with an account. The e-mail is kept in lower case and is unique so."""

    __tablename__ = "person"
    __allow_unmapped__ = True  # `session_token` belongs to a request, not to the table

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), default=Role.PARTICIPANT)
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
    )

    is_authenticated = True
    is_active = True
    is_anonymous = False
    session_token: str | None = None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def is_demonstration(self) -> bool:
        return self.email.endswith(DEMONSTRATION)

    def roles_in(self, where: str | None) -> frozenset[str]:
        here = {each.role for each in self.memberships if each.slug == where}
        return frozenset({self.role, *here})

    @property
    def is_staff(self) -> bool:
        """Whether they work for some consultation, or for all."""
        return self.role != Role.PARTICIPANT or bool(self.memberships)

    def get_id(self) -> str | None:
        """For Flask-Login: the token of the session, never the person's number."""
        return self.session_token

    def can(self, action: str, where: str | None = None) -> bool:
        return allows(self, action, where)


class Membership(Model):
    """A role in one consultation, which is named by its slug and number."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_consultation_id", "consultation_id"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    person: Mapped[Person] = relationship(back_populates="memberships")


class AuthSession(Model):
    """A signed-in browser. Only the SHA-256 of its token is stored, so a dump cannot sign in."""

    __tablename__ = "auth_session"
    __table_args__ = (Index("ix_auth_session_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined")
