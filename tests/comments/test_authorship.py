"""Who wrote a comment: under which code they appear, who finds them again, and what the log says.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.comments import participants
from consult.comments.authorship import author_of, is_author, recorded
from consult.comments.models import Comment, Exposure, Participant
from consult.comments.participants import ALPHABET, NAME, name_in
from consult.comments.service import NewComment, receive, transition
from consult.consultations.models import Consultation
from consult.extensions import db
from tests.factories import a_comment, a_consultation, a_place
from tests.people import make_person

HIDDEN = [Exposure.CODED, Exposure.ORGANIZATION]


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def rosa(app):
    return make_person("participant", name="Rosa Mejía")


def coded(consultation, person, **kwargs):
    return a_comment(
        consultation, author_id=person.id, exposure=Exposure.CODED, author_name="Rosa", **kwargs
    )


def test_a_code_stays_through_a_consultation_and_goes_no_further(consultation, rosa):
    first, again = coded(consultation, rosa), coded(consultation, rosa)
    elsewhere = coded(a_consultation("otra"), rosa)
    code = first.author_name.removeprefix(NAME)
    assert len(code) == 4 and set(code) <= set(ALPHABET)
    assert again.author_name == first.author_name
    assert elsewhere.author_key != first.author_key
    keys = db.session.scalars(select(Participant.author_key)).all()
    assert sorted(keys) == sorted([first.author_key, elsewhere.author_key])


def test_a_code_that_is_taken_is_given_to_nobody_else(consultation, monkeypatch):
    codes = iter(["7K2M", "7K2M", "7K2M", "3C4D"])
    monkeypatch.setattr(participants, "new_code", lambda: next(codes))
    assert name_in(consultation.id, "a" * 32) == "Participante 7K2M"
    assert name_in(consultation.id, "b" * 32) == "Participante 3C4D"
    assert name_in(consultation.id, "a" * 32) == "Participante 7K2M"


def test_of_two_first_comments_at_once_both_have_one_code(app, consultation, rosa):
    number, person = consultation.id, rosa.id
    place, start = a_place(consultation), Barrier(2)
    db.session.remove()

    def send(body):
        with app.app_context():
            start.wait()
            new = NewComment(place=place, body=body, author_id=person, exposure=Exposure.CODED)
            receive(None, db.session.get(Consultation, number), [new])
            db.session.commit()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, ["Uno.", "Dos."]))
    names = db.session.scalars(select(Comment.author_name)).all()
    assert len(names) == 2 and len(set(names)) == 1


@pytest.mark.parametrize("exposure", HIDDEN)
def test_who_is_not_named_is_found_and_not_told(consultation, rosa, exposure):
    comment = a_comment(consultation, author_id=rosa.id, exposure=exposure)
    named = a_comment(consultation, author_id=rosa.id)
    assert comment.author_id is None and named.author_id == rosa.id
    assert is_author(rosa, comment) and author_of(comment) == rosa
    # The named one beside it does not tell whose the other is.
    assert comment.author_key != named.author_key
    other = make_person("drafter")
    assert not is_author(other, comment) and not is_author(None, comment)


@pytest.mark.parametrize("exposure", Exposure)
def test_the_log_names_an_author_only_where_the_comment_does(consultation, rosa, exposure):
    new = NewComment(
        place=a_place(consultation), body="x", author_id=rosa.id, exposure=exposure
    )
    (number,) = receive(rosa, consultation, [new])
    comment = db.session.get(Comment, number)
    transition(rosa, comment, revision=1, before="pending", after="withdrawn")
    actors = db.session.scalars(
        select(AuditEvent.actor).where(AuditEvent.subject_type == "comment")
    ).all()
    assert set(actors) == {rosa.id if exposure == Exposure.NAME else None}


def test_the_log_names_whoever_else_acts(consultation, rosa, moderator):
    comment = coded(consultation, rosa, status="pending")
    assert recorded(moderator.person, comment) is moderator.person
    receive(moderator.person, consultation, [NewComment(
        place=a_place(consultation), body="x", author_id=rosa.id, exposure=Exposure.CODED
    )])  # fmt: skip
    query = select(AuditEvent.actor).where(AuditEvent.action == "comment.receive")
    assert db.session.scalars(query.order_by(AuditEvent.id.desc())).first() == moderator.person.id
