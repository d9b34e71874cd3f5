"""What the drafting team's pages show of the versions, and the turn that changes to them take."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.queries import versions
from consult.extensions import db
from consult.permissions import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A version and its size. `waits`: it can be published, being newer than the current one."""

    version: Version
    sections: int
    blocks: int
    is_current: bool
    waits: bool


def entries(viewer: Actor, consultation: Consultation) -> Sequence[Entry]:
    """Every version, the newest first."""
    found = versions(viewer, consultation)
    sections, blocks = _count(SectionText, found), _count(Block, found)
    current = next((v.number for v in found if v.id == consultation.current_version_id), 0)
    return [
        Entry(
            version=version,
            sections=sections.get(version.id, 0),
            blocks=blocks.get(version.id, 0),
            is_current=version.number == current,
            waits=version.published_at is None and version.number > current,
        )
        for version in found
    ]


def entry(viewer: Actor, consultation: Consultation, number: int) -> Entry | None:
    found = entries(viewer, consultation)
    return next((entry for entry in found if entry.version.number == number), None)


def last_number(viewer: Actor, consultation: Consultation) -> int:
    """The number of the newest version, 0 if there is none."""
    return max((version.number for version in versions(viewer, consultation)), default=0)


def take_turn(consultation: Consultation) -> None:
    """Hold the versions of a consultation until the transaction ends, and see them as they are."""
    hold(consultation.id)
    db.session.expire_all()


def _count(model: type[SectionText] | type[Block], found: Sequence[Version]) -> dict[int, int]:
    query = (
        select(model.version_id, func.count())
        .where(model.version_id.in_([version.id for version in found]))
        .group_by(model.version_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
