"""Looking at a draft before it is imported: its tree put in order, then imported or discarded."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from consult.consultations.models import Consultation
from consult.drafts import desk
from consult.drafts.forms import EditForm, StagedForm
from consult.drafts.messages import MESSAGES
from consult.drafts.models import PendingImport, Version
from consult.drafts.parsing import ParsedDraft
from consult.drafts.preparing import staging
from consult.drafts.preparing.editing import CannotEditError
from consult.drafts.preparing.previewing import Preview, cuts
from consult.drafts.service import import_draft
from consult.drafts.views.versions import blueprint, open_consultation
from consult.markup import from_draft
from consult.permissions import requires

ONE = "/importar/<int(max=2147483647):pending>"


@blueprint.get(ONE)
@requires("draft.manage")
def preview(slug: str, pending: int) -> str:
    consultation = open_consultation(slug)
    return _page(consultation, _found(consultation, pending))


@blueprint.get(ONE + "/seccion/<int(max=2147483647):place>")
@requires("draft.manage")
def preview_section(slug: str, pending: int, place: int) -> str:
    consultation = open_consultation(slug)
    found = _found(consultation, pending)
    shown = Preview(staging.draft_of(found))
    if place >= len(shown):
        abort(404)
    return render_template(
        "drafts/preview_section.html",
        consultation=consultation,
        pending=found,
        shown=shown,
        row=shown.row(place),
        cuts=cuts(shown.heading(place)),
        sentences=MESSAGES,
        from_draft=from_draft,
        form=EditForm(data={"revision": found.revision}),
    )


@blueprint.post(ONE + "/cambiar")
@requires("draft.manage")
def change_preview(slug: str, pending: int) -> Any:
    consultation = open_consultation(slug)
    found = _found(consultation, pending, to_change=True)
    form = EditForm()
    if not form.is_about(found.revision):
        return _page(consultation, found, form, form.place()), 409
    try:
        sections, place = form.applied(staging.draft_of(found))
        staging.change(found, sections)
        if form.stays():
            flash(_("El cambio quedó hecho."), "success")
    except CannotEditError:
        flash(form.refusal(), "warning")
        place = form.place()
    return redirect(_address(found, slug, place, form), 303)


@blueprint.post(ONE + "/importar")
@requires("draft.manage")
def import_pending(slug: str, pending: int) -> Any:
    consultation = open_consultation(slug)
    desk.take_turn(consultation)
    form, last = StagedForm(), desk.last_number(current_user, consultation)
    found = _found(consultation, pending, to_change=True)
    if not (form.is_about(found.revision) and form.comes_after(last)):
        return _page(consultation, found, form), 409
    shown = Preview(staging.draft_of(found))
    if (place := shown.untitled()) is not None:
        return _to_untitled(found, slug, place)
    parsed = shown.parsed
    version = import_draft(
        current_user, consultation, parsed, label=found.label, note=found.note
    )
    staging.discard(found)
    _tell(version, parsed)
    return redirect(url_for("drafts.versions", slug=slug), 303)


@blueprint.post(ONE + "/descartar")
@requires("draft.manage")
def discard_pending(slug: str, pending: int) -> Any:
    consultation = open_consultation(slug)
    staging.discard(_found(consultation, pending, to_change=True))
    flash(_("Se descartó lo leído. No se importó nada."), "info")
    return redirect(url_for("drafts.import_version", slug=slug), 303)


def _found(
    consultation: Consultation, pending: int, *, to_change: bool = False
) -> PendingImport:
    """What the viewer may see; who goes back to what was there is told that it is done with."""
    found = staging.find(current_user, consultation, pending, to_change=to_change)
    if found is None:
        abort(404)
    if staging.is_done_with(found):
        flash(_("Esa lectura ya se importó o se descartó."), "info")
        abort(redirect(url_for("drafts.versions", slug=consultation.slug), 303))
    return found


def _to_untitled(found: PendingImport, slug: str, place: int) -> Response:
    flash(_("No se importó: esta sección no tiene título. Escríbalo y vuelva a importar."), "error")
    address = url_for("drafts.preview_section", slug=slug, pending=found.id, place=place)
    return redirect(address, 303)


def _page(
    consultation: Consultation,
    found: PendingImport,
    form: StagedForm | None = None,
    place: int = 0,
) -> str:
    shown = Preview(staging.draft_of(found))
    start = shown.start(place or request.args.get("desde", 0, type=int))
    last = desk.last_number(current_user, consultation)
    fresh = StagedForm(formdata=None, data={"revision": found.revision, "after": last})
    return render_template(
        "drafts/preview.html",
        consultation=consultation,
        pending=found,
        shown=shown,
        start=start,
        rows=shown.rows(start),
        alone=request.values.get("solo") == "1",
        sentences=MESSAGES,
        form=fresh if form is None else fresh.with_errors(form),
    )


def _address(found: PendingImport, slug: str, place: int, form: EditForm) -> str:
    if form.stays():
        return url_for("drafts.preview_section", slug=slug, pending=found.id, place=place)
    return url_for(
        "drafts.preview",
        slug=slug,
        pending=found.id,
        desde=place or None,
        solo="1" if form.alone() else None,
        _anchor=f"s-{place}",
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
