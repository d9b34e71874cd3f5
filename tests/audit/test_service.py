"""The log: one row for each act, in the transaction of the act, with codes and never text."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.audit.service import record
from consult.consultations.service import create_consultation
from consult.drafts.service import publish
from consult.extensions import db, utc_now
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation, a_version
from tests.people import make_person
from tests.site.test_faults import breaking

CANARY = "Mi número es 0801-1990-12345 y vivo en la colonia Las Palmas."


def events(**wanted: object) -> list[AuditEvent]:
    query = select(AuditEvent).filter_by(**wanted).order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_a_row_says_who_did_what_to_what_and_when(app: Flask) -> None:
    person = make_person("admin")
    record(person, "test.act", "section", 7, before="pending", after="published", count=3)
    db.session.commit()
    (event,) = events(action="test.act")
    assert (event.actor, event.subject_type, event.subject_id) == (person.id, "section", 7)
    assert (event.before, event.after, event.details) == ("pending", "published", {"count": 3})
    assert abs(utc_now() - event.created_at) < timedelta(minutes=1)


def test_a_visitor_or_a_command_has_no_number(app: Flask) -> None:
    record(None, "test.act", "section", 1)
    db.session.commit()
    (event,) = events(action="test.act")
    assert event.actor is None and event.details == {}


def test_what_is_undone_leaves_no_row(app: Flask) -> None:
    a_comment(a_consultation())
    before = len(events())
    record(None, "test.act", "section", 1)
    db.session.rollback()
    assert len(events()) == before


def test_each_decision_leaves_one_row_of_its_moderator(app: Flask) -> None:
    moderator, consultation = make_person("moderator"), a_consultation()
    for after, reason in (("published", None), ("rejected", "off_topic")):
        comment = a_comment(consultation, status="pending")
        seen = len(events())
        decide(moderator, comment, revision=1, after=after, reason=reason)
        db.session.commit()
        (event,) = events()[seen:]
        assert (event.actor, event.before, event.after) == (moderator.id, "pending", after)
        assert (event.subject_type, event.subject_id) == ("comment", comment.id)


def test_acts_on_drafts_and_consultations_are_in_the_log(app: Flask) -> None:
    drafter = make_person("drafter")
    consultation = a_consultation()
    publish(drafter, a_version(consultation))
    create_consultation(
        drafter, slug="otra", title="Otra", opens=utc_now().date(), closes=utc_now().date()
    )
    db.session.commit()
    mine = {event.action for event in events(actor=drafter.id)}
    assert mine == {"draft.publish", "consultation.create"}
    assert len(events(action="draft.import")) == 2


def test_no_text_and_no_name_gets_into_the_log(app: Flask) -> None:
    moderator, consultation = make_person("moderator"), a_consultation()
    comment = a_comment(consultation, CANARY, status="pending", author_name="Rosa Mejía")
    decide(
        moderator, comment, revision=1, after="rejected", reason="insult", explanation=CANARY
    )
    db.session.commit()
    written = " ".join(
        str([getattr(event, column.name) for column in AuditEvent.__table__.columns])
        for event in events()
    )
    for secret in (CANARY, "0801", "Palmas", "Rosa", moderator.email, moderator.name):
        assert secret not in written


def test_the_log_outlives_the_person(app: Flask) -> None:
    person = make_person("moderator")
    number = person.id
    record(person, "test.act", "section", 1)
    db.session.commit()
    db.session.delete(db.session.get(Person, number))
    db.session.commit()
    assert [event.actor for event in events(action="test.act")] == [number]


def test_whatever_breaks_in_an_act_there_is_a_row_exactly_where_the_act_was_done(
    app: Flask,
) -> None:
    moderator, consultation = make_person("moderator"), a_consultation()
    comment = a_comment(consultation, status="pending")
    at, broken = 0, 0
    while comment.status == "pending":
        at += 1
        number, seen = comment.id, len(events())
        with breaking(at, RuntimeError("broken")):
            try:
                decide(moderator, comment, revision=1, after="published")
                db.session.commit()
            except RuntimeError:
                broken += 1
                db.session.rollback()
        comment = db.session.get_one(type(comment), number)
        assert len(events()) - seen == (comment.status == "published")
    assert broken >= 3
