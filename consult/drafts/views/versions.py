"""The drafting team's pages: versions, and publishing one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.drafts import desk
from consult.drafts.desk import Entry
from consult.drafts.forms import PublishForm
from consult.drafts.service import publish
from consult.permissions import requires

blueprint = Blueprint("drafts", __name__, url_prefix="/consultas/<slug>/redaccion")


@blueprint.get("/")
@requires("draft.manage")
def versions(slug: str) -> str:
    consultation = open_consultation(slug)
    entries = desk.entries(current_user, consultation)
    return render_template("drafts/versions.html", consultation=consultation, entries=entries)


@blueprint.route("/v<int:number>/publicar", methods=["GET", "POST"])
@requires("draft.manage")
def publish_version(slug: str, number: int) -> Any:
    consultation = open_consultation(slug)
    if request.method == "POST":
        desk.take_turn(consultation)
    entry = desk.entry(current_user, consultation, number) or abort(404)
    form = PublishForm()
    if not entry.waits:
        return _publish_page(consultation, entry, form), 409
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return _publish_page(consultation, entry, form), status
    publish(current_user, entry.version, deferral=form.deferral.data or "")
    flash(_("La versión %(number)s ya es la vigente.", number=number), "success")
    return redirect(url_for("reading.home", slug=slug), 303)


def open_consultation(slug: str) -> Consultation:
    return (by_slug(current_user, slug) if slug.isprintable() else None) or abort(404)


def _publish_page(consultation: Consultation, entry: Entry, form: PublishForm) -> str:
    return render_template(
        "drafts/publish.html", consultation=consultation, entry=entry, form=form
    )
