"""All contributions as a list, and each one under its folio."""

from typing import Any

from flask import abort, render_template, request, url_for
from markupsafe import Markup

from consult.caching import public_page
from consult.comments.changes import changes
from consult.comments.models import Status
from consult.drafts.queries import block_by_number
from consult.permissions import requires
from consult.reading import queries
from consult.reading.forms import FilterForm
from consult.reading.queries import Contribution, Filters
from consult.reading.views.cards import cards, place_of
from consult.reading.views.draft import Draft, after_argument, blueprint, open_draft, state_of


@blueprint.get("/consultas/<slug>/aportes/")
@requires("comment.read")
@public_page(state=state_of)
def listing(slug: str) -> str:
    draft, after = open_draft(slug), after_argument()
    form = FilterForm(request.args)
    form.offer(draft.outline)
    filters = form.filters(draft.outline)
    shown = cards(draft, queries.listed(draft.version.id, draft.outline, filters, after))
    return render_template(
        "reading/listing.html",
        consultation=draft.consultation,
        draft=draft,
        form=form,
        narrowed=filters != Filters(),
        comments=shown,
        total=queries.tallies(draft.version.id).total,
        first=_address(slug, form) if after else None,
        more=_address(slug, form, despues=shown.after) if shown.after else None,
    )


def _address(slug: str, form: FilterForm, **more: Any) -> str:
    chosen = {field.name: field.data for field in form if field.data}
    return url_for("reading.listing", slug=slug, **chosen, **more)


@blueprint.get("/consultas/<slug>/aportes/<folio>")
@requires("comment.read")
@public_page(state=state_of)
def comment(slug: str, folio: str) -> str:
    draft, after = open_draft(slug), after_argument()
    found = queries.by_folio(draft.consultation, folio) if folio.isprintable() else None
    if found is None:
        abort(404)
    answered = queries.by_folio(draft.consultation, found.reply_to) if found.reply_to else None
    return render_template(
        "reading/comment.html",
        consultation=draft.consultation,
        draft=draft,
        comment=found,
        place=place_of(draft, found),
        passage=_passage(draft, found),
        change=changes(draft.version.id, [found.id]).get(found.id),
        card=cards(draft, [found], tell_place=False).items[0],
        answered=cards(draft, [answered]).items[0] if answered else None,
        replies=cards(draft, queries.answers(draft.version.id, found.id, after)),
        can_join=draft.takes_comments and found.status == Status.PUBLISHED,
        after=after,
    )


def _passage(draft: Draft, row: Contribution) -> Markup | None:
    """The block that a published contribution is about, as it reads now."""
    if row.block_number is None or row.status != Status.PUBLISHED:
        return None
    block = block_by_number(draft.version.id, row.block_number)
    return Markup(block.html) if block else None
