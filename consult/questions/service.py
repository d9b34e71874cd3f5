"""Every change to questions, and the answers that are stored with a comment.

Changes to the questions of one section wait for each other. A question that was answered keeps
its words for ever: it can be closed, never taken away.
"""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select, update

from consult.audit.service import record
from consult.consultations.service import mark_changed
from consult.drafts.events import section_renamed
from consult.drafts.models import Section, SectionText, Version
from consult.extensions import db, utc_now
from consult.markup import normalise, one_line
from consult.permissions import Actor
from consult.questions.models import Answer, Kind, NewAnswer, Question
from consult.questions.queries import answered
from consult.search import fold

MOST_OPEN = 10
ADD_ANSWERS = insert(Answer)


class QuestionError(Exception):
    """A question that cannot be kept as asked; `reason` is a lazy sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


class AnsweredError(Exception):
    """The question has answers, so it stays as it is."""


class ChangedError(Exception):
    """Someone else changed the question since it was read."""


def add(
    actor: Actor | None, section: Section, *, kind: str, text: str, options: Sequence[str] = ()
) -> Question:
    """A new question, the last of its section; the same one again changes nothing.

    Raises QuestionError.
    """
    asked = _hold(section.id)
    new = Question(
        section_id=section.id,
        position=asked[-1].position + 1 if asked else 0,
        kind=Kind(kind),
        text=one_line(text),
        options=_lines(options),
    )
    open_ones = [question for question in asked if question.is_open]
    for known in open_ones:
        if (known.kind, known.text, known.options) == (new.kind, new.text, new.options):
            return known
    _check_text(new.text, open_ones)
    if len(open_ones) >= MOST_OPEN:
        raise QuestionError(
            _l("Esta sección ya tiene %(most)s preguntas abiertas.", most=MOST_OPEN)
        )
    db.session.add(new)
    _changed(actor, "question.add", new, section)
    return new


def revise(
    actor: Actor | None, question: Question, *, seen: str, text: str, options: Sequence[str] = ()
) -> None:
    """Ask otherwise, while nobody has answered; `seen` is the mark of what was read.

    Sent twice it changes nothing. Raises AnsweredError, ChangedError, QuestionError.
    """
    asked = _hold(question.section_id)
    wanted = (one_line(text), _lines(options))
    if (question.text, question.options) == wanted:
        return
    if answered([question.id]):
        raise AnsweredError
    if question.mark != seen:
        raise ChangedError
    _check_text(wanted[0], [each for each in asked if each.is_open and each is not question])
    question.text, question.options = wanted
    _changed(actor, "question.revise", question)


def place(actor: Actor | None, question: Question, *, at: int) -> None:
    """Put a question at that place among those of its section, from 0."""
    asked = list(_hold(question.section_id))
    before = asked.index(question)
    asked.remove(question)
    asked.insert(at, question)
    if asked.index(question) == before:
        return
    for position, each in enumerate(asked):
        each.position = position
    _changed(actor, "question.place", question, before=str(before), after=str(at))


def close(actor: Actor | None, question: Question) -> None:
    """Take no more answers; those that came are counted on."""
    _hold(question.section_id)
    if question.is_open:
        question.closed_at = utc_now()
        _changed(actor, "question.close", question, before="open", after="closed")


def reopen(actor: Actor | None, question: Question) -> None:
    """Take answers again. Raises QuestionError."""
    others = [each for each in _hold(question.section_id) if each.is_open]
    if question in others:
        return
    _check_text(question.text, others)
    question.closed_at = None
    _changed(actor, "question.reopen", question, before="closed", after="open")


def store_answers(answers: Iterable[tuple[int, Sequence[NewAnswer]]]) -> None:
    """Keep what came with comments, by comment; nothing is asked of the database for none."""
    rows = [
        {
            "comment_id": comment_id,
            "question_id": answer.question_id,
            "choice": answer.choice,
            "text": normalise(answer.text),
        }
        for comment_id, given in answers
        for answer in given
    ]
    if rows:
        db.session.connection().execute(ADD_ANSWERS, rows)


@section_renamed.connect
def _move(_version: Version, *, before: int, after: int) -> None:
    """Questions go with a section that no other text has; else they belong to those as well."""
    others = select(SectionText.id).where(SectionText.section_id == before).limit(1)
    if db.session.scalar(others) is not None:
        return
    there = select(func.count()).where(Question.section_id == after).scalar_subquery()
    db.session.execute(
        update(Question)
        .where(Question.section_id == before)
        .values(section_id=after, position=Question.position + there)
        .execution_options(synchronize_session=False)
    )


def _hold(section_id: int) -> Sequence[Question]:
    """The questions of a section in order, held until the transaction ends: first the section, so
    that two additions wait for each other, then its questions, for whom a form may be waiting."""
    own = select(Section.id).where(Section.id == section_id)
    db.session.execute(own.with_for_update(key_share=True))
    query = select(Question).where(Question.section_id == section_id).order_by(Question.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return sorted(db.session.scalars(query), key=lambda question: question.position)


def _lines(options: Sequence[str]) -> str:
    return "\n".join(one_line(option) for option in options)


def _check_text(text: str, others: Iterable[Question]) -> None:
    if any(fold(text) == fold(other.text) for other in others):
        raise QuestionError(_l("Ya hay una pregunta abierta con ese texto en esta sección."))


def _changed(
    actor: Actor | None,
    action: str,
    question: Question,
    section: Section | None = None,
    **steps: str,
) -> None:
    db.session.flush()
    mark_changed((section or question.section).consultation_id)
    record(actor, action, "question", question.id, **steps)
