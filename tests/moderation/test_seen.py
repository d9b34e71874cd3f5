"""What was on a moderator's screen goes with every decision: where that is lost, or somebody else
is at work, nothing is decided."""

import pytest

from consult.comments.models import Comment
from consult.extensions import db, utc_now
from consult.moderation.claims import take
from tests.factories import a_comment, a_consultation
from tests.moderation.desk import DESK
from tests.people import make_person

ANSWERS = {
    "": {"decision": "published"},
    "/tapar": {"step": "tapar", "words": "todos", "reason": "personal_data"},
}


@pytest.fixture
def comment(app):
    return a_comment(a_consultation(), "Hola a todos.", status="pending")


@pytest.mark.parametrize("page", ANSWERS)
def test_an_answer_that_does_not_say_what_was_seen_is_refused(moderator, comment, page):
    address = DESK + comment.folio + page
    fields = moderator.get(address).fields() | ANSWERS[page]
    for lost in ("revision", "version"):
        fields.pop(lost, None)
    assert "cambió" in moderator.post(address, fields, status=409).text
    db.session.expire_all()
    assert db.session.get(Comment, comment.id).status == "pending"


def test_words_may_be_covered_while_another_has_it_but_not_approved_with_that(moderator, comment):
    assert take(make_person("moderator", "otra@ejemplo.hn"), comment, now=utc_now())
    db.session.commit()
    address = DESK + comment.folio + "/tapar"
    answer = ANSWERS["/tapar"] | {"step": "aprobar"}
    moderator.post(address, moderator.get(address).fields() | answer)
    assert "Lo tiene otra persona" in moderator.get(DESK + comment.folio).text
    db.session.expire_all()
    assert db.session.get(Comment, comment.id).status == "pending"
