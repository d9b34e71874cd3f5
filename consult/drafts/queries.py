"""Reading drafts: a visitor sees published versions, the drafting team every one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.drafts.models import Block, Section, SectionText, Version
from consult.extensions import db
from consult.permissions import Actor, allows
from consult.search import matches


@dataclass(frozen=True, slots=True)
class Place:
    """Where in one version something stands: all None for the draft as a whole."""

    version_id: int
    section_id: int | None = None
    section_text_id: int | None = None
    page_id: int | None = None
    block_id: int | None = None


def versions(viewer: Actor | None, consultation: Consultation) -> Sequence[Version]:
    """The versions the viewer may see, the newest first."""
    query = (
        select(Version)
        .where(Version.consultation_id == consultation.id)
        .order_by(Version.number.desc())
    )
    if not allows(viewer, "draft.manage", consultation.slug):
        query = query.where(Version.published_at.is_not(None))
    return db.session.scalars(query).all()


def version(
    viewer: Actor | None, consultation: Consultation, number: int | None = None
) -> Version | None:
    """Version `number` if the viewer may see it; without a number the current one."""
    query = select(Version).where(Version.consultation_id == consultation.id)
    if number is None:
        return db.session.scalar(query.where(Version.id == consultation.current_version_id))
    if not allows(viewer, "draft.manage", consultation.slug):
        query = query.where(Version.published_at.is_not(None))
    return db.session.scalar(query.where(Version.number == number))


def outline(version_id: int) -> Sequence[SectionText]:
    """Every section of a version in reading order."""
    query = (
        select(SectionText)
        .where(SectionText.version_id == version_id)
        .order_by(SectionText.position)
        .options(joinedload(SectionText.section))
    )
    return db.session.scalars(query).all()


def section_by_key(version_id: int, key: str) -> SectionText | None:
    query = (
        select(SectionText)
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == version_id, Section.key == key)
    )
    return db.session.scalar(query)


def blocks(version_id: int) -> Sequence[Block]:
    """Every block of a version, in reading order."""
    query = (
        select(Block)
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version_id)
        .order_by(SectionText.position, Block.position)
    )
    return db.session.scalars(query).all()


def beginning(section_text: SectionText) -> str:
    """The first paragraph of a section's own text, empty if it has none."""
    query = select(Block.text).where(Block.section_text_id == section_text.id)
    return db.session.scalar(query.order_by(Block.position).limit(1)) or ""


def block_by_number(version_id: int, number: str) -> Block | None:
    query = select(Block).where(Block.version_id == version_id, Block.number == number)
    return db.session.scalar(query)


def place_of_section(section_text: SectionText) -> Place:
    return Place(
        section_text.version_id, section_text.section_id, section_text.id, section_text.page_id
    )


def place_of_block(block: Block, section_text: SectionText) -> Place:
    return Place(
        block.version_id,
        section_text.section_id,
        section_text.id,
        section_text.page_id,
        block.id,
    )


def search_blocks(version_id: int, query: str, *, limit: int = 50) -> Sequence[Block]:
    """Blocks of a version that hold every word of `query`, in reading order."""
    dialect = db.session.get_bind().dialect.name
    found = (
        select(Block)
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version_id, matches(dialect, "block", Block.id, query))
        .order_by(SectionText.position, Block.position)
        .limit(limit)
    )
    return db.session.scalars(found).all()
