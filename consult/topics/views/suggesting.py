"""Suggested topics and found groups: having them made, how far that is, and deciding on many."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from consult.accounts.staying import polled
from consult.extensions import db, utc_now
from consult.jobs import Job, State, waiting_since
from consult.permissions import requires
from consult.topics import groups, labels, method, queries, suggested, tasks
from consult.topics.analysis import FEWEST_MEASURED
from consult.topics.forms import LARGEST, AcceptForm, GroupForm
from consult.topics.models import Topic
from consult.topics.service import TopicError, create
from consult.topics.suggestions import StaleSuggestionsError, accept_all, undo
from consult.topics.views.opening import (
    ABANDONED,
    Scene,
    blueprint,
    card,
    open_consultation,
    open_scene,
)

blueprint.add_app_template_filter(labels.certainty, "certainty")


@blueprint.get("/consultas/<slug>/temas/asignar/sugerencias")
@requires("feedback.read")
@polled
def suggestions(slug: str) -> str:
    """How suggestions are made here, how sure they are, and (`?desde=`) accepting many."""
    return _suggestions(open_scene(slug))


def _suggestions(scene: Scene, problem: object = None) -> str:
    found = suggested.likeliest(current_user, scene.consultation)
    counts = suggested.by_limit(found)
    least = next((each for each in counts if str(each) == request.values.get("desde")), None)
    chosen = [each for each in found if least is not None and each.confidence >= least]
    return render_template(
        "topics/suggestions.html",
        **_work(scene, tasks.SUGGEST),
        run=suggested.last_run(current_user, scene.consultation),
        fewest=FEWEST_MEASURED,
        counts=counts,
        least=least,
        chosen=len(chosen),
        sample=_sample(scene, chosen),
        acceptances=suggested.acceptances(current_user, scene.consultation),
        totals=queries.totals(current_user, scene.consultation),
        problem=problem,
    )


def _work(scene: Scene, name: str) -> dict[str, Any]:
    """What every page about a job shows: it runs, it failed, or nobody takes it."""
    job: Job | None = suggested.last_job(scene.consultation, name)
    runs = job is not None and job.state in (State.PENDING, State.RUNNING)
    since = waiting_since() if runs else None
    return {
        "consultation": scene.consultation,
        "tree": scene.tree,
        "job": job,
        "runs": runs,
        "is_abandoned": since is not None and utc_now() - since > ABANDONED,
    }


def _sample(scene: Scene, chosen: list[suggested.Likeliest]) -> list[dict[str, Any]]:
    """A few of them as cards, each with the topic that it would get."""
    few = {each.point_id: each for each in suggested.sample(chosen)}
    rows = queries.by_points(current_user, scene.consultation, few)
    return [
        card(scene, row)
        | {
            "topic": scene.tree.get(few[row.point_id].topic_id),
            "confidence": few[row.point_id].confidence,
        }
        for row in rows
    ]


@blueprint.post("/consultas/<slug>/temas/asignar/sugerencias/calcular")
@requires("topic.manage")
def calculate(slug: str) -> Response:
    consultation = open_consultation(slug)
    if not queries.tree(current_user, consultation).nodes:
        return redirect(url_for("topics.tree", slug=slug), 303)
    tasks.ask(tasks.SUGGEST, consultation)
    return redirect(url_for("topics.suggestions", slug=slug), 303)


@blueprint.post("/consultas/<slug>/temas/asignar/sugerencias/aceptar")
@requires("topic.manage")
def accept_suggestions(slug: str) -> Any:
    scene = open_scene(slug)
    form = AcceptForm()
    if not form.validate_on_submit():
        problem = _("El formulario no llegó completo. Elija otra vez desde qué certeza aceptar.")
        return _suggestions(scene, problem), 422
    least, shown = float(form.least.data or 1), form.shown.data or 0
    try:
        made = accept_all(current_user, scene.consultation, least=least, shown=shown)
    except StaleSuggestionsError:
        problem = _(
            "Mientras usted miraba, las sugerencias cambiaron. No se aceptó nada: mire la muestra "
            "otra vez."
        )
        return _suggestions(scene, problem), 409
    _tell(made.points)
    return redirect(url_for("topics.suggestions", slug=slug), 303)


def _tell(count: int) -> None:
    text = ngettext(
        "Se puso el tema en %(num)s aporte.", "Se puso el tema en %(num)s aportes.", count
    )
    flash(text, "success")


@blueprint.post("/consultas/<slug>/temas/asignar/sugerencias/deshacer")
@requires("topic.manage")
def undo_acceptance(slug: str) -> Any:
    scene = open_scene(slug)
    number = _number("acceptance")
    found = suggested.acceptance(current_user, scene.consultation, number)
    if found is None:
        return _suggestions(scene, _("No existe esa aceptación.")), 422
    count = undo(current_user, found)
    text = ngettext(
        "Se quitó el tema de %(num)s aporte.", "Se quitó el tema de %(num)s aportes.", count
    )
    flash(text, "success")
    return redirect(url_for("topics.suggestions", slug=slug), 303)


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return min(int(given), LARGEST) if given.isdecimal() and len(given) < 11 else 0


@blueprint.get("/consultas/<slug>/temas/asignar/grupos")
@requires("feedback.read")
@polled
def discovery(slug: str) -> str:
    """Groups in what has no topic."""
    return _groups(open_scene(slug))


def _groups(scene: Scene, refused: GroupForm | None = None) -> str:
    form = refused or GroupForm(formdata=None)
    form.offer(scene.tree)
    return render_template(
        "topics/groups.html",
        **_work(scene, tasks.DISCOVER),
        groups=groups.of_consultation(current_user, scene.consultation),
        totals=queries.totals(current_user, scene.consultation),
        form=form,
    )


@blueprint.post("/consultas/<slug>/temas/asignar/grupos/calcular")
@requires("topic.manage")
def find_groups(slug: str) -> Response:
    tasks.ask(tasks.DISCOVER, open_consultation(slug))
    return redirect(url_for("topics.discovery", slug=slug), 303)


@blueprint.post("/consultas/<slug>/temas/asignar/grupos/tema")
@requires("topic.manage")
def take_group(slug: str) -> Any:
    """A group as a topic of its own, or its comments into one that is there."""
    scene = open_scene(slug)
    form = GroupForm()
    form.offer(scene.tree)
    if not form.validate_on_submit():
        return _groups(scene, form), 422
    group = groups.group(current_user, scene.consultation, form.group.data or 0)
    try:
        topic = _topic(scene, form)
        if group is None or topic is None:
            raise StaleSuggestionsError
        made = groups.take(current_user, scene.consultation, group, topic)
    except (TopicError, StaleSuggestionsError) as error:
        db.session.rollback()
        return _refused(slug, error), 409
    _tell(made.points)
    return redirect(url_for("topics.discovery", slug=slug), 303)


def _topic(scene: Scene, form: GroupForm) -> Topic | None:
    if form.into.data:
        return queries.topic(current_user, scene.consultation, form.into.data)
    return create(current_user, scene.consultation, name=form.name.data or "")


def _refused(slug: str, error: Exception) -> str:
    """The page again, with what was typed and why it was not done."""
    scene, form = open_scene(slug), GroupForm()
    form.offer(scene.tree)
    gone = _("Ese grupo o ese tema ya no existe: alguien lo cambió mientras usted leía.")
    reason = error.reason if isinstance(error, TopicError) else gone
    form.name.errors = [str(reason)]
    return _groups(scene, form)


@blueprint.get("/metodo")
@requires("site.read")
def how() -> str:
    """How suggestions, groups and summaries are made, for everybody."""
    return render_template("topics/method.html", text=Markup(method.page(str(get_locale()))))
