"""What the tests of one's own contributions share: an author without an account, and addresses."""

from consult.comments.following import follow_hash
from consult.comments.models import Comment
from consult.extensions import db
from tests.factories import a_comment
from tests.people import Visitor

HOME = "/consultas/politica/"
FOLLOW = HOME + "seguimiento"
MINE = HOME + "mis-aportes/"
WORDS = "ábaco leer niñez pared rosa sol yate"


def followed(consultation, body="Falta dinero.", words=WORDS, **kwargs) -> Comment:
    """A contribution that was sent without an account, and can be opened with `words`."""
    kwargs = {"block": "1.2", "status": "pending"} | kwargs
    return a_comment(consultation, body, follow_hash=follow_hash(words), **kwargs)


def open_with(visitor: Visitor, words=WORDS, status=303):
    return visitor.submit(FOLLOW, {"words": words}, status)


def now(comment_id: int) -> Comment:
    """As it stands, read afresh."""
    db.session.expire_all()
    found = db.session.get(Comment, comment_id)
    assert found is not None
    return found
