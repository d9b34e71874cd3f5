"""Reading questions and answers. Questions are as public as their section; who counts answers
says which comments count (`which`, a condition on Answer)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, distinct, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.drafts.models import Section, SectionText
from consult.extensions import db
from consult.permissions import Actor, allows
from consult.questions.models import WORDS, Answer, Kind, NewAnswer, Question
from consult.questions.results import PEOPLE, Result, result


class Given(NamedTuple):
    """What a comment answered to one question: words of the choices, or words of its own."""

    question: str
    kind: str
    choices: tuple[str, ...]
    text: str


def of_section(section_id: int, *, hold: bool = False) -> Sequence[Question]:
    """The questions of a section in order; `hold` keeps them as they are until the transaction
    ends. They are locked by id, so that two who do it never wait for each other."""
    query = select(Question).where(Question.section_id == section_id).order_by(Question.id)
    if hold:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    found = db.session.scalars(query).all()
    return sorted(found, key=lambda question: question.position)


def of_consultation(consultation: Consultation) -> Sequence[Question]:
    """Every question, in the order of each section, with its section."""
    query = (
        select(Question)
        .join(Section, Section.id == Question.section_id)
        .where(Section.consultation_id == consultation.id)
        .order_by(Question.section_id, Question.position, Question.id)
        .options(joinedload(Question.section))
    )
    return db.session.scalars(query).all()


def beside(section_text_ids: Collection[int]) -> Mapping[int, Sequence[Question]]:
    """The questions of sections as they stand in one version, by section text."""
    query = (
        select(SectionText.id, Question)
        .join(Question, Question.section_id == SectionText.section_id)
        .where(SectionText.id.in_(section_text_ids))
        .order_by(Question.position, Question.id)
    )
    found: defaultdict[int, list[Question]] = defaultdict(list)
    for section_text_id, question in db.session.execute(query):
        found[section_text_id].append(question)
    return found


def by_id(viewer: Actor, consultation: Consultation, question_id: int) -> Question | None:
    """One question, to be changed."""
    if not allows(viewer, "draft.manage", consultation.slug):
        return None
    query = (
        select(Question)
        .join(Section, Section.id == Question.section_id)
        .where(Section.consultation_id == consultation.id, Question.id == question_id)
    )
    return db.session.scalar(query)


def answered(question_ids: Collection[int]) -> set[int]:
    """Which of these questions have an answer, published or not."""
    query = select(Question.id).where(
        Question.id.in_(question_ids),
        select(Answer).where(Answer.question_id == Question.id).exists(),
    )
    return set(db.session.scalars(query))


def results(questions: Sequence[Question], which: ColumnElement[bool]) -> dict[int, Result]:
    """What was answered to these questions in the comments that count, by question."""
    if not questions:
        return {}
    several = [question.id for question in questions if question.kind == Kind.SEVERAL]
    by_choice = (
        select(Answer.question_id, Answer.choice, func.count())
        .where(Answer.question_id.in_([question.id for question in questions]), which)
        .group_by(Answer.question_id, Answer.choice)
    )
    people = (
        select(Answer.question_id, literal(PEOPLE), func.count(distinct(Answer.comment_id)))
        .where(Answer.question_id.in_(several), which)
        .group_by(Answer.question_id)
    )
    counts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for question_id, choice, count in db.session.execute(union_all(by_choice, people)):
        counts[question_id][choice] = count
    return {question.id: result(question, counts[question.id]) for question in questions}


def answers_of(comment_id: int) -> set[NewAnswer]:
    """As they came with the comment."""
    query = select(Answer.question_id, Answer.choice, Answer.text)
    rows = db.session.execute(query.where(Answer.comment_id == comment_id))
    return {NewAnswer(*row) for row in rows}


def given(comment_ids: Collection[int]) -> Mapping[int, tuple[Given, ...]]:
    """What each of these comments answered, question by question; those without are left out."""
    query = (
        select(Answer, Question)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.comment_id.in_(comment_ids))
        .order_by(Answer.comment_id, Question.position, Question.id, Answer.choice)
    )
    rows: defaultdict[tuple[int, Question], list[Answer]] = defaultdict(list)
    for answer, question in db.session.execute(query) if comment_ids else ():
        rows[answer.comment_id, question].append(answer)
    found: dict[int, tuple[Given, ...]] = {}
    for (comment_id, question), answers in rows.items():
        found[comment_id] = (*found.get(comment_id, ()), _given(question, answers))
    return found


def _given(question: Question, answers: Sequence[Answer]) -> Given:
    words = question.choices
    chosen = tuple(words[answer.choice] for answer in answers if answer.choice != WORDS)
    return Given(question.text, question.kind, chosen, "".join(each.text for each in answers))
