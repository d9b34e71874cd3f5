"""Which section continues which, as a drafter sees and corrects it before it is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from consult.audit.service import record
from consult.drafts.changes.matching import CERTAIN_MATCH, MatchedBy
from consult.drafts.desk import take_turn
from consult.drafts.events import section_renamed
from consult.drafts.models import Section, SectionText, SectionTranslation, Version
from consult.drafts.outline import derived_key
from consult.drafts.queries import outline
from consult.drafts.service import AlreadyPublishedError, new_sections
from consult.extensions import db
from consult.permissions import Actor


@dataclass(frozen=True, slots=True)
class Match:
    """A section of a version and the one of the earlier version that it continues, if any."""

    text: SectionText
    before: SectionText | None

    @property
    def is_doubtful(self) -> bool:
        return self.before is not None and (self.text.certainty or 0) < CERTAIN_MATCH

    @property
    def is_plain(self) -> bool:
        """Nothing to look at: the same heading, for certain."""
        same = self.before is not None and self.before.title == self.text.title
        return same and not self.is_doubtful


@dataclass(frozen=True, slots=True)
class Matches:
    """All matches of a version in reading order, and what of the earlier one nothing continues."""

    earlier: Version | None
    rows: Sequence[Match]
    gone: Sequence[SectionText]

    @property
    def doubtful(self) -> int:
        return sum(row.is_doubtful for row in self.rows)

    def at(self, position: int) -> Match | None:
        return next((row for row in self.rows if row.text.position == position), None)


def matches(version: Version) -> Matches:
    """Against the version that it would follow: the one in force, else the one before it."""
    earlier = _earlier(version)
    known = outline(earlier.id) if earlier else ()
    by_section = {text.section_id: text for text in known}
    rows = [Match(text, by_section.get(text.section_id)) for text in outline(version.id)]
    continued = {row.text.section_id for row in rows}
    gone = [text for text in known if text.section_id not in continued]
    return Matches(earlier, rows, gone)


def _earlier(version: Version) -> Version | None:
    current = version.consultation.current_version_id
    if current is not None and current != version.id and version.published_at is None:
        return db.session.get(Version, current)
    query = select(Version).where(
        Version.consultation_id == version.consultation_id, Version.number < version.number
    )
    return db.session.scalar(query.order_by(Version.number.desc()).limit(1))


def rematch(actor: Actor, text: SectionText, *, section_id: int | None) -> None:
    """Say which section this one continues, or that it is new (None). Whatever else continued
    that section in the version becomes new. Raises AlreadyPublishedError."""
    # Who words its questions holds the section first, then the consultation.
    own = select(Section.id).where(Section.id == text.section_id)
    db.session.execute(own.with_for_update(key_share=True))
    version = _still_open(text)
    holder = db.session.scalar(
        select(SectionText).where(
            SectionText.version_id == version.id, SectionText.section_id == section_id
        )
    )
    if holder is not None and holder is not text:
        _rename(version, holder, _new_section(version, holder))
        holder.matched_by = holder.certainty = None
    _rename(version, text, section_id or _new_section(version, text))
    text.matched_by, text.certainty = MatchedBy.PERSON, 1.0
    record(actor, "draft.match", "section_text", text.id, section=section_id or 0)


def confirm(actor: Actor, version: Version) -> int:
    """Say that every doubtful match is right; how many there were."""
    doubtful = [row.text for row in matches(version).rows if row.is_doubtful]
    for text in doubtful:
        _still_open(text)
        text.matched_by, text.certainty = MatchedBy.PERSON, 1.0
    record(actor, "draft.match", "version", version.id, count=len(doubtful))
    return len(doubtful)


def _still_open(text: SectionText) -> Version:
    version = db.session.get_one(Version, text.version_id)
    take_turn(version.consultation)
    if version.published_at is not None:
        raise AlreadyPublishedError
    return version


def _new_section(version: Version, text: SectionText) -> int:
    (section_id,) = new_sections(version.consultation, [derived_key(text.title)])
    return section_id


def _rename(version: Version, text: SectionText, section_id: int) -> None:
    """Give a text another section, and with it the translations that were made from it."""
    before, text.section_id = text.section_id, section_id
    if before == section_id:
        return
    own = (SectionTranslation.version_id == version.id, SectionTranslation.section_id == before)
    db.session.execute(update(SectionTranslation).where(*own).values(section_id=section_id))
    section_renamed.send(version, before=before, after=section_id)
