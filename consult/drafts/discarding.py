"""What may still be done to a version that is not published: naming it anew, or discarding it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from consult.audit.service import record
from consult.drafts.desk import take_turn
from consult.drafts.events import still_needed
from consult.drafts.models import Block, Section, SectionText, SectionTranslation, Version
from consult.drafts.service import AlreadyPublishedError
from consult.extensions import db
from consult.permissions import Actor

CHUNK = 1000


class StillNeededError(Exception):
    """Something refers to the version, or is about to publish it."""


def describe(actor: Actor, version: Version, *, label: str, note: str) -> None:
    """Say anew what the version is called and what changed in it. Raises AlreadyPublishedError."""
    _take_turn(version)
    version.label, version.note = label, note
    record(actor, "draft.describe", "version", version.id)


def discard(actor: Actor, version: Version) -> None:
    """Take the version away with its translations, and the sections that no other version has.
    Raises AlreadyPublishedError, and StillNeededError: a question may stand at such a section."""
    _take_turn(version)
    if any(answer for _, answer in still_needed.send(version)):
        raise StillNeededError
    own = _only_here(version)
    try:
        with db.session.begin_nested():
            for model in (SectionTranslation, Block, SectionText):
                db.session.execute(delete(model).where(model.version_id == version.id))
            for start in range(0, len(own), CHUNK):
                these = Section.id.in_(own[start : start + CHUNK])
                db.session.execute(delete(Section).where(these))
            db.session.delete(version)
    except IntegrityError:
        raise StillNeededError from None
    record(actor, "draft.discard", "version", version.id, number=version.number)


def _take_turn(version: Version) -> None:
    take_turn(version.consultation)
    if version.published_at is not None:
        raise AlreadyPublishedError


def _only_here(version: Version) -> Sequence[int]:
    here = SectionText.version_id == version.id
    elsewhere = select(SectionText.section_id).where(~here)
    query = select(SectionText.section_id).where(here).except_(elsewhere)
    return db.session.scalars(query).all()
