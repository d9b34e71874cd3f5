"""Covering words of a comment, with a reason: afterwards they are nowhere but in what was sealed.

A comment's words are in its revisions, in its answers, and perhaps in what was written about it:
all of it is covered. What was received can still be checked by its receipt.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from consult.accounts.models import Person
from consult.audit.service import record
from consult.comments.duplicates import marks
from consult.comments.duplicates import words as compared
from consult.comments.models import (
    Anchor,
    Comment,
    CommentRevision,
    Point,
    ShingleBand,
    SignOff,
    Status,
)
from consult.comments.personal_data import find
from consult.comments.queries import Said
from consult.comments.receipts import digest, kept_digest
from consult.comments.service import Quote, revision_row
from consult.consultations.models import Consultation
from consult.consultations.service import hold, mark_changed
from consult.extensions import db
from consult.jobs import enqueue
from consult.moderation import rules
from consult.moderation.covering import Span, around, cover, moved, spans
from consult.moderation.events import comment_covered
from consult.moderation.models import Appeal, Decision, Kept, Proposal, Redaction, Report, Rule
from consult.moderation.queries import is_own
from consult.moderation.reporting import close
from consult.moderation.scrubbing import TASK
from consult.moderation.service import OwnCommentError, StaleDecisionError
from consult.permissions import Actor
from consult.questions.models import Answer
from consult.sealing import seal

# Of one that was rejected they are read again when its author appeals.
COVERABLE = (Status.PENDING, Status.PUBLISHED, Status.REJECTED)


class Column(NamedTuple):
    """A place where words of a comment may stand; `key` names its row, `comment` whose it is."""

    name: str
    text: Any
    key: Any
    comment: Any


COLUMNS = (
    Column("body", CommentRevision.body, CommentRevision.id, CommentRevision.comment_id),
    Column(
        "proposed", CommentRevision.proposed_text, CommentRevision.id, CommentRevision.comment_id
    ),
    Column("answer", Answer.text, Answer.question_id, Answer.comment_id),
    Column("quote", Anchor.quote, Anchor.id, Anchor.comment_id),
    Column("name", Comment.author_name, Comment.id, Comment.id),
    Column("organization", Comment.organization_name, Comment.id, Comment.id),
    Column("sign_off", SignOff.note, SignOff.id, SignOff.comment_id),
    Column("decision", Decision.explanation, Decision.id, Decision.comment_id),
    Column("note", Decision.note, Decision.id, Decision.comment_id),
    Column("proposal", Proposal.explanation, Proposal.id, Proposal.comment_id),
    Column("proposal_note", Proposal.note, Proposal.id, Proposal.comment_id),
    Column("appeal", Appeal.text, Appeal.id, Appeal.comment_id),
    Column("appeal_decision", Appeal.explanation, Appeal.id, Appeal.comment_id),
    Column("report", Report.text, Report.id, Report.comment_id),
    Column("report_decision", Report.explanation, Report.id, Report.comment_id),
)
OWN = ("body", "proposed", "answer", "quote", "name", "organization")


class Place(NamedTuple):
    """A text in which words are covered: the column and the row, the text, and where in it."""

    column: Column
    key: int
    text: str
    spans: Sequence[Span]

    @property
    def occurrences(self) -> list[tuple[str, str, str]]:
        """What stands before each, the words, and what stands after them."""
        return list(around(self.text, self.spans))


class NothingCoveredError(Exception):
    """None of the words are in what the author wrote."""


def places(comment: Comment, words: Sequence[str]) -> list[Place]:
    """Every text of the comment that has any of these words."""
    found = []
    for column in COLUMNS:
        query = select(column.key, column.text).where(column.comment == comment.id)
        if column.name == "quote":
            query = query.where(Anchor.start.is_(None))  # else it is the draft's words
        for key, text in db.session.execute(query.order_by(column.key)):
            if text and (covered := spans(text, words)):
                found.append(Place(column, key, text, covered))
    return found


def redact(
    actor: Actor, comment: Comment, words: Sequence[str], *, revision: int, reason: str
) -> Redaction:
    """Cover these words wherever they stand in a comment that waits, is published, or may be
    appealed, as it was seen at `revision`. `reason` is the code of a rule. Raises OwnCommentError,
    StaleDecisionError, NothingCoveredError."""
    rule = rules.one(comment.consultation_id, reason, rules.newest(comment.consultation_id))
    if rule is None:
        raise ValueError("covered words name a rule")
    if is_own(actor, comment):
        raise OwnCommentError
    hold(comment.consultation_id)
    db.session.refresh(comment)
    if comment.revision != revision or comment.status not in COVERABLE:
        raise StaleDecisionError
    found = places(comment, words)
    if not any(place.column.name in OWN for place in found):
        raise NothingCoveredError
    redaction = Redaction(
        comment_id=comment.id, reason=rule.code, rules=rule.edition, decided_by=actor.id,
        spans=[[_where(place), *span] for place in found for span in place.spans],
        sealed=seal({_where(place): place.text for place in found}),
    )  # fmt: skip
    db.session.add(redaction)
    _cover(comment, found)
    _tell(actor, comment, redaction)
    return redaction


def _where(place: Place) -> str:
    return f"{place.column.name}.{place.key}"


def _tell(actor: Actor, comment: Comment, redaction: Redaction) -> None:
    db.session.flush()
    count = len(redaction.spans)
    record(actor, "comment.cover", "comment", comment.id, reason=redaction.reason, count=count)
    if comment.status == Status.PUBLISHED:
        mark_changed(comment.consultation_id)
        close(actor, comment, Kept.COVERED)
    comment_covered.send(comment, redaction=redaction)
    enqueue(TASK)


def _cover(comment: Comment, found: Sequence[Place]) -> None:
    said = _said(comment)
    _keep_digests(said)
    for column, key, text, covered in found:
        own = update(column.text.class_).where(column.key == key, column.comment == comment.id)
        values = {column.text.key: cover(text, covered)}
        if column.name == "answer":
            own = own.where(Answer.text != "")
        db.session.execute(own.values(values).execution_options(synchronize_session=False))
    db.session.expire_all()
    _write_anew(comment, said)
    _move_points(comment, found)
    _mark_anew(comment)


def _said(comment: Comment) -> list[Said]:
    """Its revisions, where it was written."""
    anchor = db.session.scalars(
        select(Anchor).where(
            Anchor.comment_id == comment.id, Anchor.version_id == comment.version_id
        )
    ).one()
    revisions = db.session.scalars(
        select(CommentRevision).where(CommentRevision.comment_id == comment.id)
    )
    return [Said(comment=comment, revision=each, anchor=anchor) for each in revisions]


def _keep_digests(said: Sequence[Said]) -> None:
    """The receipts that were given stay true, though what is stored says something else now."""
    for each in said:
        if each.revision.received is None:
            consultation = db.session.get_one(Consultation, each.comment.consultation_id)
            own = digest(consultation, each, each.comment.version.number)
            each.revision.received = kept_digest(own)
    db.session.flush()


def _write_anew(comment: Comment, said: Sequence[Said]) -> None:
    """What is made of the words: safe HTML, the difference to the draft, what is searched."""
    answers = db.session.scalars(select(Answer.text).where(Answer.comment_id == comment.id))
    texts = sorted(text for text in answers if text)
    for each in said:
        anchor, revision = each.anchor, each.revision
        quote = Quote(anchor.quote, anchor.prefix, anchor.suffix)
        paragraph = anchor.block.text if anchor.block else ""
        made = revision_row(revision.body, revision.proposed_text, quote, paragraph, texts)
        for name, value in made.items():
            setattr(revision, name, value)
    db.session.flush()


def _move_points(comment: Comment, found: Sequence[Place]) -> None:
    """Points are excerpts of what the comment says now."""
    body = select(CommentRevision.id).where(
        CommentRevision.comment_id == comment.id, CommentRevision.number == comment.revision
    )
    number = db.session.scalar(body)
    here = [each for each in found if each.column.name == "body" and each.key == number]
    covered = here[0].spans if here else ()
    for point in db.session.scalars(select(Point).where(Point.comment_id == comment.id)):
        if point.start is not None and point.end is not None:
            point.start = moved(point.start, covered)
            point.end = moved(point.end, covered, is_end=True)
    db.session.flush()


def _mark_anew(comment: Comment) -> None:
    """Marks are numbers made of the words: short texts could be guessed from them."""
    own = ShingleBand.comment_id == comment.id
    if db.session.scalar(select(ShingleBand.band).where(own).limit(1)) is None:
        return
    db.session.execute(delete(ShingleBand).where(own))
    first = select(CommentRevision.body, CommentRevision.proposed_text).where(
        CommentRevision.comment_id == comment.id
    )
    text = "\n".join(db.session.execute(first.order_by(CommentRevision.number).limit(1)).one())
    rows = [
        {"consultation_id": comment.consultation_id, "comment_id": comment.id, "band": band}
        for band in sorted(set(marks(compared(text))))
    ]
    if rows:
        db.session.execute(insert(ShingleBand), rows)


def found_in(comment: Comment) -> list[str]:
    """The personal data in what its author wrote, word for word."""
    texts: list[str] = []
    for column in COLUMNS:
        if column.name in OWN:
            texts += db.session.scalars(select(column.text).where(column.comment == comment.id))
    return [text[each.start : each.end] for text in texts for each in find(text or "")]


def of_comment(comment: Comment) -> Sequence[Any]:
    """(Redaction, name of who covered the words or None), the oldest first."""
    query = select(Redaction, Person.name).outerjoin(Person, Person.id == Redaction.decided_by)
    query = query.where(Redaction.comment_id == comment.id)
    return db.session.execute(query.order_by(Redaction.id)).all()


def notes(comment_ids: Sequence[int]) -> Mapping[int, tuple[rules.Words, ...]]:
    """Why words of these comments were covered: each rule once."""
    if not comment_ids:
        return {}
    query = (
        select(Redaction.comment_id, Rule)
        .join(Comment, Comment.id == Redaction.comment_id)
        .join(Rule, (Rule.consultation_id == Comment.consultation_id)
              & (Rule.code == Redaction.reason) & (Rule.edition == Redaction.rules))
        .where(Redaction.comment_id.in_(comment_ids))
        .order_by(Redaction.id)
    )  # fmt: skip
    found: defaultdict[int, dict[Any, None]] = defaultdict(dict)
    for number, rule in db.session.execute(query):
        found[number][rules.words(rule)] = None
    return {number: tuple(each) for number, each in found.items()}
