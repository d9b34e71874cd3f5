"""What the tests of the desk share: its addresses, and comments in every condition."""

from sqlalchemy import insert, update

from consult.comments.models import Comment, CommentRevision
from consult.comments.service import NewComment, receive
from consult.extensions import db
from consult.markup import from_comment
from consult.search import words
from tests.factories import a_place

DESK = "/consultas/politica/moderacion/"


def some_waiting(consultation, count):
    """Comments that wait, "Aporte 1" the oldest; their ids in order."""
    place = a_place(consultation)
    new = [NewComment(place=place, body=f"Aporte {n}") for n in range(1, count + 1)]
    ids = receive(None, consultation, new)
    db.session.commit()
    return ids


def correct(comment, body):
    """Give the comment a second revision, as its author would."""
    html = str(from_comment(body))
    row = {"comment_id": comment.id, "number": 2, "body": body, "body_html": html}
    db.session.execute(insert(CommentRevision).values(search=words(body), **row))
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(revision=2))
    db.session.commit()
