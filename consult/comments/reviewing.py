"""Comments whose place in the current version nobody can tell for certain, and the drafting team's
word on them. They are shown by paragraph, because one look at a paragraph settles all of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, and_, false, func, select
from sqlalchemy.orm import aliased

from consult.audit.service import record
from consult.comments.listing import EXCERPT, SIGNED
from consult.comments.models import (
    Anchor,
    CarryOver,
    Comment,
    CommentRevision,
    Review,
    Status,
)
from consult.comments.queries import FOLIO
from consult.comments.quoting import Span, context
from consult.comments.service import count_published
from consult.consultations.models import Consultation
from consult.consultations.service import mark_changed
from consult.drafts.changes.diff import difference, to_html
from consult.drafts.desk import take_turn
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.queries import Place, place_of_block, place_of_section
from consult.extensions import db
from consult.permissions import Actor, allows

PAGE = 10
MOST_COMMENTS = 50
PLACED = (Review.CONFIRMED, Review.CORRECTED)

_origin = aliased(Anchor)


class Verdict(StrEnum):
    """CONFIRM: the words went where it was suggested; OTHER: to another paragraph; SECTION: nowhere
    in particular; REMOVED: they are gone."""

    CONFIRM = "confirm"
    OTHER = "other"
    SECTION = "section"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Group:
    """Comments on one paragraph that probably went to one other, `after` (or stand there, once a
    person said so). `comments` are rows of anchor_id, folio, who, excerpt, quote; `total` counts
    those that are not shown as well."""

    before: Block | None
    written_on: int
    after: Block | None
    section_title: str | None
    comments: Sequence[Any]
    total: int

    @property
    def change(self) -> Markup | None:
        """What became of the paragraph, if both are known."""
        if self.before is None or self.after is None:
            return None
        return to_html(difference(self.before.text, self.after.text))


def _waiting(
    viewer: Actor | None, consultation: Consultation, *reviews: Review
) -> Select[Any]:
    """Published comments that wait; of what is not published nobody here may know. With `reviews`
    those that a person has dealt with so."""
    query = (
        select()
        .select_from(Anchor)
        .join(Comment, Comment.id == Anchor.comment_id)
        .join(Version, Version.id == Comment.version_id)
        .join(_origin, and_(
            _origin.comment_id == Comment.id, _origin.version_id == Comment.version_id,
        ))
        .where(
            Anchor.version_id == consultation.current_version_id,
            Anchor.review.in_(reviews or (Review.WAITING,)),
            Comment.status == Status.PUBLISHED,
        )
    )  # fmt: skip
    return query if allows(viewer, "draft.manage", consultation.slug) else query.where(false())


def count(viewer: Actor | None, consultation: Consultation) -> int:
    query = _waiting(viewer, consultation).add_columns(func.count())
    return db.session.scalar(query) or 0


def groups(viewer: Actor | None, consultation: Consultation) -> Sequence[Group]:
    """The first that wait, by the age of their oldest comment; those settled make room."""
    key = (_origin.block_id, Anchor.suggested_block_id, Anchor.section_text_id)
    query = (
        _waiting(viewer, consultation)
        .add_columns(*key, func.min(Version.number), func.count())
        .group_by(*key)
        .order_by(func.min(Comment.id))
        .limit(PAGE)
    )
    return [
        Group(
            before=_block(row[0]),
            written_on=row[3],
            after=_block(row[1]),
            section_title=_title(row[2]),
            comments=_comments(viewer, consultation, row),
            total=row[4],
        )
        for row in db.session.execute(query).all()
    ]


def placed(viewer: Actor | None, consultation: Consultation) -> Sequence[Any]:
    """Those that a person gave their place, the newest first: rows as those of a Group, with the
    state, and the number of the paragraph and the title of the section where they stand."""
    query = (
        _in_words(_waiting(viewer, consultation, *PLACED))
        .outerjoin(Block, Block.id == Anchor.block_id)
        .outerjoin(SectionText, SectionText.id == Anchor.section_text_id)
        .add_columns(Anchor.state, Block.number, SectionText.title.label("section_title"))
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
    )
    return db.session.execute(query).all()


def count_placed(viewer: Actor | None, consultation: Consultation) -> int:
    query = _waiting(viewer, consultation, *PLACED).add_columns(func.count())
    return db.session.scalar(query) or 0


def placed_one(
    viewer: Actor | None, consultation: Consultation, folio: str
) -> Group | None:
    """One of those that a person gave their place, to be corrected."""
    if not FOLIO.fullmatch(folio):
        return None
    query = (
        _in_words(_waiting(viewer, consultation, *PLACED))
        .add_columns(
            _origin.block_id.label("before"), Version.number.label("written_on"),
            Anchor.block_id.label("after"), Anchor.section_text_id,
        )
        .where(Comment.folio == folio)
    )  # fmt: skip
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Group(
        before=_block(row.before),
        written_on=row.written_on,
        after=_block(row.after),
        section_title=_title(row.section_text_id),
        comments=[row],
        total=1,
    )


def _block(block_id: int | None) -> Block | None:
    return db.session.get(Block, block_id) if block_id else None


def _title(section_text_id: int | None) -> str | None:
    text = db.session.get(SectionText, section_text_id) if section_text_id else None
    return text.title if text else None


def _comments(viewer: Actor | None, consultation: Consultation, key: Any) -> Sequence[Any]:
    query = (
        _in_words(_waiting(viewer, consultation))
        .where(
            _origin.block_id.is_not_distinct_from(key[0]),
            Anchor.suggested_block_id.is_not_distinct_from(key[1]),
            Anchor.section_text_id.is_not_distinct_from(key[2]),
        )
        .order_by(Comment.id)
        .limit(MOST_COMMENTS)
    )
    return db.session.execute(query).all()


def _in_words(query: Select[Any]) -> Select[Any]:
    return query.join(CommentRevision, and_(
        CommentRevision.comment_id == Comment.id, CommentRevision.number == Comment.revision,
    )).add_columns(
        Anchor.id.label("anchor_id"),
        Comment.folio,
        SIGNED.label("who"),
        Comment.exposure,
        func.substr(CommentRevision.body, 1, EXCERPT).label("excerpt"),
        _origin.quote,
    )  # fmt: skip


def settle(
    actor: Actor,
    consultation: Consultation,
    anchor_ids: Sequence[int],
    *,
    verdict: Verdict,
    block: Block | None = None,
    again: bool = False,
) -> int:
    """Say where comments stand; how many still waited for it. OTHER needs the `block`. To say it
    `again` corrects what was said of those that no longer wait."""
    take_turn(consultation)
    waiting = select(Anchor).where(
        Anchor.id.in_(anchor_ids),
        Anchor.version_id == consultation.current_version_id,
        Anchor.review.in_(PLACED) if again else Anchor.review == Review.WAITING,
    )
    anchors = db.session.scalars(waiting).all()
    published = _published(anchors)
    steps: Counter[Place] = Counter()
    for anchor in anchors:
        steps[_place(anchor)] -= anchor.comment_id in published
        _settle(anchor, verdict, block)
        steps[_place(anchor)] += anchor.comment_id in published
        record(actor, "comment.place", "comment", anchor.comment_id, after=verdict)
    db.session.flush()
    count_published({place: step for place, step in steps.items() if step})
    mark_changed(consultation.id)
    return len(anchors)


def _published(anchors: Sequence[Anchor]) -> set[int]:
    query = select(Comment.id).where(
        Comment.id.in_([anchor.comment_id for anchor in anchors]),
        Comment.status == Status.PUBLISHED,
    )
    return set(db.session.scalars(query))


def _place(anchor: Anchor) -> Place:
    return Place(
        anchor.version_id, anchor.section_id, anchor.section_text_id, anchor.page_id,
        anchor.block_id,
    )  # fmt: skip


def _settle(anchor: Anchor, verdict: Verdict, block: Block | None) -> None:
    again, anchor.review = anchor.review in PLACED, Review.CORRECTED
    if verdict in (Verdict.CONFIRM, Verdict.SECTION) and not again:
        anchor.review = Review.CONFIRMED
    if verdict == Verdict.CONFIRM and anchor.suggested_block_id is not None:
        suggested = db.session.get_one(Block, anchor.suggested_block_id)
        _stand(anchor, suggested, anchor.suggested_start, anchor.suggested_end)
    elif verdict == Verdict.OTHER and block is not None:
        anchor.state = CarryOver.CHANGED
        _stand(anchor, block, None, None)
    elif verdict == Verdict.REMOVED:
        anchor.state = CarryOver.REMOVED
        _leave_block(anchor)
    elif verdict == Verdict.SECTION:
        anchor.state = CarryOver.CHANGED
        _leave_block(anchor)
    anchor.suggested_block_id = anchor.suggested_start = anchor.suggested_end = None


def _leave_block(anchor: Anchor) -> None:
    """Stand at the section again: the one it was written about, where the version has it."""
    if anchor.block_id is None:
        return
    home = db.session.scalar(
        select(SectionText)
        .join(_origin, _origin.section_id == SectionText.section_id)
        .join(Comment, _origin.version_id == Comment.version_id)
        .where(
            Comment.id == anchor.comment_id,
            _origin.comment_id == anchor.comment_id,
            SectionText.version_id == anchor.version_id,
        )
    )
    _go(anchor, place_of_section(home) if home else replace(_place(anchor), block_id=None))
    anchor.start = anchor.end = None
    anchor.quote = anchor.prefix = anchor.suffix = ""


def _go(anchor: Anchor, place: Place) -> None:
    anchor.section_id, anchor.section_text_id = place.section_id, place.section_text_id
    anchor.page_id, anchor.block_id = place.page_id, place.block_id


def _stand(anchor: Anchor, block: Block, start: int | None, end: int | None) -> None:
    text = db.session.get_one(SectionText, block.section_text_id)
    _go(anchor, place_of_block(block, text))
    anchor.start, anchor.end = start, end
    anchor.quote = anchor.prefix = anchor.suffix = ""
    if start is not None and end is not None:
        anchor.quote = block.text[start:end]
        anchor.prefix, anchor.suffix = context(block.text, Span(start, end))
