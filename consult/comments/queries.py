"""What the pages of this feature read: the passage a form is about, and a receipt.

Public lists of comments stand in `reading`, the moderators' in `moderation`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from consult.accounts.queries import digest
from consult.comments.models import Anchor, Comment, CommentRevision, Status
from consult.consultations.models import Consultation
from consult.drafts import queries as drafts
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.queries import Place, place_of_block, place_of_section
from consult.extensions import db
from consult.permissions import Actor
from consult.questions.models import Answer, Question
from consult.questions.queries import results
from consult.questions.results import Result

SECTION_KEY = re.compile(r"[a-z0-9-]{1,120}")
BLOCK_NUMBER = re.compile(r"[0-9A-Za-z.]{1,24}")
VERSION_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
FOLIO = re.compile(r"[A-Za-z0-9]{1,12}-[0-9]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A comment with its words and its place: `revision` the latest, `anchor` where it was
    written."""

    comment: Comment
    revision: CommentRevision
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a new comment is about: a block, a section, the draft as a whole, or another comment.

    `blocks` is the passage, whose words may be quoted (none for the whole draft).
    """

    consultation: Consultation
    version: Version
    place: Place
    section: SectionText | None = None
    block: Block | None = None
    blocks: Sequence[Block] = ()
    answered: Said | None = None

    @property
    def is_current(self) -> bool:
        return self.version.id == self.consultation.current_version_id


def subject(
    viewer: Actor | None,
    consultation: Consultation,
    *,
    section: str | None = None,
    block: str | None = None,
    version: str | None = None,
    answers: str | None = None,
) -> Subject | None:
    """What the address of a form names, or None when there is no such thing to comment on.

    `section` is a key, `block` a number ("2.1"), `version` a number, `answers` the folio of a
    published comment. Only published versions are commented on.
    """
    found = _version(viewer, consultation, version)
    if found is None:
        return None
    if answers:
        return _answer(consultation, found, answers)
    if block:
        return _about_block(consultation, found, block, section)
    if section:
        return _about_section(consultation, found, section)
    return Subject(consultation=consultation, version=found, place=Place(found.id))


def _version(
    viewer: Actor | None, consultation: Consultation, number: str | None
) -> Version | None:
    if number and not VERSION_NUMBER.fullmatch(number):
        return None
    found = drafts.version(viewer, consultation, int(number) if number else None)
    return found if found and found.published_at else None


def _about_block(
    consultation: Consultation, version: Version, number: str, key: str | None
) -> Subject | None:
    block = BLOCK_NUMBER.fullmatch(number) and drafts.block_by_number(version.id, number)
    section = block and db.session.get(SectionText, block.section_text_id)
    if not block or not section or key not in (None, "", section.section.key):
        return None
    return Subject(
        consultation=consultation,
        version=version,
        place=place_of_block(block, section),
        section=section,
        block=block,
        blocks=(block,),
    )


def _about_section(
    consultation: Consultation, version: Version, key: str
) -> Subject | None:
    section = SECTION_KEY.fullmatch(key) and drafts.section_by_key(version.id, key)
    if not section:
        return None
    own = select(Block).where(Block.section_text_id == section.id).order_by(Block.position)
    return Subject(
        consultation=consultation,
        version=version,
        place=place_of_section(section),
        section=section,
        blocks=db.session.scalars(own).all(),
    )


def _answer(consultation: Consultation, version: Version, folio: str) -> Subject | None:
    """A reply stands where the comment it answers stands now; it is not replied to itself."""
    if not FOLIO.fullmatch(folio):
        return None
    said = _said(
        _comments(consultation, Anchor.version_id == version.id).where(
            Comment.folio == folio,
            Comment.status == Status.PUBLISHED,
            Comment.reply_to_id.is_(None),
        )
    )
    if said is None:
        return None
    anchor = said.anchor
    return Subject(
        consultation=consultation,
        version=version,
        place=Place(
            anchor.version_id, anchor.section_id, anchor.section_text_id, anchor.page_id,
            anchor.block_id,
        ),
        section=anchor.section_text,
        block=anchor.block,
        answered=said,
    )  # fmt: skip


def receipt(consultation: Consultation, key: str) -> Said | None:
    """The comment that was sent with this key."""
    return _said(
        _comments(consultation, Anchor.version_id == Comment.version_id).where(
            Comment.receipt_hash == digest(key)
        )
    )


def published_results(questions: Sequence[Question]) -> Mapping[int, Result]:
    """What was answered to these questions, by question: only published comments count."""
    published = select(Comment.id).where(
        Comment.id == Answer.comment_id, Comment.status == Status.PUBLISHED
    )
    return results(questions, published.exists())


def _comments(
    consultation: Consultation, standing: ColumnElement[bool]
) -> Select[Comment, CommentRevision, Anchor]:
    return (
        select(Comment, CommentRevision, Anchor)
        .join(
            CommentRevision,
            (CommentRevision.comment_id == Comment.id)
            & (CommentRevision.number == Comment.revision),
        )
        .join(Anchor, (Anchor.comment_id == Comment.id) & standing)
        .where(Comment.consultation_id == consultation.id)
        .options(joinedload(Anchor.section_text), joinedload(Anchor.block))
    )


def _said(query: Select[Comment, CommentRevision, Anchor]) -> Said | None:
    row = db.session.execute(query).one_or_none()
    return None if row is None else Said(comment=row[0], revision=row[1], anchor=row[2])
