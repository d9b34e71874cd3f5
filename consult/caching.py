"""Public pages: rendered once for each state of what they show, revalidated for next to nothing.

A page is named by its address, its language and the state of its consultation (a counter that
grows with every public change). That name is its ETag, so an unchanged page costs one small
query, and the rendered bytes wait in the process for the next reader. Who signed in, or has a
message waiting, gets a page of their own that no shared cache may keep.
"""

import functools
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request, session
from flask_babel import get_locale
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
SHARED_FOR = 30
KEPT_PAGES = 512
LARGEST_KEPT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    zipped: bytes
    mimetype: str


class PageCache:
    """The last pages rendered in this process, the least recently used dropped first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()

    def get(self, name: str) -> Page | None:
        page = self._pages.get(name)
        if page is not None:
            self._pages.move_to_end(name)
        return page

    def put(self, name: str, page: Page) -> None:
        self._pages[name] = page
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def clear(self) -> None:
        self._pages.clear()


def public_page(state: Callable[..., str | None]) -> Callable[[View], View]:
    """Let a view's answers to visitors be cached while `state(**view_args)` stays the same.

    `state` returns a short text, or None when there is nothing to show (the view decides).
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
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    if request.if_none_match.contains_weak(name):
        return _with_headers(Response(status=304), name)
    cache: PageCache = current_app.extensions["page_cache"]
    page = cache.get(name)
    if page is None:
        response = make_response(render())
        if response.status_code != 200 or response.is_streamed:
            return response
        body = response.get_data()
        page = Page(body, gzip.compress(body, 5), response.mimetype or "text/html")
        if len(body) <= LARGEST_KEPT:
            cache.put(name, page)
    response = Response(page.zipped if zipped else page.body, mimetype=page.mimetype)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return _with_headers(response, name)


def _name(state: str) -> str:
    parts = (request.full_path, str(get_locale()), state, current_app.config["BUILD"])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _with_headers(response: Response, name: str) -> Response:
    response.headers["ETag"] = f'W/"{name}"'
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_FOR}"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response
