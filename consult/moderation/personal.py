"""Personal data in all that a comment would show."""

from sqlalchemy import select

from consult.comments.models import Comment, CommentRevision
from consult.comments.personal_data import find
from consult.extensions import db
from consult.questions.models import Answer


def kinds_in(comment: Comment) -> list[str]:
    """The kinds of personal data in it, one for each that was found."""
    query = select(CommentRevision.body, CommentRevision.proposed_text).where(
        CommentRevision.comment_id == comment.id, CommentRevision.number == comment.revision
    )
    written = [comment.author_name, comment.organization_name]
    for texts in db.session.execute(query):
        written += texts
    written += db.session.scalars(select(Answer.text).where(Answer.comment_id == comment.id))
    return [found.kind for text in written if text for found in find(text)]
