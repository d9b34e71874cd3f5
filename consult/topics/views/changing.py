"""Keeping the topic tree: add, rename, move, remove, import."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from consult.permissions import requires
from consult.tables import MESSAGES, TableError
from consult.topics import queries
from consult.topics.forms import ImportForm, TopicForm, WholeTopicForm
from consult.topics.importing import TopicImport, import_topics
from consult.topics.models import Topic
from consult.topics.service import TopicError, create, move, remove, revise, shift
from consult.topics.views.opening import Scene, blueprint, open_consultation, open_scene


@blueprint.route("/consultas/<slug>/temas/arbol", methods=["GET", "POST"])
@requires("topic.manage")
def tree(slug: str) -> Any:
    scene = open_scene(slug)
    form = TopicForm(data={"parent": request.args.get("en", "")})
    form.offer(scene.tree)
    if not form.validate_on_submit():
        return _tree_page(scene, form), 422 if form.is_submitted() else 200
    try:
        made = create(
            current_user, scene.consultation, name=form.name.data or "", parent=_parent(scene, form)
        )
    except TopicError as error:
        form.refuse(error)
        return _tree_page(scene, form), 422
    flash(_("Se agregó el tema «%(name)s».", name=made.name), "success")
    return redirect(url_for("topics.tree", slug=slug, en=form.parent.data or None), 303)


def _tree_page(scene: Scene, form: TopicForm) -> str:
    return render_template(
        "topics/tree.html",
        consultation=scene.consultation,
        tree=scene.tree,
        counts=queries.topic_counts(current_user, scene.consultation),
        form=form,
    )


def _parent(scene: Scene, form: TopicForm) -> Topic | None:
    return queries.topic(current_user, scene.consultation, form.parent.data or "")


@blueprint.route("/consultas/<slug>/temas/arbol/<key>", methods=["GET", "POST"])
@requires("topic.manage")
def edit(slug: str, key: str) -> Any:
    scene = open_scene(slug)
    topic = queries.topic(current_user, scene.consultation, key) or abort(404)
    node = scene.tree.by_key(key)
    above = scene.tree.get(topic.parent_id) if topic.parent_id else None
    form = WholeTopicForm(obj=topic, data={"parent": above.key if above else ""})
    form.offer(scene.tree, without=node)
    if not form.validate_on_submit():
        return _edit_page(scene, topic, form), 422 if form.is_submitted() else 200
    try:
        _save(scene, topic, form)
    except TopicError as error:
        form.refuse(error)
        return _edit_page(scene, topic, form), 422
    flash(_("Se guardó el tema «%(name)s».", name=topic.name), "success")
    return redirect(url_for("topics.tree", slug=slug), 303)


def _save(scene: Scene, topic: Topic, form: WholeTopicForm) -> None:
    revise(
        current_user,
        topic,
        name=form.name.data or "",
        description=form.description.data or "",
        words=form.words.data or "",
    )
    move(current_user, topic, parent=_parent(scene, form))


def _edit_page(scene: Scene, topic: Topic, form: WholeTopicForm, problem: object = None) -> str:
    return render_template(
        "topics/edit.html",
        consultation=scene.consultation,
        node=scene.tree.get(topic.id),
        form=form,
        problem=problem,
    )


@blueprint.post("/consultas/<slug>/temas/arbol/<key>/orden")
@requires("topic.manage")
def reorder(slug: str, key: str) -> Response:
    """One place up (`paso=-1`) or down (`paso=1`) among its siblings."""
    topic = queries.topic(current_user, open_consultation(slug), key) or abort(404)
    steps = {"-1": -1, "1": 1}.get(request.form.get("paso", "")) or abort(400)
    shift(current_user, topic, steps=steps)
    return redirect(url_for("topics.tree", slug=slug, _anchor=f"tema-{key}"), 303)


@blueprint.post("/consultas/<slug>/temas/arbol/<key>/eliminar")
@requires("topic.manage")
def delete(slug: str, key: str) -> Any:
    scene = open_scene(slug)
    topic = queries.topic(current_user, scene.consultation, key) or abort(404)
    try:
        remove(current_user, topic)
    except TopicError as error:
        form = WholeTopicForm(formdata=None, obj=topic)
        form.offer(scene.tree, without=scene.tree.by_key(key))
        return _edit_page(scene, topic, form, problem=error.reason), 409
    flash(_("Se eliminó el tema «%(name)s».", name=topic.name), "success")
    return redirect(url_for("topics.tree", slug=slug), 303)


@blueprint.route("/consultas/<slug>/temas/importar", methods=["GET", "POST"])
@requires("topic.manage")
def import_tree(slug: str) -> Any:
    consultation = open_consultation(slug)
    form = ImportForm()
    result = TopicImport()
    if form.validate_on_submit():
        try:
            result = import_topics(current_user, consultation, form.opened)
        except TableError as error:
            form.file.errors = [_(MESSAGES[error.code], **error.values)]
    if form.is_submitted() and not form.errors and not result.errors:
        flash(_imported(result), "success")
        return redirect(url_for("topics.tree", slug=slug), 303)
    page = render_template(
        "topics/import.html", consultation=consultation, form=form, rows=result.errors
    )
    return page, 422 if form.is_submitted() else 200


def _imported(result: TopicImport) -> str:
    made = ngettext("Se agregó %(num)s tema", "Se agregaron %(num)s temas", result.created)
    changed = ngettext("cambió %(num)s.", "cambiaron %(num)s.", result.changed)
    return _("%(made)s y %(changed)s", made=made, changed=changed)
