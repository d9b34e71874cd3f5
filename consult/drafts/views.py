"""The drafting team's pages: versions, importing one, publishing one."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug
from consult.drafts import desk
from consult.drafts.desk import Entry
from consult.drafts.forms import ImportForm, PublishForm
from consult.drafts.messages import MESSAGES, DraftWarning
from consult.drafts.models import Version
from consult.drafts.parsing import ParsedDraft
from consult.drafts.service import import_draft, publish
from consult.extensions import db
from consult.permissions import requires

blueprint = Blueprint("drafts", __name__, url_prefix="/consultas/<slug>/redaccion")


@blueprint.get("/")
@requires("draft.manage")
def versions(slug: str) -> str:
    consultation = _consultation(slug)
    entries = desk.entries(current_user, consultation)
    return render_template("drafts/versions.html", consultation=consultation, entries=entries)


@blueprint.route("/importar", methods=["GET", "POST"])
@requires("draft.manage")
def import_version(slug: str) -> Any:
    consultation = _consultation(slug)
    form = ImportForm(data={"after": desk.last_number(current_user, consultation)})
    if request.method == "GET":
        return _import_page(consultation, form)
    # Nothing has been written yet, and reading a long text must not keep others from writing.
    db.session.rollback()
    if not form.validate():
        return _import_page(consultation, form), 422
    desk.take_turn(consultation)
    if not form.comes_after(desk.last_number(current_user, consultation)):
        return _import_page(consultation, form), 422
    version = import_draft(
        current_user,
        consultation,
        form.parsed,
        label=form.version_label(),
        note=form.note.data or "",
    )
    _tell(version, form.parsed)
    return redirect(url_for("drafts.versions", slug=slug), 303)


@blueprint.route("/v<int:number>/publicar", methods=["GET", "POST"])
@requires("draft.manage")
def publish_version(slug: str, number: int) -> Any:
    consultation = _consultation(slug)
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


def _consultation(slug: str) -> Consultation:
    return (by_slug(current_user, slug) if slug.isprintable() else None) or abort(404)


def _import_page(consultation: Consultation, form: ImportForm) -> str:
    return render_template("drafts/import.html", consultation=consultation, form=form)


def _publish_page(consultation: Consultation, entry: Entry, form: PublishForm) -> str:
    return render_template(
        "drafts/publish.html", consultation=consultation, entry=entry, form=form
    )


def _tell(version: Version, parsed: ParsedDraft) -> None:
    sections = len(parsed.sections)
    blocks = sum(len(section.blocks) for section in parsed.sections)
    size = ngettext(
        "%(count)s sección", "%(count)s secciones", sections, count=format_decimal(sections)
    )
    size += ", " + ngettext(
        "%(count)s párrafo", "%(count)s párrafos", blocks, count=format_decimal(blocks)
    )
    number = version.number
    flash(_("Se importó la versión %(number)s: %(size)s.", number=number, size=size), "success")
    _warn(parsed.warnings)


def _warn(warnings: tuple[DraftWarning, ...]) -> None:
    """One message for each kind of warning: all of them would not fit in the session's cookie."""
    times = Counter(warning.code for warning in warnings)
    for code, count in times.items():
        first = next(warning for warning in warnings if warning.code == code)
        text = _(MESSAGES[code], **first.values)
        if count > 1:
            text += " " + _("(%(count)s avisos como este en total.)", count=count)
        flash(text, "warning")
