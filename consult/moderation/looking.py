"""What is found out about a comment as it arrives: its hints, and whether it is published at once.

Of many that arrive together, and of all that wait when the watched words change, it is found out by
a job: their language, their hints, and which of them say the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from consult.comments.duplicates import groups, marks, words
from consult.comments.events import comment_corrected, comments_received, status_changed
from consult.comments.language import detect
from consult.comments.models import Comment, CommentRevision, Held, ShingleBand, Status
from consult.comments.service import NewComment, transition
from consult.consultations.models import Consultation, Mode
from consult.extensions import db
from consult.jobs import Report, Write, enqueue, task
from consult.moderation.decisions import keep
from consult.moderation.hints import seen, watched_words
from consult.moderation.listed import in_revision
from consult.moderation.models import CommentHint
from consult.moderation.written import written, written_in
from consult.questions.queries import given

LOOK = "moderation.look"
AT_ONCE = 500
ADD_HINTS = insert(CommentHint)
SEEN_AS_IT_ARRIVES = (Status.UNSIGNED, Status.PENDING)


@comments_received.connect
def look_at_new(
    ids: Sequence[int], *, new: Sequence[NewComment], consultation: Consultation
) -> None:
    """One form at once; a whole file later."""
    if all(each.status not in SEEN_AS_IT_ARRIVES for each in new):
        return
    if len(ids) > 1:
        enqueue(LOOK, consultation_id=consultation.id)
        return
    codes = _codes(consultation.watched_words, written(new[0], new[0], new[0].answers))
    _add(consultation.id, {ids[0]: codes})
    may_pass = new[0].is_institutional and not codes and new[0].held is None
    if may_pass and new[0].status == Status.PENDING:
        _publish_at_once(consultation, db.session.get_one(Comment, ids[0]))


@comment_corrected.connect
def look_again(comment: Comment, **_more: Any) -> None:
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    revision = db.session.scalars(
        select(CommentRevision).where(
            CommentRevision.comment_id == comment.id,
            CommentRevision.number == comment.revision,
        )
    ).one()
    comment.language = detect(f"{revision.body}\n{revision.proposed_text}")
    comment.is_unreviewed = False
    db.session.flush()
    codes = _codes(consultation.watched_words, written_in(comment))
    _store(comment.consultation_id, {comment.id: codes})


@status_changed.connect
def look_at_signed(comment: Comment, *, before: str, after: str) -> None:
    """What another delegate has agreed with arrives at the desk only then."""
    if (before, after) != (Status.UNSIGNED, Status.PENDING) or comment.revision > 1:
        return
    hinted = select(CommentHint.code).where(CommentHint.comment_id == comment.id).limit(1)
    if db.session.scalar(hinted) is None and comment.held is None:
        consultation = db.session.get_one(Consultation, comment.consultation_id)
        _publish_at_once(consultation, comment)


def _publish_at_once(consultation: Consultation, comment: Comment) -> None:
    """Where the consultation says so: what a verified organization says, until somebody looks."""
    if consultation.moderation_mode != Mode.AFTER_VERIFIED or not comment.is_verified:
        return
    before, after = Status.PENDING, Status.PUBLISHED
    if not transition(None, comment, revision=comment.revision, before=before, after=after):
        return
    comment.is_unreviewed = True
    db.session.flush()
    keep(None, comment, revision=comment.revision, before=before, after=after)


def _codes(lines: str, texts: Iterable[str]) -> set[str]:
    return {each.code for each in seen(texts, watched_words(lines))}


def _store(consultation_id: int, found: dict[int, set[str]]) -> None:
    """Their hints, instead of those that they had."""
    ids = list(found)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        gone = delete(CommentHint).where(CommentHint.comment_id.in_(some))
        db.session.execute(gone.execution_options(synchronize_session=False))
    _add(consultation_id, found)


def _add(consultation_id: int, found: dict[int, set[str]]) -> None:
    rows = [
        {"comment_id": each, "code": code, "consultation_id": consultation_id}
        for each, codes in found.items()
        for code in sorted(codes)
    ]
    if rows:
        db.session.connection().execute(ADD_HINTS, rows)


@task(LOOK)
def look_at_all(report: Report, *, consultation_id: int) -> Write:
    """What waits in a consultation: language, hints, and, of what has not been compared yet, which
    say the same."""
    consultation = db.session.get_one(Consultation, consultation_id)
    query = (
        select(Comment, CommentRevision)
        .join(CommentRevision, in_revision)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.status.in_(SEEN_AS_IT_ARRIVES),
        )
        .order_by(Comment.id)
    )
    rows = db.session.execute(query).all()
    hints, languages = dict[int, set[str]](), dict[int, str | None]()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        answers = given([comment.id for comment, _revision in some])
        for comment, revision in some:
            typed = written(comment, revision, answers.get(comment.id, ()))
            hints[comment.id] = _codes(consultation.watched_words, typed)
            languages[comment.id] = detect(f"{revision.body}\n{revision.proposed_text}")
        report(start + len(some), len(rows))
    together, kept = _compared(consultation_id, rows)

    def write() -> None:
        _store(consultation_id, hints)
        _tell_languages(languages)
        _put_together(together)
        if kept:
            db.session.connection().execute(insert(ShingleBand), kept)

    return write


Rows = Sequence[tuple[Comment, CommentRevision]]


def _compared(
    consultation_id: int, rows: Rows
) -> tuple[dict[int, int], list[dict[str, int]]]:
    """Of those that nobody has compared: the first that says the same, for each that says what
    another does; and the marks of the others, for those that are still to come."""
    query = select(ShingleBand.comment_id).where(ShingleBand.consultation_id == consultation_id)
    marked = set(db.session.scalars(query.distinct()))
    fresh = {each.id for each, _ in rows if each.group_id is None and each.id not in marked}
    if not fresh:
        return {}, []
    said = [f"{revision.body}\n{revision.proposed_text}" for _, revision in rows]
    members: dict[int, list[Comment]] = {}
    for (comment, _revision), number in zip(rows, groups(said), strict=True):
        if number is not None:
            members.setdefault(number, []).append(comment)
    together: dict[int, int] = {}
    for each in members.values():
        first = next((old.group_id or old.id for old in each if old.id not in fresh), each[0].id)
        together |= {comment.id: first for comment in each if comment.id in fresh}
        together[first] = first
    kept = [
        {"consultation_id": consultation_id, "band": band, "comment_id": comment.id}
        for (comment, _revision), text in zip(rows, said, strict=True)
        if comment.id in fresh and together.get(comment.id, comment.id) == comment.id
        for band in sorted(set(marks(words(text))))
    ]
    return together, kept


def _put_together(together: dict[int, int]) -> None:
    """Each with the first that says the same; behind the others, but for the first."""
    firsts: dict[int, list[int]] = {}
    for comment_id, first in together.items():
        firsts.setdefault(first, []).append(comment_id)
    for first, ids in firsts.items():
        _set(Comment.id.in_(ids), group_id=first)
        later = Comment.id.in_([each for each in ids if each != first])
        _set(later & Comment.held.is_(None), held=Held.COPY)


def _tell_languages(languages: dict[int, str | None]) -> None:
    by_code: dict[str | None, list[int]] = {}
    for comment_id, code in languages.items():
        by_code.setdefault(code, []).append(comment_id)
    for code, ids in by_code.items():
        for start in range(0, len(ids), AT_ONCE):
            _set(Comment.id.in_(ids[start : start + AT_ONCE]), language=code)


def _set(which: ColumnElement[bool], **values: object) -> None:
    statement = update(Comment).where(which).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
