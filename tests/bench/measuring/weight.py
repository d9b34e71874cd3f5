"""What a first visit costs a reader: every byte that comes over the wire, heads included."""

import gzip
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.bench.measuring.load import Address, Answer, ask, get

FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
IN_STYLE = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s;]+)""")
IN_SCRIPT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


@dataclass(slots=True)
class Visit:
    """Bytes by path, and the hosts of whatever the page would fetch from elsewhere."""

    files: dict[str, int] = field(default_factory=dict)
    other_hosts: set[str] = field(default_factory=set)


def first_visit(address: Address, path: str) -> Visit:
    """Fetch a page and all it names, as a browser with an empty cache that accepts gzip."""
    visit, waiting = Visit(), [path]
    while waiting:
        here = waiting.pop(0)
        parts = urlsplit(here)
        if parts.netloc:
            visit.other_hosts.add(parts.netloc)
        elif parts.scheme != "data" and here not in visit.files:
            answer = Answer(ask(address, get(here, {"Accept-Encoding": "gzip"})))
            if answer.status != 200:
                raise RuntimeError(f"{here}: {answer.status}")
            visit.files[here] = answer.size
            waiting += [urljoin(here, name) for name in _named(answer)]
    return visit


def _named(answer: Answer) -> list[str]:
    body = answer.body
    if answer.header("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    text = body.decode("utf-8", "replace")
    kind = answer.header("Content-Type").partition(";")[0]
    if kind == "text/html":
        reader = _Page()
        reader.feed(text)
        return reader.fetched
    pattern = {"text/css": IN_STYLE, "text/javascript": IN_SCRIPT}.get(kind)
    return pattern.findall(text) if pattern else []


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        fetched = given.get("src")
        if tag == "link" and FETCHED_LINKS & set((given.get("rel") or "").split()):
            fetched = given.get("href")
        if fetched:
            self.fetched.append(fetched)
