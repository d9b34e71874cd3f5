"""Importing a version: a file or pasted text, read and stored as the next one."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.drafts import desk
from consult.drafts.forms import ImportForm
from consult.drafts.messages import MESSAGES, DraftWarning
from consult.drafts.models import Version
from consult.drafts.parsing import ParsedDraft
from consult.drafts.service import import_draft
from consult.drafts.views.versions import blueprint, open_consultation
from consult.extensions import db
from consult.permissions import requires


@blueprint.route("/importar", methods=["GET", "POST"])
@requires("draft.manage")
def import_version(slug: str) -> Any:
    consultation = open_consultation(slug)
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


def _import_page(consultation: Consultation, form: ImportForm) -> str:
    return render_template("drafts/import.html", consultation=consultation, form=form)


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
