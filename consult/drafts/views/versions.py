"""The drafting team's first page: the versions of a draft."""

from flask import Blueprint, abort, render_template
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.drafts import desk
from consult.permissions import requires

blueprint = Blueprint("drafts", __name__, url_prefix="/consultas/<slug>/redaccion")


@blueprint.get("/")
@requires("draft.manage")
def versions(slug: str) -> str:
    consultation = open_consultation(slug)
    entries = desk.entries(current_user, consultation)
    return render_template("drafts/versions.html", consultation=consultation, entries=entries)


def open_consultation(slug: str) -> Consultation:
    return (by_slug(current_user, slug) if slug.isprintable() else None) or abort(404)
