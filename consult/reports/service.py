"""Bringing in comments by the thousand: all of a file or, unless asked otherwise, nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update

from consult.comments.carrying import follow
from consult.comments.models import Comment, Point
from consult.comments.service import NewComment, Quote, receive
from consult.consultations.models import Consultation
from consult.drafts.desk import take_turn
from consult.drafts.models import Version
from consult.drafts.queries import Place
from consult.extensions import db, utc_now
from consult.permissions import Actor
from consult.questions.models import NewAnswer
from consult.reports.answers import Answers, NothingSaidError
from consult.reports.places import Places, UnknownPlaceError
from consult.reports.rows import NewRow, unknown_columns, validate
from consult.search import fold
from consult.tables import Row, RowError
from consult.topics.models import Topic
from consult.topics.service import assign_in_bulk

CHUNK = 1_000
SHOWN = 60
NAMED_ROWS = 10


class ImportRefusedError(Exception):
    """Comments that cannot be imported at all; `reason` is a lazy sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class ImportResult:
    """What an import did: `rows` read, `imported`, `known` before (and left as they are).

    `errors` are by row; with any, nothing was imported unless bad rows were to be skipped.
    `warnings` are lazy sentences about what was read otherwise than it may have been meant.
    """

    rows: int = 0
    imported: int = 0
    known: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[object] = field(default_factory=list)

    def refuse(self, row: NewRow, name: str, reason: object) -> None:
        self.errors.append(RowError(row.number, name, reason))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row that can be stored as it is."""

    row: NewRow
    place: Place
    quote: Quote | None
    topic_ids: Sequence[int]
    answers: Sequence[NewAnswer]


def import_comments(
    actor: Actor | None,
    consultation: Consultation,
    rows: Iterable[Row],
    *,
    status: str,
    skip_bad: bool = False,
) -> ImportResult:
    """Receive comments in the order of their rows (see rows.read_rows), with `status`.

    A row whose id was imported before changes nothing. A reply may stand before or after what it
    answers, or answer a comment that is there already; one that answers something unknown is
    received as a comment of its own, and a warning says so. Raises ImportRefusedError.
    """
    take_turn(consultation)
    if consultation.current_version_id is None:
        raise ImportRefusedError(_l("La consulta no tiene ninguna versión publicada."))
    result = ImportResult()
    read = list(_read(rows, result))
    stored = _stored(consultation, {row.id for row in read} | {row.reply_to for row in read})
    new = [row for row in read if row.id not in stored]
    result.known = len(read) - len(new)
    ready = list(_resolve(consultation, new, result))
    ready = _without_circles(ready, result)
    result.errors.sort(key=lambda error: error.row)
    if skip_bad or not result.errors:
        _store(actor, consultation, ready, stored, status, result)
    return result


def _read(rows: Iterable[Row], result: ImportResult) -> Iterator[NewRow]:
    """The rows that are right in themselves, each id once."""
    seen: set[str] = set()
    unknown: set[str] = set()
    for number, raw in rows:
        result.rows += 1
        unknown |= unknown_columns(raw)
        row = validate(number, raw)
        if isinstance(row, list):
            result.errors += row
        elif row.id in seen:
            reason = _l("El identificador «%(id)s» está en más de una fila.", id=row.id[:SHOWN])
            result.refuse(row, "id", reason)
        else:
            seen.add(row.id)
            yield row
    if unknown:
        names = ", ".join(sorted(str(name)[:SHOWN] for name in unknown))
        result.warnings.append(
            _l("Estas columnas no se conocen y no se leyeron: %(names)s.", names=names)
        )


def _stored(consultation: Consultation, ids: set[Any]) -> dict[str, int]:
    """The comments that are there already, by the id they came with or by their folio."""
    found: dict[str, int] = {}
    wanted = sorted(ids - {None})
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(Comment.id, Comment.external_id, Comment.folio).where(
            Comment.consultation_id == consultation.id,
            or_(Comment.external_id.in_(chunk), Comment.folio.in_(chunk)),
        )
        for comment_id, external_id, folio in db.session.execute(query):
            found[external_id or folio] = comment_id
    return found


def _resolve(
    consultation: Consultation, rows: Sequence[NewRow], result: ImportResult
) -> Iterator[_Ready]:
    """The rows whose version, section and topics are there."""
    versions = {
        number: version_id
        for number, version_id in db.session.execute(
            select(Version.number, Version.id).where(
                Version.consultation_id == consultation.id, Version.published_at.is_not(None)
            )
        )
    }
    topics, answers = _Topics(consultation), Answers(consultation)
    places: dict[int, Places] = {}
    for row in rows:
        version_id = versions.get(row.version) if row.version else consultation.current_version_id
        if version_id is None:
            result.refuse(row, "version", _l("Esa versión no existe o no está publicada."))
            continue
        if version_id not in places:
            places[version_id] = Places(version_id)
        try:
            place, quote = places[version_id].find(row)
            said = answers.find(row, place.section_id)
            yield _Ready(row, place, quote, topics.find(row.topics), said)
        except (UnknownPlaceError, NothingSaidError) as error:
            result.refuse(row, error.field, error.reason)
        except _UnknownTopicError as error:
            result.refuse(row, "topics", error.reason)
    if answers.lost:
        result.warnings.append(answers.warning)


class _UnknownTopicError(Exception):
    def __init__(self, reason: object) -> None:
        super().__init__()
        self.reason = reason


class _Topics:
    """The topics of a consultation by key or, where only one has it, by name."""

    def __init__(self, consultation: Consultation) -> None:
        self._by_key: dict[str, int] = {}
        self._by_name: dict[str, list[str]] = {}
        query = select(Topic.key, Topic.id, Topic.name).where(
            Topic.consultation_id == consultation.id
        )
        for key, topic_id, name in db.session.execute(query):
            self._by_key[key] = topic_id
            self._by_name.setdefault(fold(name), []).append(key)

    def find(self, names: Sequence[str]) -> list[int]:
        return [self._one(name) for name in names]

    def _one(self, name: str) -> int:
        keys = [name] if name in self._by_key else self._by_name.get(fold(name), [])
        if not keys:
            raise _UnknownTopicError(_l("No hay ningún tema «%(name)s».", name=name[:SHOWN]))
        if len(keys) > 1:
            choices = ", ".join(keys)
            reason = _l("Hay varios temas con ese nombre; use su clave: %(keys)s.", keys=choices)
            raise _UnknownTopicError(reason)
        return self._by_key[keys[0]]


def _without_circles(ready: Sequence[_Ready], result: ImportResult) -> list[_Ready]:
    """The rows whose chain of answers comes to an end."""
    circular = _circular({each.row.id: each.row.reply_to for each in ready})
    for each in ready:
        if each.row.id in circular:
            result.refuse(each.row, "reply_to", _l("Un aporte no puede responderse a sí mismo."))
    return [each for each in ready if each.row.id not in circular]


def _circular(answered: Mapping[str, str | None]) -> set[str]:
    circular: set[str] = set()
    ending: set[str] = set()
    for start in answered:
        passed: set[str] = set()
        current: str | None = start
        while current is not None and current in answered and current not in ending:
            if current in passed or current in circular:
                break
            passed.add(current)
            current = answered[current]
        (circular if current in passed or current in circular else ending).update(passed)
    return circular


def _store(
    actor: Actor | None,
    consultation: Consultation,
    ready: Sequence[_Ready],
    stored: Mapping[str, int],
    status: str,
    result: ImportResult,
) -> None:
    ids: dict[str, int] = {}
    for start in range(0, len(ready), CHUNK):
        chunk = ready[start : start + CHUNK]
        received = receive(actor, consultation, [_comment(each, status) for each in chunk])
        ids.update(zip((each.row.id for each in chunk), received, strict=True))
    result.imported = len(ids)
    _link_replies(ready, ids, stored, result)
    _put_topics(actor, ready, ids)
    _carry_over(consultation, ready, ids)


def _comment(ready: _Ready, status: str) -> NewComment:
    row = ready.row
    return NewComment(
        place=ready.place,
        quote=ready.quote,
        body=row.body,
        proposed_text=row.proposed_text,
        kind=row.kind,
        stance=row.stance,
        source=row.source,
        status=status,
        author_name=row.author,
        organization_name=row.organization,
        organization_kind=row.organization_kind,
        external_id=row.id,
        answers=ready.answers,
        created_at=row.created_at or utc_now(),
    )


def _link_replies(
    ready: Sequence[_Ready],
    ids: Mapping[str, int],
    stored: Mapping[str, int],
    result: ImportResult,
) -> None:
    known = {**stored, **ids}
    replies = [each.row for each in ready if each.row.reply_to]
    links = [
        {"id": ids[row.id], "reply_to_id": known[row.reply_to]}
        for row in replies
        if row.reply_to in known
    ]
    if links:
        db.session.execute(update(Comment), links)
    lost = [row for row in replies if row.reply_to not in known]
    if lost:
        elsewhere = [{"id": ids[row.id], "replies_elsewhere": row.reply_to} for row in lost]
        db.session.execute(update(Comment), elsewhere)
        numbers = [str(row.number) for row in lost]
        reason = _l(
            "Responden a un aporte que no está y quedaron como aportes propios %(count)s filas: "
            "%(rows)s.",
            count=len(lost),
            rows=", ".join(numbers[:NAMED_ROWS]) + ("…" if len(lost) > NAMED_ROWS else ""),
        )
        result.warnings.append(reason)


def _put_topics(
    actor: Actor | None, ready: Sequence[_Ready], ids: Mapping[str, int]
) -> None:
    topics = {ids[each.row.id]: each.topic_ids for each in ready if each.topic_ids}
    wanted, pairs = sorted(topics), []
    for start in range(0, len(wanted), CHUNK):
        query = select(Point.comment_id, Point.id).where(
            Point.comment_id.in_(wanted[start : start + CHUNK])
        )
        for comment_id, point_id in db.session.execute(query):
            pairs += [(point_id, topic_id) for topic_id in topics[comment_id]]
    if pairs:
        assign_in_bulk(actor, pairs)


def _carry_over(
    consultation: Consultation, ready: Sequence[_Ready], ids: Mapping[str, int]
) -> None:
    """Comments on an older version follow the text to the current one."""
    current = db.session.get_one(Version, consultation.current_version_id)
    behind: defaultdict[int, list[int]] = defaultdict(list)
    for each in ready:
        if each.place.version_id != current.id:
            behind[each.place.version_id].append(ids[each.row.id])
    for version_id, comment_ids in behind.items():
        follow(comment_ids, db.session.get_one(Version, version_id), current)
