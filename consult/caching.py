"""Public pages: rendered once for each state of what they show, revalidated for next to nothing.

A page is kept under its address, and named by its address, the state of its consultation (a
counter that grows with every public change) and the build. The name is its ETag. While it stays
the same a reader gets the bytes that are waiting in the process, or learns that nothing has
changed, for the price of one small query: `PublicPages` answers before Flask begins its work.

Who signed in, or has a message waiting, gets a page of their own: it is never kept, no shared
cache may keep it, and it is not compressed, because it carries a token that compression beside
typed words would give away.
"""

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, current_app, make_response, request, session
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Request

View = TypeVar("View", bound=Callable[..., Any])
State = Callable[[], str | None]
Address = tuple[str, ...]
Answer = tuple[bytes, HTTPStatus, list[tuple[str, str]]]
SHARED_FOR = 30  # seconds a shared cache may answer without asking
KEPT_BYTES = 64 * 1024 * 1024
LARGEST_KEPT = 512 * 1024


class Page:
    """A rendered page; `state` asks for what names it, `zipped` is made when a reader wants it."""

    def __init__(self, name: str, body: bytes, mimetype: str, state: State) -> None:
        self.name = name
        self.body = body
        self.mimetype = mimetype
        self.state = state

    @functools.cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.body, 5, mtime=0)

    def answer(self, asked: Request) -> Answer:
        if _has(asked, self.name):
            return _unchanged(self.name)
        headers = [*_headers(self.name), ("Content-Type", f"{self.mimetype}; charset=utf-8")]
        if not asked.accept_encodings["gzip"]:
            return self.body, HTTPStatus.OK, headers
        return self.zipped, HTTPStatus.OK, [*headers, ("Content-Encoding", "gzip")]


class PageCache:
    """The last pages of this process, up to `room` bytes; the least recently read goes first."""

    def __init__(self, room: int = KEPT_BYTES) -> None:
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._room = self._free = room
        self._lock = threading.Lock()

    def get(self, address: Address) -> Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: Address, page: Page) -> None:
        """Keep `page`, unless it is too large to be worth the room."""
        if len(page.body) > min(LARGEST_KEPT, self._room):
            return
        with self._lock:
            self._drop(self._pages.pop(address, None))
            self._pages[address] = page
            self._free -= len(page.body)
            while self._free < 0:
                self._drop(self._pages.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._free = self._room

    def _drop(self, page: Page | None) -> None:
        if page is not None:
            self._free += len(page.body)


class PublicPages:
    """A WSGI application that answers for kept pages, with `headers`, and passes on the rest."""

    def __init__(self, app: Flask, cache: PageCache, headers: Mapping[str, str]) -> None:
        self._app, self._passed_on, self._cache = app, app.wsgi_app, cache
        self._headers = list(headers.items())

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        page = self._current(environ)
        if page is None:
            return self._passed_on(environ, start_response)
        body, status, headers = page.answer(Request(environ))
        length = [("Content-Length", str(len(body)))] if body else []
        start_response(f"{status.value} {status.phrase}", [*headers, *length, *self._headers])
        return [body]

    def _current(self, environ: Mapping[str, Any]) -> Page | None:
        """The page asked for, if it is kept, still as it was, and the same for whoever asks."""
        with_session = self._app.config["SESSION_COOKIE_NAME"] in environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] != "GET" or with_session:
            return None
        page = self._cache.get(_address(environ))
        if page is None:
            return None
        try:
            with self._app.app_context():
                state = page.state()
                return page if state is not None and page.name == _name(environ, state) else None
        except SQLAlchemyError:
            return None  # the application will meet it again, and knows what to say


def public_page(state: Callable[..., str | None]) -> Callable[[View], View]:
    """Let a view's answers to visitors be cached while `state(**view_args)` stays the same.

    `state` returns a short text, or None when there is nothing to show (the view decides). It is
    asked outside of requests too, so it reads with `extensions.read_rows`. Only answers with
    status 200 are kept; the rest go out as they are.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def cached(**kwargs: Any) -> Any:
            ask = functools.partial(state, **kwargs)
            now = None if _is_personal() else ask()
            return view(**kwargs) if now is None else _answer(now, ask, lambda: view(**kwargs))

        return cached  # type: ignore[return-value]  # wraps keeps the view's signature

    return decorate


def _is_personal() -> bool:
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return has_session and (current_user.is_authenticated or "_flashes" in session)


def _answer(now: str, state: State, render: Callable[[], Any]) -> Any:
    cache: PageCache = current_app.extensions["page_cache"]
    address, name = _address(request.environ), _name(request.environ, now)
    if _has(request, name):
        return _unchanged(name)
    page = cache.get(address)
    if page is None or page.name != name:
        response = make_response(render())
        if response.status_code != 200 or response.is_streamed:
            return response
        page = Page(name, response.get_data(), response.mimetype or "text/html", state)
        cache.put(address, page)
    return page.answer(request)


def _address(environ: Mapping[str, Any]) -> Address:
    """Host, language (as part of SCRIPT_NAME), path and query."""
    parts = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    return tuple(environ.get(part, "") for part in parts)


def _name(environ: Mapping[str, Any], state: str) -> str:
    parts = (*_address(environ), state, current_app.config["BUILD"])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _has(asked: Request, name: str) -> bool:
    """Whether the reader has the page of this name. "*" is not taken for it: it would be answered
    without knowing that there is a page."""
    tags = asked.if_none_match
    return not tags.star_tag and tags.contains_weak(name)


def _unchanged(name: str) -> Answer:
    return b"", HTTPStatus.NOT_MODIFIED, _headers(name)


def _headers(name: str) -> list[tuple[str, str]]:
    return [
        ("ETag", f'W/"{name}"'),
        ("Cache-Control", f"public, max-age=0, s-maxage={SHARED_FOR}"),
        ("Vary", "Cookie, Accept-Encoding"),
    ]
