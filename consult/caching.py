"""Public pages: rendered once for each state of what they show, revalidated for next to nothing.

A page is named by its address, its language and the state of its consultation (a counter that
grows with every public change). That name is its ETag, so an unchanged page costs one small
query, and the rendered bytes wait in the process for the next reader.

Who signed in, or has a message waiting, gets a page of their own: it is never kept, no shared
cache may keep it, and it is not compressed, because it carries a token that compression beside
typed words would give away.
"""

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request, session
from flask_babel import get_locale
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
SHARED_FOR = 30  # seconds a shared cache may answer without asking
KEPT_BYTES = 64 * 1024 * 1024
LARGEST_KEPT = 512 * 1024


class Page:
    """A rendered page; `zipped` is made when the first reader wants it."""

    def __init__(self, body: bytes, mimetype: str) -> None:
        self.body = body
        self.mimetype = mimetype

    @functools.cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.body, 5, mtime=0)


class PageCache:
    """The last pages of this process, up to `room` bytes; the least recently read goes first."""

    def __init__(self, room: int = KEPT_BYTES) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._room = self._free = room
        self._lock = threading.Lock()

    def get(self, name: str) -> Page | None:
        with self._lock:
            page = self._pages.get(name)
            if page is not None:
                self._pages.move_to_end(name)
            return page

    def put(self, name: str, page: Page) -> None:
        """Keep `page`, unless it is too large to be worth the room."""
        if len(page.body) > min(LARGEST_KEPT, self._room):
            return
        with self._lock:
            self._drop(self._pages.pop(name, None))
            self._pages[name] = page
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


def public_page(state: Callable[..., str | None]) -> Callable[[View], View]:
    """Let a view's answers to visitors be cached while `state(**view_args)` stays the same.

    `state` returns a short text, or None when there is nothing to show (the view decides). Only
    answers with status 200 are kept; the rest go out as they are.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def cached(**kwargs: Any) -> Any:
            if _is_personal():
                return view(**kwargs)
            now = state(**kwargs)
            return view(**kwargs) if now is None else _answer(now, lambda: view(**kwargs))

        return cached  # type: ignore[return-value]  # wraps keeps the view's signature

    return decorate


def _is_personal() -> bool:
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return has_session and (current_user.is_authenticated or "_flashes" in session)


def _answer(state: str, render: Callable[[], Any]) -> Response:
    name = _name(state)
    cache: PageCache = current_app.extensions["page_cache"]
    # "*" is not taken for a match: it would be answered without knowing that there is a page.
    if not request.if_none_match.star_tag and request.if_none_match.contains_weak(name):
        return _with_headers(Response(status=304), name)
    page = cache.get(name)
    if page is None:
        response = make_response(render())
        if response.status_code != 200 or response.is_streamed:
            return response
        page = Page(response.get_data(), response.mimetype or "text/html")
        cache.put(name, page)
    return _with_headers(_in_accepted_encoding(page), name)


def _in_accepted_encoding(page: Page) -> Response:
    if not request.accept_encodings["gzip"]:
        return Response(page.body, mimetype=page.mimetype)
    response = Response(page.zipped, mimetype=page.mimetype)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _name(state: str) -> str:
    parts = (request.full_path, str(get_locale()), state, current_app.config["BUILD"])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _with_headers(response: Response, name: str) -> Response:
    response.headers["ETag"] = f'W/"{name}"'
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_FOR}"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response
