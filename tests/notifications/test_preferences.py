"""As much mail as each person wants, and an end to it with one click."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.extensions import db
from consult.notifications.models import Group
from consult.notifications.queries import next_digest, preference, token
from consult.notifications.service import choose, tell
from tests.notifications.servers import Post
from tests.notifications.telling import later, notices, send_now
from tests.people import Visitor, make_person

PAGE = "/cuenta/avisos"
FACTS = {"slug": "politica", "title": "Política", "folio": "PRO-0007"}


@pytest.fixture
def ana(app: Flask) -> Person:
    return make_person("participant", "ana@ejemplo.hn")


def tell_of_answer(person: Person) -> None:
    tell(person, "answered", **FACTS)
    db.session.commit()


def test_a_person_chooses_and_finds_it_chosen(participant: Visitor) -> None:
    assert participant.get(PAGE).fields()["replies"] == "immediate"
    chosen = {"replies": "daily", "news": "none", "language": "en"}
    participant.submit(PAGE, chosen)
    assert chosen.items() <= participant.get("/en" + PAGE).fields().items()
    assert "work" not in participant.get(PAGE).fields()


def test_only_staff_choose_about_their_work(moderator: Visitor) -> None:
    moderator.submit(PAGE, {"work": "none"})
    assert moderator.get(PAGE).fields()["work"] == "none"


def test_an_unknown_choice_is_refused_and_nothing_stored(participant: Visitor) -> None:
    page = participant.submit(PAGE, {"news": "siempre"}, 422)
    assert page.document.findtext(".//title").startswith("Error")
    assert participant.get(PAGE).fields()["news"] == "immediate"


def test_a_stranger_is_asked_to_sign_in(visitor: Visitor) -> None:
    assert "/ingresar" in visitor.get(PAGE, 302).location


def test_none_means_none(app: Flask, ana: Person) -> None:
    choose(ana, language="es", replies="none")
    tell_of_answer(ana)
    assert notices() == []


def test_a_mail_program_ends_it_with_one_click(app: Flask, ana: Person, post: Post) -> None:
    tell_of_answer(ana)
    send_now()
    link = post.arrived[0][1]["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    program = Visitor(app)
    assert program.get(link).response.headers.get("Set-Cookie") is None
    assert preference(ana.id).replies == "immediate"
    for _time in range(2):
        program.post(link, {"List-Unsubscribe": "One-Click"}, 200)
    db.session.rollback()
    assert preference(ana.id).replies == "none" and preference(ana.id).news == "immediate"
    tell_of_answer(ana)
    assert len(notices()) == 1


def test_a_person_ends_it_on_a_page(app: Flask, ana: Person, visitor: Visitor) -> None:
    path = f"/en/avisos/baja/{token(ana.id, Group.NEWS)}"
    visitor.submit(path, {}, 200)
    db.session.rollback()
    assert preference(ana.id).news == "none"


def test_nobody_ends_the_mail_of_another(app: Flask, ana: Person, visitor: Visitor) -> None:
    good = token(ana.id, Group.NEWS)
    for bad in (
        good.replace("news", "replies"), good.replace("news", "account"), good[:-1], "x", "news-",
        f"news-{ana.id + 1}-{good[-32:]}", f"news-٣-{good[-32:]}", f"news-{'9' * 40}-x",
    ):  # fmt: skip
        visitor.get(f"/avisos/baja/{bad}", 404)
        visitor.post(f"/avisos/baja/{bad}", {}, 404)
    assert preference(ana.id).news == "immediate"


def test_what_is_wanted_once_a_day_comes_together_at_seven(
    app: Flask, ana: Person, post: Post
) -> None:
    eva = make_person("participant", "eva@ejemplo.hn")
    for person in (ana, eva):
        choose(person, language="en", replies="daily")
    for person in (ana, eva, ana):
        tell_of_answer(person)
    send_now()
    assert post.arrived == []
    later(days=1)
    send_now()
    send_now()
    assert sorted(post.addresses) == [ana.email, eva.email]
    subjects = {address: message["Subject"] for address, message in post.arrived}
    assert subjects[ana.email] != subjects[eva.email]
    assert {notice.state for notice in notices()} == {"sent"}


@pytest.mark.parametrize(
    ("now", "then"),
    [((24, 12, 59), (24, 13)), ((24, 13, 0), (25, 13)), ((25, 3, 0), (25, 13))],
)
def test_seven_in_the_morning_is_that_of_honduras(
    now: tuple[int, int, int], then: tuple[int, int]
) -> None:
    moment = next_digest(datetime(2026, 11, *now, tzinfo=UTC))
    assert moment.astimezone(UTC) == datetime(2026, 11, *then, tzinfo=UTC)
