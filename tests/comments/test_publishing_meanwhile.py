"""What others do to comments while a version is being published waits, and then sees it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Anchor, Comment, Review, Tally
from consult.comments.reviewing import Verdict, settle
from consult.consultations.models import Consultation
from consult.drafts.service import publish
from consult.extensions import db
from consult.moderation.service import decide
from consult.reports.service import import_comments
from tests.comments.test_reviewing import FIRST, SECOND
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.people import make_person

LONG_ENOUGH = 0.5  # for another to go as far as it can


@pytest.fixture
def beside(app: Flask) -> Iterator[Callable[..., Future[Any]]]:
    """Do something in a transaction of its own, until it waits for someone."""
    with ThreadPoolExecutor(1) as threads:

        def run(change: Callable[..., Any], *arguments: Any) -> Any:
            with app.app_context():
                done = change(*arguments)
                db.session.commit()
                return done

        def begin(*work: Any) -> Future[Any]:
            future = threads.submit(run, *work)
            time.sleep(LONG_ENOUGH)
            return future

        yield begin


def approve(moderator_id: int, comment_id: int) -> None:
    comment = db.session.get_one(Comment, comment_id)
    decide(db.session.get_one(Person, moderator_id), comment, revision=1, after="published")


def confirm(drafter_id: int, consultation_id: int, anchor_ids: list[int]) -> int:
    consultation = db.session.get_one(Consultation, consultation_id)
    drafter = db.session.get_one(Person, drafter_id)
    return settle(drafter, consultation, anchor_ids, verdict=Verdict.CONFIRM)


def bring_one(consultation_id: int) -> int:
    consultation = db.session.get_one(Consultation, consultation_id)
    rows = [(2, {"id": "a", "body": "Texto."})]
    return import_comments(None, consultation, rows, status="published").imported


def test_what_is_approved_meanwhile_is_shown_and_counted_in_the_new_version(
    app: Flask, beside: Callable[..., Future[Any]]
) -> None:
    consultation = a_consultation()
    comment_id = a_comment(consultation, block="1.1", status="pending").id
    moderator_id = make_person("moderator").id
    publish(None, a_version(consultation, DRAFT))
    version_id = consultation.current_version_id
    decision = beside(approve, moderator_id, comment_id)
    db.session.commit()
    decision.result()
    anchors = select(Anchor.public).where(Anchor.comment_id == comment_id)
    assert db.session.scalars(anchors).all() == [True, True]
    tally = select(Tally.published).where(Tally.version_id == version_id, Tally.block_id == 0)
    assert db.session.scalars(tally).all() == [1]


def test_what_is_placed_meanwhile_is_told_to_have_been_overtaken(
    app: Flask, beside: Callable[..., Future[Any]]
) -> None:
    consultation = a_consultation(draft=FIRST)
    a_comment(consultation, block="1.1")
    publish(None, a_version(consultation, SECOND), deferral="Después.")
    db.session.commit()
    waiting = select(Anchor.id).where(Anchor.review == Review.WAITING)
    ids, drafter_id = list(db.session.scalars(waiting)), make_person("drafter").id
    publish(None, a_version(consultation, SECOND + "\n\nUn párrafo más.\n"))
    placed = beside(confirm, drafter_id, consultation.id, ids)
    db.session.commit()
    assert ids and placed.result() == 0
    assert db.session.scalars(select(Anchor.review).where(Anchor.id.in_(ids))).all() == ["waiting"]


def test_what_is_imported_meanwhile_stands_in_the_new_version(
    app: Flask, beside: Callable[..., Future[Any]]
) -> None:
    consultation = a_consultation()
    publish(None, a_version(consultation, DRAFT))
    version_id = consultation.current_version_id
    brought = beside(bring_one, consultation.id)
    db.session.commit()
    assert brought.result() == 1
    anchors = select(Anchor.public).where(Anchor.version_id == version_id)
    assert db.session.scalars(anchors).all() == [True]
