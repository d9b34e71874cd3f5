"""Changing questions: what the drafting team may do to one, and what answers forbid."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from consult.audit.models import AuditEvent
from consult.comments.queries import subject
from consult.comments.sending import send
from consult.comments.service import NewComment
from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.extensions import db
from consult.questions.models import NewAnswer, Question
from consult.questions.queries import of_section
from consult.questions.service import (
    MOST_OPEN,
    AnsweredError,
    ChangedError,
    QuestionError,
    add,
    close,
    place,
    reopen,
    revise,
)
from tests.factories import a_consultation
from tests.questions.asking import (
    ONE,
    SCALE,
    WHEN,
    a_question,
    all_kinds,
    answering,
    questions,
    stored_answers,
)


@pytest.fixture
def consultation(app):
    return a_consultation()


def log() -> list[str]:
    query = db.select(AuditEvent.action).where(AuditEvent.subject_type == "question")
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def revision() -> int:
    db.session.expire_all()
    return db.session.scalars(db.select(Consultation.public_revision)).one()


def test_questions_stand_in_order_with_their_choices(consultation):
    assert [each.position for each in all_kinds(consultation)] == [0, 1, 2, 3]
    assert [each.choices for each in questions()] == [
        {1: "Cada mes", 2: "Cada año"},
        {1: "Jóvenes", 2: "Alcaldías", 3: "Iglesias"},
        {1: "1 · Nada claro", 2: "2", 3: "3", 4: "4", 5: "5 · Muy claro"},
        {},
    ]
    assert log() == ["question.add"] * 4


def test_the_same_question_again_is_one(consultation):
    assert a_question(consultation).id == a_question(consultation, text=f" {WHEN}\n").id
    assert log() == ["question.add"]


def test_two_open_questions_do_not_say_the_same(consultation):
    first = a_question(consultation)
    with pytest.raises(QuestionError):
        a_question(consultation, text=WHEN.upper())
    close(None, first)
    a_question(consultation, **{**SCALE, "text": WHEN})
    with pytest.raises(QuestionError):
        reopen(None, first)
    a_question(consultation, "eje-2")
    assert len(questions()) == 3


def test_a_section_has_only_so_many_open_questions(consultation):
    made = [a_question(consultation, text=f"¿{number}?") for number in range(MOST_OPEN)]
    with pytest.raises(QuestionError):
        a_question(consultation)
    close(None, made[0])
    a_question(consultation)


def test_every_change_is_public_and_logged_and_none_is_not(consultation):
    first, second = a_question(consultation), a_question(consultation, text="¿Y?")
    before = revision()
    for change in (
        lambda: revise(None, first, seen=first.mark, text="¿Cuándo?", options=["Ya", "No"]),
        lambda: place(None, second, at=0),
        lambda: close(None, first),
        lambda: reopen(None, first),
    ):
        change()
        change()
        before += 1
        assert revision() == before
    assert log()[2:] == ["question.revise", "question.place", "question.close", "question.reopen"]
    assert [each.text for each in questions()] == ["¿Y?", "¿Cuándo?"]


def test_a_place_beyond_the_last_is_the_last(consultation):
    first = all_kinds(consultation)[0]
    place(None, first, at=99)
    assert [each.id for each in questions()] == [2, 3, 4, 1]


@pytest.mark.parametrize("status", ["pending", "published", "rejected", "withdrawn"])
def test_what_was_answered_keeps_its_words(consultation, status):
    question = a_question(consultation)
    answering(consultation, (question.id, 1, ""), status=status)
    with pytest.raises(AnsweredError):
        revise(None, question, seen=question.mark, text=WHEN, options=["Nunca", "Ya"])
    close(None, question)
    assert not questions()[0].is_open and questions()[0].choices[1] == "Cada mes"


def test_of_two_who_change_it_the_second_is_told(consultation):
    question = a_question(consultation)
    seen = question.mark
    revise(None, question, seen=seen, text="¿Cuándo?", options=["Ya", "No"])
    with pytest.raises(ChangedError):
        revise(None, question, seen=seen, text="¿Dónde?", options=["Aquí", "Allá"])


def at_once(app, *acts):
    """The class of what each act raised, or None, when all start at the same moment."""
    start = Barrier(len(acts))

    def run(act):
        with app.app_context():
            start.wait()
            try:
                act()
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                return type(error)
            return None

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_added_twice_at_the_same_moment_it_is_one(app, consultation):
    def act():
        add(None, db.session.scalars(db.select(Section).filter_by(key="eje-1")).one(), **ONE)

    assert at_once(app, *[act] * 4) == [None] * 4
    assert len(questions()) == 1


def test_while_it_is_answered_nobody_changes_the_words(app, consultation):
    """Either the answer is to the words that stand, or it came first and they stay."""
    number, mark = a_question(consultation).id, questions()[0].mark

    def answer():
        (question,) = of_section(db.session.get(Question, number).section_id, hold=True)
        if question.mark == mark:
            about = subject(None, db.session.get(Consultation, 1), section="eje-1")
            send(None, about, NewComment(place=about.place, body="", answers=[
                NewAnswer(number, 1)]))  # fmt: skip

    def change():
        revise(None, db.session.get(Question, number), seen=mark, text=WHEN, options=["Ya", "No"])

    outcome = at_once(app, answer, change)
    changed = questions()[0].choices[1] == "Ya"
    assert outcome == [None, None if changed else AnsweredError]
    assert stored_answers() == ([] if changed else [(number, 1, "")])
