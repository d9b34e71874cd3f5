"""Translations as they are kept: which one is shown beside a version, and storing them.

There is one for each section, version and language. It is shown in its version and in later ones,
as long as they have the section. Start at `shown`, then `save`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy import ColumnElement, or_, select

from consult.audit.service import record
from consult.consultations.service import mark_changed
from consult.drafts.models import Block, SectionText, SectionTranslation, Version
from consult.drafts.parsing import digest
from consult.drafts.translation.fitting import Source, changed_in, source_digest
from consult.drafts.translation.writing import Written, html_of
from consult.extensions import db
from consult.markup import one_line
from consult.permissions import Actor

LONGEST_TITLE = 1_000
LONGEST_TEXT = 60_000


class _Kept(NamedTuple):
    id: int
    section_text_id: int
    section_id: int
    language: str
    digest: str
    number: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The translation of a section that is shown beside a version. `number` is the version it was
    made from, `changed_in` the one where the Spanish text left it behind (None: it is up to date).
    """

    id: int
    language: str
    number: int
    changed_in: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a translation says; `html` is safe."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Translation:
    """A section in another language, to be stored; `text` is the Markdown of which `blocks` was
    read."""

    source: Source
    title: str
    text: str
    blocks: Sequence[Written]


BySection = Mapping[int, Mapping[str, Shown]]


def shown(
    version: Version, section_text_ids: Collection[int] | None = None, *, to_team: bool = False
) -> BySection:
    """For each of these sections (SectionText; by default all of the version) that has any, the
    translation to show by language: one that is up to date if there is, else the newest.

    One made from a version that was never published is for the team alone, unless the text it
    translates stands in this version.
    """
    rows = _kept(version, section_text_ids)
    if not rows:
        return {}
    oldest = min(row.number for row in rows)
    histories = _histories(version, {row.section_id for row in rows}, oldest)
    found: dict[int, dict[str, Shown]] = {}
    for row in rows:
        history = [each for each in histories.get(row.section_id, ()) if each[0] >= row.number]
        since = changed_in(row.digest, history)
        if since is not None and not (row.is_public or to_team):
            continue
        of_section = found.setdefault(row.section_text_id, {})
        best = of_section.get(row.language)
        # The rows come from the oldest version to the newest.
        if best is None or since is None or best.changed_in is not None:
            of_section[row.language] = Shown(row.id, row.language, row.number, since)
    return found


def words(ids: Collection[int]) -> dict[int, Words]:
    """What these translations say, by their number."""
    query = select(
        SectionTranslation.id, SectionTranslation.title, SectionTranslation.html
    ).where(SectionTranslation.id.in_(ids))
    return {row[0]: Words(row[1], Markup(row[2])) for row in db.session.execute(query)}


def is_offered(version: Version, language: str) -> bool:
    """Whether something of the draft is to be read in that language, on this page or another."""
    query = (
        select(SectionTranslation.id)
        .join(Version, Version.id == SectionTranslation.version_id)
        .where(
            SectionTranslation.language == language,
            Version.consultation_id == version.consultation_id,
            Version.number <= version.number,
            _public_or(version),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None


def sources(version: Version) -> list[Source]:
    """The sections of a version in Spanish, in reading order, to be paired with a file."""
    return [source(section, blocks) for section, blocks in whole_text(version)]


def source(section: SectionText, blocks: Sequence[Block]) -> Source:
    return Source(
        section_id=section.section_id,
        key=section.section.key,
        title=section.title,
        level=section.level,
        digest=source_digest(section.title, (block.digest for block in blocks)),
        is_empty=not blocks,
    )


def whole_text(version: Version) -> list[tuple[SectionText, Sequence[Block]]]:
    """Every section of a version with its blocks, in reading order."""
    query = (
        select(SectionText, Block)
        .outerjoin(Block, Block.section_text_id == SectionText.id)
        .where(SectionText.version_id == version.id)
        .order_by(SectionText.position, Block.position)
    )
    rows = db.session.execute(query)
    return [
        (section, [row[1] for row in group if row[1] is not None])
        for section, group in groupby(rows, key=lambda row: row[0])
    ]


def blocks_of(section: SectionText) -> Sequence[Block]:
    query = select(Block).where(Block.section_text_id == section.id).order_by(Block.position)
    return db.session.scalars(query).all()


def stored(version: Version, language: str) -> dict[int, SectionTranslation]:
    """What this very version has in a language, by section."""
    query = select(SectionTranslation).where(
        SectionTranslation.version_id == version.id, SectionTranslation.language == language
    )
    return {row.section_id: row for row in db.session.scalars(query)}


def before(version: Version, section_id: int, language: str) -> SectionTranslation | None:
    """The newest of a section, made from this version or an older one."""
    query = (
        select(SectionTranslation)
        .join(Version, Version.id == SectionTranslation.version_id)
        .where(
            SectionTranslation.section_id == section_id,
            SectionTranslation.language == language,
            Version.number <= version.number,
        )
        .order_by(Version.number.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def languages(version: Version) -> list[str]:
    """The tags of all that the draft has been translated to, up to this version."""
    query = (
        select(SectionTranslation.language)
        .join(Version, Version.id == SectionTranslation.version_id)
        .where(
            Version.consultation_id == version.consultation_id, Version.number <= version.number
        )
        .distinct()
        .order_by(SectionTranslation.language)
    )
    return list(db.session.scalars(query))


def fingerprint(*rows: SectionTranslation | None) -> str:
    """Names what is stored, so that a form can tell whether it changed since it was opened."""
    said = sorted(f"{row.section_id} {row.title}\n{row.text}" for row in rows if row is not None)
    return digest("\n".join(said)) if said else ""


def save(
    actor: Actor | None, version: Version, language: str, translations: Iterable[Translation]
) -> int:
    """Store translations of a version's sections, each in place of what there was of it in that
    language; how many were not there already just so."""
    there = stored(version, language)
    changed = 0
    for each in translations:
        row = there.get(each.source.section_id)
        title = one_line(each.title)
        if row is not None and (row.title, row.text) == (title, each.text):
            continue
        action = "translation.replace" if row is not None else "translation.add"
        if row is None:
            row = SectionTranslation(
                section_id=each.source.section_id, version_id=version.id, language=language
            )
            db.session.add(row)
        row.title, row.text, row.html = title, each.text, str(html_of(each.blocks))
        row.source_digest = each.source.digest
        _record(actor, action, row, version)
        changed += 1
    if changed:
        _mark_changed(version)
    return changed


def remove(actor: Actor | None, row: SectionTranslation) -> None:
    """Take a translation away; what an older version has is shown again, if it has any."""
    version = db.session.get_one(Version, row.version_id)
    _record(actor, "translation.remove", row, version)
    db.session.delete(row)
    _mark_changed(version)


def _record(
    actor: Actor | None, action: str, row: SectionTranslation, version: Version
) -> None:
    db.session.flush()
    record(
        actor,
        action,
        "section_translation",
        row.id,
        section=row.section_id,
        version=version.number,
        language=row.language,
    )


def _mark_changed(version: Version) -> None:
    """Readers see what belongs to the current version or an older one, and no other."""
    current = db.session.get(Version, version.consultation.current_version_id or 0)
    if current is not None and version.number <= current.number:
        mark_changed(version.consultation_id)


def _kept(version: Version, section_text_ids: Collection[int] | None) -> list[_Kept]:
    """From the oldest version to this one."""
    query = (
        select(
            SectionTranslation.id,
            SectionText.id,
            SectionTranslation.section_id,
            SectionTranslation.language,
            SectionTranslation.source_digest,
            Version.number,
            _public_or(version),
        )
        .join(Version, Version.id == SectionTranslation.version_id)
        .join(SectionText, SectionText.section_id == SectionTranslation.section_id)
        .where(SectionText.version_id == version.id, Version.number <= version.number)
        .order_by(Version.number, SectionTranslation.language)
    )
    if section_text_ids is not None:
        query = query.where(SectionText.id.in_(section_text_ids))
    return [_Kept(*row) for row in db.session.execute(query)]


def _histories(
    version: Version, section_ids: Collection[int], oldest: int
) -> dict[int, list[tuple[int, str]]]:
    """The number and the digest of each section in each public version since `oldest`, and in
    this one."""
    query = (
        select(SectionText.section_id, Version.number, SectionText.title, Block.digest)
        .join(Version, Version.id == SectionText.version_id)
        .outerjoin(Block, Block.section_text_id == SectionText.id)
        .where(
            SectionText.section_id.in_(section_ids),
            Version.number.between(oldest, version.number),
            _public_or(version),
        )
        .order_by(SectionText.section_id, Version.number, Block.position)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    rows = db.session.execute(query)
    for (section_id, number), group in groupby(rows, key=lambda row: (row[0], row[1])):
        same = list(group)
        named = source_digest(same[0][2], [row[3] for row in same if row[3] is not None])
        found.setdefault(section_id, []).append((number, named))
    return found


def _public_or(version: Version) -> ColumnElement[bool]:
    return or_(Version.published_at.is_not(None), Version.id == version.id)
