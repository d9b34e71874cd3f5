"""All that somebody typed in a comment, and the kinds of personal data in it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from consult.comments.models import Comment, CommentRevision
from consult.comments.personal_data import find
from consult.extensions import db
from consult.questions.queries import given


def written(signed: Any, typed: Any, answers: Iterable[Any]) -> list[str]:
    """The body of what is `typed` (a revision), what it proposes, the names that a comment is
    `signed` with, and the `text` of each answer. One that is being received is both."""
    texts = [typed.body, typed.proposed_text, signed.author_name, signed.organization_name]
    return texts + [answer.text for answer in answers]


def written_in(comment: Comment) -> list[str]:
    """The same of a comment as it stands."""
    own = (CommentRevision.comment_id == comment.id, CommentRevision.number == comment.revision)
    revision = db.session.scalars(select(CommentRevision).where(*own)).one()
    return written(comment, revision, given([comment.id]).get(comment.id, ()))


def kinds_in(texts: Iterable[str]) -> list[str]:
    """The kinds of personal data, one for each that is found."""
    return [found.kind for text in texts if text for found in find(text)]
