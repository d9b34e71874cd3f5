"""Reading what waits: all of it or what filters let through, the oldest first, a page at a time.

A question costs the same however much waits: lists begin where the last page ended and stop when
they are full, and what is counted is counted up to `COUNTED`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal_column, select

from consult.comments.models import WAITING, Anchor, Comment, Held, Status
from consult.consultations.models import Consultation
from consult.drafts.models import Section, SectionText
from consult.extensions import db
from consult.moderation.grouped import group_size, is_first
from consult.moderation.listed import PAGE, listed, scope
from consult.moderation.models import Claim, CommentHint, Decision, Proposal
from consult.permissions import Actor

NEAR_BEFORE, NEAR_AFTER = 2, 8
COUNTED = 10_000
COUNTED_HELD = 200
# Answers to a filter that are no value of the column.
HELD, NOBODY, UNKNOWN = "held", "none", "unknown"
CHAPTER = SectionText.page_id == SectionText.id
_waits: ColumnElement[bool] = literal_column(f"comment.{WAITING}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a moderator wants to see of the queue; an empty one lets everything through. `section`
    is the key of a chapter of the version in force, `risk` a code of Hint or HELD."""

    section: str = field(default="", metadata={"name": "seccion"})
    kind: str = field(default="", metadata={"name": "tipo"})
    language: str = field(default="", metadata={"name": "idioma"})
    organization: str = field(default="", metadata={"name": "organizacion"})
    risk: str = field(default="", metadata={"name": "riesgo"})
    held: str = field(default="", metadata={"name": "apartados"})

    @property
    def args(self) -> dict[str, str]:
        """As an address carries them."""
        chosen = ((each.metadata["name"], getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in chosen if value}

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        typed = (args.get(each.metadata["name"], "")[:200] for each in fields(cls))
        return cls(*(each if each.isprintable() else "" for each in typed))


NO_FILTERS = Filters()


def _filtered(
    query: Select[Any], consultation: Consultation, filters: Filters
) -> Select[Any]:
    """Rows of `query`, which selects from Comment, that `filters` let through."""
    if filters.kind:
        query = query.where(Comment.kind == filters.kind)
    if filters.language:
        is_unknown = filters.language == UNKNOWN
        query = query.where(Comment.language == (None if is_unknown else filters.language))
    if filters.organization:
        of_nobody = filters.organization == NOBODY
        query = query.where(
            Comment.organization_kind == (None if of_nobody else filters.organization)
        )
    if filters.section:
        query = query.where(_in_chapter(consultation, filters.section))
    if filters.risk and filters.risk != HELD:
        query = query.where(
            exists().where(
                CommentHint.comment_id == Comment.id,
                CommentHint.consultation_id == consultation.id,
                CommentHint.code == filters.risk,
            )
        )
    if filters.risk == HELD and not filters.held:
        return query.where(Comment.held.is_not(None))
    return query.where(Comment.held == (filters.held or None))


def _in_chapter(consultation: Consultation, key: str) -> ColumnElement[bool]:
    chapter = (
        select(SectionText.id)
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == consultation.current_version_id, Section.key == key)
        .scalar_subquery()
    )
    return exists().where(Anchor.comment_id == Comment.id, Anchor.page_id == chapter)


def _waiting(viewer: Actor | None, consultation: Consultation) -> ColumnElement[bool]:
    return scope(viewer, consultation) & _waits


def chapters(consultation: Consultation) -> Sequence[Any]:
    """`key` and `title` of each chapter of the version in force."""
    query = (
        select(Section.key, SectionText.title)
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == consultation.current_version_id, CHAPTER)
    )
    return db.session.execute(query.order_by(SectionText.position)).all()


def waiting(
    viewer: Actor | None,
    consultation: Consultation,
    *,
    after: int = 0,
    limit: int = PAGE + 1,
    filters: Filters = NO_FILTERS,
) -> Sequence[Row[Any]]:
    """What waits behind comment `after`, the oldest first (see `listed`); one beyond a page.

    With `size`, how many that wait say the same: only the first of them is here. What was held
    back is not, unless `filters` ask for it.
    """
    behind = _waiting(viewer, consultation) & (Comment.id > after)
    query = _filtered(select(Comment.id), consultation, filters).where(behind, is_first())
    # The page is chosen first, from the index: what is shown is read for it alone.
    page = query.order_by(Comment.id).limit(limit)
    found = listed().add_columns(group_size()).where(Comment.id.in_(page))
    return db.session.execute(found.order_by(Comment.id)).all()


def corrected(
    viewer: Actor | None, consultation: Consultation, *, after: int = 0
) -> Sequence[Row[Any]]:
    """What was returned to its author and waits again; as `waiting`."""
    returned = exists().where(
        Decision.comment_id == Comment.id, Decision.after == Status.RETURNED
    )
    query = listed().where(
        _waiting(viewer, consultation), literal_column("comment.revision > 1"),
        Comment.id > after, returned,
    )  # fmt: skip
    return db.session.execute(query.order_by(Comment.id).limit(PAGE + 1)).all()


def claimed(
    viewer: Actor | None, consultation: Consultation, *, now: datetime
) -> Sequence[Row[Any]]:
    """What the viewer is at work on; as `waiting`."""
    query = (
        listed()
        .join(Claim, Claim.comment_id == Comment.id)
        .where(
            _waiting(viewer, consultation),
            Claim.holder_id == (viewer.id if viewer is not None else 0),
            Claim.until > now,
        )
    )
    return db.session.execute(query.order_by(Comment.id).limit(PAGE)).all()


def unreviewed(
    viewer: Actor | None, consultation: Consultation, *, after: int = 0
) -> Sequence[Row[Any]]:
    """What was published as it came and nobody has looked at; as `waiting`."""
    query = listed().where(
        scope(viewer, consultation), literal_column("comment.is_unreviewed"),
        Comment.status == Status.PUBLISHED, Comment.id > after,
    )  # fmt: skip
    return db.session.execute(query.order_by(Comment.id).limit(PAGE + 1)).all()


def near(
    viewer: Actor | None,
    consultation: Consultation,
    comment: Comment,
    filters: Filters = NO_FILTERS,
) -> Sequence[Row[Any]]:
    """A few of those that wait, around `comment` (see `listed`)."""
    if not filters.risk:
        filters = Filters(**_as_kwargs(filters) | {"held": comment.held or ""})
    here = _waiting(viewer, consultation) & (Comment.id < comment.id) & is_first()
    earlier = _filtered(select(Comment.id), consultation, filters).where(here)
    ids = db.session.scalars(earlier.order_by(Comment.id.desc()).limit(NEAR_BEFORE + 1)).all()
    after = ids[NEAR_BEFORE] if len(ids) > NEAR_BEFORE else 0
    limit = NEAR_BEFORE + 1 + NEAR_AFTER
    return waiting(viewer, consultation, after=after, limit=limit, filters=filters)


def _as_kwargs(filters: Filters) -> dict[str, str]:
    return {each.name: getattr(filters, each.name) for each in fields(filters)}


def length(
    viewer: Actor | None, consultation: Consultation, *, until: Comment | None = None
) -> int:
    """How many comments wait, or COUNTED and one if there are more; with `until`, how many up to
    that one."""
    query = select(Comment.id).where(_waiting(viewer, consultation))
    if until is not None:
        here = Comment.id <= until.id
        others = Comment.held.is_(None)
        query = query.where(others & here if until.held is None else others | here)
    return _count(query, COUNTED)


def found(
    viewer: Actor | None, consultation: Consultation, filters: Filters
) -> int:
    """How many of those that wait the filters let through; as `length`, of a group only one."""
    query = _filtered(select(Comment.id), consultation, filters)
    return _count(query.where(_waiting(viewer, consultation), is_first()), 20 * PAGE)


def _count(query: Select[Any], most: int) -> int:
    counted = select(func.count()).select_from(query.limit(most + 1).subquery())
    return db.session.scalar(counted) or 0


def chosen(
    viewer: Actor | None, consultation: Consultation, filters: Filters, most: int
) -> Sequence[int]:
    """The numbers of all that the filters let through, with those that say the same."""
    query = _filtered(select(Comment.id), consultation, filters)
    query = query.where(_waiting(viewer, consultation)).order_by(Comment.id).limit(most)
    return db.session.scalars(query).all()


def next_waiting(
    viewer: Actor | None,
    consultation: Consultation,
    *,
    after: int = 0,
    filters: Filters = NO_FILTERS,
) -> Comment | None:
    """The oldest that waits behind comment `after`, those that were held back behind the others;
    behind the last one comes the first."""
    return next(iter(in_turn(viewer, consultation, after=after, filters=filters, limit=1)), None)


def in_turn(
    viewer: Actor | None,
    consultation: Consultation,
    *,
    after: int = 0,
    filters: Filters = NO_FILTERS,
    now: datetime | None = None,
    limit: int,
) -> Iterable[Comment]:
    """What comes next, in the order of `next_waiting`, up to `limit` at each step; with `now`, what
    nobody is at work on and does not wait for somebody else than the viewer."""
    query = select(Comment).where(_waiting(viewer, consultation))
    if now is not None:
        taken = exists().where(Claim.comment_id == Comment.id, Claim.until > now)
        query = query.where(~taken, ~_proposed_by(viewer))
    query = query.order_by(Comment.id).limit(limit)
    others = _filtered(query, consultation, filters)
    kept = query.where(Comment.held.is_not(None)) if filters == NO_FILTERS else None
    was_kept = after and db.session.scalar(select(Comment.held).where(Comment.id == after))
    first, second = (kept, others) if was_kept and kept is not None else (others, kept)
    yield from db.session.scalars(first.where(Comment.id > after)).all()
    for each in (second, first):
        if each is not None:
            yield from db.session.scalars(each).all()


def _proposed_by(viewer: Actor | None) -> ColumnElement[bool]:
    return exists().where(
        Proposal.comment_id == Comment.id,
        Proposal.revision == Comment.revision,
        Proposal.outcome.is_(None),
        Proposal.proposed_by == (viewer.id if viewer is not None else 0),
    )


def held_back(viewer: Actor | None, consultation: Consultation) -> Sequence[tuple[str, int]]:
    """How many wait behind the others, by reason, up to COUNTED_HELD and one of each. Of a group
    only one counts."""
    here = select(Comment.id).where(_waiting(viewer, consultation), is_first())
    counts = (
        select(func.count())
        .select_from(here.where(Comment.held == each).limit(COUNTED_HELD + 1).subquery())
        .scalar_subquery()
        .label(each)
        for each in Held
    )
    row = db.session.execute(select(*counts)).one()
    return [(each, count) for each, count in zip(Held, row, strict=True) if count]


def in_group(
    viewer: Actor | None, consultation: Consultation, group_id: int, limit: int
) -> Sequence[int]:
    """The numbers of those of a group that wait, the first first."""
    query = select(Comment.id).where(
        _waiting(viewer, consultation), Comment.group_id == group_id
    )
    return db.session.scalars(query.order_by(Comment.id).limit(limit)).all()
