"""No form of another site is taken for one of ours, and nobody loses a text to that."""

import time
from collections.abc import Iterator

import pytest
from itsdangerous import TimestampSigner
from werkzeug.routing import Rule

from tests.people import PASSWORD, Page, Visitor
from tests.site.sites import Site
from tests.site.world import World, address

HOUR = 3600
HOST = {"base_url": "https://localhost"}
TYPED = "Propongo que el consejo se reúna cada mes, y no cada año."
COMMENT = "/consultas/propia/comentar"
SIGN_IN = {"email": "moderator@ejemplo.hn", "password": PASSWORD}


# A mail program sends it, without a cookie: the address is the secret.
WITHOUT_TOKEN = {"notifications.unsubscribe_now"}


def unsafe_rules(site: Site) -> Iterator[Rule]:
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint in WITHOUT_TOKEN:
            continue
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            yield rule


def old_token(site: Site, visitor: Visitor, hours: float, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token of a form that was opened so long ago."""
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(then(hours)))
        return site.token(visitor)


def then(hours: float) -> float:
    return time.time() - hours * HOUR


@pytest.mark.parametrize("token", [None, "", "x", "IngiLXRva2VuIg.aSLUGw.firma-falsa"])
def test_no_unsafe_rule_does_anything_without_a_token(world: World, token: str | None) -> None:
    site, rules = world.site, list(unsafe_rules(world.site))
    admin = site.person("admin")
    site.token(admin)
    before, typed = site.dump(), {} if token is None else {"csrf_token": token}
    for rule in rules:
        page = Page(admin.client.post(address(rule, world.own), data=typed | {"body": TYPED}))
        assert page.status == 400, rule
        assert rule.endpoint.startswith("accounts.") or TYPED in page.words(), rule
    assert len(rules) >= 5 and site.dump() == before


def test_a_token_of_someone_else_is_none(world: World) -> None:
    site, mine = world.site, Visitor(world.site.app)
    theirs = Visitor(site.app).get(COMMENT).fields()["csrf_token"]
    filled = mine.get(COMMENT).fields() | {"csrf_token": theirs, "body": TYPED}
    before = site.dump()
    assert TYPED in mine.post(COMMENT, filled, 400).words()
    assert site.dump() == before


def test_a_form_sent_as_plain_text_is_refused(world: World) -> None:
    admin = world.site.person("admin")
    before = world.site.dump()
    sent = admin.client.post(COMMENT, data="body=x", content_type="text/plain")
    assert sent.status_code == 400 and world.site.dump() == before


@pytest.mark.parametrize("hours", [0, 12, 20, 23.9])
def test_a_form_that_was_open_for_hours_still_works(
    world: World, hours: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(world.site.app)
    filled = visitor.get(COMMENT).fields() | {"body": TYPED}
    filled["csrf_token"] = old_token(world.site, visitor, hours, monkeypatch)
    assert "/acuse/" in visitor.post(COMMENT, filled).location


def test_a_form_that_expired_gives_the_text_back_and_one_button_sends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(world.site.app)
    path = "/en" + COMMENT + "?parrafo=2.1&version=2"
    filled = visitor.get(path).fields() | {"body": TYPED, "stance": "for", "author_name": "Ñ & <ñ>"}
    filled["csrf_token"] = old_token(world.site, visitor, 24.1, monkeypatch)
    page = visitor.post(path, filled, 400)
    action = page.all(".//main//form")[0].get("action") or ""
    assert action == path and TYPED in page.words() and page.document.get("lang") == "en"
    kept = page.fields()
    assert {**kept, "csrf_token": ""} == {**filled, "csrf_token": ""}
    receipt = visitor.get(visitor.post(action, kept).location)
    assert TYPED in receipt.words() and "Ñ & <ñ>" in receipt.words()


def test_signing_in_from_a_page_left_open_still_works(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(world.site.app)
    filled = visitor.get("/ingresar").fields() | SIGN_IN
    expired = filled | {"csrf_token": old_token(world.site, visitor, 25, monkeypatch)}
    again = visitor.post("/ingresar", expired, 400)
    assert again.fields()["email"] == SIGN_IN["email"] and PASSWORD not in again.text
    old = filled | {"csrf_token": old_token(world.site, visitor, 20, monkeypatch)}
    assert visitor.post("/ingresar", old).location == "/"


@pytest.mark.parametrize(
    ("referrer", "status"),
    [("https://localhost/x", 303), ("https://evil.example/localhost", 400), ("", 400)],
)
def test_over_https_a_form_has_to_come_from_this_site(
    world: World, referrer: str, status: int
) -> None:
    """Our Referrer-Policy, same-origin, is what makes browsers say where a form comes from."""
    visitor = Visitor(world.site.app)
    filled = Page(visitor.client.get(COMMENT, **HOST)).fields() | {"body": TYPED}
    headers = {"Referer": referrer} if referrer else {}
    page = visitor.post(COMMENT, filled, status, headers=headers, **HOST)
    assert page.status == 303 or TYPED in page.words()
