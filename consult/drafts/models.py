"""Versions, sections and blocks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.consultations.models import Consultation
from consult.extensions import Model, UtcDateTime, utc_now


class Version(Model):
    """One state of the text; its sections and blocks never change once it is published."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    deferral: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    consultation: Mapped[Consultation] = relationship(lazy="joined")


class Section(Model):
    """What stays the same of a section while its text, title or place change."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    key: Mapped[str] = mapped_column(String(120))


class SectionText(Model):
    """A section as it stands in one version.

    `position` is its place in reading order (0 first), `number` its outline number ("2.3"),
    `page_id` the SectionText that starts the page it is read on (itself, if it starts one),
    `matched_by` how its identity was found (see matching.MatchedBy; null: it is new) and with
    what `certainty`, from 0 to 1.
    """

    __tablename__ = "section_text"
    __table_args__ = (
        UniqueConstraint("version_id", "section_id"),
        Index("ix_section_text_reading", "version_id", "position"),
        Index("ix_section_text_page_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("section_text.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("section_text.id"))
    position: Mapped[int]
    depth: Mapped[int]
    level: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    matched_by: Mapped[str | None] = mapped_column(String(12))
    certainty: Mapped[float | None]

    section: Mapped[Section] = relationship(lazy="joined")


class Block(Model):
    """A numbered paragraph, list item, table or quotation of a section in one version."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        Index("ix_block_section_text_id", "section_text_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    section_text_id: Mapped[int] = mapped_column(ForeignKey("section_text.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(12))
    depth: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(32))
    search: Mapped[str] = mapped_column(Text)

    @property
    def anchor(self) -> str:
        """The fragment of its permalink: number "2.14" gives "p-2-14"."""
        return "p-" + self.number.replace(".", "-")


class PendingImport(Model):
    """A draft that was read and waits for its drafter to look at it; nothing of it is a version.

    `sections` is a JSON list as `raw` writes it, `warnings` what the reading had to say of the
    whole; `revision` counts the changes made to it. Once imported or discarded it is empty.
    """

    __tablename__ = "pending_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    sections: Mapped[str] = mapped_column(Text)
    warnings: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class SectionTranslation(Model):
    """A section in another language, made from its text in one version.

    `language` is a BCP 47 tag; `source_digest` names the text that was translated (see
    translation.fitting.source_digest), so that a later change of the Spanish text shows.
    """

    __tablename__ = "section_translation"
    __table_args__ = (UniqueConstraint("section_id", "version_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    source_digest: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
