"""Topics for tests, made through the services and committed."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import select

from consult.comments.models import Comment, Point
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.topics.models import Topic
from consult.topics.service import assign, create


def a_topic(
    consultation: Consultation, name: str = "Niñez", parent: Topic | None = None, **kwargs: Any
) -> Topic:
    topic = create(None, consultation, name=name, parent=parent, **kwargs)
    db.session.commit()
    return topic


def point_of(comment: Comment) -> int:
    """The point that covers the comment."""
    return db.session.scalars(select(Point.id).where(Point.comment_id == comment.id)).one()


def put(comment: Comment, *topics: Topic) -> None:
    """Topics on a comment, committed."""
    assign(None, [point_of(comment)], [topic.id for topic in topics])
    db.session.commit()


def together(app: Flask, *acts: Callable[[], Any]) -> Sequence[Any]:
    """Do all acts at once, each in a transaction of its own; what each returned or raised."""
    db.session.rollback()
    start, results = Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        with app.app_context():
            start.wait(5)
            try:
                results[place] = acts[place]()
                db.session.commit()
            except Exception as error:  # what was raised is what the test looks at
                results[place] = error
                db.session.rollback()
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
