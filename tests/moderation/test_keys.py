"""The desk by keyboard, in a real browser: one key decides and brings the next."""

import gzip

import pytest
from playwright.sync_api import Request, expect
from sqlalchemy import update

from consult.comments.models import Comment
from consult.consultations.queries import by_slug_for_staff
from consult.extensions import db
from tests.browser import Chromium, Window
from tests.moderation.desk import some_waiting

pytestmark = pytest.mark.xdist_group("browser")
DESK = "/consultas/politica-migratoria/moderacion/"


@pytest.fixture
def window(chromium: Chromium) -> Window:
    """A moderator who has taken the oldest comment."""
    with chromium.site.context():
        waiting = update(Comment).where(Comment.status == "pending")
        db.session.execute(waiting.values(status="withdrawn"))
        some_waiting(by_slug_for_staff("politica-migratoria"), 12)
        db.session.remove()
    window = chromium.window("moderator")
    window.open(DESK)
    window.press("Tomar el siguiente")
    return window


def test_one_key_approves_and_brings_the_next(window: Window) -> None:
    seen = [window.at()]
    for _number in range(10):
        expect(window.page.locator("#about")).to_be_focused()
        with window.page.expect_navigation():
            window.page.keyboard.press("a")
        seen.append(window.at())
    assert len(set(seen)) == 11 and window.wrong == []


def test_one_decision_is_one_small_page(window: Window) -> None:
    """What comes over the wire is the page: all else is kept by the browser."""
    page, asked = window.page, list[Request]()
    page.on("request", lambda request: asked.append(request))
    with page.expect_navigation():
        page.keyboard.press("a")
    weight = len(gzip.compress(page.content().encode()))
    documents = [each for each in asked if each.resource_type == "document"]
    assert [each.method for each in documents] == ["POST", "GET"] and weight <= 25 * 1024
    rest = [each.response() for each in asked if each not in documents]
    assert all("immutable" in each.headers["cache-control"] for each in rest if each)


def test_keys_are_listed_and_can_be_switched_off(window: Window) -> None:
    page, here = window.page, window.at()
    page.keyboard.press("?")
    expect(page.locator("#keys ul")).to_be_visible()
    page.get_by_label("Usar las teclas").uncheck()
    page.reload()
    page.keyboard.press("a")
    page.keyboard.press("2")
    assert window.at() == here
    expect(page.locator("[name=reason]").first).to_be_checked()


def test_while_one_writes_a_key_is_a_letter(window: Window) -> None:
    page, here = window.page, window.at()
    page.keyboard.press("2")
    expect(page.locator("[name=reason]").nth(2)).to_be_checked()
    page.keyboard.press("e")
    page.keyboard.type("ara")
    expect(page.locator("[name=explanation]")).to_have_value("ara")
    assert window.at() == here
