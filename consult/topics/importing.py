"""A topic tree out of a CSV: `key,parent,name,description,words`, all of it or nothing.

The key decides: a topic that is there already becomes what the file says, and reading the same
file twice changes nothing. A parent may stand before or after its children, or be there already.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.consultations.service import hold
from consult.extensions import db
from consult.markup import normalise
from consult.permissions import Actor
from consult.search import fold
from consult.tables import MESSAGES, RowError, TableError, read_csv
from consult.topics.models import Topic
from consult.topics.service import TopicError, check_text, is_key, split_words

REQUIRED = ("key", "parent", "name")
MOST_TOPICS = 2_000


@dataclass(slots=True)
class TopicImport:
    """What an import did: topics made and changed; with errors, nothing."""

    created: int = 0
    changed: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A row as read; `number` is the one a spreadsheet shows."""

    number: int
    key: str
    parent: str
    name: str
    description: str = ""
    words: str = ""


def import_topics(
    actor: Actor | None, consultation: Consultation, file: IO[bytes]
) -> TopicImport:
    """Store the tree of a CSV file. Raises TableError for a file that is no such table."""
    hold(consultation.id)
    query = select(Topic).where(Topic.consultation_id == consultation.id)
    known = {topic.key: topic for topic in db.session.scalars(query)}
    result = TopicImport()
    rows = list(_read(file, result.errors))
    result.errors += _tree_errors(rows, known)
    result.errors.sort(key=lambda error: error.row)
    if not result.errors:
        _store(actor, consultation, rows, known, result)
    return result


def _read(file: IO[bytes], errors: list[RowError]) -> Iterator[TopicRow]:
    seen: set[str] = set()
    for count, (number, raw) in enumerate(read_csv(file), 1):
        if count > MOST_TOPICS:
            raise TableError("too_large")
        if isinstance(raw, str):
            errors.append(RowError(number, "", _l(MESSAGES[raw])))
            continue
        found = _row(number, raw)
        problem = _problem(found, seen)
        seen.add(found.key)
        if problem is None:
            yield found
        else:
            errors.append(RowError(number, *problem))


def _row(number: int, raw: Mapping[str, Any]) -> TopicRow:
    for name in REQUIRED:
        if name not in raw:
            raise TableError("missing_column", name=name)
    return TopicRow(
        number,
        normalise(raw["key"]),
        normalise(raw["parent"]),
        " ".join(normalise(raw["name"]).split()),
        normalise(raw.get("description", "")),
        "\n".join(split_words(normalise(raw.get("words", "")))),
    )


def _problem(row: TopicRow, seen: set[str]) -> tuple[str, object] | None:
    if not is_key(row.key):
        return "key", _l(
            "La clave «%(key)s» no sirve: use minúsculas sin tilde, números y guiones.",
            key=row.key[:60],
        )
    if row.key in seen:
        return "key", _l("La clave «%(key)s» está en más de una fila.", key=row.key)
    try:
        check_text(row.name, row.description, row.words)
    except TopicError as error:
        return error.field, error.reason
    return None


def _tree_errors(rows: Sequence[TopicRow], known: Mapping[str, Topic]) -> Iterator[RowError]:
    """What is wrong with the tree that would stand after the import."""
    keys = {topic.id: key for key, topic in known.items()}
    places = {
        key: (keys[topic.parent_id] if topic.parent_id else "", topic.name)
        for key, topic in known.items()
    } | {row.key: (row.parent, row.name) for row in rows}
    names = Counter((parent, fold(name)) for parent, name in places.values())
    for row in rows:
        if row.parent and row.parent not in places:
            reason = _l("No existe el tema «%(key)s» que lo contendría.", key=row.parent[:60])
            yield RowError(row.number, "parent", reason)
        elif _circles(row.key, places):
            yield RowError(
                row.number, "parent", _l("Un tema no puede quedar dentro de sí mismo.")
            )
        elif names[row.parent, fold(row.name)] > 1:
            yield RowError(
                row.number, "name", _l("Ya hay un tema con ese nombre en ese lugar.")
            )


def _circles(key: str, places: Mapping[str, tuple[str, str]]) -> bool:
    passed: set[str] = set()
    while key in places and key not in passed:
        passed.add(key)
        key = places[key][0]
    return key in passed


def _store(
    actor: Actor | None,
    consultation: Consultation,
    rows: Sequence[TopicRow],
    known: dict[str, Topic],
    result: TopicImport,
) -> None:
    last = select(func.coalesce(func.max(Topic.position), -1)).where(
        Topic.consultation_id == consultation.id
    )
    position = db.session.scalar(last) or 0
    new = [row for row in rows if row.key not in known]
    for step, row in enumerate(new, 1):
        known[row.key] = Topic(
            consultation_id=consultation.id, key=row.key, name=row.name, position=position + step
        )
    db.session.add_all(known[row.key] for row in new)
    db.session.flush()
    made = {row.key for row in new}
    for row in rows:
        topic = known[row.key]
        topic.parent_id = known[row.parent].id if row.parent else None
        topic.name, topic.description, topic.words = row.name, row.description, row.words
        if row.key in made:
            record(actor, "topic.create", "topic", topic.id, after=row.key[:60])
        elif db.session.is_modified(topic):
            result.changed += 1
            record(actor, "topic.revise", "topic", topic.id)
    db.session.flush()
    result.created = len(new)
