"""Standing behind what someone else said: once, as a person or an organization."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.audit.models import AuditEvent
from consult.comments.models import Comment, Support
from consult.comments.supporting import SupportError, forget, support
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.organizations.models import Delegation, Organization
from tests.comments.owning import HOME, MINE, now
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor, make_person, sign_in

PUBLIC = HOME + "aportes/POL-0001"
JOIN = PUBLIC + "/sumarse"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def an_organization(person, name="Red Norte", verified=True):
    organization = Organization(name=name, kind="ngo", verified_at=utc_now() if verified else None)
    db.session.add(organization)
    db.session.flush()
    db.session.add(Delegation(person_id=person.id, organization_id=organization.id))
    db.session.commit()
    return organization.id


def test_a_visitor_is_led_to_sign_in_and_comes_back(visitor, consultation):
    a_comment(consultation, block="1.1")
    page = visitor.get(PUBLIC)
    assert "Set-Cookie" not in page.response.headers
    assert page.document.find(f".//a[@href='{JOIN}']") is not None
    assert visitor.get(JOIN, 302).location.endswith("/ingresar?siguiente=" + JOIN)


def test_people_are_counted_and_not_named(visitor, participant, consultation):
    comment_id = a_comment(consultation, block="1.1").id
    visitor.get(PUBLIC)
    assert participant.submit(JOIN, {}).location == PUBLIC
    assert now(comment_id).supports == 1
    for path in (PUBLIC, HOME + "aportes/", HOME + "texto/eje-1"):
        words = visitor.get(path).words(".//main")
        assert "1 se suma" in words and participant.person.name not in words
    assert "1 backs it" not in visitor.get("/en" + PUBLIC).text


def test_a_verified_organization_is_named(visitor, participant, consultation):
    number = an_organization(participant.person)
    an_organization(participant.person, "Sin Verificar", verified=False)
    a_comment(consultation, block="1.1")
    assert "Sin Verificar" not in participant.get(JOIN).words(".//main")
    participant.submit(JOIN, {"name": str(number)})
    assert "1 se suma: Red Norte" in visitor.get(PUBLIC).words(".//main")


def test_once_and_it_can_be_taken_back(participant, consultation):
    number = an_organization(participant.person)
    comment_id = a_comment(consultation).id
    form = participant.get(JOIN).fields()
    participant.post(JOIN, form)
    participant.post(JOIN, form | {"name": str(number)}, 409)
    assert now(comment_id).supports == 1
    participant.submit(JOIN, {"act": "leave"})
    participant.post(JOIN, form | {"act": "leave"})
    assert now(comment_id).supports == 0
    participant.post(JOIN, form | {"name": str(number)})
    assert now(comment_id).supports == 1


def test_an_organization_counts_once(app, participant, consultation):
    number = an_organization(participant.person)
    other = sign_in(app, "participant", "otra@ejemplo.hn")
    db.session.add(Delegation(person_id=other.person.id, organization_id=number))
    comment_id = a_comment(consultation).id
    participant.submit(JOIN, {"name": str(number)})
    other.submit(JOIN, {"name": str(number)}, 409)
    assert now(comment_id).supports == 1


def test_not_ones_own(participant, consultation):
    number = an_organization(participant.person)
    a_comment(consultation, author_id=participant.person.id, exposure="coded")
    a_comment(consultation, organization_id=number, organization_name="Red Norte")
    token = participant.get(HOME + "comentar").fields()
    assert participant.get(JOIN).document.find(".//main//form") is None
    participant.post(JOIN, token, 409)
    participant.post(HOME + "aportes/POL-0002/sumarse", token | {"name": str(number)}, 409)


@pytest.mark.parametrize("name", ["99", "x", "9" * 40, "-1"])
def test_not_for_an_organization_of_others(participant, consultation, name):
    comment_id = a_comment(consultation).id
    page = participant.submit(JOIN, {"name": name}, 422)
    assert page.document.find(".//div[@id='errors']") is not None
    assert now(comment_id).supports == 0


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn", "returned", "unsigned"])
def test_only_what_is_published(participant, consultation, status):
    a_comment(consultation, status=status)
    participant.get(JOIN, 404)
    participant.get(HOME + "aportes/%F0%9F%98%80/sumarse", 404)


def test_only_while_it_is_open(participant, visitor, consultation):
    a_comment(consultation)
    form = participant.get(JOIN).fields()
    with meanwhile():
        found = by_slug(None, "politica")
        found.closes_at = found.opens_at
    participant.post(JOIN, form, 409)
    assert visitor.get(PUBLIC).document.find(f".//a[@href='{JOIN}']") is None


def test_other_words_have_to_be_joined_anew(app, participant, consultation):
    author = sign_in(app, "participant", "autora@ejemplo.hn")
    comment_id = a_comment(consultation, author_id=author.person.id).id
    participant.submit(JOIN, {})
    assert "dejarán de contar" in author.get(MINE + "POL-0001/corregir").text
    author.submit(MINE + "POL-0001/corregir", {"body": "Otra cosa."})
    assert now(comment_id).supports == 0
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_nothing_stored_says_who(participant, consultation):
    comment_id = a_comment(consultation).id
    participant.submit(JOIN, {})
    person_id = participant.person.id
    with meanwhile():
        forget(person_id, [consultation.id])
    row = db.session.scalars(select(Support)).one()
    assert row.supporter_key is None and now(comment_id).supports == 1
    actors = select(AuditEvent.actor).where(AuditEvent.action == "comment.support")
    assert db.session.scalars(actors).all() == [None]


def join(app, start, person_id, comment_id):
    with app.app_context():
        comment = db.session.get(Comment, comment_id)
        where = db.session.get(Consultation, comment.consultation_id)
        actor = db.session.get(Person, person_id)
        db.session.rollback()
        start.wait()
        try:
            support(actor, where, comment, organization_id=None)
        except SupportError:
            return False
        db.session.commit()
        return True


def test_many_at_once_are_counted_once_each(app, consultation):
    comment_id = a_comment(consultation).id
    ids = [make_person("participant", f"p{n}@ejemplo.hn").id for n in range(3)] * 2
    db.session.remove()
    start = Barrier(6, timeout=30)
    with ThreadPoolExecutor(6) as threads:
        won = list(threads.map(lambda who: join(app, start, who, comment_id), ids))
    assert sum(won) == 3 and now(comment_id).supports == 3


def test_a_reply_to_a_reply_is_refused(visitor, consultation):
    first = a_comment(consultation, block="1.1")
    a_comment(consultation, "Respuesta.", block="1.1", reply_to_id=first.id)
    page = visitor.get(HOME + "aportes/POL-0002")
    assert not [link for link in page.all(".//main//a") if "respuesta=" in (link.get("href") or "")]
    visitor.get(HOME + "comentar?respuesta=POL-0002", 404)
    typed = visitor.get(HOME + "comentar?respuesta=POL-0001").fields() | {"body": "Otra más."}
    page = visitor.post(HOME + "comentar?respuesta=POL-0002", typed, 404)
    assert "Otra más." in page.text


def test_a_reply_waits_for_its_moderator(visitor, consultation):
    a_comment(consultation, block="1.1")
    visitor.submit(HOME + "comentar?respuesta=POL-0001", {"body": "De acuerdo."})
    assert "De acuerdo." not in Visitor(visitor.client.application).get(PUBLIC).text
