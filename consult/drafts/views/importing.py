"""Importing a version: a file or pasted text is read, and waits for its drafter to look at it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.drafts.forms import ImportForm
from consult.drafts.preparing import staging
from consult.drafts.views.versions import blueprint, open_consultation
from consult.extensions import db
from consult.permissions import requires


@blueprint.route("/importar", methods=["GET", "POST"])
@requires("draft.manage")
def import_version(slug: str) -> Any:
    consultation = open_consultation(slug)
    form = ImportForm()
    if request.method == "GET":
        return _import_page(consultation, form)
    # Nothing has been written yet, and reading a long text must not keep others from writing.
    db.session.rollback()
    if not form.validate():
        return _import_page(consultation, form), 422
    pending = staging.stage(
        current_user,
        consultation,
        form.draft,
        file_name=form.file_name(),
        label=form.version_label(),
        note=form.note.data or "",
    )
    return redirect(url_for("drafts.preview", slug=slug, pending=pending.id), 303)


def _import_page(consultation: Consultation, form: ImportForm) -> str:
    waiting = staging.waiting(current_user, consultation)
    return render_template(
        "drafts/import.html", consultation=consultation, form=form, waiting=waiting
    )
