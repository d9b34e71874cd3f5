"""Who is told of what, in the transaction that it happens in, and what a mail never holds."""

from datetime import date, timedelta

import pytest
from flask import Flask

from consult.accounts.events import link_made
from consult.accounts.leaving import erase, own_data
from consult.accounts.models import Person
from consult.comments.models import Comment, Exposure, Status
from consult.comments.service import transition
from consult.consultations.models import Consultation
from consult.drafts.service import publish
from consult.extensions import db, utc_now
from consult.moderation.appeals import decide_appeal
from consult.moderation.models import Appeal
from consult.moderation.service import decide
from consult.notifications.daily import begin_day
from consult.notifications.queries import addressee
from consult.notifications.service import choose
from consult.organizations.events import delegate_invited
from consult.organizations.models import Organization
from tests.factories import DRAFT, a_comment, a_consultation, a_version, today
from tests.notifications.servers import Post
from tests.notifications.telling import later, notices, send_now, told
from tests.people import make_person

CANARY = "canario-7f3a"
TEXT = f"Texto {CANARY} que nadie debe leer en un correo."
PENDING = Status.PENDING


@pytest.fixture
def place(app: Flask) -> Consultation:
    return a_consultation()


@pytest.fixture
def ana(app: Flask) -> Person:
    return make_person("participant", "ana@ejemplo.hn", name=f"Ana {CANARY}")


def a_coded(place: Consultation, author: Person, status: str = PENDING, **more: object) -> Comment:
    return a_comment(
        place, TEXT, status=status, author_id=author.id, exposure=Exposure.CODED, **more
    )


def decided(comment: Comment, after: str, reason: str | None = None) -> None:
    moderator = make_person("moderator")
    decide(moderator, comment, revision=1, after=after, reason=reason, explanation=TEXT)
    db.session.commit()


def kinds(person: Person) -> list[str]:
    return [kind for kind, _facts in told(person)]


def test_a_coded_author_gets_a_receipt_and_the_decision(place: Consultation, ana: Person) -> None:
    comment = a_coded(place, ana)
    decided(comment, Status.REJECTED, "insult")
    assert kinds(ana) == ["received", "decision"]
    facts = told(ana)[1][1]
    assert (facts["folio"], facts["reason"]) == (comment.folio, "insult")


def test_an_appeal_that_is_refused_is_told(place: Consultation, ana: Person) -> None:
    comment = a_coded(place, ana, Status.REJECTED)
    appeal = Appeal(comment_id=comment.id, text=TEXT)
    db.session.add(appeal)
    judge = make_person("moderator")
    decide_appeal(judge, comment, overturn=False, explanation=TEXT, now=utc_now())
    db.session.commit()
    assert kinds(ana) == ["received", "decision"]
    assert told(ana)[1][1]["status"] == "upheld"


def test_what_waits_for_who_leaves_is_not_sent(place: Consultation, ana: Person) -> None:
    a_coded(place, ana)
    other = make_person("participant", "luis@ejemplo.hn")
    a_coded(place, other)
    assert own_data(ana, now=utc_now())["mail"]["contributions"] == "immediate"
    erase(ana)
    db.session.commit()
    assert [addressee(each).address for each in notices()] == [other.email]


def test_nothing_is_told_of_what_did_not_happen(place: Consultation, ana: Person) -> None:
    comment = a_coded(place, ana)
    transition(None, comment, revision=1, before=PENDING, after=Status.PUBLISHED)
    assert len(notices()) == 1 and kinds(ana) == ["received"]


def test_without_an_account_there_is_nobody_to_tell(place: Consultation) -> None:
    decided(a_comment(place, TEXT, status=PENDING), Status.PUBLISHED)
    assert notices() == []


def test_who_is_replied_to_is_told_when_everybody_can_read_it(
    place: Consultation, ana: Person
) -> None:
    mine = a_coded(place, ana, Status.PUBLISHED)
    eva = make_person("participant", "eva@ejemplo.hn")
    reply = a_coded(place, eva, reply_to_id=mine.id)
    assert kinds(ana) == ["received"]
    decided(reply, Status.PUBLISHED)
    assert told(ana)[-1][0] == "reply" and told(ana)[-1][1]["reply"] == reply.folio
    assert kinds(eva) == ["received", "decision"]


def test_no_mail_holds_a_text_or_a_name(place: Consultation, ana: Person, post: Post) -> None:
    mine = a_coded(place, ana, Status.PUBLISHED)
    decided(a_coded(place, ana, reply_to_id=mine.id), Status.REJECTED, "unclear")
    publish(None, a_version(place, DRAFT.replace("participarán", "apoyarán")))
    db.session.commit()
    sealed = " ".join(notice.sealed for notice in notices())
    later(minutes=2)
    send_now()
    assert len(post.arrived) == 3 and set(post.addresses) == {ana.email}
    for _address, message in post.arrived:
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        assert len(parts) == 2 and CANARY not in message.as_string() + "".join(parts)
    assert CANARY not in sealed and ana.email not in sealed


def test_who_wrote_about_words_that_changed_is_told_once(place: Consultation, ana: Person) -> None:
    changed = a_coded(place, ana, block="1.2").folio
    removed = a_coded(place, ana, block="2.1").folio
    a_coded(place, ana, block="1.1")
    draft = DRAFT.replace("participarán en la coordinación", "apoyarán en la coordinación")
    publish(None, a_version(place, draft.partition("## Eje 2")[0]))
    db.session.commit()
    (facts,) = [facts for kind, facts in told(ana) if kind == "passage"]
    assert facts["number"] == 2
    assert (facts["changed"], facts["removed"]) == ([changed], [removed])


def a_day(day: date) -> None:
    write = begin_day(lambda _done, _total: None, day=day.isoformat())
    assert write is not None
    write()
    db.session.commit()


def test_three_days_before_the_end_who_took_part_is_reminded(app: Flask, ana: Person) -> None:
    place = a_consultation(closes=3)
    a_coded(place, ana)
    a_coded(place, ana)
    make_person("participant", "eva@ejemplo.hn")
    for days in (-1, 0, 1):
        a_day(today() + timedelta(days=days))
    assert kinds(ana) == ["received", "received", "closing"] and len(notices()) == 3


def test_who_moderates_is_told_once_a_day_that_something_waits(
    place: Consultation, ana: Person
) -> None:
    moderator, drafter = make_person("moderator"), make_person("drafter")
    a_comment(place, TEXT, status=PENDING)
    a_day(utc_now().date())
    assert told(moderator) == [
        ("waiting", {"slug": "politica", "title": place.title, "count": 1})
    ]
    assert kinds(drafter) == kinds(ana) == []


def test_links_are_written_to_an_address(app: Flask, ana: Person) -> None:
    choose(ana, language="en")
    for purpose, token, person in (
        ("confirm", "t", None), ("confirm", None, ana), ("reset", "t", ana), ("reset", None, None),
        ("reset", None, ana), ("change_email", None, None),
        ("change_email", "t", ana), ("change_email", None, ana), ("invite", "t", None),
    ):  # fmt: skip
        link_made.send("eva@ejemplo.hn", purpose=purpose, token=token, person=person)
    delegate_invited.send("eva@ejemplo.hn", organization=Organization(name="Red"), token="t")
    db.session.commit()
    assert [(notice.kind, notice.language) for notice in notices()] == [
        ("confirm", "es"), ("account_exists", "en"), ("reset", "en"), ("no_account", "es"),
        ("password_changed", "en"), ("account_exists", "es"), ("change_email", "en"),
        ("email_changed", "en"), ("invitation", "es"), ("delegate", "es"),
    ]  # fmt: skip
    assert {to.address for each in notices() if (to := addressee(each))} == {"eva@ejemplo.hn"}


def test_an_invitation_says_which_consultation_it_is_to(app: Flask) -> None:
    link_made.send("eva@ejemplo.hn", purpose="invite", token="t", consultation="La política")
    db.session.commit()
    (notice,) = notices()
    to = addressee(notice)
    assert to is not None and to.arguments["consultation"] == "La política"
