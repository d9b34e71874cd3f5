"""The desk with groups, what was held back, and personal data."""

import pytest
from sqlalchemy import select, update

from consult.audit.models import AuditEvent
from consult.comments.models import Comment
from consult.extensions import db
from tests.comments.writing import PARAGRAPH
from tests.factories import a_comment, a_consultation
from tests.moderation.desk import DESK

PHONE = "Llámenme al 9988-7766 para contarles más."
SHOW = DESK + "POL-0001/datos"


@pytest.fixture
def consultation(app):
    return a_consultation()


def wait(consultation, *bodies, **kwargs):
    return [a_comment(consultation, body, status="pending", **kwargs) for body in bodies]


def listed(page):
    return [item.findtext(".//p") for item in page.all(".//ol[@class='queue']/li")]


def together(comments, held="copy"):
    """The first with its copies."""
    ids = [each.id for each in comments]
    db.session.execute(update(Comment).where(Comment.id.in_(ids)).values(group_id=ids[0]))
    copies = update(Comment).where(Comment.id.in_(ids[1:])).values(held=held)
    db.session.execute(copies)
    db.session.commit()


def test_a_group_is_one_row_with_its_size(moderator, consultation):
    together(wait(consultation, "Carta", "Carta.", "Carta!"))
    wait(consultation, "Otro")
    page = moderator.get(DESK)
    assert listed(page) == ["Carta", "Otro"]
    assert "3 iguales o casi" in page.words() and "Detrás de los demás" not in page.words()


def test_a_number_is_covered_where_the_list_cuts_the_text(moderator, consultation):
    wait(consultation, "Digo. " * 39 + "0801-1990-12345 es mi número.")
    (shown,) = listed(moderator.get(DESK))
    assert len(shown) == 240 and "▮" in shown and "0801" not in shown


def test_the_case_lists_the_others_of_its_group(moderator, consultation):
    together(wait(consultation, "Carta", "Carta."))
    page = moderator.get(DESK + "POL-0001")
    assert "POL-0002" in page.words(".//details")
    other = moderator.get(DESK + "POL-0002")
    assert "POL-0001" in other.words(".//details") and "Espera detrás" in other.words()


def test_what_was_held_back_comes_last_by_reason(moderator, consultation):
    wait(consultation, "Máquina", "Otra máquina", held="trap")
    wait(consultation, "Persona")
    page = moderator.get(DESK)
    assert listed(page) == ["Persona"]
    assert "Llenaron un campo que las personas no ven (2)" in page.words()
    behind = moderator.get(DESK + "?apartados=trap")
    assert listed(behind) == ["Máquina", "Otra máquina"]
    for unknown in ("x", "", "quick'--"):
        moderator.get(DESK + f"?apartados={unknown}")


def test_the_next_one_is_of_the_others_first(moderator, consultation):
    wait(consultation, "Máquina", held="quick")
    wait(consultation, "Persona", "Otra persona")
    page = moderator.submit(DESK + "POL-0003", {"decision": "published"})
    assert page.location.endswith("POL-0001")  # none of the others is behind it
    page = moderator.submit(DESK + "POL-0001", {"decision": "published"})
    assert page.location.endswith("POL-0002")


def test_personal_data_is_covered_everywhere_on_the_desk(moderator, consultation):
    wait(consultation, PHONE, author_name="Ana 0801-1990-12345")
    wait(consultation, "Otro")
    for address in (DESK, DESK + "POL-0001", DESK + "POL-0002"):
        page = moderator.get(address)
        assert "9988" not in page.text and "0801" not in page.text
        assert "▮▮▮▮-▮▮▮▮" in page.words()


def test_who_shows_it_is_written_down(moderator, consultation):
    wait(consultation, PHONE)
    page = moderator.submit(DESK + "POL-0001", {}, status=200, form=1)
    assert "9988-7766" in page.words()
    assert "9988" not in moderator.get(DESK + "POL-0001").text
    actions = select(AuditEvent.actor).where(AuditEvent.action == "comment.personal_data.show")
    assert db.session.scalars(actions).all() == [moderator.person.id]
    moderator.get(SHOW, status=405)


def test_who_does_not_moderate_cannot_show_it(participant, visitor, consultation):
    wait(consultation, PHONE)
    for person, status in ((participant, 404), (visitor, 401)):
        token = person.get(PARAGRAPH).fields()["csrf_token"]
        person.post(SHOW, {"csrf_token": token}, status)


def test_it_is_published_once_somebody_says_why(moderator, consultation):
    wait(consultation, PHONE)
    for resolution in ("", "otra"):
        typed = {"decision": "published", "resolution": resolution}
        page = moderator.submit(DESK + "POL-0001", typed, status=422)
        assert "Diga por qué se publica" in page.words()
    typed = {"decision": "published", "resolution": "public"}
    moderator.submit(DESK + "POL-0001", typed)
    step = select(AuditEvent.details).where(
        AuditEvent.action == "comment.personal_data.publish"
    )
    assert db.session.scalar(step) == {"reason": "public", "revision": 1}


def test_it_is_rejected_without_more(moderator, consultation):
    wait(consultation, PHONE)
    typed = {"decision": "rejected", "reason": "personal_data"}
    moderator.submit(DESK + "POL-0001", typed)
    assert db.session.scalar(select(Comment.status)) == "rejected"
