"""Reading topics: the tree, feedback in figures, and the comments behind every figure.

Feedback is for those who may read it (`feedback.read`); to anyone else there is none. Only
published comments count, each once for a topic however often it is put on its points.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from consult.comments.models import Anchor, Comment, CommentRevision, Point, Source, Status
from consult.consultations.models import Consultation
from consult.drafts.models import Block, Section, SectionText, Version
from consult.extensions import db
from consult.organizations.models import OrganizationKind
from consult.permissions import Actor, allows
from consult.questions.models import Answer
from consult.questions.queries import Given, given, of_consultation, results
from consult.questions.results import Result
from consult.topics import sections
from consult.topics.figures import NONE, ORGANIZED, Cell, Selection, Totals
from consult.topics.models import PointTopic, Topic
from consult.topics.sections import Sections
from consult.topics.tree import Node, Tree

PAGE = 20
CHUNK = 500

_organized = or_(Comment.organization_id.is_not(None), Comment.organization_name != "")
# An organization that did not say its kind counts among the others, never among people.
_group = case(
    (Comment.organization_kind.is_not(None), Comment.organization_kind),
    (_organized, OrganizationKind.OTHER.value),
)
_revision = and_(
    CommentRevision.comment_id == Comment.id, CommentRevision.number == Comment.revision
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A published comment, where it stands in the current version (no section: the draft as a
    whole), and its topics. `point_id` is the point that covers it."""

    id: int
    point_id: int
    comment: Comment
    body: str
    body_html: str
    proposed_text: str
    proposed_html: str
    quote: str
    section_key: str | None
    section_title: str | None
    block_number: str | None
    version_number: int | None
    topic_ids: frozenset[int] = frozenset()
    answers: Sequence[Given] = ()


def tree(viewer: Actor | None, consultation: Consultation) -> Tree:
    """Every topic of a consultation."""
    query = (
        select(
            Topic.id, Topic.parent_id, Topic.key, Topic.name, Topic.description, Topic.words
        )
        .where(Topic.consultation_id == consultation.id)
        .order_by(Topic.position, Topic.id)
    )
    found = db.session.execute(query) if _reads(viewer, consultation) else ()
    return Tree([Node(*row) for row in found])


def topic(viewer: Actor | None, consultation: Consultation, key: str) -> Topic | None:
    """One topic, to be changed."""
    if not allows(viewer, "topic.manage", consultation.slug) or not key.isprintable():
        return None
    query = select(Topic).where(Topic.consultation_id == consultation.id, Topic.key == key)
    return db.session.scalar(query)


def outline(viewer: Actor | None, consultation: Consultation) -> Sections:
    """The sections of the current version."""
    query = (
        select(
            SectionText.id, SectionText.parent_id, Section.key, SectionText.number,
            SectionText.title,
        )
        .join(Section, Section.id == SectionText.section_id)
        .where(SectionText.version_id == consultation.current_version_id)
        .order_by(SectionText.position)
    )  # fmt: skip
    found = db.session.execute(query) if _reads(viewer, consultation) else ()
    return Sections([sections.Section(*row) for row in found])


def _reads(viewer: Actor | None, consultation: Consultation) -> bool:
    return allows(viewer, "feedback.read", consultation.slug)


def _published(viewer: Actor | None, consultation: Consultation) -> ColumnElement[bool]:
    if not _reads(viewer, consultation):
        return false()
    return and_(
        Comment.consultation_id == consultation.id, Comment.status == Status.PUBLISHED
    )


def _standing(consultation: Consultation) -> ColumnElement[bool]:
    return and_(
        Anchor.comment_id == Comment.id, Anchor.version_id == consultation.current_version_id
    )


def _has_topic(topic_ids: Collection[int] | None = None) -> ColumnElement[bool]:
    """Whether a comment has one of these topics; without any named, whether it has a topic."""
    if topic_ids is None:
        return (
            exists()
            .where(Point.comment_id == Comment.id, PointTopic.point_id == Point.id)
            .correlate(Comment)
        )
    # Asked comment by comment, SQLite would read all of a topic's points again for each of them.
    found = (
        select(Point.comment_id)
        .join(PointTopic, PointTopic.point_id == Point.id)
        .where(PointTopic.topic_id.in_(topic_ids))
    )
    return Comment.id.in_(found)


def _on_topics(topic_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    if topic_ids is None:
        return []
    return [_has_topic(topic_ids) if topic_ids else ~_has_topic()]


def totals(viewer: Actor | None, consultation: Consultation) -> Totals:
    """What is counted over all published comments."""
    account = literal("#") + cast(Comment.author_id, String)
    person = func.coalesce(account, func.nullif(Comment.author_name, ""))
    query = select(
        func.count(),
        _count_of(_has_topic()),
        _count_of(_organized),
        func.count(distinct(case((_organized, Comment.organization_name)))),
        func.count(distinct(case((~_organized, person)))),
        _count_of(Comment.source == Source.WORKSHOP),
    ).where(_published(viewer, consultation))
    return Totals(*db.session.execute(query).one())


def _count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def topic_cells(viewer: Actor | None, consultation: Consultation) -> list[Cell]:
    """Counted comments by topic (all below it included), section, stance and organization."""
    above = _above(consultation)
    by = (above.c.topic, Anchor.section_text_id, Comment.stance, _group)
    query = (
        _themed(viewer, consultation, above)
        .add_columns(*by)
        .outerjoin(Anchor, _standing(consultation))
        .group_by(*by)
    )
    return [
        Cell(row[1], row[2], row[3], row[4], None, row[0]) for row in db.session.execute(query)
    ]


def topic_counts(viewer: Actor | None, consultation: Consultation) -> dict[int, int]:
    """How many published comments each topic has, all below it included."""
    above = _above(consultation)
    query = _themed(viewer, consultation, above).add_columns(above.c.topic)
    rows = db.session.execute(query.group_by(above.c.topic))
    return {topic_id: count for count, topic_id in rows}


def _themed(
    viewer: Actor | None, consultation: Consultation, above: CTE
) -> Select[*tuple[Any, ...]]:
    """How many comments have a topic, or one below it: each counts once for a topic."""
    return (
        select(func.count(distinct(Comment.id)))
        .join(Point, Point.comment_id == Comment.id)
        .join(PointTopic, PointTopic.point_id == Point.id)
        .join(above, above.c.below == PointTopic.topic_id)
        .where(_published(viewer, consultation))
    )


def _above(consultation: Consultation) -> CTE:
    """(topic, below) pairs: each topic with itself and with all that hangs from it."""
    own = (
        select(Topic.id.label("topic"), Topic.id.label("below"))
        .where(Topic.consultation_id == consultation.id)
        .cte("above", recursive=True)
    )
    child = select(own.c.topic, Topic.id).join(Topic, Topic.parent_id == own.c.below)
    return own.union(child)


def cells(
    viewer: Actor | None, consultation: Consultation, topic_ids: Collection[int] | None
) -> list[Cell]:
    """Counted comments on any of these topics, on none (empty), or all (None)."""
    by = (Anchor.section_text_id, Comment.stance, _group, Comment.source)
    query = (
        select(*by, func.count())
        .select_from(Comment)
        .outerjoin(Anchor, _standing(consultation))
        .where(_published(viewer, consultation), *_on_topics(topic_ids))
        .group_by(*by)
    )
    return [Cell(None, *row) for row in db.session.execute(query)]


def contributions(
    viewer: Actor | None,
    consultation: Consultation,
    selection: Selection,
    outline: Sections,
    *,
    after: int = 0,
    limit: int = PAGE + 1,
) -> Sequence[Contribution]:
    """The comments of a selection behind comment `after`, the oldest first."""
    query = (
        _listed(viewer, consultation)
        .where(Comment.id > after, *_conditions(consultation, selection, outline))
        .order_by(Comment.id)
        .limit(limit)
    )
    return _with_topics([Contribution(*row) for row in db.session.execute(query)])


def answers(
    viewer: Actor | None, consultation: Consultation, selection: Selection, outline: Sections
) -> list[Result]:
    """What the comments of a selection answered, by question; what none answered is left out."""
    asked = of_consultation(consultation) if _reads(viewer, consultation) else ()
    counted = (
        select(Comment.id)
        .outerjoin(Anchor, _standing(consultation))
        .where(
            _published(viewer, consultation), *_conditions(consultation, selection, outline)
        )
    )
    found = results(asked, Answer.comment_id.in_(counted))
    return [result for result in found.values() if result.people]


def by_folio(
    viewer: Actor | None, consultation: Consultation, folio: str
) -> Contribution | None:
    if not folio.isprintable():
        return None
    query = _listed(viewer, consultation).where(Comment.folio == folio)
    found = _with_topics([Contribution(*row) for row in db.session.execute(query)])
    return found[0] if found else None


def by_points(
    viewer: Actor | None, consultation: Consultation, point_ids: Collection[int]
) -> Sequence[Contribution]:
    """The comments that these points cover, as far as they are still published."""
    query = _listed(viewer, consultation).where(Point.id.in_(point_ids)).order_by(Comment.id)
    return _with_topics([Contribution(*row) for row in db.session.execute(query)])


def every(
    viewer: Actor | None, consultation: Consultation, *, size: int = CHUNK
) -> Iterator[Contribution]:
    """Every comment that has a topic, the oldest first, read in chunks."""
    wanted = _listed(viewer, consultation).where(_has_topic()).order_by(Comment.id).limit(size)
    after = 0
    while rows := db.session.execute(wanted.where(Comment.id > after)).all():
        found = _with_topics([Contribution(*row) for row in rows])
        yield from found
        after = found[-1].id


def _listed(viewer: Actor | None, consultation: Consultation) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Comment.id, Point.id, Comment, CommentRevision.body, CommentRevision.body_html,
            CommentRevision.proposed_text, CommentRevision.proposed_html,
            func.coalesce(Anchor.quote, ""), Section.key, SectionText.title, Block.number,
            Version.number,
        )
        .join(CommentRevision, _revision)
        .join(Point, and_(Point.comment_id == Comment.id, Point.number == 1))
        .outerjoin(Anchor, _standing(consultation))
        .outerjoin(SectionText, SectionText.id == Anchor.section_text_id)
        .outerjoin(Section, Section.id == Anchor.section_id)
        .outerjoin(Block, Block.id == Anchor.block_id)
        .outerjoin(Version, Version.id == Anchor.version_id)
        .where(_published(viewer, consultation))
    )  # fmt: skip


def _conditions(
    consultation: Consultation, selection: Selection, outline: Sections
) -> list[ColumnElement[bool]]:
    """The same as Selection.holds, in the database's words."""
    found = _on_topics(selection.topics)
    if selection.place == NONE:
        found.append(Anchor.section_text_id.is_(None))
    elif isinstance(selection.place, sections.Section):
        first, last = outline.span(selection.place)
        inside = select(SectionText.id).where(
            SectionText.version_id == consultation.current_version_id,
            SectionText.position.between(first, last),
        )
        found.append(Anchor.section_text_id.in_(inside))
    sides: list[tuple[ColumnElement[Any], str | None]] = [
        (Comment.stance.expression, selection.stance),
        (_group, selection.group),
        (Comment.source.expression, selection.source),
    ]
    return found + [_is(column, value) for column, value in sides if value is not None]


def _is(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    if value == NONE:
        return column.is_(None)
    return column.is_not(None) if value == ORGANIZED else column == value


def _with_topics(found: Sequence[Contribution]) -> Sequence[Contribution]:
    query = (
        select(Point.comment_id, PointTopic.topic_id)
        .join(PointTopic, PointTopic.point_id == Point.id)
        .where(Point.comment_id.in_([row.id for row in found]))
    )
    topics: dict[int, set[int]] = {}
    for comment_id, topic_id in db.session.execute(query) if found else ():
        topics.setdefault(comment_id, set()).add(topic_id)
    answered = given([row.id for row in found])
    return [
        replace(
            row,
            topic_ids=frozenset(topics.get(row.id, ())),
            answers=answered.get(row.id, ()),
        )
        for row in found
    ]
