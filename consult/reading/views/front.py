"""The front page: every consultation, those that take contributions first.

It answers for `consultations.index`, and stands here because it says of each consultation how
much text and how many contributions it has, which the consultations themselves do not know.
"""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from consult.caching import public_page
from consult.consultations.models import Consultation
from consult.consultations.queries import public_state_of_all, visible
from consult.consultations.views import blueprint
from consult.permissions import allows, requires
from consult.reading import queries
from consult.reading.views.draft import Window, viewer

ORDER = {"open": 0, "soon": 1, "closed": 2}


@blueprint.get("/")
@requires("site.read")
@public_page(state=public_state_of_all)
def index() -> str:
    return render_template("consultations/index.html", items=_items(visible(viewer())))


def _items(consultations: Sequence[Consultation]) -> list[dict[str, Any]]:
    current = [c.current_version_id for c in consultations if c.current_version_id]
    numbers = queries.version_numbers(current)
    counts = queries.published_by_version(current)
    moderated = [c.id for c in consultations if allows(viewer(), "comment.moderate", c.slug)]
    waiting = queries.waiting(moderated) if moderated else {}
    items = [
        {
            "consultation": consultation,
            "window": Window.of(consultation),
            "version": numbers.get(consultation.current_version_id or 0),
            "count": counts.get(consultation.current_version_id or 0, 0),
            "waiting": waiting.get(consultation.id, 0),
        }
        for consultation in consultations
    ]
    return sorted(items, key=_order)


def _order(item: dict[str, Any]) -> tuple[int, float]:
    window = item["window"]
    # What closes or opens soonest comes first; what closed last comes first.
    moment = window.moment.timestamp()
    return ORDER[window.state], -moment if window.state == "closed" else moment
