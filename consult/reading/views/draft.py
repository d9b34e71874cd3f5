"""What the public pages of a draft share: how it is opened, its addresses, its window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug, public_state
from consult.drafts.models import Version
from consult.drafts.queries import version as find_version
from consult.extensions import utc_now
from consult.permissions import Actor
from consult.reading import queries
from consult.reading.contents import Contents, Entry

blueprint = Blueprint("reading", __name__)

LARGEST_NUMBER = 2**31 - 1
MARK = "~"  # stays as it is in an address, and no slug holds it


class Links:
    """Addresses inside one draft. Each kind is built once and then filled in: a page has hundreds,
    and building them one by one would cost more than drawing it."""

    def __init__(self, slug: str, version: Version, *, is_current: bool) -> None:
        self._slug, self._version, self._is_current = slug, version, is_current

    @cached_property
    def home(self) -> str:
        if self._is_current:
            return url_for("reading.home", slug=self._slug)
        return url_for("reading.home_version", slug=self._slug, number=self._version.number)

    @cached_property
    def chapter(self) -> Callable[[str], str]:
        """By the key of a section that starts a page."""
        if self._is_current:
            return _pattern("reading.chapter", slug=self._slug, key=MARK)
        number = self._version.number
        return _pattern("reading.chapter_version", slug=self._slug, number=number, key=MARK)

    @cached_property
    def block(self) -> Callable[[str], str]:
        """By number: leads to where the block is read in this version."""
        number = self._version.number
        return _pattern("reading.block", slug=self._slug, number=number, block_number=MARK)

    @cached_property
    def comment_on_section(self) -> Callable[[str], str]:
        """To the form, by key."""
        return self._form(seccion=MARK)

    @cached_property
    def comment_on_block(self) -> Callable[[str], str]:
        """To the form, by block number."""
        return self._form(parrafo=MARK)

    @cached_property
    def reply(self) -> Callable[[str], str]:
        """To the form, by the folio that is answered."""
        return self._form(respuesta=MARK)

    @cached_property
    def comment_on_draft(self) -> str:
        return url_for("comments.new", slug=self._slug, version=self._version.number)

    def _form(self, **place: str) -> Callable[[str], str]:
        number = self._version.number
        return _pattern("comments.new", slug=self._slug, version=number, **place)


def _pattern(endpoint: str, **values: Any) -> Callable[[str], str]:
    before, _mark, behind = url_for(endpoint, **values).partition(MARK)
    return lambda text: before + quote(text, safe="") + behind


@dataclass(frozen=True)
class Draft:
    """One version of a consultation's text, opened for a reader."""

    consultation: Consultation
    version: Version
    outline: Contents
    links: Links

    @property
    def is_current(self) -> bool:
        return self.version.id == self.consultation.current_version_id

    @property
    def is_preview(self) -> bool:
        return self.version.published_at is None

    @cached_property
    def window(self) -> "Window":
        return Window.of(self.consultation)

    @property
    def takes_comments(self) -> bool:
        return self.is_current and self.window.state == "open"

    def page_address(self, entry: Entry) -> str:
        """Where a section is read: its page, and its place there if it does not start it."""
        page = self.outline.page(entry)
        address = self.links.chapter(page.key)
        return address if entry is page else f"{address}#{anchor(entry.key)}"

    def context_address(self, section: Entry, number: str | None, folio: str) -> str:
        """Where a contribution on a section, or on a block of it, is read beside its passage."""
        page = self.links.chapter(self.outline.page(section).key)
        if number is None:
            return f"{page}?seccion={section.key}&aporte={folio}#{anchor(section.key)}"
        return f"{page}?parrafo={number}&aporte={folio}#{block_anchor(number)}"

    def block_address(self, section_text_id: int, number: str) -> str:
        page = self.outline.page(self.outline.by_id(section_text_id))
        return f"{self.links.chapter(page.key)}#{block_anchor(number)}"


@dataclass(frozen=True, slots=True)
class Window:
    """When contributions are taken: `state` is soon, open or closed; `moment` when it opens or
    the last minute it takes any; `days` whole days left."""

    state: str
    moment: datetime
    days: int

    @classmethod
    def of(cls, consultation: Consultation) -> "Window":
        now, closes = utc_now(), consultation.closes_at
        if now < consultation.opens_at:
            return cls("soon", consultation.opens_at, (consultation.opens_at - now).days)
        state = "closed" if now >= closes else "open"
        return cls(state, consultation.last_moment, (closes - now).days)


def anchor(key: str) -> str:
    """The fragment of a section; a key that the page itself uses for something else gives way."""
    taken = key in ("content", "errors") or key.startswith(("p-", "aporte-", "search-"))
    return f"s-{key}" if taken else key


def block_anchor(number: str) -> str:
    return "p-" + number.replace(".", "-")


def viewer() -> Actor | None:
    return current_user if current_user.is_authenticated else None


def state_of(slug: str, **_rest: Any) -> str | None:
    """For `public_page`: what names the state of every page of a consultation."""
    return public_state(slug) if slug.isprintable() else None


def open_consultation(slug: str) -> Consultation:
    """The consultation of that name, or 404."""
    return (by_slug(viewer(), slug) if slug.isprintable() else None) or abort(404)


def open_draft(slug: str, number: int | None = None) -> Draft:
    """Version `number`, by default the current one, or 404."""
    consultation = open_consultation(slug)
    if number is not None and number > LARGEST_NUMBER:
        abort(404)
    version = find_version(viewer(), consultation, number) or abort(404)
    is_current = version.id == consultation.current_version_id
    links = Links(slug, version, is_current=is_current)
    return Draft(consultation, version, queries.contents(version), links)


def after_argument() -> int:
    """The comment after which a list goes on: what is not its number counts as the beginning."""
    return number_argument("despues")


def number_argument(name: str) -> int:
    given = request.args.get(name, "")
    number = int(given) if given.isdecimal() and len(given) <= 10 else 0
    return number if number <= LARGEST_NUMBER else 0
