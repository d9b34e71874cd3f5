"""Drafts that were read and wait for their drafter: kept, changed, found, thrown away.

Nothing of them is a version yet. Who did not upload one does not see it, administrators excepted.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from consult.consultations.models import Consultation
from consult.drafts.models import PendingImport
from consult.drafts.raw import (
    RawDraft,
    RawSection,
    dump_notices,
    dump_sections,
    load_notices,
    load_sections,
)
from consult.extensions import db, utc_now
from consult.permissions import Actor, allows

LIFETIME = timedelta(hours=24)
LONGEST_FILE_NAME = 200


def stage(
    actor: Actor,
    consultation: Consultation,
    draft: RawDraft,
    *,
    file_name: str = "",
    label: str = "",
    note: str = "",
) -> PendingImport:
    """Keep what was read of a file; what others forgot for a day is thrown away."""
    old = PendingImport.created_at < utc_now() - LIFETIME
    db.session.execute(delete(PendingImport).where(old))
    pending = PendingImport(
        consultation_id=consultation.id,
        person_id=actor.id,
        file_name=file_name[-LONGEST_FILE_NAME:],
        title=draft.title,
        label=label,
        note=note,
        sections=dump_sections(draft.sections),
        warnings=dump_notices(draft.notices),
    )
    db.session.add(pending)
    db.session.flush()
    return pending


def waiting(viewer: Actor, consultation: Consultation) -> Sequence[PendingImport]:
    """The viewer's own, the newest first."""
    query = select(PendingImport).where(
        PendingImport.consultation_id == consultation.id,
        PendingImport.person_id == viewer.id,
        PendingImport.sections != "",
    )
    return db.session.scalars(query.order_by(PendingImport.id.desc())).all()


def find(
    viewer: Actor, consultation: Consultation, identifier: int, *, to_change: bool = False
) -> PendingImport | None:
    """One that the viewer may see; `to_change` holds it until the transaction ends."""
    query = select(PendingImport).where(
        PendingImport.consultation_id == consultation.id, PendingImport.id == identifier
    )
    if not allows(viewer, "team.manage", consultation.slug):
        query = query.where(PendingImport.person_id == viewer.id)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def draft_of(pending: PendingImport) -> RawDraft:
    return RawDraft(
        load_sections(pending.sections),
        {"title": pending.title},
        load_notices(pending.warnings),
    )


def change(pending: PendingImport, sections: Sequence[RawSection]) -> None:
    pending.sections = dump_sections(sections)
    pending.revision += 1
    db.session.flush()


def discard(pending: PendingImport) -> None:
    """Throw away what was read; that it was there stays for its day, to be told to who goes back
    to its page."""
    pending.file_name = pending.title = pending.label = pending.note = ""
    pending.sections = pending.warnings = ""
    db.session.flush()


def is_done_with(pending: PendingImport) -> bool:
    return not pending.sections
