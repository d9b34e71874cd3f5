"""The rules of a consultation: adopted, published, changed in editions, and named by decisions."""

import pytest
from sqlalchemy import select

from consult.accounts.queries import person_by_email
from consult.audit.models import AuditEvent
from consult.comments.models import Comment
from consult.drafts.service import publish
from consult.extensions import db
from consult.moderation import rules
from consult.moderation.models import Decision, Reason, Rule
from consult.moderation.rules import NewRule, OvertakenRulesError, change
from consult.moderation.service import decide
from consult.notifications.models import Notice
from consult.notifications.queries import addressee
from consult.notifications.rendering import letter
from tests.factories import a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.people import make_person

HOME = "/consultas/politica/"
RULES, EDIT = HOME + "reglas", DESK + "reglas"
OWN = NewRule("", "no habla de migración", "Se consulta sobre migración.", "is not about migration")


@pytest.fixture
def consultation(app):
    return a_consultation()


def second_edition(consultation, *more):
    """One rule is gone, one says something else, and one is new."""
    kept = [NewRule("insult", "ofende a alguien", "No se ofende."), OWN, *more]
    with meanwhile():
        writer = person_by_email("reglas@ejemplo.hn") or make_person("admin", "reglas@ejemplo.hn")
        change(writer, consultation, kept, seen=1)


def test_no_consultation_opens_without_rules(app):
    consultation = a_consultation(draft=None)
    assert rules.current(consultation.id) == []
    publish(None, a_version(consultation))
    found = rules.current(consultation.id)
    assert [rule.code for rule in found] == list(Reason)
    assert [rule.code for rule in found if not rule.leaves_stub] == ["spam"]
    assert {rule.edition for rule in found} == {1}


def test_rules_of_its_own_stay(consultation):
    second_edition(consultation)
    with meanwhile():
        publish(None, a_version(consultation))
    assert rules.newest(consultation.id) == 2


def test_everyone_reads_them_in_both_languages(visitor, consultation):
    said = visitor.get(RULES).words(".//main")
    assert "Insulta o ataca a personas o grupos" in said
    assert "Nunca por lo que opina, ni porque otras personas digan lo mismo" in said
    second_edition(consultation)
    english = visitor.get("/en" + RULES)
    assert "Is not about migration" in english.words(".//main")
    assert [each.get("lang") for each in english.all(".//main//ol//li")] == ["es", None]
    assert "ofende a alguien" not in visitor.get(RULES + "?edicion=1").text


def test_an_old_edition_says_that_it_is_one(visitor, consultation):
    second_edition(consultation)
    assert "Estas reglas ya no rigen" in visitor.get(RULES + "?edicion=1").words(".//main")
    for asked in ("3", "0", "-1", "x", "9" * 30):
        visitor.get(f"{RULES}?edicion={asked}", status=404)


def test_a_form_makes_the_next_edition(admin, visitor, consultation):
    typed = {"rules-0-label": "Habla de otra cosa.", "rules-5-is_dropped": "y"}
    typed |= {"rules-6-label": "es una prueba", "rules-6-text": "Pruebas.", "rules-6-order": "0"}
    admin.submit(EDIT, typed)
    found = rules.current(consultation.id)
    assert [rule.code for rule in found] == ["own_1", *list(Reason)[:5]]
    assert [rule.label for rule in found[:2]] == ["es una prueba", "Habla de otra cosa"]
    assert "Edición 2" in visitor.get(RULES).words(".//main")
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "rules.change"))
    assert event.details == {"edition": 2, "count": 6}


def test_saving_without_a_change_makes_no_edition(admin, consultation):
    admin.submit(EDIT, {})
    assert rules.newest(consultation.id) == 1


def test_a_new_rule_never_takes_the_code_of_another(consultation):
    second_edition(consultation)
    with meanwhile():
        admin = make_person("admin")
        change(admin, consultation, [OWN._replace(code="made-up")], seen=2)
        change(admin, consultation, [OWN], seen=3)
    codes = db.session.scalars(select(Rule.code).where(Rule.edition > 1).order_by(Rule.id)).all()
    assert codes == ["insult", "own_1", "own_2", "own_3"]


HALF = [
    ({"rules-0-label": ""}, "Escriba el motivo que se leerá en público."),
    ({"rules-0-text": " "}, "Explique qué quiere decir la regla."),
    ({"rules-6-text": "Solo el texto"}, "Escriba el motivo que se leerá en público."),
    ({"rules-1-label": "á" * 121}, "hasta 120 caracteres"),
    ({"rules-1-text_en": "á" * 1001}, "hasta 1,000 caracteres"),
    ({f"rules-{n}-is_dropped": "y" for n in range(6)}, "Una consulta tiene al menos una regla."),
]


def test_half_a_rule_is_asked_again(admin, consultation):
    for typed, message in HALF:
        again = admin.submit(EDIT, typed, status=422)
        assert message in again.words(".//div[@id='errors']")
    assert rules.newest(consultation.id) == 1


def test_of_two_who_change_them_at_once_one_is_asked_again(admin, consultation):
    typed = admin.get(EDIT).fields() | {"rules-0-label": "lo mío"}
    second_edition(consultation)
    late = admin.post(EDIT, typed, status=409)
    assert "Otra persona guardó una edición antes." in late.words(".//div[@id='errors']")
    assert late.fields()["rules-0-label"] == "lo mío"
    with pytest.raises(OvertakenRulesError):
        second_edition(consultation)


def test_only_its_administration_writes_them(
    moderator, drafter, participant, visitor, consultation
):
    for person in (moderator, drafter, participant):
        person.get(EDIT, status=404)
        person.post(EDIT, {"rules-0-label": "x"}, status=404)
    visitor.get(EDIT, status=302)


def rejected(consultation, reason, **made):
    comment = a_comment(consultation, block="1.2", status="pending", **made)
    with meanwhile():
        moderator = make_person("moderator", f"{comment.folio}@ejemplo.hn".lower())
        decide(moderator, db.session.get(Comment, comment.id), revision=1, after="rejected",
               reason=reason, explanation="Mire.")  # fmt: skip
    return comment


def test_a_decision_keeps_the_words_it_was_taken_with(visitor, moderator, consultation):
    old = rejected(consultation, "insult", receipt_key="k" * 43)
    second_edition(consultation)
    new = rejected(consultation, "insult")
    cards = [card.itertext() for card in visitor.get(HOME + "aportes/").all(".//article")]
    words = [" ".join(card) for card in cards]
    assert "Motivo: insulta o ataca a personas o grupos." in words[0] and old.folio in words[0]
    assert "Motivo: ofende a alguien." in words[1] and new.folio in words[1]
    receipt = visitor.get(HOME + "acuse/" + "k" * 43).words(".//main")
    assert "Motivo: insulta o ataca" in receipt and "no es un insulto" in receipt
    decided = moderator.get(DESK + "?estado=decided").words(".//main")
    assert "insulta o ataca" in decided and "ofende a alguien" in decided
    assert db.session.scalars(select(Decision.rules)).all() == [1, 2]


def test_a_rule_that_is_gone_refuses_nothing(moderator, consultation):
    second_edition(consultation)
    comment = a_comment(consultation, status="pending")
    moderator.submit(DESK + comment.folio, {"decision": "rejected", "reason": "spam"}, status=422)


def test_a_stub_without_a_decision_has_its_reason(visitor, consultation):
    a_comment(consultation, status="rejected", status_reason="off_topic")
    stub = visitor.get(HOME + "aportes/").words(".//article")
    assert "Motivo: no trata del borrador en consulta." in stub
    assert visitor.get(HOME + "aportes/").all(".//article//a[@href='/consultas/politica/reglas']")


def test_the_author_is_told_the_rule_in_plain_words_by_mail(consultation, participant):
    rejected(consultation, "insult", author_id=participant.person.id)
    notice = db.session.scalars(select(Notice).where(Notice.kind == "decision")).one()
    second_edition(consultation)
    text = letter([(notice, addressee(notice))]).message.get_body(("plain",)).get_content()
    said = " ".join(text.split())
    assert "Motivo: insulta o ataca a personas o grupos." in said and "no es un insulto" in said
    assert "/consultas/politica/reglas?edicion=1" in said and "Mire." not in said
