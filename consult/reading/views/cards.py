"""Contributions as cards: rows of the database with the words and addresses that a page needs."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from consult.comments.models import CarryOver, Status
from consult.moderation.labels import REASONS
from consult.reading import queries
from consult.reading.queries import PAGE, Contribution, Origin
from consult.reading.views.draft import Draft

EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Cards:
    """One key page of contributions; `after` names the last one if there are more."""

    items: Sequence[dict[str, Any]]
    after: int | None


def cards(draft: Draft, rows: Sequence[Contribution], size: int = PAGE) -> Cards:
    """From one row more than a page, if there are so many."""
    shown = rows[:size]
    replies = queries.reply_counts([row.id for row in shown])
    strayed = [row.id for row in shown if row.state != CarryOver.KEPT]
    origins = queries.origins(draft.version.id, strayed)
    items = [_card(draft, row, replies.get(row.id, 0), origins.get(row.id)) for row in shown]
    return Cards(items, shown[-1].id if len(rows) > size else None)


def _card(draft: Draft, row: Contribution, replies: int, origin: Origin | None) -> dict[str, Any]:
    card = {
        "folio": row.folio,
        "folio_slug": f"aporte-{row.folio.lower()}",
        "permalink": draft.links.comment(row.folio),
        "created_at": row.created_at,
        "status": row.status,
    }
    if row.status != Status.PUBLISHED:
        return card | {"status_reason_label": REASONS.get(row.status_reason or "")}
    return card | _said(row, origin) | _place(draft, row) | _talk(draft, row, replies, origin)


def _said(row: Contribution, origin: Origin | None) -> dict[str, Any]:
    quote = row.quote
    if origin is not None and not quote:
        quote = textwrap.shorten(origin.block_text or "", EXCERPT, placeholder="…")
    return {
        "kind": row.kind,
        "stance": row.stance,
        "author_name": row.author_name or _("Sin firma"),
        "organization_name": row.organization_name,
        "organization_kind": row.organization_kind,
        "quote": quote,
        # Cleaned when it was written: see markup.from_comment.
        "body_html": Markup(row.body_html),
        "proposed_html": _lines(row.proposed_text),
    }


def _lines(text: str) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(text.splitlines())) if text else Markup()


def _place(draft: Draft, row: Contribution) -> dict[str, Any]:
    if row.section_text_id is None:
        return {"place_href": draft.links.home}
    section = draft.outline.by_id(row.section_text_id)
    if row.block_number is None:
        return {"section_title": section.title, "place_href": draft.page_address(section)}
    return {
        "section_title": section.title,
        "block_number": row.block_number,
        "place_href": draft.block_address(section.id, row.block_number),
    }


def _talk(
    draft: Draft, row: Contribution, replies: int, origin: Origin | None
) -> dict[str, Any]:
    return {
        "reply_to": row.reply_to,
        "reply_to_href": draft.links.comment(row.reply_to) if row.reply_to else None,
        "is_reply": row.is_reply,
        "reply_count": replies,
        "state": row.state if origin else None,
        "origin": origin,
    }
