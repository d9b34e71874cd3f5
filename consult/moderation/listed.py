"""Rows of the desk: which comments somebody may moderate, and what a list shows of each."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from consult.comments.models import Anchor, Comment, CommentRevision, Status
from consult.consultations.models import Consultation
from consult.drafts.models import Block, SectionText
from consult.permissions import Actor, allows

PAGE = 50
EXCERPT = 240

in_revision = (CommentRevision.comment_id == Comment.id) & (
    CommentRevision.number == Comment.revision
)
in_anchor = (Anchor.comment_id == Comment.id) & (Anchor.version_id == Comment.version_id)
# A little more than is shown: a number at its end is covered as a whole.
excerpt = func.substr(CommentRevision.body, 1, EXCERPT + 60).label("excerpt")


def scope(viewer: Actor | None, consultation: Consultation) -> ColumnElement[bool]:
    """The comments of this consultation, for those who moderate; what still waits for the word of
    its own organization has not been sent to them."""
    if not allows(viewer, "comment.moderate", consultation.slug):
        return false()
    return (Comment.consultation_id == consultation.id) & (Comment.status != Status.UNSIGNED)


def listed() -> Select[Any]:
    """Comment, `excerpt` of its text, and where it stands: `block_number`, `section_title`."""
    return (
        select(
            Comment,
            excerpt,
            Block.number.label("block_number"),
            SectionText.title.label("section_title"),
        )
        .join(CommentRevision, in_revision)
        .join(Anchor, in_anchor)
        .outerjoin(Block, Block.id == Anchor.block_id)
        .outerjoin(SectionText, SectionText.id == Anchor.section_text_id)
    )
