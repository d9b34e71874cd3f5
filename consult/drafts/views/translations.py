"""Translations of a version: what there is of each, one section, a whole file."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import Consultation
from consult.drafts import desk, queries
from consult.drafts.models import SectionText, Version
from consult.drafts.translation import fitting, languages, stored
from consult.drafts.translation.desk import Board, Fitted, fit
from consult.drafts.translation.forms import LanguageForm, TranslatedFileForm, TranslationForm
from consult.drafts.translation.writing import html_of
from consult.drafts.views.versions import blueprint, open_consultation
from consult.extensions import db
from consult.permissions import requires

LARGEST_NUMBER = 2**31 - 1


@blueprint.app_template_filter()
def language_name(tag: str) -> str:
    return languages.name(tag)


@blueprint.get("/v<int:number>/traducciones/")
@requires("draft.manage")
def translation_board(slug: str, number: int) -> str:
    consultation, version = _open(slug, number)
    form = LanguageForm(request.args, meta={"csrf": False})
    form.offer(stored.languages(version))
    asked = bool(request.args.keys() & {"language", "other"})
    extra = form.tag if asked and form.validate() else _asked_language()
    first = request.args.get("desde", "")
    board = Board(
        version, extra=extra, first=int(first) if first.isdecimal() and len(first) < 6 else 0
    )
    return render_template(
        "drafts/translations.html",
        consultation=consultation, version=version, board=board, form=form, extra=extra,
    )  # fmt: skip


@blueprint.route("/v<int:number>/traducciones/seccion/<key>", methods=["GET", "POST"])
@requires("draft.manage")
def translate(slug: str, number: int, key: str) -> Any:
    consultation, version = _open(slug, number)
    section = _section(version, key)
    spanish = stored.blocks_of(section)
    source = stored.source(section, spanish)
    form = _section_form(version, section)
    if not source.is_empty:
        form.require_text()
    page = {"section": section, "html": html_of(spanish)}
    if request.method == "GET":
        return _section_page(version, form, **page)
    if not form.validate():
        return _section_page(version, form, **page), 422
    desk.take_turn(consultation)
    now = stored.stored(version, form.tag).get(source.section_id)
    if not form.stands(now):
        return _section_page(version, form, **page, now=now), 409
    stored.save(current_user, version, form.tag, [form.translation(source)])
    flash(_("Se guardó la traducción (%(language)s).", language=language_name(form.tag)), "success")
    return _to_board(version, form.tag, key)


@blueprint.post("/v<int:number>/traducciones/seccion/<key>/quitar")
@requires("draft.manage")
def remove_translation(slug: str, number: int, key: str) -> Any:
    consultation, version = _open(slug, number)
    section = _section(version, key)
    desk.take_turn(consultation)
    tag = languages.canonical(request.form.get("language", "")) or ""
    row = stored.stored(version, tag).get(section.section_id)
    if row is None:
        flash(_("Esa traducción ya no está."), "info")
    else:
        stored.remove(current_user, row)
        flash(_("Se quitó la traducción (%(language)s).", language=language_name(tag)), "success")
    return _to_board(version, tag, key)


@blueprint.route("/v<int:number>/traducciones/importar", methods=["GET", "POST"])
@requires("draft.manage")
def import_translation(slug: str, number: int) -> Any:
    consultation, version = _open(slug, number)
    form = TranslatedFileForm(data={"language": request.args.get("idioma", "")})
    form.offer(stored.languages(version))
    if request.method == "GET":
        return _import_page(version, form)
    # Nothing has been written yet, and reading a long text must not keep others from writing.
    db.session.rollback()
    pairs = form.pairs(stored.sources(version)) if form.validate() else None
    if pairs is None:
        return _import_page(version, form), 422
    desk.take_turn(consultation)
    there = stored.stored(version, form.tag)
    fitted = fit(pairs, there)
    is_sure = form.stands(there.values()) and form.confirm.data
    if not is_sure:
        return _import_page(version, form, fitted), 409 if form.confirm.data else 200
    _store(version, form.tag, fitted)
    return _to_board(version, form.tag)


def _store(version: Version, tag: str, fitted: list[Fitted]) -> None:
    wanted = [each.translation for each in fitted if each.is_stored]
    count = stored.save(current_user, version, tag, wanted)
    told = ngettext(
        "Se guardó la traducción de %(count)s sección (%(language)s).",
        "Se guardó la traducción de %(count)s secciones (%(language)s).",
        count,
        count=format_decimal(count),
        language=language_name(tag),
    )
    flash(told, "success")


@blueprint.get("/v<int:number>/traducciones/texto.md")
@requires("draft.manage")
def text_to_translate(slug: str, number: int) -> Response:
    _consultation, version = _open(slug, number)
    text = fitting.file_of(
        (section.level, section.title, section.section.key, blocks)
        for section, blocks in stored.whole_text(version)
    )
    response = Response(text, mimetype="text/markdown")
    name = f"{slug}-v{number}-para-traducir.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _open(slug: str, number: int) -> tuple[Consultation, Version]:
    consultation = open_consultation(slug)
    if number > LARGEST_NUMBER:
        abort(404)
    return consultation, queries.version(current_user, consultation, number) or abort(404)


def _section(version: Version, key: str) -> SectionText:
    found = queries.section_by_key(version.id, key) if key.isprintable() else None
    return found or abort(404)


def _asked_language() -> str | None:
    tag = languages.canonical(request.args.get("idioma", ""))
    return None if tag is None or languages.is_spanish(tag) else tag


def _asks_for_spanish() -> bool:
    return languages.is_spanish(languages.canonical(request.args.get("idioma", "")) or "")


def _section_form(version: Version, section: SectionText) -> TranslationForm:
    """With the newest translation in the language that is asked for, if there is any."""
    tag = _asked_language() or ""
    newest = stored.before(version, section.section_id, tag)
    own = newest if newest is not None and newest.version_id == version.id else None
    form = TranslationForm(
        obj=newest, data={"language": tag, "seen": stored.fingerprint(own)}
    )
    form.offer(stored.languages(version))
    return form


def _section_page(version: Version, form: TranslationForm, **values: Any) -> str:
    """With what a reader of this version is shown now in the language that is asked for."""
    tag, section = _asked_language() or "", values["section"]
    if tag:
        spoken = {"lang": tag, "dir": languages.direction(tag)}
        form.title.render_kw = form.text.render_kw = spoken
    shown = stored.shown(version, [section.id], to_team=True)
    return render_template(
        "drafts/translation.html",
        consultation=version.consultation, version=version, form=form, tag=tag,
        shown=shown.get(section.id, {}).get(tag), is_original=_asks_for_spanish(),
        **values,
    )  # fmt: skip


def _import_page(
    version: Version, form: TranslatedFileForm, fitted: list[Fitted] | None = None
) -> str:
    return render_template(
        "drafts/translation_import.html",
        consultation=version.consultation, version=version, form=form, fitted=fitted,
        tag=form.tag if fitted is not None else "",
        count=sum(each.is_stored for each in fitted or ()),
    )  # fmt: skip


def _to_board(version: Version, tag: str, key: str | None = None) -> Any:
    slug, number = version.consultation.slug, version.number
    anchor = f"s-{key}" if key else None
    where = url_for(
        "drafts.translation_board", slug=slug, number=number, idioma=tag or None, _anchor=anchor
    )
    return redirect(where, 303)
