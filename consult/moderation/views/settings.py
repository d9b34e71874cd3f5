"""How a consultation is moderated, for those who administer it."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.queries import by_slug
from consult.moderation.arranging import arrange
from consult.moderation.batch_forms import ArrangingForm
from consult.moderation.views.desk import blueprint, desk_page
from consult.permissions import requires


@blueprint.route("/consultas/<slug>/moderacion/ajustes", methods=["GET", "POST"])
@requires("team.manage")
def settings(slug: str) -> Any:
    consultation = by_slug(current_user, slug) or abort(404)
    form = ArrangingForm(obj=consultation)
    if not form.validate_on_submit():
        page = desk_page("settings.html", consultation, form=form)
        return page, 422 if form.is_submitted() else 200
    # Each field is named as what it changes.
    chosen = {name: value for name, value in form.data.items() if name != "csrf_token"}
    arrange(current_user, consultation, **chosen)
    flash(_("Los cambios quedaron guardados."), "success")
    return redirect(url_for("moderation.settings", slug=slug), 303)
