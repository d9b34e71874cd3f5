"""What waits, what is in hand, what was decided: the desk's tabs, and all desks together."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from consult.comments.forms import KINDS
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.extensions import utc_now
from consult.moderation import queries, queue
from consult.moderation.captions import LANGUAGES, NO_ORGANIZATION, RISKS
from consult.moderation.everywhere import desks
from consult.moderation.forms import whole
from consult.moderation.labels import HELD
from consult.moderation.listed import PAGE
from consult.moderation.queue import COUNTED
from consult.moderation.views.desk import age, blueprint, claimed, desk_page, filters_here
from consult.organizations.labels import KINDS as ORGANIZATION_KINDS
from consult.permissions import requires

Listing = Callable[[Consultation, int], Sequence[Any]]
TABS: dict[str, Listing] = {
    "mine": lambda here, _key: queue.claimed(current_user, here, now=utc_now()),
    "corrected": lambda here, key: queue.corrected(current_user, here, after=key),
    "unreviewed": lambda here, key: queue.unreviewed(current_user, here, after=key),
}


@blueprint.get("/consultas/<slug>/moderacion/", endpoint="queue")
@requires("comment.moderate")
def listing(slug: str) -> str:
    consultation = by_slug(current_user, slug) or abort(404)
    key, tab = whole(request.args.get("despues", "")), request.args.get("estado", "")
    if tab == "decided":
        rows = queries.decided(current_user, consultation, before=key or None)
        key = rows[PAGE - 1].Decision.id if len(rows) > PAGE else 0
        return desk_page("decided.html", consultation, rows=rows[:PAGE], last=key)
    if tab in TABS:
        rows, last = _page(TABS[tab](consultation, key))
        return _list("tab.html", consultation, rows, tab=tab, last=last)
    return _waiting(consultation, key)


def _page(rows: Sequence[Any]) -> tuple[Sequence[Any], int]:
    """A page of rows, and the key of the next, or 0."""
    return rows[:PAGE], rows[PAGE - 1].Comment.id if len(rows) > PAGE else 0


def _waiting(consultation: Consultation, key: int) -> str:
    """What waits; what was held back, for each reason, on a page of its own behind the last."""
    filters = filters_here()
    rows, last = _page(queue.waiting(current_user, consultation, after=key, filters=filters))
    behind = [] if filters.args else queue.held_back(current_user, consultation)
    count = queue.found(current_user, consultation, filters) if filters.args else None
    return _list(
        "waiting.html", consultation, rows, last=last, behind=behind, count=count,
        choices=choices(consultation),
    )  # fmt: skip


def _list(template: str, consultation: Consultation, rows: Sequence[Any], **context: Any) -> str:
    holders = claimed([row.Comment for row in rows])
    return desk_page(template, consultation, rows=rows, claimed=holders, **context)


def choices(consultation: Consultation) -> dict[str, Sequence[tuple[str, Any]]]:
    """What each filter can be set to: value and words."""
    return {
        "seccion": [(row.key, row.title) for row in queue.chapters(consultation)],
        "tipo": [(kind.value, label) for kind, label in KINDS],
        "idioma": list(LANGUAGES.items()),
        "organizacion": [
            *((code.value, label) for code, label in ORGANIZATION_KINDS.items()), NO_ORGANIZATION
        ],
        "riesgo": list(RISKS.items()),
        "apartados": [(code.value, label) for code, label in HELD.items()],
    }


@blueprint.get("/moderacion")
@requires("desk.read")
def everywhere() -> str:
    """All that waits, wherever they moderate."""
    return render_template(
        "moderation/everywhere.html",
        desks=desks(current_user, utc_now()),
        age=age,
        most=COUNTED,
    )
