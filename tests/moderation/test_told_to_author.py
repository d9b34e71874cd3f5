"""What a moderator says about a refusal reaches its author, on the receipt."""

import pytest
from flask import Flask

from consult.comments.service import new_receipt_key
from consult.extensions import db
from consult.moderation.models import Reason
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation
from tests.people import Visitor, make_person


@pytest.mark.parametrize("reason", [Reason.OFF_TOPIC, Reason.SPAM])
def test_the_receipt_says_why_a_comment_was_not_published(
    app: Flask, visitor: Visitor, reason: Reason
) -> None:
    key = new_receipt_key()
    comment = a_comment(a_consultation(), status="pending", receipt_key=key)
    said = "Escríbanos sobre <el borrador>."
    moderator = make_person("moderator")
    decide(moderator, comment, revision=1, after="rejected", reason=reason, explanation=said)
    db.session.commit()
    page = visitor.get(f"/consultas/politica/acuse/{key}")
    assert said in page.words(".//main") and "Motivo:" in page.words(".//main")
    english = visitor.get(f"/en/consultas/politica/acuse/{key}")
    assert "Reason:" in english.words(".//main")
