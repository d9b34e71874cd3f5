"""The rules of a consultation: for everyone to read, and for its administration to write."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.caching import public_page
from consult.comments.views.opening import open_consultation
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug, public_state
from consult.moderation import rules
from consult.moderation.forms import sent, whole
from consult.moderation.rule_forms import RulesForm
from consult.moderation.rules import NewRule, OvertakenRulesError
from consult.moderation.views.desk import blueprint
from consult.permissions import requires

blueprint.add_app_template_global(rules.current, "rules_of")


@blueprint.get("/consultas/<slug>/reglas")
@requires("rules.read")
@public_page(state=public_state)
def public_rules(slug: str) -> str:
    """The rules that hold, or those of an earlier edition."""
    consultation = open_consultation(slug)
    newest = rules.newest(consultation.id)
    asked = request.args.get("edicion")
    number = whole(asked) if asked else newest
    found = rules.of_edition(consultation.id, number)
    if asked and not found:
        abort(404)
    return render_template(
        "moderation/public_rules.html",
        consultation=consultation,
        rules=found,
        number=number,
        newest=newest,
        editions=rules.editions(consultation.id),
    )


@blueprint.route("/consultas/<slug>/moderacion/reglas", methods=["GET", "POST"])
@requires("rules.manage")
def edit_rules(slug: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    stored = list(rules.current(consultation.id))
    form = RulesForm.of(stored, second=consultation.second_moderator)
    if not form.validate_on_submit():
        return _page(consultation, form), 422 if form.is_submitted() else 200
    try:
        _store(consultation, form)
    except OvertakenRulesError:
        form.form_errors.append(
            _("Otra persona guardó una edición antes. Revise abajo lo suyo y guárdelo otra vez.")
        )
        form.seen.data = str(rules.newest(consultation.id))
        return _page(consultation, form), 409
    return redirect(url_for("moderation.edit_rules", slug=slug), 303)


def _store(consultation: Consultation, form: RulesForm) -> None:
    """What changed of it: an edition for nothing would only be one more to read."""
    wanted, seen = form.edition(), sent(form.seen)
    before = [NewRule(*(getattr(rule, name) for name in NewRule._fields))
              for rule in rules.of_edition(consultation.id, seen)]  # fmt: skip
    if wanted != before:
        number = rules.change(current_user, consultation, wanted, seen=seen)
        flash(_("La edición %(number)s de las reglas está publicada.", number=number), "success")
    if form.second_moderator.data != consultation.second_moderator:
        rules.require_second(current_user, consultation, required=form.second_moderator.data)
        flash(_("Los cambios quedaron guardados."), "success")


def _page(consultation: Consultation, form: RulesForm) -> str:
    return render_template("moderation/edit_rules.html", consultation=consultation, form=form)
