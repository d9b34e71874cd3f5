"""People and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
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
    __allow_unmapped__ = True  # `session` and `session_token` belong to a request, not to the table

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), default=Role.PARTICIPANT)
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=utc_now)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
    )

    is_authenticated = True
    is_active = True
    is_anonymous = False
    session_token: str | None = None
    session: "Opened | None" = None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def is_demonstration(self) -> bool:
        return self.email.endswith(DEMONSTRATION)

    def roles_in(self, where: str | None) -> frozenset[str]:
        """Until they have shown their second factor they are no more than a participant."""
        if self.lacks_second_factor:
            return frozenset({Role.PARTICIPANT})
        here = {each.role for each in self.memberships if each.slug == where}
        return frozenset({self.role, *here})

    @property
    def is_staff(self) -> bool:
        """Whether they work for some consultation, or for all."""
        return self.role != Role.PARTICIPANT or bool(self.memberships)

    @property
    def is_moderator(self) -> bool:
        """Whether they moderate some consultation, or all."""
        where = {None, *(each.slug for each in self.memberships)}
        return any(self.can("comment.moderate", each) for each in where)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether they work for a consultation, and came with a password alone. The accounts of
        the demonstration may: production knows none."""
        alone = self.session is not None and self.session.proof == Proof.PASSWORD
        return alone and self.is_staff and not self.is_demonstration

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


class Proof(StrEnum):
    """What a session was opened with."""

    PASSWORD = "password"  # of an account without a second factor
    HALF = "half"  # a password, and the code is still asked for: nobody is signed in
    FULL = "full"  # all that the account has


@dataclass(frozen=True)
class Opened:
    """What a request knows of the session that it came with, whatever becomes of the row."""

    id: int
    proof: str
    last_seen_at: datetime


class AuthSession(Model):
    """A signed-in browser. Only the SHA-256 of its token is stored, so a dump cannot sign in."""

    __tablename__ = "auth_session"
    __table_args__ = (Index("ix_auth_session_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    proof: Mapped[str] = mapped_column(String(10), default=Proof.FULL)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined")

    def opened(self) -> Opened:
        return Opened(self.id, self.proof, self.last_seen_at)


class SecondFactor(Model):
    """What makes the codes of a person's telephone; sealed. A time step is accepted once."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class RecoveryCode(Model):
    """Stands in for the telephone, once; the row goes with its use."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class OneTimeLink(Model):
    """A link that was sent by mail. Only the SHA-256 of its secret is stored."""

    __tablename__ = "one_time_link"
    __table_args__ = (Index("ix_one_time_link_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship()
