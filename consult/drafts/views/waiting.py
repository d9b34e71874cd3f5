"""A version that is not published yet: its name and note changed, or all of it discarded."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from consult.drafts import desk, discarding
from consult.drafts.discarding import StillNeededError
from consult.drafts.forms import DescribeForm
from consult.drafts.views.versions import blueprint, open_consultation
from consult.permissions import requires


@blueprint.route("/v<int:number>/editar", methods=["GET", "POST"])
@requires("draft.manage")
def describe_version(slug: str, number: int) -> Any:
    consultation = open_consultation(slug)
    if request.method == "POST":
        desk.take_turn(consultation)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    form, is_open = DescribeForm(obj=entry.version), entry.version.published_at is None
    if is_open and form.validate_on_submit():
        discarding.describe(
            current_user, entry.version, label=form.label.data or "", note=form.note.data or ""
        )
        flash(_("Los cambios quedaron guardados."), "success")
        return redirect(url_for("drafts.versions", slug=slug, _anchor=f"v{number}"), 303)
    page = render_template(
        "drafts/describe.html", consultation=consultation, entry=entry, form=form
    )
    return page, 422 if is_open and form.errors else 200 if is_open else 409


@blueprint.route("/v<int:number>/descartar", methods=["GET", "POST"])
@requires("draft.manage")
def discard_version(slug: str, number: int) -> Any:
    """Asks first; sent, the version is gone."""
    consultation = open_consultation(slug)
    if request.method == "POST":
        desk.take_turn(consultation)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    form, is_needed = FlaskForm(), False
    if entry.version.published_at is None and form.validate_on_submit():
        try:
            discarding.discard(current_user, entry.version)
        except StillNeededError:
            is_needed = True
        else:
            flash(_("Se descartó la versión %(number)s.", number=number), "success")
            return redirect(url_for("drafts.versions", slug=slug), 303)
    page = render_template(
        "drafts/discard.html",
        consultation=consultation, entry=entry, form=form, is_needed=is_needed,
    )  # fmt: skip
    return page, 409 if is_needed or entry.version.published_at else 200
