"""What the tests of questions share: one of each kind beside "Eje 1", and answers to them."""

from typing import Any

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.extensions import db
from consult.questions.models import Answer, Kind, NewAnswer, Question
from consult.questions.service import add
from tests.factories import a_comment
from tests.people import Page, Visitor

LIST = "/consultas/politica/redaccion/preguntas/"
NEW = LIST + "nueva"
FORM = "/consultas/politica/comentar?seccion=eje-1"
CHAPTER = "/consultas/politica/texto/eje-1"
WHEN, WHICH = "¿Cada cuánto debe reunirse el Consejo?", "¿Quiénes faltan?"
HOW_CLEAR, WHAT_ELSE = "¿Qué tan claro es?", "¿Qué falta?"
ONE = {"kind": Kind.ONE, "text": WHEN, "options": ["Cada mes", "Cada año"]}
SEVERAL = {"kind": Kind.SEVERAL, "text": WHICH, "options": ["Jóvenes", "Alcaldías", "Iglesias"]}
SCALE = {"kind": Kind.SCALE, "text": HOW_CLEAR, "options": ["Nada claro", "Muy claro"]}
OPEN = {"kind": Kind.OPEN, "text": WHAT_ELSE}


def a_question(consultation: Consultation, section: str = "eje-1", **said: Any) -> Question:
    home = db.session.scalars(
        db.select(Section).filter_by(consultation_id=consultation.id, key=section)
    ).one()
    made = add(None, home, **(said if "kind" in said else ONE | said))
    db.session.commit()
    return made


def all_kinds(consultation: Consultation) -> list[Question]:
    return [a_question(consultation, **said) for said in (ONE, SEVERAL, SCALE, OPEN)]


def answering(consultation: Consultation, *answers: tuple[int, int, str], **said: Any) -> Comment:
    """A comment on "Eje 1" that comes with answers: (question, choice, words)."""
    given = [NewAnswer(*answer) for answer in answers]
    return a_comment(consultation, **{"section": "eje-1", "answers": given} | said)


def press(drafter: Visitor, path: str, data: dict[str, str], status: int = 303) -> Page:
    """One of the buttons of the list."""
    token = drafter.get(NEW).fields()["csrf_token"]
    return drafter.post(path, {"csrf_token": token} | data, status)


def stored_answers() -> list[tuple[int, int, str]]:
    """(question, choice, words) of every answer, read afresh."""
    db.session.expire_all()
    query = db.select(Answer).order_by(Answer.comment_id, Answer.question_id, Answer.choice)
    return [(each.question_id, each.choice, each.text) for each in db.session.scalars(query)]


def questions() -> list[Question]:
    db.session.expire_all()
    query = db.select(Question).order_by(Question.section_id, Question.position)
    return list(db.session.scalars(query))
