"""The draft to read: its first page, its chapters, and the permalinks of sections and blocks."""

from typing import Any

from flask import abort, redirect, render_template
from werkzeug.wrappers import Response

from consult.caching import public_page
from consult.drafts.queries import block_by_number, versions
from consult.moderation import rules
from consult.permissions import requires
from consult.reading import queries
from consult.reading.views.cards import cards
from consult.reading.views.chapter import ChapterPage
from consult.reading.views.draft import (
    Draft,
    after_argument,
    blueprint,
    open_consultation,
    open_draft,
    state_of,
    viewer,
)
from consult.reading.views.lines import Lines


@blueprint.get("/consultas/<slug>/")
@requires("draft.read")
@public_page(state=state_of)
def home(slug: str) -> str:
    consultation = open_consultation(slug)
    if consultation.current_version_id is None:
        # Only staff get this far: a visitor sees no consultation without a published text.
        return render_template("reading/unpublished.html", consultation=consultation)
    return _home(open_draft(slug))


@blueprint.get("/consultas/<slug>/v<int:number>/")
@requires("draft.read")
@public_page(state=state_of)
def home_version(slug: str, number: int) -> str:
    return _home(open_draft(slug, number))


def _home(draft: Draft) -> str:
    after = after_argument()
    tallies = queries.tallies(draft.version.id)
    return render_template(
        "reading/home.html",
        **shared(draft, tallies),
        parts=Lines(draft, tallies).table(draft.outline.chapters),
        rules=[rules.words(rule).label for rule in rules.current(draft.consultation.id)],
        comments=cards(draft, queries.on_draft(draft.version.id, after), tell_place=False),
        after=after,
        versions=versions(viewer(), draft.consultation),
    )


@blueprint.get("/consultas/<slug>/texto/<key>")
@requires("draft.read")
@public_page(state=state_of)
def chapter(slug: str, key: str) -> str | Response:
    return _chapter(open_draft(slug), key)


@blueprint.get("/consultas/<slug>/v<int:number>/texto/<key>")
@requires("draft.read")
@public_page(state=state_of)
def chapter_version(slug: str, number: int, key: str) -> str | Response:
    return _chapter(open_draft(slug, number), key)


def _chapter(draft: Draft, key: str) -> str | Response:
    entry = draft.outline.by_key(key)
    if entry is None and draft.is_current:
        return section(draft.consultation.slug, key)
    if entry is None:
        abort(404)
    if not entry.starts_page:
        return redirect(draft.page_address(entry))
    page = ChapterPage(draft, entry)
    values = shared(draft, page.tallies, entry.key)
    return render_template("reading/chapter.html", **values, page=page)


def shared(draft: Draft, tallies: queries.Tallies, key: str = "") -> dict[str, Any]:
    """What every page of a draft is given; `key` of its section finds the same place elsewhere."""
    current = None if draft.is_current or draft.is_preview else open_draft(draft.consultation.slug)
    same = current.outline.by_key(key) if current else None
    return {
        "draft": draft,
        "consultation": draft.consultation,
        "total": tallies.total,
        "current": current,
        "key": key,
        "current_href": current.page_address(same) if current and same else None,
    }


@blueprint.get("/consultas/<slug>/s/<key>")
@requires("draft.read")
def section(slug: str, key: str) -> Response:
    """A section under its lasting address; one that is gone, in the last version that has it."""
    draft = open_draft(slug)
    entry = draft.outline.by_key(key)
    if entry is None and key.isprintable():
        number = queries.last_version_with(draft.consultation, key)
        draft = open_draft(slug, number) if number else draft
        entry = draft.outline.by_key(key)
    return redirect(draft.page_address(entry or abort(404)))


@blueprint.get("/consultas/<slug>/v<int:number>/p/<block_number>")
@requires("draft.read")
def block(slug: str, number: int, block_number: str) -> Response:
    draft = open_draft(slug, number)
    found = block_by_number(draft.version.id, block_number) if block_number.isprintable() else None
    if found is None:
        abort(404)
    return redirect(draft.block_address(found.section_text_id, found.number))
