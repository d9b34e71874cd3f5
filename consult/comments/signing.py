"""Comments in the name of an organization that wait until another of its delegates agrees.

Such a comment is received as UNSIGNED. Another delegate signs it off, and it goes to the
moderators like any other; or asks for changes, and it stays with the note for its author. The
author cannot sign it, unless the organization no longer asks for a second person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, exists, func, insert, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.comments.authorship import is_author, recorded
from consult.comments.highlighting import highlight
from consult.comments.models import Anchor, Comment, CommentRevision, SignOff, Status
from consult.comments.service import transition
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.markup import normalise
from consult.organizations.models import Delegation, Organization
from consult.organizations.queries import LARGEST_ID, speaks_for
from consult.permissions import Actor

MOST = 200
MOST_SHOWN = 50

_revision = (CommentRevision.comment_id == Comment.id) & (
    CommentRevision.number == Comment.revision
)
_anchor = (Anchor.comment_id == Comment.id) & (Anchor.version_id == Comment.version_id)


class OwnWordsError(Exception):
    """Whoever wrote a comment does not sign it off."""


class StaleSignatureError(Exception):
    """The comment was signed off, corrected or withdrawn since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A comment in the name of an organization: its words, where they stand, and what other
    delegates said of it, as (SignOff, name or None)."""

    comment: Comment
    revision: CommentRevision
    anchor: Anchor
    consultation: Consultation
    notes: Sequence[Any]
    is_own: bool

    @property
    def is_waiting(self) -> bool:
        return self.comment.status == Status.UNSIGNED

    @property
    def passage(self) -> Markup:
        """The paragraph it is about, with the quoted words marked."""
        block, anchor = self.anchor.block, self.anchor
        if block is None:
            return Markup("")
        if anchor.start is None or anchor.end is None:
            return highlight(block.html, block.text, [])
        return highlight(block.html, block.text, [(anchor.start, anchor.end)])


def waiting(viewer: Actor, organization: Organization) -> Sequence[Waiting]:
    """What waits for a delegate of the organization, the oldest first."""
    mine = _of(organization) & (Comment.status == Status.UNSIGNED)
    return _found(viewer, mine, MOST) if speaks_for(viewer, organization.id) else ()


def one(viewer: Actor, organization: Organization, number: int) -> Waiting | None:
    """A comment that waits for a delegate of the organization, or that once did."""
    if number > LARGEST_ID or not speaks_for(viewer, organization.id):
        return None
    once = exists().where(SignOff.comment_id == Comment.id)
    known = (Comment.status == Status.UNSIGNED) | once
    return next(iter(_found(viewer, _of(organization) & (Comment.id == number) & known, 1)), None)


def _of(organization: Organization) -> Any:
    return (Comment.organization_id == organization.id) & Comment.is_institutional


def _found(viewer: Actor, condition: Any, most: int) -> Sequence[Waiting]:
    query = (
        select(Comment, CommentRevision, Anchor, Consultation)
        .join(CommentRevision, _revision)
        .join(Anchor, _anchor)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(condition)
        .options(
            joinedload(Comment.version),
            joinedload(Anchor.block),
            joinedload(Anchor.section_text),
        )
    )
    rows = db.session.execute(query.order_by(Comment.id).limit(most)).all()
    notes = _notes([row.Comment.id for row in rows])
    return [
        Waiting(
            comment=row.Comment,
            revision=row.CommentRevision,
            anchor=row.Anchor,
            consultation=row.Consultation,
            notes=[note for note in notes if note.SignOff.comment_id == row.Comment.id],
            is_own=is_author(viewer, row.Comment),
        )
        for row in rows
    ]


def _notes(ids: Sequence[int]) -> Sequence[Row[SignOff, str]]:
    query = select(SignOff, Person.name).outerjoin(Person, Person.id == SignOff.signed_by)
    return db.session.execute(
        query.where(SignOff.comment_id.in_(ids)).order_by(SignOff.id)
    ).all()


def to_sign(person: Actor) -> Counter[int]:
    """How many comments of others wait for `person`, by organization."""
    query = (
        select(Comment)
        .join(Delegation, Delegation.organization_id == Comment.organization_id)
        .where(
            Delegation.person_id == person.id,
            Comment.status == Status.UNSIGNED,
            Comment.is_institutional,
        )
    )
    return Counter(
        comment.organization_id
        for comment in db.session.scalars(query)
        if comment.organization_id and not is_author(person, comment)
    )


def published(organization: Organization) -> tuple[int, Sequence[Row[Any]]]:
    """How many published comments state its position, and the newest of them: folio, day,
    beginning, and the slug and title of the consultation."""
    theirs = _of(organization) & (Comment.status == Status.PUBLISHED)
    query = (
        select(
            Comment.folio,
            Comment.created_at,
            func.substr(CommentRevision.body, 1, 240).label("excerpt"),
            Consultation.slug,
            Consultation.title,
        )
        .join(CommentRevision, _revision)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(theirs, Consultation.current_version_id.is_not(None))
        .order_by(Comment.id.desc())
    )
    count = db.session.scalar(select(func.count(Comment.id)).where(theirs)) or 0
    return count, db.session.execute(query.limit(MOST_SHOWN)).all() if count else ()


def sign_off(actor: Actor, comment: Comment, *, revision: int) -> None:
    """Agree with a comment that waits, as read at `revision`: it goes to the moderators.

    Of several who sign at once exactly one does; the others get StaleSignatureError. Its author
    gets OwnWordsError.
    """
    _check(actor, comment)
    done = transition(
        actor, comment, revision=revision, before=Status.UNSIGNED, after=Status.PENDING
    )
    if not done:
        db.session.expire(comment)
        raise StaleSignatureError
    _keep(actor, comment, revision, "", is_signed=True)


def ask_changes(actor: Actor, comment: Comment, *, revision: int, note: str) -> None:
    """Say what should change first; the comment goes on waiting. Raises as `sign_off`."""
    _check(actor, comment)
    query = select(Comment).where(Comment.id == comment.id).with_for_update(key_share=True)
    db.session.execute(query.execution_options(populate_existing=True))
    if comment.status != Status.UNSIGNED or comment.revision != revision:
        raise StaleSignatureError
    _keep(actor, comment, revision, normalise(note), is_signed=False)


def _check(actor: Actor, comment: Comment) -> None:
    organization = comment.organization
    if organization is None or not speaks_for(actor, organization.id):
        raise StaleSignatureError
    if is_author(actor, comment) and organization.requires_signoff:
        raise OwnWordsError


def _keep(actor: Actor, comment: Comment, revision: int, note: str, *, is_signed: bool) -> None:
    signer = recorded(actor, comment)  # its author, when no second person is asked for
    row = {"revision": revision, "is_signed": is_signed, "note": note}
    row |= {"comment_id": comment.id, "signed_by": signer.id if signer else None}
    db.session.execute(insert(SignOff).values(row))
    action = "comment.sign_off" if is_signed else "comment.ask_changes"
    record(signer, action, "comment", comment.id, revision=revision)
