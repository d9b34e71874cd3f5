"""Returning a comment to its author, notes for staff, and decisions on a draft that moved on."""

import pytest
from sqlalchemy import select

from consult.accounts.standing import join
from consult.comments.models import Comment
from consult.drafts.service import publish
from consult.extensions import db, utc_now
from consult.moderation.models import Decision, Proposal
from consult.moderation.seconding import WaitsForAnotherError
from consult.moderation.service import PersonalDataError, StaleDecisionError, decide
from tests.comments.owning import HOME, MINE
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.people import make_person, sign_in

WHAT = "Quite el nombre de su vecina."


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def comment(consultation, participant):
    return a_comment(
        consultation, "Texto.", block="1.2", status="pending", author_id=participant.person.id
    )


def now(comment):
    db.session.expire_all()
    return db.session.get(Comment, comment.id).status


def test_it_goes_back_with_what_to_change_and_comes_again(moderator, participant, comment):
    typed = {"decision": "returned", "explanation": WHAT, "note": "Ya van dos."}
    moderator.submit(DESK + comment.folio, typed)
    assert now(comment) == "returned"
    own = participant.get(MINE + comment.folio)
    assert "Lo que le piden cambiar:" in own.words(".//main") and WHAT in own.words(".//main")
    assert "Ya van dos." not in own.text and "Motivo:" not in own.words(".//main")
    participant.submit(MINE + comment.folio + "/corregir", {"body": "Otro texto."})
    assert now(comment) == "pending"


def test_a_note_is_read_by_staff_alone(moderator, visitor, participant, comment):
    typed = {"decision": "rejected", "reason": "insult", "note": "Secreto entre colegas."}
    moderator.submit(DESK + comment.folio, typed)
    assert "Secreto entre colegas." in moderator.get(DESK + comment.folio).words(".//main")
    for person, page in ((visitor, HOME + "aportes/"), (participant, MINE + comment.folio)):
        assert "Secreto" not in person.get(page).text


def test_a_decision_on_an_older_version_shows_the_new_text(moderator, consultation, comment):
    typed = moderator.get(DESK + comment.folio).fields() | {"decision": "published", "note": "N."}
    with meanwhile():
        changed = DRAFT.replace("participarán en la coordinación", "decidirán en la coordinación")
        publish(None, a_version(consultation, changed))
    late = moderator.post(DESK + comment.folio, typed, status=409)
    said = late.words(".//main")
    assert "El borrador tiene una versión nueva." in said
    assert "El pasaje en la versión vigente (2)" in said and "decidirán" in said
    assert late.fields()["note"] == "N." and now(comment) == "pending"
    moderator.post(DESK + comment.folio, late.fields() | {"decision": "published"})
    decision = db.session.scalars(select(Decision)).one()
    assert (now(comment), decision.version_id) == ("published", consultation.current_version_id)


def test_the_rules_of_a_decision_hold_without_a_form(consultation, comment):
    person = make_person("moderator")
    with pytest.raises(StaleDecisionError):
        decide(person, comment, revision=1, after="published", version=99)
    half = (("rejected", "x", ""), ("rejected", None, ""), ("returned", "", " "))
    for after, reason, said in half:
        with pytest.raises(ValueError):
            decide(person, comment, revision=1, after=after, reason=reason, explanation=said)
    private = a_comment(consultation, "Mi teléfono: 9988-7766.", status="pending")
    with pytest.raises(PersonalDataError):
        decide(person, private, revision=1, after="published")
    after = decide(person, private, revision=1, after="published", resolution="public")
    assert after == "published"


def test_who_drafts_the_text_decides_on_no_comment(app, consultation, comment, admin):
    both = sign_in(app, "moderator", "ambos@ejemplo.hn")
    with meanwhile():
        join(None, both.person, consultation, role="drafter", now=utc_now())
    both = sign_in(app, "moderator", "ambos@ejemplo.hn")
    token = both.get(DESK).fields(0)
    typed = token | {"decision": "published", "revision": "1", "version": "1"}
    page = both.post(DESK + comment.folio, typed, status=403)
    assert "usted redacta este borrador" in page.words(".//main")
    assert both.get(DESK + comment.folio).all(".//main//button[@name='decision']") == []
    assert now(comment) == "pending"


@pytest.fixture
def second(app, consultation):
    """Another moderator, where a rejection needs two."""
    consultation.second_moderator = True
    db.session.commit()
    return sign_in(app, "moderator", "segunda@ejemplo.hn")


REJECT = {"decision": "rejected", "reason": "insult", "explanation": "Así no."}


def test_a_rejection_waits_for_a_second_person(moderator, second, comment):
    moderator.submit(DESK + comment.folio, REJECT)
    assert "espera a que otra persona confirme" in moderator.get(DESK).words(".//main")
    assert now(comment) == "pending"
    own = moderator.get(DESK + comment.folio)
    assert "Usted propuso rechazarlo" in own.words(".//main")
    assert own.all(".//main//button[@name='decision']") == []
    other = second.get(DESK + comment.folio).words(".//main")
    assert "Otra persona propuso rechazarlo" in other and "Así no." in other
    second.submit(DESK + comment.folio, REJECT)
    assert now(comment) == "rejected"
    proposal = db.session.scalars(select(Proposal)).one()
    assert (proposal.outcome, proposal.proposed_by) == ("confirmed", moderator.person.id)


def test_who_disagrees_decides_otherwise_and_both_are_kept(moderator, second, comment):
    moderator.submit(DESK + comment.folio, REJECT)
    second.submit(DESK + comment.folio, {"decision": "published"})
    assert now(comment) == "published"
    proposal = db.session.scalars(select(Proposal)).one()
    decision = db.session.scalars(select(Decision)).one()
    assert (proposal.reason, proposal.outcome, decision.after) == (
        "insult", "otherwise", "published",
    )  # fmt: skip


def test_advertising_needs_one_person(moderator, second, comment):
    moderator.submit(DESK + comment.folio, REJECT | {"reason": "spam"})
    assert now(comment) == "rejected"


def test_a_proposal_that_comes_late_is_refused(moderator, second, comment):
    typed = moderator.get(DESK + comment.folio).fields() | REJECT
    with meanwhile():
        other = db.session.get(Comment, comment.id)
        decide(second.person, other, revision=1, after="rejected", reason="spam")
    moderator.post(DESK + comment.folio, typed, status=409)


def test_one_person_does_not_count_twice(second, comment):
    for _time in range(2):
        with pytest.raises(WaitsForAnotherError) if _time else meanwhile():
            decide(second.person, comment, revision=1, after="rejected", reason="insult")
    assert now(comment) == "pending"


def test_neither_of_the_two_decides_on_the_appeal(app, moderator, second, participant, comment):
    for each in (moderator, second):
        each.submit(DESK + comment.folio, REJECT)
    participant.submit(MINE + comment.folio + "/apelar", {"text": "No insulté."})
    page = DESK + "apelaciones/" + comment.folio
    for each in (moderator, second):
        assert each.get(page).all(".//main//input[@name='outcome']") == []
    with meanwhile():
        third = sign_in(app, "moderator", "tercera@ejemplo.hn")
    third.submit(page, {"outcome": "overturned"})
    assert now(comment) == "published"
