"""What the drafting team's list shows: the questions by section, as the text stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.drafts.models import SectionText, Version
from consult.drafts.queries import outline, version, versions
from consult.extensions import db
from consult.permissions import Actor
from consult.questions.models import Question
from consult.questions.queries import answered, of_consultation


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its questions; `fixed` are the ids of those that were answered.

    `is_public`: it stands in the version in force; `is_newest`: in the newest one.
    """

    key: str
    title: str
    questions: Sequence[Question]
    fixed: frozenset[int]
    is_public: bool
    is_newest: bool


def newest(viewer: Actor, consultation: Consultation) -> Version | None:
    found = versions(viewer, consultation)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Offered:
    """A section that can be asked about; `only_in` is the number of the version that waits to
    be published, if no other has it."""

    text: SectionText
    only_in: int | None = None


def offered(viewer: Actor, consultation: Consultation) -> list[Offered]:
    """The sections of the version in force, then those that only the newest one has."""
    public, last = version(viewer, consultation), newest(viewer, consultation)
    found = [Offered(text) for text in outline(public.id)] if public else []
    if last and last != public:
        known = {each.text.section_id for each in found}
        texts = (text for text in outline(last.id) if text.section_id not in known)
        found += [Offered(text, last.number) for text in texts]
    return found


def groups(viewer: Actor, consultation: Consultation) -> list[Group]:
    """The sections that have questions, in the order of the newest version; those that it does
    not have come last, under their last title."""
    by_section: dict[int, list[Question]] = {}
    for question in of_consultation(consultation):
        by_section.setdefault(question.section_id, []).append(question)
    fixed = answered([each.id for asked in by_section.values() for each in asked])
    last = newest(viewer, consultation)
    texts = outline(last.id) if last else ()
    now = {text.section_id: text for text in texts if text.section_id in by_section}
    gone = _last_texts([section_id for section_id in by_section if section_id not in now])
    public = _standing(consultation.current_version_id)
    return [
        Group(
            key=text.section.key,
            title=text.title,
            questions=by_section[section_id],
            fixed=frozenset(each.id for each in by_section[section_id] if each.id in fixed),
            is_public=section_id in public,
            is_newest=section_id in now,
        )
        for section_id, text in (now | gone).items()
    ]


def _last_texts(section_ids: Sequence[int]) -> dict[int, SectionText]:
    last = (
        select(func.max(SectionText.id))
        .where(SectionText.section_id.in_(section_ids))
        .group_by(SectionText.section_id)
    )
    texts = db.session.scalars(select(SectionText).where(SectionText.id.in_(last)))
    return {text.section_id: text for text in texts}


def _standing(version_id: int | None) -> set[int]:
    query = select(SectionText.section_id).where(SectionText.version_id == version_id)
    return set(db.session.scalars(query))
