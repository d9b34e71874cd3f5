"""Changes to drafts: importing a version, publishing it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, insert, select, update

from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.consultations.service import mark_changed
from consult.drafts.changes.matching import (
    CERTAIN_MATCH,
    MatchedBy,
    SectionMatch,
    SectionOutline,
    match_sections,
)
from consult.drafts.desk import take_turn
from consult.drafts.events import version_published
from consult.drafts.models import Block, Section, SectionText, Version
from consult.drafts.parsing import ParsedDraft
from consult.drafts.queries import blocks, outline
from consult.extensions import db, utc_now
from consult.markup import from_draft, one_line
from consult.permissions import Actor
from consult.search import words

LONGEST_LABEL = 120


class AlreadyPublishedError(Exception):
    """A version is published once and never changes afterwards."""


class OvertakenError(Exception):
    """A newer version is in force, or is about to be: the text never goes back."""


def import_draft(
    actor: Actor | None,
    consultation: Consultation,
    parsed: ParsedDraft,
    *,
    label: str = "",
    note: str = "",
) -> Version:
    """Store a parsed draft as the next version, unpublished; sections keep their identity."""
    last = select(func.coalesce(func.max(Version.number), 0))
    version = Version(
        consultation_id=consultation.id,
        number=(db.session.scalar(last.where(Version.consultation_id == consultation.id)) or 0)
        + 1,
        label=one_line(label or parsed.metadata.get("label", ""))[:LONGEST_LABEL],
        note=note,
    )
    db.session.add(version)
    db.session.flush()
    identities = _identities(consultation, parsed)
    text_ids = _store_sections(version, parsed, identities)
    _store_blocks(version, parsed, text_ids)
    record(actor, "draft.import", "version", version.id, sections=len(parsed.sections))
    return version


def publish(
    actor: Actor | None, version: Version, *, deferral: str = "", **prepared: Any
) -> None:
    """Make a version the current one. Comments follow it through `version_published`, whose
    listeners are given what they `prepared` beforehand. Raises AlreadyPublishedError,
    OvertakenError."""
    consultation = version.consultation
    db.session.flush()
    take_turn(consultation)
    if version.published_at is not None:
        raise AlreadyPublishedError
    previous = None
    if consultation.current_version_id is not None:
        previous = db.session.get_one(Version, consultation.current_version_id)
        if previous.number > version.number:
            raise OvertakenError
    version.published_at = utc_now()
    version.deferral = deferral
    consultation.current_version_id = version.id
    db.session.flush()
    version_published.send(version, previous=previous, **prepared)
    mark_changed(consultation.id)
    record(actor, "draft.publish", "version", version.id, after="published")


def outlines(version_id: int) -> tuple[SectionOutline, ...]:
    """The stored sections of a version, as the matching of versions wants them."""
    sections = outline(version_id)
    place = {section.id: index for index, section in enumerate(sections)}
    texts: list[list[str]] = [[] for _section in sections]
    for block in blocks(version_id):
        texts[place[block.section_text_id]].append(block.text)
    return tuple(
        SectionOutline(
            key=section.section.key,
            heading=section.title,
            parent=None if section.parent_id is None else place[section.parent_id],
            texts=tuple(texts[index]),
        )
        for index, section in enumerate(sections)
    )


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which Section a parsed section is, and what tells."""

    section_id: int
    match: SectionMatch | None


def _identities(consultation: Consultation, parsed: ParsedDraft) -> list[_Identity]:
    """A known section where it matches one of the newest version, else a new one.

    The newest and not the current one: what a drafter corrected in a version that waits holds for
    the next that is imported.
    """
    latest = db.session.scalar(
        select(func.max(SectionText.version_id))
        .join(Version, Version.id == SectionText.version_id)
        .where(Version.consultation_id == consultation.id)
    )
    matched: Mapping[int, SectionMatch] = {}
    known: Sequence[SectionText] = ()
    if latest is not None:
        known = outline(latest)
        matched = match_sections(outlines(latest), _parsed_outlines(parsed))
    found = {
        index: _Identity(known[match.old].section_id, match) for index, match in matched.items()
    }
    if latest is not None:
        found |= _revived(consultation, latest, _parsed_outlines(parsed), found)
    missing = [index for index in range(len(parsed.sections)) if index not in found]
    made = iter(new_sections(consultation, [parsed.sections[index].key for index in missing]))
    return [
        found[index] if index in found else _Identity(next(made), None)
        for index in range(len(parsed.sections))
    ]


def _revived(
    consultation: Consultation,
    latest: int,
    new: Sequence[SectionOutline],
    found: Mapping[int, _Identity],
) -> dict[int, _Identity]:
    """Sections that an earlier version had, the latest has not, and that are back for certain."""
    last = (
        select(func.max(SectionText.id))
        .join(Section, Section.id == SectionText.section_id)
        .where(Section.consultation_id == consultation.id)
        .group_by(SectionText.section_id)
        .having(func.max(SectionText.version_id) < latest)
    )
    gone = db.session.scalars(
        select(SectionText).where(SectionText.id.in_(last)).order_by(SectionText.id)
    ).all()
    left = [index for index in range(len(new)) if index not in found]
    if not gone or not left:
        return {}
    matched = match_sections(
        [_by_itself(text) for text in gone], [replace(new[index], parent=None) for index in left]
    )
    return {
        left[place]: _Identity(gone[match.old].section_id, match)
        for place, match in matched.items()
        if match.by in (MatchedBy.KEY, MatchedBy.SAME, MatchedBy.TEXT)
        and match.certainty >= CERTAIN_MATCH
    }


def _by_itself(text: SectionText) -> SectionOutline:
    own = select(Block.text).where(Block.section_text_id == text.id).order_by(Block.position)
    texts = tuple(db.session.scalars(own))
    return SectionOutline(key=text.section.key, heading=text.title, parent=None, texts=texts)


def _parsed_outlines(parsed: ParsedDraft) -> tuple[SectionOutline, ...]:
    return tuple(
        SectionOutline(
            key=section.key,
            heading=section.heading,
            parent=section.parent,
            texts=tuple(block.text for block in section.blocks),
            explicit=section.explicit_key,
        )
        for section in parsed.sections
    )


def new_sections(consultation: Consultation, keys: Sequence[str]) -> Sequence[int]:
    """New identities; a key that an unmatched older section holds gets a number behind it."""
    if not keys:
        return ()
    taken = set(
        db.session.scalars(
            select(Section.key).where(Section.consultation_id == consultation.id)
        )
    )
    rows = []
    for key in keys:
        free = next(name for name in _candidates(key) if name not in taken)
        taken.add(free)
        rows.append({"consultation_id": consultation.id, "key": free})
    made = insert(Section).returning(Section.id, sort_by_parameter_order=True)
    return db.session.scalars(made, rows).all()


def _candidates(key: str) -> Iterator[str]:
    yield key
    number = 2
    while True:
        yield f"{key}-{number}"
        number += 1


def _store_sections(
    version: Version, parsed: ParsedDraft, identities: Sequence[_Identity]
) -> Sequence[int]:
    depths: list[int] = []
    rows: list[dict[str, Any]] = []
    for position, section in enumerate(parsed.sections):
        depths.append(0 if section.parent is None else depths[section.parent] + 1)
        match = identities[position].match
        rows.append(
            {
                "version_id": version.id,
                "section_id": identities[position].section_id,
                "matched_by": match.by if match else None,
                "certainty": match.certainty if match else None,
                "position": position,
                "depth": depths[position],
                "level": section.level,
                "number": section.number,
                "title": section.heading,
            }
        )
    made = insert(SectionText).returning(SectionText.id, sort_by_parameter_order=True)
    ids = db.session.scalars(made, rows).all()
    links = [
        {
            "id": ids[position],
            "parent_id": None if section.parent is None else ids[section.parent],
            "page_id": ids[section.page],
        }
        for position, section in enumerate(parsed.sections)
    ]
    db.session.execute(update(SectionText), links)
    return ids


def _store_blocks(version: Version, parsed: ParsedDraft, text_ids: Sequence[int]) -> None:
    rows = [
        {
            "version_id": version.id,
            "section_text_id": text_ids[index],
            "position": position,
            "number": block.number,
            "kind": block.kind,
            "depth": block.depth,
            "text": block.text,
            "html": str(from_draft(block.html)),
            "digest": block.digest,
            "search": words(block.text),
        }
        for index, section in enumerate(parsed.sections)
        for position, block in enumerate(section.blocks)
    ]
    if rows:
        db.session.execute(insert(Block), rows)
