"""Organizations and delegations."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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


class Organization(Model):
    """A body that takes part. Verified by a person of the administration, or not yet."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    department: Mapped[str | None] = mapped_column(String(60))
    municipality: Mapped[str | None] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delegation(Model):
    """A person who speaks for an organization."""

    __tablename__ = "delegation"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    organization: Mapped[Organization] = relationship(lazy="joined")
