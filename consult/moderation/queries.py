"""Reading the desk: what was decided, and all there is to know about one comment. What waits: see
queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup
from sqlalchemy import Exists, Row, exists, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person, Role
from consult.comments.authorship import is_author
from consult.comments.models import Anchor, Comment, CommentRevision, SignOff, Status
from consult.comments.personal_data import covered, find
from consult.consultations.models import Consultation
from consult.drafts.changes.diff import difference, to_html
from consult.extensions import db
from consult.markup import as_typed, from_comment, has_disguise
from consult.moderation.listed import PAGE, excerpt, in_anchor, in_revision, listed, scope
from consult.moderation.models import Appeal, Decision
from consult.moderation.written import kinds_in, written
from consult.organizations.models import Delegation
from consult.permissions import Actor
from consult.questions.queries import Given, given

MOST_ALIKE = 20


@dataclass(frozen=True)
class Case:
    """A comment with what a moderator needs to know of it; personal data in it is covered, unless
    it `is_shown`.

    `answers` came with it; `parent` (Comment, excerpt) is what it replies to; `decisions` are
    (Decision, name of who took it or None), the oldest first; `is_own` says that the viewer may
    not decide on it.
    """

    comment: Comment
    revision: CommentRevision
    anchor: Anchor
    answers: Sequence[Given]
    parent: Row[Any] | None
    decisions: Sequence[Any]
    is_own: bool
    former: CommentRevision | None
    is_shown: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.comment.status == Status.PENDING

    @property
    def written(self) -> list[str]:
        """All that somebody typed."""
        return written(self.comment, self.revision, self.answers)

    @cached_property
    def personal(self) -> list[str]:
        """The kinds of personal data that are in it, one for each."""
        return kinds_in(self.written)

    def covered(self, text: str) -> str:
        return text if self.is_shown else covered(text)

    @property
    def is_covered(self) -> bool:
        return bool(self.personal) and not self.is_shown

    @property
    def body_html(self) -> Markup:
        if self.is_covered:
            return from_comment(covered(self.revision.body))
        return Markup(self.revision.body_html)  # cleaned when it was written

    @property
    def proposed_html(self) -> Markup:
        text = self.revision.proposed_text
        if not self.is_shown and find(text):
            return as_typed(covered(text))
        return Markup(self.revision.proposed_html)

    @property
    def corrected_html(self) -> Sequence[Markup]:
        """What its author changed in the last correction, as differences to what it said."""
        if self.former is None:
            return []
        pairs = [
            (self.covered(self.former.body), self.covered(self.revision.body)),
            (self.covered(self.former.proposed_text), self.covered(self.revision.proposed_text)),
        ]
        return [to_html(difference(old, new)) for old, new in pairs if old != new]

    @property
    def said_in_answer(self) -> Sequence[Given]:
        return [answer._replace(text=self.covered(answer.text)) for answer in self.answers]

    @property
    def has_disguise(self) -> bool:
        typed = [self.revision.body, self.revision.proposed_text]
        return has_disguise("".join(typed + [answer.text for answer in self.answers]))

    @property
    def passage(self) -> tuple[str, str, str]:
        """The text of its block: before, in and after the quote; all before if it is not there."""
        text, quote = self.anchor.block.text if self.anchor.block else "", self.anchor.quote
        start = self.anchor.start
        if start is None or not text.startswith(quote, start):
            start = text.find(quote)
        if not quote or start < 0:
            return text, "", ""
        return text[:start], quote, text[start + len(quote) :]


# From the few appeals to their comments; as a join it was read from all that wait.
_is_appealed = Comment.id.in_(select(Appeal.comment_id).where(Appeal.outcome.is_(None)))


def alike(
    viewer: Actor | None, consultation: Consultation, comment: Comment
) -> Sequence[Row[Any]]:
    """Others of its group: `Comment` and `excerpt`, the first of them."""
    if comment.group_id is None:
        return []
    query = select(Comment, excerpt).join(CommentRevision, in_revision)
    query = query.where(
        scope(viewer, consultation),
        Comment.group_id == comment.group_id,
        Comment.id != comment.id,
    )
    return db.session.execute(query.order_by(Comment.id).limit(MOST_ALIKE)).all()


def of_same_author(
    viewer: Actor | None, consultation: Consultation, comment: Comment
) -> Sequence[Any]:
    """Others of whoever wrote it that have been decided on: `folio`, `status`, `status_reason`,
    the newest first. Who it is stays unsaid, and what shows less of its author stays apart."""
    if comment.author_key is None:
        return []
    query = select(Comment.folio, Comment.status, Comment.status_reason).where(
        scope(viewer, consultation),
        Comment.author_key == comment.author_key,
        Comment.id != comment.id,
        Comment.status != Status.PENDING,
    )
    return db.session.execute(query.order_by(Comment.id.desc()).limit(MOST_ALIKE)).all()


def decided(
    viewer: Actor | None, consultation: Consultation, *, before: int | None = None
) -> Sequence[Row[Any]]:
    """Decisions older than decision `before`, the newest first; one beyond a page.

    Rows as in `listed`, with `Decision`.
    """
    # The page is chosen first, from the newest on, so that its cost does not grow with the rest.
    found = exists().where(Comment.id == Decision.comment_id, scope(viewer, consultation))
    page = select(Decision.id).where(found).order_by(Decision.id.desc()).limit(PAGE + 1)
    if before is not None:
        page = page.where(Decision.id < before)
    query = listed().add_columns(Decision).join(Decision, Decision.comment_id == Comment.id)
    query = query.where(Decision.id.in_(page)).order_by(Decision.id.desc())
    return db.session.execute(query).all()


def appeals(viewer: Actor | None, consultation: Consultation) -> Sequence[Row[Any]]:
    """Those that nobody decided, the oldest first: rows as in `listed`, with `Appeal`."""
    return db.session.execute(
        listed()
        .add_columns(Appeal)
        .join(Appeal, Appeal.comment_id == Comment.id)
        .where(scope(viewer, consultation), Appeal.outcome.is_(None), _is_appealed)
        .order_by(Appeal.id)
    ).all()


def appeals_length(viewer: Actor | None, consultation: Consultation) -> int:
    query = select(func.count(Comment.id)).where(scope(viewer, consultation), _is_appealed)
    return db.session.scalar(query) or 0


def case(viewer: Actor | None, consultation: Consultation, folio: str) -> Case | None:
    """The comment with this folio as it stands now, for those who moderate."""
    query = (
        select(Comment, CommentRevision, Anchor)
        .join(CommentRevision, in_revision)
        .join(Anchor, in_anchor)
        .where(scope(viewer, consultation), Comment.folio == folio)
        .options(
            joinedload(Comment.version),
            joinedload(Anchor.block),
            joinedload(Anchor.section_text),
        )
    )
    found = db.session.execute(query).one_or_none()
    if found is None or viewer is None:
        return None
    comment = found[0]
    answers = given([comment.id]).get(comment.id, ())
    return Case(
        *found, answers, _parent(comment), _decisions(comment), is_own(viewer, comment),
        _former(comment),
    )  # fmt: skip


def _former(comment: Comment) -> CommentRevision | None:
    if comment.revision == 1:
        return None
    return db.session.scalar(
        select(CommentRevision).where(
            CommentRevision.comment_id == comment.id,
            CommentRevision.number == comment.revision - 1,
        )
    )


def _parent(comment: Comment) -> Row[Any] | None:
    if comment.reply_to_id is None:
        return None
    query = select(Comment, excerpt).join(CommentRevision, in_revision)
    return db.session.execute(query.where(Comment.id == comment.reply_to_id)).one_or_none()


def _decisions(comment: Comment) -> Sequence[Any]:
    query = (
        select(Decision, Person.name)
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(Decision.comment_id == comment.id)
        .order_by(Decision.id)
    )
    return db.session.execute(query).all()


def refusal(comment: Comment) -> Decision | None:
    """Why a comment was not published, as its author is told."""
    query = select(Decision).where(
        Decision.comment_id == comment.id, Decision.after.in_((Status.REJECTED, Status.RETURNED))
    )
    return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def is_own(actor: Actor, comment: Comment) -> bool:
    """Whether `actor` may not decide on the comment: they wrote it, agreed with it for the
    organization that did, or speak for that; or they draft the text that it is about."""
    if is_author(actor, comment) or db.session.scalar(select(_signed_by(actor, comment))):
        return True
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    if Role.DRAFTER in actor.roles_in(consultation.slug):
        return True
    delegation = exists().where(
        Delegation.person_id == actor.id, Delegation.organization_id == comment.organization_id
    )
    return comment.organization_id is not None and bool(db.session.scalar(select(delegation)))


def _signed_by(actor: Actor, comment: Comment) -> Exists:
    return exists().where(SignOff.comment_id == comment.id, SignOff.signed_by == actor.id)
