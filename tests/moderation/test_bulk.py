"""Many at once: put together, looked at, decided one by one, a result for each, and undone."""

import pytest
from sqlalchemy import func, select

from consult.approvals.models import Approval
from consult.comments.models import Comment
from consult.extensions import db, utc_now
from consult.moderation import claims
from consult.moderation.models import Batch, Decision
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, correct, some_waiting
from tests.moderation.test_held import together
from tests.people import sign_in

LOT = DESK + "lotes/1"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def colleague(app):
    return sign_in(app, "moderator", "ana@ejemplo.hn")


def prepare(who, ids, query="", **more):
    token = who.get(DESK).fields(0)["csrf_token"]
    typed = {"csrf_token": token, "aporte": [str(each) for each in ids], **more}
    return who.post(DESK + "lotes/" + query, typed)


def answer(who, status=303, **typed):
    fields = who.get(LOT).fields()
    return who.post(LOT, fields | typed, status)


def statuses():
    db.session.expire_all()
    return list(db.session.scalars(select(Comment.status).order_by(Comment.id)))


def test_what_is_ticked_is_shown_before_anything_is_decided(moderator, consultation):
    some_waiting(consultation, 3)
    assert prepare(moderator, [1, 3]).location == LOT
    page = moderator.get(LOT)
    assert page.words().count("se decidirá") == 2 and "Aporte 2" not in page.words()
    assert statuses() == ["pending"] * 3


def test_all_are_decided_and_all_are_undone(moderator, consultation):
    some_waiting(consultation, 3)
    prepare(moderator, [1, 2, 3])
    answer(moderator, decision="published")
    assert "Aprobados: 3 de 3" in moderator.get(LOT).words()
    assert statuses() == ["published"] * 3
    moderator.submit(LOT, {})
    assert statuses() == ["pending"] * 3
    token = moderator.get(DESK).fields(0)["csrf_token"]
    late = moderator.post(LOT + "/deshacer", {"csrf_token": token}, 409)
    assert "Ya no se puede deshacer" in late.words()


def test_each_that_cannot_be_decided_says_why(moderator, colleague, consultation):
    some_waiting(consultation, 3)
    a_comment(consultation, status="pending", author_id=moderator.person.id)
    a_comment(consultation, "Llámeme al 9988-7766.", status="pending")
    some_waiting(consultation, 1)
    prepare(moderator, range(1, 7))
    with meanwhile():
        decide(colleague.person, db.session.get(Comment, 1), revision=1, after="published")
        correct(db.session.get(Comment, 2), "Otro texto.")
        claims.take(colleague.person, db.session.get(Comment, 3), now=utc_now())
    answer(moderator, decision="published")
    codes = db.session.scalars(select(Batch)).one().results
    assert list(codes.values()) == [
        "decided", "corrected", "claimed", "own", "personal", "done",
    ]  # fmt: skip
    assert statuses() == ["published", "pending", "pending", "pending", "pending", "published"]
    assert "9988" not in moderator.get(LOT).text


HALF = [
    ({"decision": "rejected"}, "Elija el motivo por el que no se publican."),
    ({"decision": "published", "reason": "spam"}, "Marcó un motivo"),
    ({"decision": "x"}, "Elija aprobar o rechazar."),
    ({"decision": "published", "explanation": "á" * 2001}, "hasta 2,000 caracteres"),
]


def test_half_an_answer_is_asked_again(moderator, consultation):
    some_waiting(consultation, 2)
    prepare(moderator, [1, 2])
    for typed, message in HALF:
        assert message in answer(moderator, 422, **typed).words()
    assert statuses() == ["pending"] * 2


def test_nothing_ticked_is_told(moderator, consultation):
    some_waiting(consultation, 1)
    for ids in ([], ["x", "-1", "9" * 30], [77]):
        assert prepare(moderator, ids).location == DESK
        assert "Marque al menos un aporte" in moderator.get(DESK).words()


def test_all_of_a_filter_are_taken_up_to_two_hundred(moderator, consultation):
    some_waiting(consultation, 203)
    question = a_comment(consultation, status="pending", kind="question")
    prepare(moderator, [], "?tipo=comment", todos="1")
    items = db.session.scalars(select(Batch)).one().items
    assert len(items) == 200 and question.id not in dict(items)


def test_sending_it_twice_decides_once(moderator, consultation):
    some_waiting(consultation, 2)
    prepare(moderator, [1, 2])
    typed = moderator.get(LOT).fields() | {"decision": "published"}
    moderator.post(LOT, typed)
    moderator.post(LOT, typed, 409)
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 2


@pytest.fixture
def many(moderator, consultation):
    """Twenty-one, of which a rejection was asked for."""
    some_waiting(consultation, 21)
    prepare(moderator, range(1, 22))
    missing = answer(moderator, 422, decision="rejected", reason="spam")
    assert "Escriba por qué rechazarlos" in missing.words()
    answer(moderator, decision="rejected", reason="spam", why="Es una máquina.")


def test_more_than_twenty_are_rejected_by_two(moderator, colleague, many):
    assert statuses() == ["pending"] * 21
    own = moderator.get(LOT)
    assert "lo confirma otra persona" in own.words()
    answer(moderator, 409, decision="confirm")
    assert "Es una máquina." in colleague.get(LOT).words()
    answer(colleague, decision="confirm")
    assert statuses() == ["rejected"] * 21
    deciders = db.session.scalars(select(Decision.decided_by).distinct()).all()
    assert deciders == [moderator.person.id]
    assert db.session.scalars(select(Approval)).one().decided_by == colleague.person.id


def test_the_second_may_say_no(moderator, colleague, many):
    answer(colleague, decision="refuse")
    assert statuses() == ["pending"] * 21
    assert "Otra persona no lo confirmó" in moderator.get(LOT).words()


def test_a_group_is_read_together_with_how_many_it_is_of(moderator, consultation):
    made = {"organization_name": "Red Ñu", "organization_kind": "community"}
    texts = ("Exijo agua para el barrio ya.", "Exijo agua para mi barrio ya.")
    letters = [a_comment(consultation, each, status="pending") for each in texts]
    letters.append(a_comment(consultation, texts[0], status="pending", **made))
    together(letters)
    page = moderator.get(DESK + "grupos/POL-0002")
    assert "2 personas, 1 organización" in page.words()
    assert "para [eliminado: el][agregado: mi] barrio" in page.words()
    ticked = [each.get("value") for each in page.all(".//input[@name='aporte']")]
    assert ticked == ["1", "2", "3"]


def test_strangers_find_none_of_it(app, participant, drafter, visitor, moderator, consultation):
    some_waiting(consultation, 1)
    prepare(moderator, [1])
    with meanwhile():
        a_consultation("otra")
    for path in (LOT, DESK + "grupos/POL-0001"):
        for person, status in ((participant, 404), (drafter, 404), (visitor, 302)):
            person.get(path, status)
    moderator.get("/consultas/otra/moderacion/lotes/1", 404)
