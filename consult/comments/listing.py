"""Comments of the version in force, told by section: who, and how they begin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, select

from consult.comments.models import Anchor, Comment, CommentRevision, Status
from consult.consultations.models import Consultation
from consult.drafts.models import SectionText
from consult.extensions import db

EXCERPT = 240
MOST = 100
SIGNED = func.coalesce(func.nullif(Comment.organization_name, ""), Comment.author_name)


@dataclass(frozen=True, slots=True)
class Listed:
    """`sections`: titles (None: the whole draft) with rows of folio, who and excerpt; `more` counts
    the published ones that did not fit, `hidden` those that are not published."""

    sections: Sequence[tuple[str | None, Sequence[Any]]]
    more: int
    hidden: int


def listed(consultation: Consultation, comment_ids: Collection[int]) -> Listed:
    """These comments; of what is not published nobody is told a word."""
    if not comment_ids:
        return Listed([], 0, 0)
    here = _published(consultation)
    query = here.add_columns(Comment.id).order_by(SectionText.position, Comment.id)
    ids = [each for each in db.session.scalars(query) if each in comment_ids]
    rows = db.session.execute(_in_words(here, ids[:MOST])).all()
    return Listed(
        sections=[
            (told[0].title, told)
            for told in (list(group) for _, group in groupby(rows, lambda row: row.text_id))
        ],
        more=max(0, len(ids) - MOST),
        hidden=len(comment_ids) - len(ids),
    )


def _published(consultation: Consultation) -> Select[Any]:
    return (
        select()
        .select_from(Anchor)
        .join(Comment, Comment.id == Anchor.comment_id)
        .outerjoin(SectionText, SectionText.id == Anchor.section_text_id)
        .where(
            Anchor.version_id == consultation.current_version_id,
            Comment.status == Status.PUBLISHED,
        )
    )


def _in_words(here: Select[Any], ids: Sequence[int]) -> Select[Any]:
    return (
        here.join(CommentRevision, and_(
            CommentRevision.comment_id == Comment.id, CommentRevision.number == Comment.revision,
        ))
        .add_columns(
            SectionText.id.label("text_id"),
            SectionText.title,
            Comment.folio,
            SIGNED.label("who"),
            Comment.exposure,
            func.substr(CommentRevision.body, 1, EXCERPT).label("excerpt"),
        )
        .where(Comment.id.in_(ids))
        .order_by(SectionText.position, Comment.id)
    )  # fmt: skip
