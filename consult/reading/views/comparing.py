"""Comparing two versions: which ones, what became of each section, and the words of some."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.caching import public_page
from consult.drafts.changes.comparing import Change, Comparison, Row
from consult.drafts.changes.diff import to_html
from consult.drafts.queries import versions
from consult.permissions import requires
from consult.reading.comparisons import Leaf, Seen, comparison, leaves
from consult.reading.forms import VersionsForm
from consult.reading.views.draft import (
    Draft,
    anchor,
    block_anchor,
    blueprint,
    number_argument,
    open_consultation,
    open_draft,
    state_of,
    viewer,
)

LISTED = 100


@blueprint.get("/consultas/<slug>/comparar/")
@requires("draft.read")
@public_page(state=state_of)
def comparing(slug: str) -> Any:
    consultation = open_consultation(slug)
    offered = versions(viewer(), consultation) or abort(404)
    form = VersionsForm(request.args)
    form.offer(offered, consultation.current_version_id)
    old, number = form.pair
    if old != number and request.args:
        return redirect(url_for("reading.compared", slug=slug, old=old, number=number))
    is_same = len(offered) > 1 and old == number
    page = render_template(
        "reading/compare.html",
        consultation=consultation,
        form=form,
        versions=offered,
        is_same=is_same,
    )
    return page, 422 if is_same else 200


@blueprint.get("/consultas/<slug>/comparar/<int:old>/<int:number>")
@requires("draft.read")
@public_page(state=state_of)
def compared(slug: str, old: int, number: int) -> Any:
    pair = _open(slug, old, number)
    if isinstance(pair, Response):
        return pair
    return render_template(
        "reading/compared.html",
        consultation=pair.new.consultation,
        pair=pair,
        listing=Listing(pair),
    )


@blueprint.get("/consultas/<slug>/comparar/<int:old>/<int:number>/<key>")
@requires("draft.read")
@public_page(state=state_of)
def compared_text(slug: str, old: int, number: int, key: str) -> Any:
    pair = _open(slug, old, number, key)
    if isinstance(pair, Response):
        return pair
    place = pair.group_of(key)
    if place is None:
        abort(404)
    group = pair.comparison.groups[place]
    if group[0].part.key != key:
        return redirect(pair.section(key) or abort(404))
    return render_template(
        "reading/compared_text.html",
        consultation=pair.new.consultation,
        pair=pair,
        page=DifferencePage(pair, place),
    )


def _open(slug: str, old: int, number: int, key: str | None = None) -> "Pair | Response":
    """The two versions, if the viewer may see both; in the order in which they were made."""
    drafts = open_draft(slug, old), open_draft(slug, number)
    if old == number:
        return redirect(url_for("reading.comparing", slug=slug, antes=old, despues=number))
    if old > number:
        endpoint = "reading.compared_text" if key else "reading.compared"
        return redirect(url_for(endpoint, slug=slug, old=number, number=old, key=key))
    return Pair(*drafts)


def _asks_for_all() -> bool:
    return request.args.get("ver") == "todo"


@dataclass(frozen=True)
class Pair:
    """Two versions and what they differ in, with the addresses of that."""

    old: Draft
    new: Draft
    _leaves: dict[tuple[int, bool], list[Leaf]] = field(default_factory=dict)

    @cached_property
    def comparison(self) -> Comparison:
        return comparison(self.old.version, self.new.version)

    @property
    def is_public(self) -> bool:
        return not (self.old.is_preview or self.new.is_preview)

    @cached_property
    def home(self) -> str:
        return url_for("reading.compared", **self._numbers)

    @property
    def _numbers(self) -> dict[str, Any]:
        slug = self.new.consultation.slug
        return {"slug": slug, "old": self.old.version.number, "number": self.new.version.number}

    @cached_property
    def _places(self) -> dict[str, int]:
        groups = enumerate(self.comparison.groups)
        return {change.part.key: place for place, group in groups for change in group}

    def group_of(self, key: str) -> int | None:
        return self._places.get(key)

    def title(self, place: int) -> str:
        return self.comparison.groups[place][0].part.title

    def leaves(self, place: int, *, whole: bool) -> list[Leaf]:
        if (place, whole) not in self._leaves:
            group = self.comparison.groups[place]
            self._leaves[place, whole] = leaves(group, whole=whole)
        return self._leaves[place, whole]

    def address(
        self, place: int, *, whole: bool = False, leaf: int = 1, mark: str | None = None
    ) -> str:
        """Of a group's words, its first page by default."""
        return url_for(
            "reading.compared_text",
            **self._numbers,
            key=self.comparison.groups[place][0].part.key,
            ver="todo" if whole else None,
            pagina=leaf if leaf > 1 else None,
            _anchor=mark,
        )

    def section(self, key: str) -> str | None:
        """Where the words of a section are read: among the changes, if it has any."""
        place = self.group_of(key)
        if place is None:
            return None
        for whole in (False, True):
            for number, leaf in enumerate(self.leaves(place, whole=whole), 1):
                if any(passage.change.part.key == key for passage in leaf):
                    return self.address(place, whole=whole, leaf=number, mark=anchor(key))
        return None


class Listing:
    """The sections of a comparison with what became of each, by group; `first` is the place of
    the first one on this page."""

    def __init__(self, pair: Pair) -> None:
        self.is_whole = _asks_for_all()
        self._pair, found = pair, pair.comparison
        shown = [
            (place, change)
            for place, group in enumerate(found.groups)
            for change in group
            if self.is_whole or change.marks
        ]
        asked = number_argument("desde")
        self.first = asked if asked < len(shown) else 0
        self.total = len(shown)
        self._shown = shown[self.first : self.first + LISTED]

    @property
    def groups(self) -> list[tuple[str, list[tuple[Change, str | None]]]]:
        """(title of the group, its sections with their addresses)."""
        groups: dict[int, list[tuple[Change, str | None]]] = {}
        for place, change in self._shown:
            address = self._pair.section(change.part.key)
            groups.setdefault(place, []).append((change, address))
        return [(self._pair.title(place), shown) for place, shown in groups.items()]

    @property
    def last(self) -> int:
        return self.first + len(self._shown)

    def page(self, first: int) -> str:
        whole = "&ver=todo" if self.is_whole else ""
        return f"{self._pair.home}?desde={first}{whole}"

    @property
    def before(self) -> str | None:
        return self.page(max(self.first - LISTED, 0)) if self.first else None

    @property
    def after(self) -> str | None:
        return self.page(self.last) if self.last < self.total else None


class DifferencePage:
    """The words of one group of sections, or as many as one page holds."""

    def __init__(self, pair: Pair, place: int) -> None:
        self.is_whole = _asks_for_all()
        self._pair, self._place = pair, place
        found = pair.leaves(place, whole=self.is_whole)
        asked = number_argument("pagina") or 1
        self.pages = len(found)
        self.number = asked if asked <= self.pages else 1
        self.passages: Leaf = found[self.number - 1] if found else ()
        self.title = pair.title(place)
        rows = [row for passage in self.passages for row in passage.rows if isinstance(row, Seen)]
        self._marks = [row_anchor(row.row) for row in rows if row.row.fate != "same"]
        self._order = {mark: place for place, mark in enumerate(self._marks)}

    def beside(self, row: Row) -> tuple[str | None, str | None]:
        """The places on this page of the changes before and after this one."""
        at = self._order.get(row_anchor(row))
        if at is None:
            return None, None
        return (self._marks[at - 1] if at else None), next(iter(self._marks[at + 1 :]), None)

    @property
    def other(self) -> str:
        """The same group with what did not change, or without."""
        return self._pair.address(self._place, whole=not self.is_whole)

    @property
    def before(self) -> dict[str, str] | None:
        if self.number > 1:
            return self._leaf(self.number - 1)
        return self._group(range(self._place - 1, -1, -1))

    @property
    def after(self) -> dict[str, str] | None:
        if self.number < self.pages:
            return self._leaf(self.number + 1)
        return self._group(range(self._place + 1, len(self._pair.comparison.groups)))

    def _leaf(self, number: int) -> dict[str, str]:
        href = self._pair.address(self._place, whole=self.is_whole, leaf=number)
        return {"title": f"{self.title} ({number}/{self.pages})", "href": href}

    def _group(self, places: Sequence[int]) -> dict[str, str] | None:
        groups = self._pair.comparison.groups
        for place in places:
            if self.is_whole or any(change.marks for change in groups[place]):
                href = self._pair.address(place, whole=self.is_whole)
                return {"title": self._pair.title(place), "href": href}
        return None


@blueprint.app_template_filter()
def row_anchor(row: Row) -> str:
    """The place of a row on its page; no key and no other block's place looks like an old one."""
    if row.new is not None:
        return block_anchor(row.new.number)
    assert row.old is not None
    return f"antes_{block_anchor(row.old.number)}"


blueprint.add_app_template_filter(anchor, "section_anchor")
blueprint.add_app_template_filter(to_html, "as_difference")
