"""Following every link of a site, as one person, in one language."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.people import Page
from tests.site.sites import Site

LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
IDENTIFIER = re.compile(r'\sid="([^"]*)"')
ENGLISH = "/en"


@dataclass
class Visited:
    """An address that was asked for; `kind` is its endpoint with the name of its query, if it has
    one; those with several are one kind."""

    path: str
    kind: str
    status: int
    text: str
    response: TestResponse
    links: list[str] = field(default_factory=list)

    @cached_property
    def identifiers(self) -> set[str]:
        return set(IDENTIFIER.findall(self.text))

    @cached_property
    def page(self) -> Page:
        """With its document, checked."""
        return Page(self.response)


class Crawl:
    """What is found from the front page on; of each kind of page at most `most`.

    `pages` by address; `outside` are links that leave the site.
    """

    def __init__(self, site: Site, role: str, prefix: str, most: int) -> None:
        self._client = site.person(role).client
        self._adapter = site.app.url_map.bind("localhost")
        self._most, self._kinds = most, Counter[str]()
        self.prefix = prefix
        self.pages: dict[str, Visited] = {}
        self.outside: set[str] = set()
        waiting, known = deque([f"{prefix}/"]), {f"{prefix}/"}
        while waiting:
            for path in self._visit(waiting.popleft()):
                if path not in known:
                    known.add(path)
                    waiting.append(path)

    def of_kind(self, kind: str) -> list[Visited]:
        return [visited for visited in self.pages.values() if visited.kind == kind]

    def samples(self) -> Iterator[Visited]:
        """The first HTML page of each kind that answered."""
        seen: set[str] = set()
        for visited in self.pages.values():
            is_page = visited.status == 200 and visited.response.mimetype == "text/html"
            if is_page and visited.kind not in seen:
                seen.add(visited.kind)
                yield visited

    def kind(self, path: str) -> str:
        parts = urlsplit(path)
        if parts.path.startswith("/static/"):
            return "static"
        plain = parts.path.removeprefix(ENGLISH) or "/"
        try:
            endpoint, _values = self._adapter.match(plain)
        except HTTPException as error:
            return f"error {error.code}"
        names = sorted(parse_qs(parts.query))
        return " ".join([endpoint, *(names if len(names) < 2 else ["several"])])

    def _visit(self, path: str) -> Iterator[str]:
        """The addresses on the page at `path`."""
        kind = self.kind(path)
        self._kinds[kind] += 1
        if self._kinds[kind] > self._most:
            return
        # Read to the end, because a stream holds its request open.
        response = self._client.get(path, buffered=True)
        is_text = response.mimetype == "text/html"
        visited = Visited(
            path, kind, response.status_code, response.text if is_text else "", response
        )
        self.pages[path] = visited
        visited.links = [html.unescape(link) for link in LINK.findall(visited.text)]
        if response.location:
            visited.links.append(response.location)
        yield from self._inside(path, visited.links)

    def _inside(self, path: str, links: list[str]) -> Iterator[str]:
        for link in links:
            whole = urldefrag(urljoin(path, link)).url
            parts = urlsplit(whole)
            if parts.scheme or parts.netloc:
                self.outside.add(whole)
            elif self._is_of_this_language(parts.path):
                yield whole

    def _is_of_this_language(self, path: str) -> bool:
        return path.startswith("/static/") or path.startswith(ENGLISH + "/") == bool(self.prefix)
