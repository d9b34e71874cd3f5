"""Changes to the topic tree, and to which topics are on which points.

Changes to one tree wait for each other (`hold`), so that two moves at once never make a circle.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from consult.audit.service import record
from consult.comments.models import Comment, Point
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db, utc_now
from consult.permissions import Actor
from consult.search import fold
from consult.topics.models import Origin, PointSuggestion, PointTopic, Topic

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Pages of their own where a topic's page would be.
RESERVED_KEYS = frozenset({"aportes", "arbol", "asignar", "importar"})
LONGEST_KEY = 80
LONGEST_NAME = 120
LONGEST_TEXT = 4_000
CHUNK = 1_000

Pair = tuple[int, int]


class TopicError(Exception):
    """A topic that cannot be kept as asked; `reason` is a lazy Spanish sentence, `field` the
    input it is about."""

    def __init__(self, reason: object, field: str = "name") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class StaleTopicsError(Exception):
    """A topic or a point that is no longer there, or never was part of this consultation."""


def create(
    actor: Actor | None,
    consultation: Consultation,
    *,
    name: str,
    parent: Topic | None = None,
    key: str = "",
    description: str = "",
    words: str = "",
) -> Topic:
    """A new topic, the last of its siblings; without a key it gets one from its name.

    `words` are separated by line ends or semicolons. Raises TopicError.
    """
    hold(consultation.id)
    parent_id = _standing(parent)
    siblings = _siblings(consultation.id, parent_id)
    topic = Topic(
        consultation_id=consultation.id,
        parent_id=parent_id,
        position=siblings[-1].position + 1 if siblings else 0,
        key=key or _free_key(consultation.id, name),
    )
    _fill(topic, siblings, name, description, words)
    db.session.add(topic)
    db.session.flush()
    record(actor, "topic.create", "topic", topic.id, after=topic.key[:60])
    return topic


def revise(
    actor: Actor | None, topic: Topic, *, name: str, description: str = "", words: str = ""
) -> None:
    """Rename or describe a topic; its key, and so its address, stays. Raises TopicError."""
    hold(topic.consultation_id)
    siblings = _siblings(topic.consultation_id, topic.parent_id, without=topic)
    _fill(topic, siblings, name, description, words)
    if db.session.is_modified(topic):
        record(actor, "topic.revise", "topic", topic.id)
    db.session.flush()


def move(actor: Actor | None, topic: Topic, *, parent: Topic | None) -> None:
    """Hang a topic, with all below it, from another parent (None: at the top), as the last.

    Raises TopicError if it would hang from itself, or from something below it.
    """
    hold(topic.consultation_id)
    parent_id = _standing(parent)
    if parent_id == topic.parent_id:
        return
    if parent is not None and topic.id in _ancestors(parent):
        raise TopicError(_l("Un tema no puede quedar dentro de sí mismo."), "parent")
    siblings = _siblings(topic.consultation_id, parent_id)
    _check_name(topic.name, siblings, "parent")
    before, topic.parent_id = topic.parent_id, parent_id
    topic.position = siblings[-1].position + 1 if siblings else 0
    db.session.flush()
    record(actor, "topic.move", "topic", topic.id, before=_id(before), after=_id(parent_id))


def shift(actor: Actor | None, topic: Topic, *, steps: int) -> None:
    """Move a topic among its siblings: up by one with -1, down with 1; ends stay where they are."""
    hold(topic.consultation_id)
    siblings = list(_siblings(topic.consultation_id, topic.parent_id))
    place = siblings.index(topic)
    target = min(max(place + steps, 0), len(siblings) - 1)
    if target == place:
        return
    siblings.insert(target, siblings.pop(place))
    for position, sibling in enumerate(siblings):
        sibling.position = position
    db.session.flush()
    record(actor, "topic.shift", "topic", topic.id, before=str(place), after=str(target))


def remove(actor: Actor | None, topic: Topic) -> None:
    """Take a topic out of the tree. Raises TopicError while anything hangs from it."""
    hold(topic.consultation_id)
    _lock([topic.id], for_removal=True)
    if db.session.scalar(select(Topic.id).where(Topic.parent_id == topic.id).limit(1)):
        raise TopicError(_l("Tiene subtemas: muévalos o elimínelos antes."))
    used = db.session.scalar(select(func.count()).where(PointTopic.topic_id == topic.id))
    if used:
        raise TopicError(
            _l("Está puesto en aportes (%(count)s): quítelo de ellos antes.", count=used)
        )
    db.session.execute(delete(PointSuggestion).where(PointSuggestion.topic_id == topic.id))
    record(actor, "topic.remove", "topic", topic.id, before=topic.key[:60])
    db.session.delete(topic)
    db.session.flush()


def _standing(parent: Topic | None) -> int | None:
    """The number of a parent that may have been removed since it was read."""
    if parent is None:
        return None
    if db.session.scalar(select(Topic.id).where(Topic.id == parent.id)) is None:
        raise TopicError(_l("El tema que lo contiene ya no existe."), "parent")
    return parent.id


def _siblings(
    consultation_id: int, parent_id: int | None, without: Topic | None = None
) -> Sequence[Topic]:
    query = (
        select(Topic)
        .where(Topic.consultation_id == consultation_id, Topic.parent_id == parent_id)
        .order_by(Topic.position, Topic.id)
    )
    return [topic for topic in db.session.scalars(query) if topic is not without]


def _ancestors(topic: Topic) -> set[int]:
    """A topic and all that stand above it."""
    query = select(Topic.id, Topic.parent_id).where(
        Topic.consultation_id == topic.consultation_id
    )
    parents: dict[int, int | None] = dict(db.session.execute(query).all())
    found: set[int] = set()
    current: int | None = topic.id
    while current is not None and current not in found:
        found.add(current)
        current = parents[current]
    return found


def _fill(
    topic: Topic, siblings: Iterable[Topic], name: str, description: str, words: str
) -> None:
    name = " ".join(name.split())
    check_text(name, description, words)
    _check_name(name, siblings, "name")
    topic.name = name
    topic.description = description.strip()
    topic.words = "\n".join(split_words(words))


def check_text(name: str, description: str, words: str) -> None:
    """Raises TopicError for a text that is missing or too long."""
    if not 1 <= len(name) <= LONGEST_NAME:
        raise TopicError(
            _l("El nombre debe tener entre 1 y %(limit)s caracteres.", limit=LONGEST_NAME)
        )
    for field, text in (("description", description), ("words", words)):
        if len(text) > LONGEST_TEXT:
            raise TopicError(_l("Tiene más de %(limit)s caracteres.", limit=LONGEST_TEXT), field)


def _check_name(name: str, siblings: Iterable[Topic], field: str) -> None:
    if any(fold(name) == fold(sibling.name) for sibling in siblings):
        raise TopicError(_l("Ya hay un tema con ese nombre en ese lugar."), field)


def split_words(text: str) -> list[str]:
    """The words of a topic out of lines or a list with semicolons, each once, in order."""
    found = (" ".join(word.split()) for word in re.split(r"[;\n]", text))
    return list(dict.fromkeys(word for word in found if word))


def is_key(key: str) -> bool:
    """Whether a topic may have this key."""
    return bool(KEY.fullmatch(key)) and len(key) <= LONGEST_KEY and key not in RESERVED_KEYS


def _free_key(consultation_id: int, name: str) -> str:
    taken = set(
        db.session.scalars(select(Topic.key).where(Topic.consultation_id == consultation_id))
    )
    return next(key for key in _candidates(name) if key not in taken | RESERVED_KEYS)


def _candidates(name: str) -> Iterator[str]:
    # Room is left for the number behind it.
    plain = re.findall(r"[a-z0-9]+", fold(name).replace("ñ", "n"))
    key = "-".join(plain)[: LONGEST_KEY - 8].strip("-") or "tema"
    yield key
    number = 2
    while True:
        yield f"{key}-{number}"
        number += 1


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def assign(actor: Actor | None, point_ids: Collection[int], topic_ids: Collection[int]) -> int:
    """Put every one of the topics on every one of the points; how many were not there yet.

    Two who do it at once leave one assignment. Raises StaleTopicsError.
    """
    return change(actor, added=_product(point_ids, topic_ids))


def unassign(actor: Actor | None, point_ids: Collection[int], topic_ids: Collection[int]) -> int:
    """Take the topics off the points; how many were there. Raises StaleTopicsError."""
    return change(actor, removed=_product(point_ids, topic_ids))


def change(
    actor: Actor | None, *, added: Collection[Pair] = (), removed: Collection[Pair] = ()
) -> int:
    """Put and take off (point, topic) pairs, each change with its row in the log; how many
    changes there were. Raises StaleTopicsError, with nothing done."""
    _check_pairs({*added, *removed})
    put, taken = _put(actor, added), _take(removed)
    for action, pairs in (("topic.assign", put), ("topic.unassign", taken)):
        for point_id, topic_id in pairs:
            record(actor, action, "point", point_id, topic=topic_id)
    return len(put) + len(taken)


def assign_in_bulk(actor: Actor | None, pairs: Collection[Pair]) -> int:
    """Like `assign`, for an import: (point, topic) pairs by the thousand, one row in the log."""
    _check_pairs(set(pairs))
    put = _put(actor, pairs)
    if put:
        record(actor, "topic.assign", "point", put[0][0], count=len(put))
    return len(put)


def put_suggested(
    actor: Actor | None,
    confidences: Mapping[Pair, float | None],
    *,
    acceptance_id: int | None = None,
) -> list[Pair]:
    """Put what was suggested and a person accepts on its points; the (point, topic) pairs that
    were not there yet. The caller writes the log. Raises StaleTopicsError."""
    _check_pairs(set(confidences))
    return _put(
        actor, confidences, origin=Origin.SUGGESTED, confidences=confidences,
        acceptance_id=acceptance_id,
    )  # fmt: skip


def _product(point_ids: Collection[int], topic_ids: Collection[int]) -> set[Pair]:
    return {(point, topic) for point in point_ids for topic in topic_ids}


def _check_pairs(pairs: Collection[Pair]) -> None:
    topics = {topic for _point, topic in pairs}
    points = sorted({point for point, _topic in pairs})
    homes = _lock(topics)
    if len(homes) != len(topics):
        raise StaleTopicsError
    for start in range(0, len(points), CHUNK):
        chunk = points[start : start + CHUNK]
        query = (
            select(func.count())
            .select_from(Point)
            .join(Comment, Comment.id == Point.comment_id)
            .where(Point.id.in_(chunk), Comment.consultation_id.in_(set(homes.values())))
        )
        if len(set(homes.values())) != 1 or db.session.scalar(query) != len(chunk):
            raise StaleTopicsError


def _lock(topic_ids: Collection[int], *, for_removal: bool = False) -> dict[int, int]:
    """Keep topics from being removed meanwhile (or from being put on points); the consultation of
    each that exists."""
    query = (
        select(Topic.id, Topic.consultation_id)
        .where(Topic.id.in_(topic_ids))
        .order_by(Topic.id)
        .with_for_update(read=not for_removal, key_share=not for_removal)
    )
    return dict(db.session.execute(query).all())


def _put(
    actor: Actor | None,
    pairs: Collection[Pair],
    *,
    origin: Origin = Origin.PERSON,
    confidences: Mapping[Pair, float | None] | None = None,
    acceptance_id: int | None = None,
) -> list[Pair]:
    """Store assignments; those that were not there yet."""
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    now, stored = utc_now(), []
    for chunk in _chunks(pairs):
        rows: list[dict[str, Any]] = [
            {
                "point_id": point_id,
                "topic_id": topic_id,
                "origin": origin,
                "confidence": (confidences or {}).get((point_id, topic_id)),
                "acceptance_id": acceptance_id,
                "assigned_by": actor.id if actor is not None else None,
                "created_at": now,
            }
            for point_id, topic_id in chunk
        ]
        statement = dialect.insert(PointTopic).values(rows).on_conflict_do_nothing()
        made = statement.returning(PointTopic.point_id, PointTopic.topic_id)
        stored += [(point, topic) for point, topic in db.session.execute(made)]
    return sorted(stored)


def _take(pairs: Collection[Pair]) -> list[Pair]:
    """Remove assignments; those that were there."""
    here: ColumnElement[Any] = tuple_(PointTopic.point_id, PointTopic.topic_id)
    taken: list[Pair] = []
    for chunk in _chunks(pairs):
        gone = (
            delete(PointTopic)
            .where(here.in_(chunk))
            .returning(PointTopic.point_id, PointTopic.topic_id)
            .execution_options(synchronize_session=False)
        )
        taken += [(point, topic) for point, topic in db.session.execute(gone)]
    return sorted(taken)


def _chunks(pairs: Collection[Pair]) -> Iterator[list[Pair]]:
    ordered = sorted(set(pairs))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
