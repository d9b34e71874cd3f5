"""A comment that does not name its author holds nothing that leads to them without the key."""

import pytest
from sqlalchemy import text

from consult.comments.authorship import author_key, author_of, is_author
from consult.comments.models import Comment, Exposure
from consult.comments.service import NewComment, receive
from consult.drafts.queries import Place
from consult.extensions import db
from tests.factories import a_consultation
from tests.people import make_person


def written(exposure: str, person, consultation) -> Comment:
    place = Place(consultation.current_version_id)
    new = NewComment(place=place, body="Falta.", author_id=person.id, exposure=exposure)
    (comment_id,) = receive(None, consultation, [new])
    db.session.commit()
    comment = db.session.get(Comment, comment_id)
    assert comment is not None
    return comment


@pytest.mark.parametrize("exposure", list(Exposure))
def test_the_author_is_found_again_whatever_is_shown(app, exposure: str) -> None:
    ana, luis = make_person("participant"), make_person("participant", "luis@ejemplo.hn")
    comment = written(exposure, ana, a_consultation())
    assert author_of(comment) == ana
    assert is_author(ana, comment) and not is_author(luis, comment) and not is_author(None, comment)
    assert (comment.author_id is None) == (exposure != Exposure.NAME)


def test_without_the_key_nothing_leads_to_who_is_not_named(app, monkeypatch) -> None:
    ana = make_person("participant")
    comment = written(Exposure.CODED, ana, a_consultation())
    sealed = db.session.scalar(text("SELECT sealed FROM identity"))
    assert str(ana.id) not in (comment.author_id, sealed)
    monkeypatch.setitem(app.config, "IDENTITY_KEYS", ["another-key-" * 4])
    assert author_of(comment) is None
    assert not is_author(ana, comment)


def test_a_person_has_another_key_in_another_consultation(app) -> None:
    assert author_key(1, 1) != author_key(1, 2) != author_key(2, 1)
    assert author_key(1, 1) == author_key(1, 1)
