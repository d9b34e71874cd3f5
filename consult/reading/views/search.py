"""Searching the words of the draft and of what was said about it."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from consult.caching import public_page
from consult.comments.participants import name_shown
from consult.drafts.queries import search_blocks
from consult.markup import normalise
from consult.permissions import requires
from consult.questions.queries import Given, given
from consult.reading import queries
from consult.reading.marking import excerpt
from consult.reading.queries import Contribution
from consult.reading.views.draft import Draft, blueprint, open_draft, state_of
from consult.search import LONGEST_QUERY, words

MOST = 50


@blueprint.get("/consultas/<slug>/buscar")
@requires("draft.read")
@public_page(state=state_of)
def search(slug: str) -> str:
    draft = open_draft(slug)
    query = " ".join(normalise(request.args.get("q", "")).split())[:LONGEST_QUERY]
    has_words = bool(words(query))
    return render_template(
        "reading/search.html",
        consultation=draft.consultation,
        query=query,
        has_words=has_words,
        most=MOST,
        passages=_passages(draft, query) if has_words else [],
        comments=_comments(draft, query) if has_words else [],
    )


def _passages(draft: Draft, query: str) -> list[dict[str, Any]]:
    return [
        {
            "number": block.number,
            "title": draft.outline.by_id(block.section_text_id).title,
            "href": draft.block_address(block.section_text_id, block.number),
            "text": excerpt(block.text, query),
        }
        for block in search_blocks(draft.version.id, query, limit=MOST + 1)
    ]


def _comments(draft: Draft, query: str) -> list[dict[str, Any]]:
    found = queries.found(draft.consultation, query, MOST + 1)
    answers = given([row.id for row in found if row.has_answers])
    return [_comment(draft, row, answers.get(row.id, ()), query) for row in found]


def _comment(
    draft: Draft, row: Contribution, answers: Sequence[Given], query: str
) -> dict[str, Any]:
    typed = (each.text for each in answers)
    said = " ".join((Markup(row.body_html).striptags(), row.proposed_text, *typed)).strip()
    return {
        "folio": row.folio,
        "href": url_for("reading.comment", slug=draft.consultation.slug, folio=row.folio),
        "who": row.organization_name or name_shown(row.exposure, row.author_name),
        "kind": row.kind,
        "stance": row.stance,
        "text": excerpt(said, query),
    }
