"""Reading comments and putting topics on them, a page at a time, in one form."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.keeping import current_path
from consult.permissions import requires
from consult.topics import queries, suggested
from consult.topics.figures import Selection
from consult.topics.forms import Act, Picks, ReadingForm
from consult.topics.queries import PAGE, Contribution
from consult.topics.service import StaleTopicsError, change
from consult.topics.suggestions import accept, reply
from consult.topics.views.opening import Scene, after_argument, blueprint, card, open_scene

EVERY = "todos"


@blueprint.get("/consultas/<slug>/temas/asignar")
@requires("topic.manage")
def assign(slug: str) -> str:
    """Comments without a topic (`?ver=todos`: all), of a part of the draft (`?seccion=`), or one
    (`?aporte=`)."""
    scene = open_scene(slug)
    return _page(scene, _asked(scene))


@blueprint.post("/consultas/<slug>/temas/asignar")
@requires("topic.manage")
def save(slug: str) -> Any:
    scene = open_scene(slug)
    picks = Picks.read(request.form, PAGE)
    if picks is None:
        problem = _("El formulario no llegó completo. Marque los temas y guarde de nuevo.")
        return _page(scene, _asked(scene), problem=problem), 422
    rows = queries.by_points(current_user, scene.consultation, picks.shown)
    try:
        if len(rows) < len(picks.shown):
            raise StaleTopicsError
        act = Act.read(request.form, picks.shown)
        changes = _decide(act) + change(current_user, added=picks.added, removed=picks.removed)
    except StaleTopicsError:
        problem = _(
            "Mientras usted leía, se eliminó un tema o se retiró un aporte. No se guardó nada "
            "todavía: revise lo marcado y guarde de nuevo."
        )
        return _page(scene, rows, picks=picks, problem=problem), 409
    _tell(changes)
    return redirect(_next(scene, rows, act), 303)


def _decide(act: Act | None) -> int:
    """What was decided on suggestions, which is done before anything else is held."""
    if act is None:
        return 0
    if act.topic_id is not None:
        return accept(current_user, (act.point_id, act.topic_id))
    assert act.reply is not None
    reply(current_user, act.point_id, said=act.reply)
    return 1


def _tell(changes: int) -> None:
    if changes:
        text = ngettext("Se guardó %(num)s cambio.", "Se guardaron %(num)s cambios.", changes)
        flash(text, "success")
    else:
        flash(_("No había cambios que guardar."), "info")


def _next(scene: Scene, rows: Sequence[Contribution], act: Act | None) -> str:
    """The page after the one that was saved; after a single comment, that comment; after an act
    on one of many, the comment behind it."""
    if folio := request.args.get("aporte"):
        return url_for("reading.comment", slug=scene.slug, folio=folio)
    if act is not None:
        place = next(n for n, row in enumerate(rows, 1) if row.point_id == act.point_id)
        following = rows[min(place, len(rows) - 1)].comment.folio.lower()
        return f"{current_path()}#aporte-{following}"
    asked = _filters() | {"despues": str(rows[-1].id)}
    return f"{url_for('topics.assign', slug=scene.slug)}?{urlencode(asked)}"


def _filters() -> dict[str, str]:
    names = ("ver", "seccion")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _asked(scene: Scene) -> Sequence[Contribution]:
    """The comments that the address asks for; one more than a page if there are so many."""
    folio = request.args.get("aporte", "")
    if folio:
        found = queries.by_folio(current_user, scene.consultation, folio)
        return [found or abort(404)]
    selection = Selection(
        topics=None if request.args.get("ver") == EVERY else frozenset(),
        place=ReadingForm(request.args).place(scene.sections),
    )
    return queries.contributions(
        current_user, scene.consultation, selection, scene.sections, after=after_argument()
    )


def _page(
    scene: Scene,
    rows: Sequence[Contribution],
    *,
    picks: Picks | None = None,
    problem: str | None = None,
) -> str:
    form = ReadingForm(request.args)
    form.offer(scene.sections)
    shown = rows[:PAGE]
    return render_template(
        "topics/assign.html",
        consultation=scene.consultation,
        form=form,
        problem=problem,
        tree=scene.tree,
        cards=[card(scene, row) for row in shown],
        checked=_checked(shown, picks),
        **_suggested(scene, shown),
        totals=queries.totals(current_user, scene.consultation),
        filters=_filters(),
        action=current_path(),
        after=after_argument(),
    )


def _suggested(scene: Scene, rows: Sequence[Contribution]) -> Mapping[str, Any]:
    """By point: its suggestions, and what was said to them."""
    points = [row.point_id for row in rows]
    return {
        "suggestions": suggested.of_points(current_user, scene.consultation, points),
        "replies": suggested.replies(current_user, scene.consultation, points),
    }


def _checked(
    rows: Sequence[Contribution], picks: Picks | None
) -> Mapping[int, frozenset[int]]:
    return {
        row.id: picks.checked(row.point_id, row.topic_ids) if picks else row.topic_ids
        for row in rows
    }
