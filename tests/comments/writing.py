"""What the tests of the form share: its address, what is stored, and how it is sent."""

from typing import Any

from sqlalchemy import func, select

from consult.comments.models import Anchor, Comment, CommentRevision
from consult.extensions import db
from tests.people import Page, Visitor

FORM = "/consultas/politica/comentar"
PARAGRAPH = FORM + "?parrafo=1.2"  # "Los municipios participarán en la coordinación."
BODY = "Falta decir con qué presupuesto."


def send(visitor: Visitor, path: str = PARAGRAPH, status: int = 303, **typed: Any) -> Page:
    """Open the form, fill it in and send it, encoded as the form says."""
    opened = visitor.get(path)
    encoding = opened.all(".//form")[-1].get("enctype")
    typed = opened.fields() | {"body": BODY} | typed
    return visitor.post(path, typed, status, content_type=encoding)


def stored() -> tuple[Comment, CommentRevision, Anchor]:
    """The only comment there is, read afresh."""
    db.session.expire_all()
    query = (
        select(Comment, CommentRevision, Anchor)
        .join(CommentRevision, CommentRevision.comment_id == Comment.id)
        .join(Anchor, Anchor.comment_id == Comment.id)
    )
    row = db.session.execute(query).one()
    return row[0], row[1], row[2]


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def errors(page: Page) -> dict[str, str]:
    """What the summary says about each field, by the field's name."""
    links = page.all(".//div[@id='errors']//a")
    return {
        (link.get("href") or "").lstrip("#").removesuffix("-0"): (link.tail or "").strip(": ")
        for link in links
    }
