"""Every change to comments: received, given another status, carried over to a new version."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult

from consult.audit.service import record
from consult.comments.authorship import author_key, recorded, sealed_identity
from consult.comments.events import comments_received, status_changed
from consult.comments.language import detect
from consult.comments.models import (
    TRANSITIONS,
    Anchor,
    Comment,
    CommentRevision,
    Exposure,
    Identity,
    Kind,
    Point,
    Source,
    Status,
    Tally,
)
from consult.comments.participants import name_in
from consult.comments.proposing import proposed_html
from consult.consultations.models import Consultation
from consult.consultations.service import hold, mark_changed, next_folios
from consult.drafts.models import Block
from consult.drafts.queries import Place
from consult.extensions import db, utc_now
from consult.markup import from_comment, normalise, one_line
from consult.permissions import Actor
from consult.questions.models import NewAnswer
from consult.questions.service import store_answers
from consult.search import words

# Into tables, not models: made once, they cost half as much, and rows that lack different values
# (a stance, an organization) still go together in one statement.
ADD_COMMENTS = insert(Comment).returning(Comment.id, sort_by_parameter_order=True)
ADD_REVISIONS = insert(CommentRevision)
ADD_ANCHORS = insert(Anchor)
ADD_POINTS = insert(Point)
ADD_IDENTITIES = insert(Identity)


class IllegalTransitionError(Exception):
    """A change of status that the table of transitions does not hold."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a block: context of up to 32 characters, position in code points."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment to be received. `receipt_key` is the form's own key (see `new_receipt_key`).

    `author_id` is the account it comes from; it is stored in the open only where `exposure` is
    that of the name, and sealed otherwise.
    """

    place: Place
    body: str
    kind: str = Kind.COMMENT
    stance: str | None = None
    proposed_text: str = ""
    quote: Quote | None = None
    source: str = Source.WEB
    status: str = Status.PENDING
    status_reason: str | None = None
    leaves_stub: bool = True
    author_id: int | None = None
    exposure: str = Exposure.NAME
    is_institutional: bool = False
    follow_hash: str | None = None
    held: str | None = None
    group_id: int | None = None
    author_name: str = ""
    organization_id: int | None = None
    organization_name: str = ""
    organization_kind: str | None = None
    reply_to_id: int | None = None
    external_id: str | None = None
    receipt_key: str | None = None
    answers: Sequence[NewAnswer] = ()
    created_at: datetime = field(default_factory=utc_now)


def new_receipt_key() -> str:
    """A key of 256 bits: it makes a form count once and names its receipt page."""
    return secrets.token_urlsafe(32)


def receipt_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def receive(
    actor: Actor | None, consultation: Consultation, new: Sequence[NewComment]
) -> Sequence[int]:
    """Store comments with their first revision, anchor and point; their ids, in order.

    One form and an import of thousands go the same way: a constant number of statements.
    """
    if not new:
        return ()
    folios = next_folios(consultation, len(new))
    rows = [
        _comment_row(consultation, comment, folio)
        for comment, folio in zip(new, folios, strict=True)
    ]
    connection = db.session.connection()
    ids = connection.scalars(ADD_COMMENTS, rows).all()
    pairs = list(zip(ids, new, strict=True))
    texts = _paragraphs(new)
    connection.execute(ADD_REVISIONS, [_revision_row(*pair, texts) for pair in pairs])
    connection.execute(ADD_ANCHORS, [_anchor_row(*pair) for pair in pairs])
    connection.execute(ADD_POINTS, [{"comment_id": comment_id} for comment_id in ids])
    _seal_identities(pairs)
    store_answers((comment_id, comment.answers) for comment_id, comment in pairs)
    count_published(Counter(c.place for c in new if c.status == Status.PUBLISHED))
    if any(_is_public(comment.status, comment.leaves_stub) for comment in new):
        mark_changed(consultation.id)
    told = None if any(_hides(actor, comment) for comment in new) else actor
    record(told, "comment.receive", "comment", ids[0], after=new[0].status, count=len(ids))
    comments_received.send(ids, new=new, consultation=consultation)
    return ids


def _comment_row(consultation: Consultation, new: NewComment, folio: str) -> dict[str, Any]:
    return {
        "consultation_id": consultation.id,
        "version_id": new.place.version_id,
        "folio": folio,
        "external_id": new.external_id,
        "receipt_hash": receipt_hash(new.receipt_key) if new.receipt_key else None,
        "reply_to_id": new.reply_to_id,
        "kind": new.kind,
        "stance": new.stance,
        "source": new.source,
        "status": new.status,
        "status_reason": new.status_reason,
        **_author(consultation, new),
        "exposure": new.exposure,
        "is_institutional": new.is_institutional,
        "follow_hash": new.follow_hash,
        "held": new.held,
        "language": detect(f"{new.body}\n{new.proposed_text}"),
        "group_id": new.group_id,
        "organization_id": new.organization_id,
        "organization_name": one_line(new.organization_name),
        "organization_kind": new.organization_kind,
        "created_at": new.created_at,
    }


def _author(consultation: Consultation, new: NewComment) -> dict[str, Any]:
    """Who wrote it, and the name it goes under: that of a code is not for the sender to say."""
    name, key = one_line(new.author_name), None
    if new.author_id is not None:
        key = author_key(new.author_id, consultation.id, new.exposure)
        name = name_in(consultation.id, key) if new.exposure == Exposure.CODED else name
    is_named = new.exposure == Exposure.NAME
    return {
        "author_id": new.author_id if is_named else None,
        "author_key": key,
        "author_name": name,
    }


def _hides(actor: Actor | None, new: NewComment) -> bool:
    """Whether the log must not say who sent it: its author, who is not named on it."""
    return new.exposure != Exposure.NAME and actor is not None and actor.id == new.author_id


def _seal_identities(pairs: Sequence[tuple[int, NewComment]]) -> None:
    """Of those who have an account and are not named."""
    rows = [
        {"comment_id": comment_id, "sealed": sealed_identity(new.author_id)}
        for comment_id, new in pairs
        if new.author_id and new.exposure != Exposure.NAME
    ]
    if rows:
        db.session.connection().execute(ADD_IDENTITIES, rows)


def _paragraphs(new: Sequence[NewComment]) -> dict[int, str]:
    """The text of each block that another wording is proposed for."""
    wanted = {comment.place.block_id for comment in new if comment.proposed_text} - {None}
    if not wanted:
        return {}
    query = select(Block.id, Block.text).where(Block.id.in_(wanted))
    return dict(db.session.execute(query).all())


def _revision_row(comment_id: int, new: NewComment, texts: Mapping[int, str]) -> dict[str, Any]:
    row = revision_row(
        new.body, new.proposed_text, new.quote or Quote(""), texts.get(new.place.block_id or 0, ""),
        [answer.text for answer in new.answers],
    )  # fmt: skip
    return {
        **row, "comment_id": comment_id, "stance": new.stance, "created_at": new.created_at
    }  # fmt: skip


def revision_row(
    body: str, proposed_text: str, quote: Quote, paragraph: str, answers: Sequence[str]
) -> dict[str, Any]:
    """What is stored of the words of a revision, about `quote` of a paragraph; `answers` in words
    are found with it."""
    body, proposed = normalise(body), normalise(proposed_text)
    compared = proposed_html(proposed, paragraph, quote.exact, quote.prefix, quote.suffix)
    return {
        "body": body,
        "body_html": str(from_comment(body)),
        "proposed_text": proposed,
        "proposed_html": str(compared),
        "search": words(" ".join((body, proposed, *answers))),
    }


def _anchor_row(comment_id: int, new: NewComment) -> dict[str, Any]:
    quote = new.quote or Quote("")
    return {
        "comment_id": comment_id,
        "version_id": new.place.version_id,
        "section_id": new.place.section_id,
        "section_text_id": new.place.section_text_id,
        "page_id": new.place.page_id,
        "block_id": new.place.block_id,
        "public": _is_public(new.status, new.leaves_stub),
        "quote": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "start": quote.start,
        "end": quote.end,
    }


def transition(
    actor: Actor | None,
    comment: Comment,
    *,
    revision: int,
    before: str,
    after: str,
    reason: str | None = None,
    leaves_stub: bool = True,
) -> bool:
    """Give `comment` another status if it still stands as the caller saw it.

    The only place that sets a status. Returns False, and changes nothing, when the comment has
    moved on from `revision` or `before`; raises IllegalTransitionError for a forbidden change.
    A rejected comment is seen in public as a stub with its reason, unless `leaves_stub` is off.
    """
    if (before, after) not in TRANSITIONS:
        raise IllegalTransitionError(f"{before} -> {after}")
    # A version that is being published gives the comment an anchor that must be shown as well.
    hold(comment.consultation_id)
    changed = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.status == before, Comment.revision == revision)
        .values(status=after, status_reason=reason)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        return False
    _show(comment.id, public=_is_public(after, leaves_stub))
    step = (after == Status.PUBLISHED) - (before == Status.PUBLISHED)
    count_published({place: step for place in _places(comment.id)} if step else {})
    mark_changed(comment.consultation_id)
    told = recorded(actor, comment)
    record(told, "comment.status", "comment", comment.id, before=before, after=after)
    db.session.refresh(comment)
    status_changed.send(comment, before=before, after=after)
    return True


def _is_public(status: str, leaves_stub: bool) -> bool:
    return status == Status.PUBLISHED or (status == Status.REJECTED and leaves_stub)


def _show(comment_id: int, *, public: bool) -> None:
    db.session.execute(
        update(Anchor)
        .where(Anchor.comment_id == comment_id)
        .values(public=public)
        .execution_options(synchronize_session=False)
    )


def _places(comment_id: int) -> list[Place]:
    """Where a comment stands, in every version it has an anchor in."""
    columns = (
        Anchor.version_id, Anchor.section_id, Anchor.section_text_id, Anchor.page_id,
        Anchor.block_id,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(Anchor.comment_id == comment_id))
    return [Place(*row) for row in rows]


def count_published(changes: Mapping[Place, int]) -> None:
    """Add `changes` to the tallies of published comments at each place."""
    if not changes:
        return
    steps: Counter[tuple[int, int, int]] = Counter()
    for place, step in changes.items():
        steps[place.version_id, place.section_text_id or 0, 0] += step
        if place.block_id:
            steps[place.version_id, place.section_text_id or 0, place.block_id] += step
    rows = [
        {"version_id": key[0], "section_text_id": key[1], "block_id": key[2], "published": step}
        for key, step in sorted(steps.items())
    ]
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Tally)
    statement = statement.on_conflict_do_update(
        index_elements=["version_id", "section_text_id", "block_id"],
        set_={"published": Tally.published + statement.excluded.published},
    )
    db.session.execute(statement, rows)
