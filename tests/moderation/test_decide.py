"""Deciding on one comment: what the moderator sees, and what each decision does."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.comments.models import Comment
from consult.comments.service import Quote
from consult.extensions import db
from consult.moderation.labels import REASONS
from consult.moderation.models import Decision, Reason
from consult.moderation.service import StaleDecisionError, decide
from consult.organizations.models import Delegation, Organization
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, correct, some_waiting
from tests.people import make_person

TYPED = "Le pedimos enviarlo otra vez sin el número de teléfono."


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def comment(consultation):
    quote = Quote("participarán")
    return a_comment(consultation, "Hola a **todos**.", block="1.2", status="pending", quote=quote)


@pytest.fixture
def page(comment):
    return DESK + comment.folio


def stored(comment):
    """Status, reason, and the decisions as (after, reason, explanation), read afresh."""
    db.session.expire_all()
    now = db.session.get(Comment, comment.id)
    rows = db.session.scalars(select(Decision).order_by(Decision.id)).all()
    return now.status, now.status_reason, [(d.after, d.reason, d.explanation) for d in rows]


UNTOUCHED = ("pending", None, [])


def test_the_passage_is_shown_with_the_quote_marked(moderator, page):
    panel = moderator.get(page)
    assert panel.words(".//h2") == "Sobre el párrafo 1.2 de la versión 1"
    assert panel.words(".//mark") == "participarán"
    assert panel.words(".//blockquote") == "Los municipios participarán en la coordinación."
    assert panel.words(".//div[@class='said']/p/strong") == "todos"


def test_a_quote_that_is_not_in_the_passage_stands_by_itself(moderator, consultation):
    comment = a_comment(consultation, block="1.2", status="pending", quote=Quote("otras palabras"))
    panel = moderator.get(DESK + comment.folio)
    assert panel.all(".//mark") == []
    assert [quote.text for quote in panel.all(".//blockquote")][1] == "otras palabras"


def test_a_proposal_says_what_it_changes_of_the_text(moderator, consultation):
    made = {"kind": "wording", "proposed_text": "Los municipios\u202e participan siempre."}
    comment = a_comment(consultation, block="1.2", status="pending", **made)
    page = moderator.get(DESK + comment.folio)
    assert page.words(".//blockquote") == "Los municipios participarán en la coordinación."
    assert page.words(".//div[@class='proposed']") == (
        "Redacción propuestaLos municipios[eliminado: participarán en la coordinación]"
        "[agregado: [U+202E] participan siempre]."
    )


def test_it_shows_who_wrote_what_and_to_whom(moderator, consultation, comment):
    made = {"organization_name": "Red Ñu", "organization_kind": "community", "stance": "against"}
    made |= {"reply_to_id": comment.id, "kind": "wording", "proposed_text": "Otra redacción"}
    reply = a_comment(
        consultation, "Un\u200btexto", section="eje-2", status="pending", source="paper", **made
    )
    said = moderator.get(DESK + reply.folio).words(".//section")
    assert "Sobre la sección «Eje 2. Retorno» de la versión 1" in said
    for words in (
        "Red Ñu", "Organización comunitaria", "En contra", "Propuesta de redacción", "En papel",
        "Otra redacción", "Hola a **todos**.", comment.folio, "caracteres invisibles", "[U+200B]",
    ):  # fmt: skip
        assert words in said


def test_what_was_typed_is_text_and_never_markup(moderator, consultation):
    nasty = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    made = {"author_name": nasty[:100], "organization_name": nasty[:100], "proposed_text": nasty}
    comment = a_comment(consultation, nasty, status="pending", quote=Quote(nasty), **made)
    for address in (DESK, DESK + comment.folio):
        page = moderator.get(address)
        assert page.all(".//main//script") == page.all(".//main//img") == []
        assert not [a for a in page.all(".//a") if a.get("href", "").startswith("javascript")]


def test_approving_publishes_and_goes_on_to_the_next(moderator, consultation, comment, page):
    some_waiting(consultation, 1)
    done = moderator.submit(page, {"decision": "published"})
    assert done.location == DESK + "POL-0002"
    assert f"{comment.folio} se publicó." in moderator.get(done.location).words()
    assert stored(comment) == ("published", None, [("published", None, "")])


def test_rejecting_says_why_and_writes_it_down(moderator, comment, page):
    typed = {"decision": "rejected", "reason": "personal_data", "explanation": TYPED}
    done = moderator.submit(page, typed)
    assert done.location == DESK
    assert f"{comment.folio} no se publicará." in moderator.get(DESK).words()
    reason = "personal_data"
    assert stored(comment) == ("rejected", reason, [("rejected", reason, TYPED)])
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "comment.status"))
    assert (event.actor, event.before, event.after) == (moderator.person.id, "pending", "rejected")
    assert TYPED not in str(event.details)


def test_the_last_one_leads_back_to_the_first(moderator, consultation, page):
    some_waiting(consultation, 2)
    assert moderator.submit(DESK + "POL-0003", {"decision": "published"}).location == page


HALF = [
    ({"decision": "rejected"}, "Elija el motivo por el que no se publica."),
    ({"decision": "rejected", "reason": "x"}, "Elija el motivo por el que no se publica."),
    ({"decision": "published", "reason": "spam"}, "Marcó un motivo para no publicarlo."),
    ({"decision": "withdrawn", "reason": "spam"}, "Elija aprobar, devolver o rechazar."),
    ({}, "Elija aprobar, devolver o rechazar."),
    ({"decision": "returned", "explanation": " "}, "Escriba qué debe cambiar"),
    ({"decision": "returned", "reason": "x"}, "Elija una de las reglas, o ninguna."),
    ({"decision": "published", "note": "á" * 2001}, "hasta 2,000 caracteres"),
    ({"decision": "published", "explanation": "á" * 2001}, "hasta 2,000 caracteres"),
]


def test_half_a_decision_is_asked_again(moderator, comment, page):
    for typed, message in HALF:
        typed = {"explanation": TYPED} | typed
        again = moderator.submit(page, typed, status=422)
        assert message in again.words() and again.words(".//title").startswith("Error: ")
        assert again.fields()["explanation"] == typed["explanation"]
        assert (again.fields().get("reason") == "spam") is (typed.get("reason") == "spam")
    assert stored(comment) == UNTOUCHED


def test_every_reason_can_be_chosen_and_has_words(moderator, page):
    chosen = [radio.get("value") for radio in moderator.get(page).all(".//input[@type='radio']")]
    assert chosen == ["", *Reason] == ["", *REASONS]


def test_what_another_decided_meanwhile_is_shown(moderator, comment, page):
    typed = moderator.get(page).fields() | {"decision": "published", "explanation": TYPED}
    with meanwhile():
        colleague = make_person("moderator", "otra@ejemplo.hn", "Otra Persona")
        decide(colleague, comment, revision=1, after="rejected", reason="spam")
    late = moderator.post(page, typed, status=409)
    for words in ("cambió mientras usted lo veía", "Otra Persona", "No publicado", TYPED):
        assert words in late.words(".//main")
    assert late.all(".//main//form") == []
    assert stored(comment) == ("rejected", "spam", [("rejected", "spam", "")])


def test_who_comes_late_is_told_how_it_stands_now(app, comment):
    colleague = make_person("moderator")
    db.session().info["read_only"] = True
    seen = db.session.get(Comment, comment.id)
    assert seen.status == "pending"
    with app.app_context():
        first = db.session.get(Comment, comment.id)
        decide(db.session.get(Person, colleague.id), first, revision=1, after="published")
        db.session.commit()
    assert seen.status == "pending"
    db.session().info["read_only"] = False
    with pytest.raises(StaleDecisionError):
        decide(colleague, seen, revision=1, after="rejected", reason="spam")
    assert seen.status == "published"


def test_a_corrected_text_is_read_before_it_is_decided(moderator, comment, page):
    typed = moderator.get(page).fields() | {"decision": "published", "explanation": TYPED}
    with meanwhile():
        correct(comment, "Mi texto corregido.")
    late = moderator.post(page, typed, status=409)
    assert late.words(".//div[@class='said']") == "Mi texto corregido."
    assert late.fields()["explanation"] == TYPED and stored(comment) == UNTOUCHED
    moderator.post(page, late.fields() | {"decision": "published"})
    assert stored(comment)[0] == "published"


def test_a_revision_nobody_read_is_not_decided_on(moderator, comment, page):
    for revision in ("", "0", "2", "-1", "uno", "²", "9" * 40):
        moderator.submit(page, {"decision": "published", "revision": revision}, status=409)
    assert stored(comment) == UNTOUCHED


def test_sending_a_decision_twice_decides_once(moderator, comment, page):
    typed = moderator.get(page).fields() | {"decision": "published"}
    moderator.post(page, typed)
    moderator.post(page, typed, status=409)
    assert stored(comment) == ("published", None, [("published", None, "")])


def test_what_does_not_wait_has_no_form(moderator, consultation):
    statuses = ("published", "rejected", "returned", "withdrawn")
    folios = [a_comment(consultation, status=status).folio for status in statuses]
    for folio in folios:
        assert moderator.get(DESK + folio).all(".//main//form") == []


def by_its_author(person):
    return {"author_id": person.id}


def by_an_organization(person):
    organization = Organization(name="Red Ñu", kind="community")
    db.session.add(organization)
    db.session.flush()
    db.session.add(Delegation(person_id=person.id, organization_id=organization.id))
    return {"organization_id": organization.id}


@pytest.mark.parametrize("made", [by_its_author, by_an_organization])
def test_nobody_decides_on_their_own_words(moderator, admin, consultation, made):
    own = a_comment(consultation, status="pending", **made(moderator.person))
    other = a_comment(consultation, status="pending")
    typed = moderator.get(DESK + other.folio).fields() | {"decision": "published"}
    assert moderator.get(DESK + own.folio).all(".//main//form") == []
    refused = moderator.post(DESK + own.folio, typed, status=403)
    assert "Usted no puede decidir sobre este aporte" in refused.words()
    assert stored(own) == UNTOUCHED
    admin.submit(DESK + own.folio, {"decision": "published"})


def test_reading_decides_nothing(moderator, comment, page):
    moderator.get(page + "?decision=published&revision=1")
    moderator.client.head(page)
    assert stored(comment) == UNTOUCHED


def test_other_people_cannot_decide(participant, drafter, visitor, comment, page):
    for person, status in ((participant, 404), (drafter, 404), (visitor, 401)):
        person.post(page, {"decision": "published", "revision": "1"}, status=status)
    assert stored(comment) == UNTOUCHED
