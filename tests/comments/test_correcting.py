"""A contribution in other words: who may, when, and two tabs at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from consult.comments.correcting import Correction, StaleCorrectionError, correct, former
from consult.comments.events import comment_corrected
from consult.comments.models import CommentRevision, Tally
from consult.comments.queries import receipt
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.limits import FILE, Counters
from tests.comments.owning import HOME, MINE, followed, now, open_with
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor

CORRECT = MINE + "POL-0001/corregir"
KEY = "k" * 43


@pytest.fixture(autouse=True)
def consultation(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.extensions, "limits", Counters(tmp_path / FILE, ""))
    return a_consultation()


def close():
    with meanwhile():
        found = by_slug(None, "politica")
        found.closes_at = found.opens_at


@pytest.mark.parametrize("status", ["pending", "published", "returned"])
def test_it_waits_again_and_keeps_its_place(visitor, consultation, status):
    comment_id = followed(consultation, status=status, stance="for").id
    open_with(visitor)
    told = []
    with comment_corrected.connected_to(told.append):
        visitor.submit(CORRECT, {"body": "Sobra dinero.", "stance": "against"})
    comment = now(comment_id)
    assert (comment.status, comment.revision, comment.stance) == ("pending", 2, "against")
    assert [each.body for each in former(comment)] == ["Falta dinero."]
    assert len(told) == 1
    assert (db.session.scalar(db.select(db.func.sum(Tally.published))) or 0) == 0
    words = visitor.get(MINE + "POL-0001").words(".//main")
    assert "Sobra dinero." in words and "Falta dinero." in words and "Párrafo 1.2" in words


def test_nobody_reads_it_nor_finds_its_old_words_until_it_is_published(visitor, consultation):
    followed(consultation, "Palabraprimera.", status="published")
    other = Visitor(visitor.client.application)
    assert "Palabraprimera" in other.get(HOME + "buscar?q=palabraprimera").words(".//main")
    open_with(visitor)
    visitor.submit(CORRECT, {"body": "Palabrasegunda."})
    for word in ("palabraprimera", "palabrasegunda"):
        assert "POL-0001" not in other.get(HOME + f"buscar?q={word}").text
    other.get(HOME + "aportes/POL-0001", 404)


def test_the_old_words_are_found_no_more_after_it_is_published(moderator, visitor, consultation):
    followed(consultation, "Palabraprimera.")
    open_with(visitor)
    visitor.submit(CORRECT, {"body": "Palabrasegunda."})
    case = moderator.get(HOME + "moderacion/POL-0001")
    assert "Palabraprimera" in "".join("".join(each.itertext()) for each in case.all(".//del"))
    moderator.submit(HOME + "moderacion/POL-0001", {"decision": "published"}, form=-1)
    other = Visitor(visitor.client.application)
    assert "POL-0001" not in other.get(HOME + "buscar?q=palabraprimera").text
    assert "POL-0001" in other.get(HOME + "buscar?q=palabrasegunda").text


def test_a_proposal_is_compared_anew(visitor, consultation):
    followed(consultation, kind="wording", proposed_text="Los municipios decidirán.")
    open_with(visitor)
    proposed = "Los municipios participarán en todo."
    visitor.submit(CORRECT, {"proposed_text": proposed})
    row = db.session.scalars(db.select(CommentRevision).filter_by(number=2)).one()
    assert row.proposed_text == proposed and "<ins>" in row.proposed_html
    same = "Los municipios participarán en la coordinación."
    page = visitor.submit(CORRECT, {"proposed_text": same}, 422)
    assert "Es igual al texto actual" in page.text


@pytest.mark.parametrize(
    "typed", [{"body": " "}, {"body": "x" * 10_001}, {"stance": "maybe"}, {}, {"stance": ""}]
)
def test_bad_input_is_told_and_kept(visitor, consultation, typed):
    comment_id = followed(consultation).id
    open_with(visitor)
    page = visitor.submit(CORRECT, typed, 422)
    assert page.document.find(".//div[@id='errors']") is not None
    assert page.fields()["body"] == typed.get("body", "Falta dinero.").strip()
    assert now(comment_id).revision == 1


def test_a_second_tab_overwrites_nothing(visitor, consultation):
    comment_id = followed(consultation).id
    open_with(visitor)
    tab = visitor.get(CORRECT).fields()
    visitor.submit(CORRECT, {"body": "De la primera."})
    page = visitor.post(CORRECT, tab | {"body": "De la segunda."}, 409)
    assert page.fields()["body"] == "De la segunda." and "De la primera." in page.text
    assert now(comment_id).revision == 2
    visitor.post(CORRECT, page.fields())
    assert now(comment_id).revision == 3


@pytest.mark.parametrize("seen", ["", "x", "0", "99", "9" * 40])
def test_a_revision_that_is_not_there_is_stale(visitor, consultation, seen):
    followed(consultation)
    open_with(visitor)
    visitor.submit(CORRECT, {"body": "Otra cosa.", "revision": seen}, 409)


def test_after_closing_only_what_was_sent_back_is_corrected(visitor, consultation):
    followed(consultation)
    open_with(visitor)
    tab = visitor.get(CORRECT).fields() | {"body": "Tarde."}
    close()
    page = visitor.post(CORRECT, tab, 409)
    assert "Tarde." in page.text and "ya no se puede corregir" in page.text


def test_what_was_sent_back_is_corrected_after_closing(visitor, consultation):
    comment_id = followed(consultation, status="returned").id
    close()
    open_with(visitor)
    visitor.submit(CORRECT, {"body": "A tiempo."})
    assert now(comment_id).status == "pending"


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_what_is_over_is_not_corrected(visitor, consultation, status):
    followed(consultation, status=status)
    open_with(visitor)
    assert visitor.get(CORRECT).document.find(".//main//textarea") is None


def try_to(app, start, body):
    with app.app_context():
        said = receipt(by_slug(None, "politica"), KEY)
        db.session.rollback()
        start.wait()
        try:
            correct(None, said, Correction(body), seen=1, now=utc_now())
        except StaleCorrectionError:
            return False
        db.session.commit()
        return True


def test_of_several_at_once_one_is_stored(app, consultation):
    comment_id = a_comment(consultation, status="published", receipt_key=KEY).id
    db.session.remove()
    start = Barrier(4, timeout=30)
    with ThreadPoolExecutor(4) as threads:
        won = list(threads.map(lambda body: try_to(app, start, body), "abcd"))
    assert sum(won) == 1 and now(comment_id).revision == 2


def test_personal_data_is_noticed_before_it_is_sent(visitor, consultation):
    comment_id = followed(consultation).id
    open_with(visitor)
    typed = {"body": "Llámeme al +504 9812-3456."}
    page = visitor.submit(CORRECT, typed, 422)
    assert "teléfono: +504 9812-3456" in page.words(".//main")
    assert page.fields()["body"].strip() == typed["body"] and now(comment_id).revision == 1
    visitor.submit(CORRECT, typed | {"acknowledged": "1"})
    assert now(comment_id).revision == 2
