"""One's own contributions: by words, by receipt, by account, and for nobody else."""

import pytest

from consult.audit.models import AuditEvent
from consult.comments.models import Tally
from consult.drafts.service import publish
from consult.extensions import db
from consult.limits import FILE, Counters, source, spend
from consult.moderation.service import decide
from tests.comments.owning import FOLLOW, HOME, MINE, WORDS, followed, now, open_with
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor, sign_in

TRIES, PER_SECONDS = 60, 3600
PAGES = ["", "/corregir", "/retirar", "/apelar"]


@pytest.fixture(autouse=True)
def consultation(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.extensions, "limits", Counters(tmp_path / FILE, ""))
    return a_consultation()


@pytest.mark.parametrize("typed", [WORDS, "ABACO  léer-ninez pared, rosa sol yate "])
def test_the_words_open_it_however_they_are_typed(visitor, consultation, typed):
    followed(consultation)
    typed = typed.replace("ninez", "niñez")
    assert open_with(visitor, typed).location == MINE + "POL-0001"
    words = visitor.get(MINE + "POL-0001").words(".//main")
    assert "Falta dinero." in words and "En moderación" in words and "Párrafo 1.2" in words
    assert "Falta dinero." in visitor.get(FOLLOW).words(".//main")


@pytest.mark.parametrize("typed", ["", " ", "otra cosa", "a" * 500, "\u202e", "😀"])
def test_wrong_words_are_told_plainly_and_kept(visitor, consultation, typed):
    followed(consultation)
    page = open_with(visitor, typed, 422)
    assert page.document.find(".//div[@id='errors']") is not None
    assert page.fields()["words"].strip() == typed.replace("\u202e", "").strip()
    visitor.get(MINE + "POL-0001", 404)


def test_words_belong_to_their_consultation(visitor, consultation):
    followed(consultation)
    a_consultation("otra")
    visitor.submit("/consultas/otra/seguimiento", {"words": WORDS}, 422)


def test_guessing_is_slowed_down(app, visitor, consultation):
    followed(consultation)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert all(spend("follow", source(), TRIES, PER_SECONDS) for _try in range(TRIES))
    page = open_with(visitor, WORDS, 429)
    assert "demasiados intentos" in page.text and page.fields()["words"] == WORDS


def test_nobody_else_finds_it(app, visitor, consultation, participant, moderator):
    followed(consultation)
    a_comment(consultation, author_id=moderator.person.id)
    others = (visitor, participant, sign_in(app, "admin"))
    assert {page.get(MINE + "POL-0001" + each, 404).status
            for page in others for each in PAGES} == {404}  # fmt: skip
    assert "POL-000" not in participant.get(MINE).words(".//main")
    visitor.get(MINE + "POL-0099", 404)
    visitor.get(MINE + "%F0%9F%98%80", 404)
    moderator.get("/consultas/nada/mis-aportes/POL-0002", 404)


@pytest.mark.parametrize("exposure", ["name", "organization", "coded"])
def test_an_account_finds_what_it_wrote_everywhere(participant, consultation, exposure):
    a_comment(consultation, "Uno.", author_id=participant.person.id, exposure=exposure)
    a_comment(a_consultation("otra"), "Dos.", author_id=participant.person.id, exposure=exposure)
    words = participant.get("/mis-aportes").words(".//main")
    assert "Uno." in words and "Dos." in words
    here = participant.get(MINE).words(".//main")
    assert "Uno." in here and "Dos." not in here
    assert "Uno." in participant.get(MINE + "POL-0001").words(".//main")


def test_the_receipt_leads_to_it_by_a_form(visitor, consultation):
    a_comment(consultation, "Falta.", status="pending", receipt_key="k" * 43)
    receipt = HOME + "acuse/" + "k" * 43
    own = visitor.submit(receipt, {}, form=-1).location
    assert own == MINE + "POL-0001" and "Falta." in visitor.get(own).text
    visitor.post(receipt[:-1] + "x", visitor.get(receipt).fields(), 404)


def test_a_get_of_the_receipt_opens_nothing(visitor, consultation):
    a_comment(consultation, status="pending", receipt_key="k" * 43)
    visitor.get(HOME + "acuse/" + "k" * 43)
    visitor.get(MINE + "POL-0001", 404)


def test_it_says_what_was_decided_and_why(visitor, moderator, consultation):
    comment = followed(consultation)
    decide(moderator.person, comment, revision=1, after="rejected", reason="insult",
           explanation="Quite la <b>frase</b>.")  # fmt: skip
    db.session.commit()
    open_with(visitor)
    words = visitor.get(MINE + "POL-0001").words(".//main")
    assert "insulta o ataca" in words and "Quite la <b>frase</b>." in words
    assert "insulta o ataca" in visitor.get(MINE).words(".//main")
    assert "Motivo: it insults" not in visitor.get("/en" + MINE).words(".//main")
    assert moderator.person.name not in visitor.get(MINE + "POL-0001").text


def test_it_waits_for_its_organization(visitor, consultation):
    followed(consultation, status="unsigned")
    open_with(visitor)
    for path in (MINE, MINE + "POL-0001"):
        assert visitor.get(path).document.find(".//li[@aria-current='step']") is not None


def test_it_says_what_became_of_the_passage(visitor, consultation):
    followed(consultation, "Bien.", status="published")
    text = DRAFT.replace("participarán en", "decidirán en toda")
    publish(None, a_version(consultation, text))
    db.session.commit()
    open_with(visitor)
    assert "cambió en la versión 2" in visitor.get(MINE).words(".//main")
    assert "Cambió en la versión 2." in visitor.get(MINE + "POL-0001").words(".//main")


def test_withdrawing_takes_it_from_the_public(visitor, consultation):
    comment_id = followed(consultation, status="published").id
    open_with(visitor)
    asked = visitor.get(MINE + "POL-0001/retirar")
    assert now(comment_id).status == "published" and "No se puede deshacer" in asked.text
    with meanwhile():
        db.session.rollback()
    assert visitor.submit(MINE + "POL-0001/retirar", {}).location == MINE + "POL-0001"
    assert now(comment_id).status == "withdrawn"
    assert db.session.scalar(db.select(db.func.sum(Tally.published))) == 0
    Visitor(visitor.client.application).get(HOME + "aportes/POL-0001", 404)
    assert "fue retirado" in visitor.get(MINE + "POL-0001").words(".//main")


def test_what_was_rejected_is_not_withdrawn(visitor, consultation):
    followed(consultation, status="rejected")
    open_with(visitor)
    page = visitor.get(MINE + "POL-0001/retirar")
    assert page.document.find(".//main//form") is None
    token = visitor.get(FOLLOW).fields()
    visitor.post(MINE + "POL-0001/retirar", token, 409)
    visitor.post(MINE + "POL-0001/retirar", {}, 400)


def test_the_log_names_no_author_who_hides(participant, consultation):
    a_comment(consultation, author_id=participant.person.id, exposure="coded")
    participant.submit(MINE + "POL-0001/retirar", {})
    of_comments = db.select(AuditEvent.actor).filter_by(subject_type="comment")
    actors = db.session.scalars(of_comments).all()
    assert participant.person.id not in actors


def test_a_long_list_goes_on(participant, consultation):
    for number in range(52):
        a_comment(consultation, f"Texto {number}.", author_id=participant.person.id)
    page = participant.get(MINE)
    following = page.document.find(".//a[@rel='next']").get("href")
    assert "Texto 1." in participant.get(following).words(".//main")
    assert "Texto 51." in page.words(".//main") and "Texto 1." not in page.words(".//main")
    participant.get(MINE + "?despues=x")
