"""All contributions as a list, and each one under its folio."""

from typing import Any

from flask import abort, render_template, request, url_for

from consult.caching import public_page
from consult.comments.models import Status
from consult.permissions import requires
from consult.reading import queries
from consult.reading.forms import FilterForm
from consult.reading.views.cards import cards
from consult.reading.views.draft import Draft, after_argument, blueprint, open_draft, state_of


@blueprint.get("/consultas/<slug>/aportes/")
@requires("comment.read")
@public_page(state=state_of)
def listing(slug: str) -> str:
    draft, after = open_draft(slug), after_argument()
    form = FilterForm(request.args)
    form.offer(draft.outline)
    filters = form.filters(draft.outline)
    rows = queries.listed(draft.version.id, draft.outline, filters, after)
    shown = cards(draft, rows)
    chosen = {field.name: field.data for field in form if field.data}
    return render_template(
        "reading/listing.html",
        consultation=draft.consultation,
        draft=draft,
        form=form,
        narrowed=filters != queries.Filters(),
        comments=shown,
        total=queries.tallies(draft.version.id).total,
        first=url_for("reading.listing", slug=slug, **chosen) if after else None,
        more_href=url_for("reading.listing", slug=slug, **chosen, despues=shown.after)
        if shown.after
        else None,
    )


@blueprint.get("/consultas/<slug>/aportes/<folio>")
@requires("comment.read")
@public_page(state=state_of)
def comment(slug: str, folio: str) -> str:
    draft = open_draft(slug)
    found = queries.by_folio(draft.consultation, folio) if folio.isprintable() else None
    if found is None:
        abort(404)
    after = after_argument()
    return render_template(
        "reading/comment.html",
        consultation=draft.consultation,
        draft=draft,
        comment=cards(draft, [found]).items[0],
        answered=_answered(draft, found.reply_to),
        replies=cards(draft, queries.answers(draft.version.id, found.id, after)),
        takes_replies=draft.takes_comments and found.status == Status.PUBLISHED,
        after=after,
    )


def _answered(draft: Draft, folio: str | None) -> dict[str, Any] | None:
    found = queries.by_folio(draft.consultation, folio) if folio else None
    return cards(draft, [found]).items[0] if found else None
