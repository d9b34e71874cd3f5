"""A real browser on a real server: Chromium on the demonstration, and what a person does with it.

Pages are found as people find them, by role and label. A `Window` notes everything that no visit
may cause: an error in the console, a word to another host, a script that is not ours.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.databases import missing
from tests.site.sites import Site

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# What is wrong with the page, in few words: rule, where, why.
LOOK = """async () => (await axe.run({resultTypes: ["violations"]})).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
# Axe takes seconds for what is there fifty times: six of the same kind say as much.
SHORTEN = """() => document.querySelectorAll("main *").forEach(parent => {
  const seen = {};
  [...parent.children].filter(each => !each.matches("td, th, option")).forEach(each => {
    const kind = each.tagName + each.className;
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > 6) each.remove();
  });
})"""
# How far it can be scrolled sideways, and what sticks out of it.
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(each => each.getBoundingClientRect().right > room + 1)
    .filter(each => !each.closest(".scroll, .hidden, .skip"))
    .map(each => `${each.tagName} ${each.className} ${each.textContent.slice(0, 60)}`);
}"""


Windows = Callable[[str], "Window"]


class Quiet(WSGIRequestHandler):
    def log(self, *_args: object) -> None:
        pass


class Window:
    """One person's browser window on the site at `origin`; `wrong` is what went wrong in it."""

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:
        self.context = browser.new_context(
            base_url=origin, **{"viewport": DESK, "locale": "es-HN"} | options
        )
        self.context.set_default_timeout(15_000)
        self.origin, self.wrong = origin, list[str]()
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", lambda request: self._watch(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        # That a page was answered with 404 or 422 is said in the console too, and is no fault.
        if message.type in ("error", "warning") and "the server responded with" not in message.text:
            self.wrong.append(f"console: {message.text}")

    def _watch(self, address: str) -> None:
        if not address.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.wrong.append(f"another host: {address}")

    def signed_in(self, site: Site, role: str) -> "Window":
        """With the session of someone of that role."""
        cookies = site.person(role).client._cookies.values()
        self.context.add_cookies(
            [{"name": each.key, "value": each.value, "url": self.origin} for each in cookies]
        )
        return self

    def open(self, path: str) -> Response:
        self.wrong.clear()
        response = self.page.goto(path, wait_until="load")
        assert response is not None
        return response

    def at(self) -> str:
        """The path of the page in the window."""
        return urlsplit(self.page.url).path

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def follow(self, name: str | Any, within: Locator | None = None) -> None:
        """Click the first link of that name."""
        self.click((within or self.page).get_by_role("link", name=name).first)

    def press(self, name: str | Any, within: Locator | None = None) -> None:
        """Click the button of that name."""
        self.click((within or self.page).get_by_role("button", name=name).first)

    def click(self, target: Locator) -> None:
        """Click, and wait until the page that it leads to, if any, is there as a whole."""
        target.click()
        self.page.wait_for_load_state("load")

    def write(self, label: str | Any, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str | Any) -> None:
        self.page.get_by_role("radio", name=label).first.check()

    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def violations(self) -> list[str]:
        """What axe finds wrong. Evaluated from outside, so that the page's policy stands; the page
        is shortened for it."""
        self.page.evaluate(SHORTEN)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return self.page.evaluate(LOOK)

    def sideways(self) -> list[str]:
        """What makes a phone scroll sideways."""
        self.page.set_viewport_size(PHONE)
        found = self.page.evaluate(SIDEWAYS)
        self.page.set_viewport_size(DESK)
        return found


class Chromium:
    """Opens windows on the site that is served at `origin`."""

    def __init__(self, browser: Browser, origin: str, site: Site) -> None:
        self.browser, self.origin, self.site = browser, origin, site
        self._opened = ExitStack()

    def window(self, role: str = "visitor", **options: Any) -> Window:
        window = Window(self.browser, self.origin, **options)
        self._opened.enter_context(closing(window.context))
        return window if role == "visitor" else window.signed_in(self.site, role)

    def close(self) -> None:
        self._opened.close()


def executable() -> str:
    """Where Chromium is, or a skip that says that it is not."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        missing("chromium", f"nothing at {path}; CHROMIUM names another place")
    return path


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        with playwright.chromium.launch(executable_path=executable(), args=list(FLAGS)) as browser:
            yield browser


@pytest.fixture(scope="session")
def _served(_demonstration: Site) -> Iterator[str]:
    server = make_server(
        "127.0.0.1", 0, _demonstration.app, threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def windows(_browser: Browser, _served: str, _demonstration: Site) -> Iterator[Windows]:
    """A window of each role, opened once: for pages that are only looked at."""
    _demonstration.empty()
    opened = Chromium(_browser, _served, _demonstration)
    yield cache(opened.window)
    opened.close()


@pytest.fixture
def chromium(_browser: Browser, _served: str, demonstration: Site) -> Iterator[Chromium]:
    """Chromium on the demonstration, as it was loaded."""
    opened = Chromium(_browser, _served, demonstration)
    yield opened
    opened.close()
