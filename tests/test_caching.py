"""Pages that may be cached: who shares them, how they are revalidated, what never gets in."""

import gzip

import pytest
from flask import template_rendered

from consult.caching import LARGEST_KEPT, Page, PageCache
from consult.consultations.service import mark_changed
from tests.factories import a_consultation
from tests.meanwhile import meanwhile
from tests.people import Visitor
from tests.reading.pages import statements

HOME = "/consultas/politica/"


def page_of(size: int) -> Page:
    return Page("name", b"x" * size, "text/html", lambda: "state")


@pytest.fixture
def consultation(app):
    return a_consultation()


def test_the_least_recently_read_page_makes_room():
    cache = PageCache(room=300)
    for name in ("first", "second", "third"):
        cache.put((name,), page_of(100))
    assert cache.get(("first",)) is not None
    cache.put(("fourth",), page_of(100))
    kept = [name for name in ("first", "second", "third", "fourth") if cache.get((name,))]
    assert kept == ["first", "third", "fourth"]


def test_a_page_put_twice_takes_its_room_once():
    cache = PageCache(room=300)
    for _time in range(10):
        cache.put(("same",), page_of(100))
    cache.put(("other",), page_of(200))
    assert cache.get(("same",)) and cache.get(("other",))


def test_a_page_larger_than_its_worth_is_not_kept():
    cache = PageCache()
    cache.put(("large",), page_of(LARGEST_KEPT + 1))
    assert cache.get(("large",)) is None


def test_a_visitor_gets_a_page_that_may_be_shared(consultation, visitor):
    headers = visitor.get(HOME).response.headers
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert headers["ETag"].startswith('W/"')
    assert {"Cookie", "Accept-Encoding"} <= set(headers["Vary"].split(", "))
    assert "Set-Cookie" not in headers


def test_an_unchanged_page_is_not_sent_again(consultation, visitor):
    tag = visitor.get(HOME).response.headers["ETag"]
    answer = visitor.client.get(HOME, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


def test_a_public_change_makes_a_new_page(consultation, visitor):
    tag = visitor.get(HOME).response.headers["ETag"]
    with meanwhile():
        mark_changed(consultation.id)
    answer = visitor.client.get(HOME, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_each_language_has_its_own_page(consultation, visitor):
    spanish, english = visitor.get(HOME), visitor.get(f"/en{HOME}")
    assert spanish.response.headers["ETag"] != english.response.headers["ETag"]
    assert 'lang="es-HN"' in spanish.text and 'lang="en"' in english.text


def test_the_second_reader_costs_no_session_and_no_drawing(consultation, visitor, app):
    drawn: list[str] = []
    first = visitor.get(HOME)
    with statements() as run, template_rendered.connected_to(
        lambda _app, template, **_rest: drawn.append(template.name), app
    ):
        second = Visitor(app).get(HOME)
    assert second.response.data == first.response.data
    assert dict(second.response.headers) == dict(first.response.headers)
    # The state of the page is asked of the driver alone.
    assert not run and not drawn


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_compressed_for_those_who_take_it(consultation, visitor, accepted, zipped):
    plain = visitor.get(HOME).response.data
    answer = visitor.client.get(HOME, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is zipped
    assert (gzip.decompress(answer.data) if zipped else answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_head_says_the_same_without_the_page(consultation, visitor):
    page, head = visitor.get(HOME).response, visitor.client.head(HOME)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == page.headers["ETag"]
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_what_is_not_there_is_never_kept(consultation, visitor):
    for path in ("/consultas/otra/", "/consultas/politica/texto/otra"):
        answer = visitor.client.get(path, headers={"If-None-Match": "*"})
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_a_redirection_is_not_kept(consultation, visitor):
    answer = visitor.client.get("/consultas/politica/texto/linea-1-1")
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"


def test_someone_signed_in_has_a_page_of_their_own(consultation, app, moderator, visitor):
    own = moderator.get(HOME)
    assert moderator.person.name in own.text
    assert own.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in own.response.headers
    assert moderator.person.name not in visitor.get(HOME).text


def test_someone_signed_in_is_not_given_a_shared_page(consultation, visitor, moderator):
    tag = visitor.get(HOME).response.headers["ETag"]
    own = moderator.client.get(HOME, headers={"If-None-Match": tag})
    assert own.status_code == 200
    assert moderator.person.name in own.get_data(as_text=True)


def test_a_waiting_message_is_shown_once_and_to_no_one_else(consultation, app, visitor):
    with visitor.client.session_transaction() as session:
        session["_flashes"] = [("success", "Mensaje solo para usted")]
    told = visitor.get(HOME)
    assert "Mensaje solo para usted" in told.text
    assert told.response.headers["Cache-Control"] == "no-store"
    assert "Mensaje solo para usted" not in visitor.get(HOME).text
    assert "Mensaje solo para usted" not in Visitor(app).get(HOME).text


def test_a_session_without_a_person_reads_the_shared_page(consultation, visitor):
    with visitor.client.session_transaction() as session:
        session["csrf_token"] = "begun elsewhere"
    headers = visitor.get(HOME).response.headers
    assert headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in headers


def test_an_unpublished_consultation_is_never_public(app, visitor, drafter):
    a_consultation(draft=None)
    assert drafter.get(HOME).response.headers["Cache-Control"] == "no-store"
    assert visitor.get(HOME, 404).response.headers["Cache-Control"] == "no-store"
