"""Feedback by topic: the figures, one topic, and the comments that any number counts."""

from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask_login import current_user

from consult.permissions import requires
from consult.topics import queries
from consult.topics.figures import NONE, Selection, by_topic, facets
from consult.topics.forms import FilterForm
from consult.topics.queries import PAGE
from consult.topics.tree import Node
from consult.topics.views.boards import (
    by_chapter,
    by_group,
    facet_lists,
    lines,
    stance_facets,
    stances,
)
from consult.topics.views.opening import (
    Scene,
    after_argument,
    blueprint,
    card,
    open_scene,
)

WITH_TOPIC = "con"


@blueprint.get("/consultas/<slug>/temas/")
@requires("feedback.read")
def feedback(slug: str) -> str:
    scene = open_scene(slug)
    figures = by_topic(queries.topic_cells(current_user, scene.consultation), scene.sections)
    without = queries.cells(current_user, scene.consultation, ())
    figures |= by_topic(without, scene.sections)
    shows_all = request.args.get("nivel") == "todos"
    rows = lines(scene, figures, deepest=None if shows_all else 0)
    return render_template(
        "topics/feedback.html",
        consultation=scene.consultation,
        tree=scene.tree,
        shows_all=shows_all,
        rows=rows,
        totals=queries.totals(current_user, scene.consultation),
        chapters=by_chapter(scene, rows),
        groups=by_group(rows),
        stances=stances,
    )


@blueprint.get("/consultas/<slug>/temas/aportes")
@requires("feedback.read")
def comments(slug: str) -> str:
    """All published comments, those with a topic (`?tema=con`) or those without (`?tema=-`)."""
    scene = open_scene(slug)
    asked = request.args.get("tema", "")
    every = frozenset(node.id for node in scene.tree)
    # Without any topic in the tree nothing has one: an empty set would ask for the opposite.
    topics = {NONE: frozenset[int](), WITH_TOPIC: every or frozenset({0})}
    chosen = {"tema": asked} if asked in topics else {}
    here = url_for("topics.comments", slug=slug)
    return _listing(scene, here, chosen, topics.get(asked), which=asked if chosen else "")


@blueprint.get("/consultas/<slug>/temas/<key>")
@requires("feedback.read")
def topic(slug: str, key: str) -> str:
    """One topic with all below it, or (`?solo=1`) alone."""
    scene = open_scene(slug)
    node = scene.tree.by_key(key) or abort(404)
    alone = request.args.get("solo") == "1"
    topics = frozenset(each.id for each in ([node] if alone else scene.tree.below(node)))
    here = url_for("topics.topic", slug=slug, key=key)
    return _listing(
        scene,
        here,
        {"solo": "1"} if alone else {},
        topics,
        node=node,
        alone=alone,
        children=_children(scene, node),
        above=scene.tree.above(node),
    )


def _children(scene: Scene, node: Node) -> list[dict[str, Any]]:
    children = scene.tree.children(node)
    counts = queries.topic_counts(current_user, scene.consultation) if children else {}
    return [{"node": child, "count": counts.get(child.id, 0)} for child in children]


def _listing(
    scene: Scene, here: str, chosen: dict[str, str], topics: frozenset[int] | None, **page: Any
) -> str:
    """Figures and comments of some topics (None: of any or none), narrowed by the address."""
    form = FilterForm(request.args)
    form.offer(scene.sections)
    selection = form.selection(scene.sections, topics)
    cells = queries.cells(current_user, scene.consultation, topics)
    found = facets(cells, selection, scene.sections)
    asked = chosen | form.asked()
    return render_template(
        "topics/comments.html",
        consultation=scene.consultation,
        form=form,
        here=here,
        chosen=chosen,
        facets=found,
        whole=sum(cell.size for cell in cells),
        stances=stance_facets(found, asked, here),
        sides=facet_lists(scene, found, asked, here),
        narrowed=selection.is_narrowed,
        answers=queries.answers(current_user, scene.consultation, selection, scene.sections),
        **_cards(scene, selection, here, asked),
        **page,
    )


def _cards(
    scene: Scene, selection: Selection, here: str, asked: dict[str, str]
) -> dict[str, Any]:
    """A page of a selection's comments, and the addresses of the next page and the first."""
    after = after_argument()
    rows = queries.contributions(
        current_user, scene.consultation, selection, scene.sections, after=after
    )
    shown = rows[:PAGE]
    following = urlencode(asked | {"despues": shown[-1].id}) if len(rows) > PAGE else None
    return {
        "cards": [card(scene, row) for row in shown],
        "more": f"{here}?{following}" if following else None,
        "first": f"{here}?{urlencode(asked)}" if after else None,
    }
