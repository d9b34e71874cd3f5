"""Contributions as cards: rows of the database with the words and addresses that a page needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import get_template_attribute, url_for
from flask_babel import get_locale
from markupsafe import Markup

from consult.comments.changes import Change, changes
from consult.comments.models import CarryOver, Status
from consult.comments.supporting import organizations_behind
from consult.moderation import redacting, rules
from consult.moderation.covering import MARK
from consult.questions.queries import Given, given
from consult.reading import queries
from consult.reading.queries import Contribution
from consult.reading.statements import PAGE
from consult.reading.views.draft import Draft

EXCERPT = 280
DRAWN_CARDS = 4096


class Place(NamedTuple):
    """Where a card stands: the draft as a whole if it has no title."""

    title: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What components/aporte.html draws, and the conversation and history of it.

    `state` and `changed_in` say what became of the passage, and in which version; `waits` that it
    is not certain where it is, `was_placed` that the drafting team said it. `supports`
    counts who stands behind it; `supporters` names the organizations among them.
    """

    folio: str
    folio_slug: str
    permalink: str
    created_at: datetime
    status: str
    status_reason_label: str | None = None
    href_rules: str | None = None
    covered: tuple[str, ...] = ()
    kind: str = ""
    stance: str | None = None
    author_name: str = ""
    organization_name: str = ""
    organization_kind: str | None = None
    exposure: str | None = None
    is_institutional: bool = False
    is_verified: bool = False
    quote: str = ""
    body_html: Markup = Markup()
    proposed_html: Markup = Markup()
    answers: tuple[Given, ...] = ()
    supports: int = 0
    supporters: tuple[str, ...] = ()
    section_title: str | None = None
    block_number: str | None = None
    place_href: str | None = None
    is_reply: bool = False
    reply_to: str | None = None
    reply_to_href: str | None = None
    reply_count: int = 0
    state: str | None = None
    changed_in: int | None = None
    waits: bool = False
    was_placed: bool = False
    origin_href: str | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    """One key page of contributions, drawn; `after` names the last one if there are more."""

    items: Sequence[Markup]
    after: int | None


def cards(draft: Draft, rows: Sequence[Contribution], *, tell_place: bool = True) -> Cards:
    """From one row more than a page, if there are so many."""
    shown = rows[:PAGE]
    language, slug = get_locale().language, draft.consultation.slug
    replies = queries.reply_counts([row.id for row in shown])
    strayed = [row.id for row in shown if row.state != CarryOver.KEPT]
    happened = changes(draft.version.id, strayed)
    answers = given([row.id for row in shown if row.has_answers])
    behind = organizations_behind([row.id for row in shown if row.supports])
    marked = [row.id for row in shown if _is_covered(row)]
    covered = {number: tuple(each.label for each in found)
               for number, found in redacting.notes(marked).items()}  # fmt: skip
    why = _why([row.id for row in shown if row.status_reason])
    items = [
        _drawn(
            language, slug, row, place_of(draft, row), replies.get(row.id, 0),
            happened.get(row.id), answers.get(row.id, ()), behind.get(row.id, ()), tell_place,
            why.get(row.id), covered.get(row.id, ()),
        )
        for row in shown
    ]  # fmt: skip
    return Cards(items, shown[-1].id if len(rows) > PAGE else None)


@lru_cache(maxsize=DRAWN_CARDS)
def _drawn(
    _language: str,
    slug: str,
    row: Contribution,
    place: Place,
    replies: int,
    change: Change | None,
    answers: tuple[Given, ...],
    supporters: tuple[str, ...],
    tell_place: bool,
    why: str | None,
    covered: tuple[str, ...],
) -> Markup:
    """A page is made anew after every public change, but nearly all that it shows is as it was;
    drawing fifty cards costs more than everything else on it together."""
    macro = get_template_attribute("reading/contribution.html", "contribution")
    card = _card(slug, row, place, replies, change)
    card = replace(
        card, answers=answers, supports=row.supports or 0, supporters=supporters,
        status_reason_label=why, covered=covered,
    )  # fmt: skip
    return Markup(macro(card, tell_place))


def _card(slug: str, row: Contribution, place: Place, replies: int, change: Change | None) -> Card:
    if row.status != Status.PUBLISHED:
        return _stub(slug, row)
    return Card(
        folio=row.folio,
        folio_slug=_slug(row),
        permalink=_permalink(slug, row.folio),
        created_at=row.created_at,
        status=row.status,
        kind=row.kind,
        stance=row.stance,
        quote=_shortened(change.words) if change else row.quote,
        # Cleaned when it was written: see comments.service.
        body_html=Markup(row.body_html),
        proposed_html=Markup(row.proposed_html),
        section_title=place.title,
        block_number=row.block_number,
        place_href=place.address,
        **_speaks(row),
        **_talk(slug, row, replies),
        **_history(slug, change),
    )


def _speaks(row: Contribution) -> dict[str, Any]:
    return {
        "author_name": row.author_name,
        "organization_name": row.organization_name,
        "organization_kind": row.organization_kind,
        "exposure": row.exposure,
        "is_institutional": row.is_institutional,
        "is_verified": row.is_verified,
    }


def _talk(slug: str, row: Contribution, replies: int) -> dict[str, Any]:
    return {
        "reply_count": replies,
        "is_reply": row.is_reply,
        "reply_to": row.reply_to,
        "reply_to_href": _permalink(slug, row.reply_to) if row.reply_to else None,
    }


def _history(slug: str, change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    found = {
        "state": change.state, "changed_in": change.since, "waits": change.waits,
        "was_placed": change.was_placed,
    }  # fmt: skip
    if change.old_number is not None:
        found["origin_href"] = url_for(
            "reading.block", slug=slug, number=change.written_on, block_number=change.old_number
        )
    return found


def _stub(slug: str, row: Contribution) -> Card:
    return Card(
        folio=row.folio,
        folio_slug=_slug(row),
        permalink=_permalink(slug, row.folio),
        created_at=row.created_at,
        status=row.status,
        href_rules=url_for("moderation.public_rules", slug=slug),
    )


def _is_covered(row: Contribution) -> bool:
    """Whether it may have words that are covered: most have none, and are not asked about."""
    shown = (row.body_html, row.proposed_html, row.author_name, row.organization_name)
    return row.has_answers or any(MARK in text for text in shown if text)


def _why(refused: Sequence[int]) -> dict[int, str]:
    """The label of the rule that each of these was refused by."""
    return {number: rules.words(rule).label for number, rule in rules.reasons(refused).items()}


def _slug(row: Contribution) -> str:
    return f"aporte-{row.folio.lower()}"


def _permalink(slug: str, folio: str) -> str:
    return url_for("reading.comment", slug=slug, folio=folio)


def _shortened(text: str) -> str:
    return text if len(text) <= EXCERPT else text[:EXCERPT].rpartition(" ")[0] + "…"


def place_of(draft: Draft, row: Contribution) -> Place:
    if row.section_text_id is None:
        return Place(None, draft.links.home)
    section = draft.outline.by_id(row.section_text_id)
    address = draft.context_address(section, row.block_number, row.folio)
    return Place(section.title, address)
