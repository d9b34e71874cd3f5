"""Reports by readers: who may, what is stored, and that they bring forward and hide nothing."""

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.comments.service import transition
from consult.extensions import db
from consult.moderation.models import Decision, Report
from consult.moderation.reporting import report, waiting
from consult.moderation import rules
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.people import Visitor, sign_in

HOME = "/consultas/politica/"
LIST = DESK + "avisos"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def comment(consultation):
    return a_comment(consultation, "Opino esto.", block="1.2")


@pytest.fixture
def page(comment):
    return f"{HOME}aportes/{comment.folio}/avisar"


def some(comment, count, **made):
    with meanwhile():
        rule = rules.one(comment.consultation_id, "insult")
        for _each in range(count):
            report(db.session.get(Comment, comment.id), rule=rule, **made)


def outcomes():
    db.session.expire_all()
    return db.session.scalars(select(Report.outcome).order_by(Report.id)).all()


def test_anybody_reports_once_a_day_and_nothing_of_them_is_stored(app, visitor, comment, page):
    assert page in visitor.get(f"{HOME}aportes/{comment.folio}").text
    done = visitor.submit(page, {"reason": "insult", "text": "Mire el final."})
    assert "Recibimos su aviso" in visitor.get(done.location).words()
    again = Visitor(app).submit(page, {"reason": "insult", "text": "Otra vez."}, status=429)
    assert "ya se avisó hoy" in again.words() and again.fields()["text"] == "Otra vez."
    row = db.session.execute(select(Report.__table__)).mappings().one()
    assert (row["reason"], row["rules"], row["text"]) == ("insult", 1, "Mire el final.")
    assert [name for name, value in row.items() if value is None] == [
        "outcome", "decided_by", "decided_at",
    ] or row["held"]  # fmt: skip


def test_what_a_machine_sends_is_kept_and_moves_nothing_up(visitor, moderator, comment, page):
    visitor.submit(page, {"reason": "insult", "asunto": "x"})
    assert db.session.scalar(select(Report.held)) == "trap"
    assert "parece de una máquina" in moderator.get(f"{LIST}/{comment.folio}").words()


HALF = [({}, "Elija la regla"), ({"reason": "x"}, "Elija la regla"),
        ({"reason": "insult", "text": "ñ" * 1001}, "hasta 1,000 caracteres")]  # fmt: skip


def test_half_a_report_is_asked_again(visitor, page):
    for typed, message in HALF:
        again = visitor.submit(page, typed, status=422)
        assert message in again.words() and again.fields()["text"] == typed.get("text", "")
    assert outcomes() == []


def test_only_what_is_published_can_be_reported(visitor, consultation):
    statuses = ("pending", "rejected", "returned", "withdrawn", "unsigned")
    folios = [a_comment(consultation, status=status).folio for status in statuses]
    for folio in folios:
        visitor.get(f"{HOME}aportes/{folio}/avisar", status=404)
    visitor.get(f"{HOME}aportes/POL-9999/avisar", status=404)


def test_however_many_hide_nothing_and_come_first(visitor, moderator, consultation, comment):
    other = a_comment(consultation, "Otro.")
    some(comment, 1)
    some(other, 30)
    some(a_comment(consultation, "De máquinas."), 40, held="quick")
    rows = waiting(moderator.person, consultation)
    assert [row.reports for row in rows] == [30, 1, 40]
    assert "Otro." in visitor.get(HOME + "aportes/").words(".//main")
    assert "30 avisos" in moderator.get(LIST).words(".//main")


def test_it_stays_with_a_reason(moderator, comment):
    some(comment, 2, text="Feo.")
    case = f"{LIST}/{comment.folio}"
    assert "Feo." in moderator.get(case).words()
    moderator.submit(case, {"outcome": "kept"}, status=422)
    moderator.submit(case, {"outcome": "kept", "explanation": "Critica a una institución."})
    assert outcomes() == ["kept", "kept"]
    assert db.session.get(Comment, comment.id).status == "published"
    assert "Nadie ha avisado" in moderator.get(LIST).words()


def test_it_is_rejected_by_a_rule(moderator, visitor, comment):
    some(comment, 2)
    case = f"{LIST}/{comment.folio}"
    moderator.submit(case, {"outcome": "rejected"}, status=422)
    moderator.submit(case, {"outcome": "rejected", "reason": "insult"})
    assert outcomes() == ["rejected", "rejected"]
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.before, decision.after, decision.reason) == ("published", "rejected", "insult")
    assert "Opino esto." not in visitor.get(HOME + "aportes/").text


def test_a_second_person_is_needed_here_too(app, moderator, consultation, comment):
    consultation.second_moderator = True
    some(comment, 1)
    case, typed = f"{LIST}/{comment.folio}", {"outcome": "rejected", "reason": "insult"}
    moderator.submit(case, typed)
    assert outcomes() == [None] and "Usted propuso rechazarlo" in moderator.get(case).words()
    with meanwhile():
        second = sign_in(app, "moderator", "segunda@ejemplo.hn")
    second.submit(case, typed)
    assert outcomes() == ["rejected"]


def test_who_comes_late_is_told(moderator, comment):
    some(comment, 1)
    case = f"{LIST}/{comment.folio}"
    typed = moderator.get(case).fields() | {"outcome": "kept", "explanation": "Sí."}
    with meanwhile():
        transition(None, db.session.get(Comment, comment.id), revision=1, before="published",
                   after="withdrawn")  # fmt: skip
    assert "Otra persona decidió antes" in moderator.post(case, typed, status=409).words()
    assert outcomes() == ["lapsed"]


def test_nobody_decides_on_reports_of_their_own_words(moderator, consultation):
    comment = a_comment(consultation, author_id=moderator.person.id)
    some(comment, 1)
    token = moderator.get(LIST).fields(0)
    typed = token | {"outcome": "kept", "explanation": "Sí.", "revision": "1"}
    moderator.post(f"{LIST}/{comment.folio}", typed, status=403)
    assert outcomes() == [None]


def test_covering_words_answers_the_reports(moderator, comment):
    some(comment, 1, text="Dice opino.")
    page = f"{DESK}{comment.folio}/tapar"
    moderator.submit(page, {"words": "opino", "reason": "insult", "step": "tapar"})
    assert outcomes() == ["covered"]
    assert db.session.scalar(select(Report.text)) == "Dice ▮▮▮."


def test_strangers_see_no_reports(participant, drafter, visitor, comment):
    for person, status in ((participant, 404), (drafter, 404), (visitor, 302)):
        person.get(LIST, status=status)
        person.get(f"{LIST}/{comment.folio}", status=status)
