"""Organizations and delegations."""

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.extensions import Model, UtcDateTime, utc_now


class OrganizationKind(StrEnum):
    NGO = "ngo"
    ACADEMIA = "academia"
    GOVERNMENT = "government"
    INTERNATIONAL = "international"
    PRIVATE = "private"
    COMMUNITY = "community"
    INDIGENOUS = "indigenous"
    FAITH = "faith"
    MEDIA = "media"
    OTHER = "other"


class Outcome(StrEnum):
    """What was decided, or came of it, about who an organization says it is."""

    VERIFIED = "verified"
    REFUSED = "refused"
    REVOKED = "revoked"
    CHANGED = "changed"  # its delegates gave it another name or kind: it has to be verified anew


class Check(StrEnum):
    """What an administrator looked at."""

    LEGAL = "legal"
    SITE = "site"
    LETTER = "letter"
    KNOWN = "known"
    OTHER = "other"


class Organization(Model):
    """A body that takes part. Verified by a person of the administration, or not yet: then
    `waits_since` says from when it waits, unless it was refused.

    With `requires_signoff`, what one of its delegates writes in its name waits until another one
    agrees.
    """

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    department: Mapped[str | None] = mapped_column(String(60))
    municipality: Mapped[str | None] = mapped_column(String(80))
    website: Mapped[str] = mapped_column(String(200), default="", server_default="")
    description: Mapped[str] = mapped_column(Text, default="")
    requires_signoff: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The number of who asked that it be so no more: it takes another one to agree.
    signoff_ends_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def mark(self) -> str:
        """Names what is said of it and where it stands: after any change it has another."""
        said = (
            self.name, self.kind, self.department, self.municipality, self.website,
            self.description, self.verified_at, self.waits_since,
        )  # fmt: skip
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class Delegation(Model):
    """A person who speaks for an organization, from their own account."""

    __tablename__ = "delegation"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    organization: Mapped[Organization] = relationship(lazy="joined")
    person: Mapped[Person] = relationship()


class Verification(Model):
    """One decision: `checked` are codes of Check with blanks between them, `note` is for the
    administration alone."""

    __tablename__ = "verification"
    __table_args__ = (Index("ix_verification_organization_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE")
    )
    outcome: Mapped[str] = mapped_column(String(12))
    checked: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    @property
    def checks(self) -> list[str]:
        return self.checked.split()


class OrganizationInvitation(Model):
    """Asks the owner of an address to speak for an organization; gone when it is used or taken
    back. Of its token only the SHA-256 is stored."""

    __tablename__ = "organization_invitation"
    __table_args__ = (Index("ix_organization_invitation_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE")
    )
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship(lazy="joined")
