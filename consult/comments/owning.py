"""The contributions of one person: those of their account, and those that this browser follows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from consult.comments.authorship import author_keys
from consult.comments.changes import Change, changes
from consult.comments.events import unanswered
from consult.comments.following import FOLLOWED, follow_hash, may_follow
from consult.comments.models import Anchor, Comment, CommentRevision, Status
from consult.comments.queries import FOLIO, Said
from consult.consultations.models import Consultation
from consult.consultations.queries import visible
from consult.extensions import db
from consult.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own contribution: how far it has come (see components/state_line.html), and what the
    version in force did to the words it is about."""

    consultation: Consultation
    said: Said
    step: str
    change: Change | None


def mine(
    person: Actor | None,
    session: Mapping[str, Any],
    consultation: Consultation | None = None,
    before: int | None = None,
) -> Sequence[Mine]:
    """Those older than comment `before`, the newest first; one beyond a page. Of all
    consultations that `person` may see, unless one is given."""
    among = {each.id: each for each in ([consultation] if consultation else visible(person))}
    query = _query().where(
        Comment.consultation_id.in_(among), _is_mine(person, session.get(FOLLOWED, ()), among)
    )
    if before:
        query = query.where(Comment.id < before)
    rows = db.session.execute(query.order_by(Comment.id.desc()).limit(PAGE + 1)).all()
    return _told(among, [Said(comment=row[0], revision=row[1], anchor=row[2]) for row in rows])


def one(
    person: Actor | None, session: Mapping[str, Any], consultation: Consultation, folio: str
) -> Mine | None:
    """The contribution of that folio, if it is theirs."""
    if not FOLIO.fullmatch(folio):
        return None
    query = _query().where(Comment.consultation_id == consultation.id, Comment.folio == folio)
    row = db.session.execute(query).one_or_none()
    if row is None or not may_follow(person, session, row[0]):
        return None
    said = Said(comment=row[0], revision=row[1], anchor=row[2])
    return _told({consultation.id: consultation}, [said])[0]


def by_words(consultation: Consultation, words: str) -> Comment | None:
    """The contribution that these words were told for."""
    query = select(Comment).where(
        Comment.follow_hash == follow_hash(words), Comment.consultation_id == consultation.id
    )
    return db.session.scalar(query)


def _query() -> Any:
    return (
        select(Comment, CommentRevision, Anchor)
        .join(
            CommentRevision,
            (CommentRevision.comment_id == Comment.id)
            & (CommentRevision.number == Comment.revision),
        )
        .join(
            Anchor, (Anchor.comment_id == Comment.id) & (Anchor.version_id == Comment.version_id)
        )
        .options(
            joinedload(Comment.version), joinedload(Anchor.section_text), joinedload(Anchor.block)
        )
    )


def _is_mine(
    person: Actor | None, followed: Collection[int], among: Collection[int]
) -> ColumnElement[bool]:
    shown = Comment.id.in_(followed)
    if person is None:
        return shown
    # A key names its consultation as well as the person, so that it is in no other.
    keys = [key for each in among for key in author_keys(person.id, each)]
    return shown | Comment.author_key.in_(keys)


def _told(among: Mapping[int, Consultation], found: Sequence[Said]) -> list[Mine]:
    published = [each.comment.id for each in found if each.comment.status == Status.PUBLISHED]
    open_ids = unanswered(frozenset(published))
    happened = _changes(among, found)
    return [
        Mine(
            among[each.comment.consultation_id],
            each,
            "answered" if each.comment.id in set(published) - open_ids else each.comment.status,
            happened.get(each.comment.id),
        )
        for each in found
    ]


def _changes(among: Mapping[int, Consultation], found: Sequence[Said]) -> dict[int, Change]:
    """Where the version in force is another than the one they were written on."""
    told: dict[int, Change] = {}
    for consultation in among.values():
        current = consultation.current_version_id
        ids = [
            each.comment.id
            for each in found
            if each.comment.consultation_id == consultation.id
            and each.comment.version_id != current
        ]
        if current is not None and ids:
            told |= changes(current, ids)
    return told
