"""The desk: who sees it, what waits, what was decided."""

import pytest
from sqlalchemy import event

from consult.accounts.service import suspend
from consult.comments.models import Comment
from consult.extensions import READ, db, utc_now
from consult.moderation import queries, queue
from consult.moderation.service import decide
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, some_waiting
from tests.people import sign_in


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def addresses(consultation):
    """The queue, and the comment that waits in it."""
    some_waiting(consultation, 1)
    return (DESK, DESK + "POL-0001")


def test_a_visitor_is_asked_to_sign_in_and_comes_back(visitor, addresses):
    for address in addresses:
        assert visitor.get(address, status=302).location == f"/ingresar?siguiente={address}"
        english = visitor.get("/en" + address, status=302)
        assert english.location == f"/en/ingresar?siguiente=/en{address}"


def test_only_moderators_and_administrators_see_it(app, addresses):
    expected = {"participant": 404, "drafter": 404, "moderator": 200, "admin": 200}
    people = {role: sign_in(app, role) for role in expected}
    for role, status in expected.items():
        pages = [people[role].get(address, status) for address in addresses]
        assert all(("Aporte 1" in page.words()) is (status == 200) for page in pages)


def test_a_suspended_moderator_is_a_visitor(moderator, addresses):
    with meanwhile():
        suspend(None, moderator.person, now=utc_now())
    for address in addresses:
        moderator.get(address, status=302)


def test_it_is_nobody_elses(moderator, addresses):
    for page in (moderator.get(address) for address in addresses):
        assert page.response.headers["Cache-Control"] == "no-store"
        assert page.all(".//meta[@name='robots']")[0].get("content") == "noindex"


def test_in_english_every_link_stays_english(moderator, addresses):
    for page in (moderator.get("/en" + address) for address in addresses):
        assert page.document.get("lang") == "en"
        links = [link.get("href") for link in page.all(".//main//a")]
        assert links and all(link.startswith("/en/") for link in links)


def test_another_consultation_does_not_lend_its_comments(moderator, addresses):
    a_consultation("otra")
    for slug in ("otra", "no-existe", "x" * 500):
        moderator.get(f"/consultas/{slug}/moderacion/POL-0001", status=404)


def test_an_unknown_comment_is_not_there(moderator, addresses):
    for folio in ("POL-9999", "pol-0001", "0", "x" * 500, "'--", "💥", "POL-0001%20"):
        moderator.get(DESK + folio, status=404)


def test_who_does_not_moderate_is_told_nothing(participant, consultation, addresses):
    for viewer in (None, participant.person):
        assert queue.waiting(viewer, consultation) == queries.decided(viewer, consultation) == []
        assert queue.length(viewer, consultation) == 0
        assert queue.next_waiting(viewer, consultation) is None
        assert queries.case(viewer, consultation, "POL-0001") is None


def listed(page):
    return [item.findtext(".//p") for item in page.all(".//ol[@class='queue']/li")]


def test_what_waits_longest_comes_first_fifty_at_a_time(moderator, consultation):
    some_waiting(consultation, 53)
    page = moderator.get(DESK)
    assert listed(page) == [f"Aporte {n}" for n in range(1, 51)]
    assert "53 aportes en espera" in page.words()
    rest = moderator.get(DESK + page.all(".//a[@rel='next']")[0].get("href").removeprefix(DESK))
    assert listed(rest) == ["Aporte 51", "Aporte 52", "Aporte 53"]
    assert rest.all(".//a[@rel='next']") == []


def test_only_what_waits_waits(moderator, consultation):
    for status in ("published", "rejected", "returned", "withdrawn"):
        a_comment(consultation, f"Está {status}", status=status)
    page = moderator.get(DESK)
    assert listed(page) == [] and "No hay aportes en espera" in page.words()


def test_a_bad_key_opens_the_first_page(moderator, addresses):
    for key in ("x", "-1", "0", "²", "9" * 30, "", "%00"):
        for tab in ("pending", "decided", "otra"):
            page = moderator.get(f"{DESK}?estado={tab}&despues={key}")
            assert listed(page) == ([] if tab == "decided" else ["Aporte 1"])


def test_what_was_decided_stands_newest_first_with_its_reason(moderator, consultation):
    some_waiting(consultation, 1)
    for text, after in (("Se publica", "published"), ("No se publica", "rejected")):
        comment = a_comment(consultation, text, status="pending")
        decide(moderator.person, comment, revision=1, after=after, reason="insult")
    db.session.commit()
    page = moderator.get(DESK + "?estado=decided")
    assert listed(page) == ["No se publica", "Se publica"]
    assert page.words(".//main").count("Motivo: insulta o ataca a personas o grupos") == 1


def test_decisions_come_fifty_at_a_time(moderator, consultation):
    for comment_id in some_waiting(consultation, 52):
        comment = db.session.get(Comment, comment_id)
        decide(moderator.person, comment, revision=1, after="published")
    db.session.commit()
    page = moderator.get(DESK + "?estado=decided")
    assert listed(page) == [f"Aporte {n}" for n in range(52, 2, -1)]
    rest = moderator.get(page.all(".//a[@rel='next']")[0].get("href"))
    assert listed(rest) == ["Aporte 2", "Aporte 1"]


def statements(run):
    """How many statements `run` sends to the read engine."""
    seen = []
    engine = db.engines[READ]
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    run()
    return len(seen)


def test_a_longer_queue_costs_no_more_statements(moderator, consultation):
    some_waiting(consultation, 2)
    few = statements(lambda: moderator.get(DESK))
    with meanwhile():
        some_waiting(consultation, 60)
    assert statements(lambda: moderator.get(DESK)) == few > 0
