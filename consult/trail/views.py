"""The pages of the log, of the whole site and of one consultation, and the same as files."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import HONDURAS, Consultation
from consult.consultations.queries import by_slug
from consult.extensions import utc_now
from consult.moderation.forms import whole
from consult.permissions import requires
from consult.tables import Cell, Column, csv_chunks
from consult.trail.forms import TrailForm
from consult.trail.naming import names
from consult.trail.queries import Filters, Page, every, last_link, page
from consult.trail.telling import facts, sentence, who

blueprint = Blueprint("trail", __name__)


@blueprint.get("/administracion/registro")
@requires("site.manage")
def site() -> Any:
    return _page(None)


@blueprint.get("/consultas/<slug>/registro")
@requires("team.manage")
def of_consultation(slug: str) -> Any:
    return _page(by_slug(current_user, slug) or abort(404))


@blueprint.get("/administracion/registro.csv")
@requires("site.manage")
def site_file() -> Any:
    return _file(None)


@blueprint.get("/consultas/<slug>/registro.csv")
@requires("team.manage")
def consultation_file(slug: str) -> Any:
    return _file(by_slug(current_user, slug) or abort(404))


def _address(
    consultation: Consultation | None, args: Mapping[str, Any], *, file: bool = False
) -> str:
    if consultation is None:
        return url_for("trail.site_file" if file else "trail.site", **args)
    endpoint = "trail.consultation_file" if file else "trail.of_consultation"
    return url_for(endpoint, slug=consultation.slug, **args)


def _form(consultation: Consultation | None) -> TrailForm:
    form = TrailForm(request.args)
    form.offer(of_site=consultation is None)
    return form


def _page(consultation: Consultation | None) -> Any:
    form = _form(consultation)
    is_good, key = form.validate(), whole(request.args.get("antes", ""))
    shown = (
        page(current_user, consultation, form.filters(), before=key) if is_good else Page([], 0)
    )
    return _drawn(consultation, form, shown, key), 200 if is_good else 422


def _drawn(consultation: Consultation | None, form: TrailForm, shown: Page, key: int) -> str:
    args = form.args
    return render_template(
        "trail/page.html",
        consultation=consultation,
        form=form,
        narrowed=bool(args),
        here=_address(consultation, {}),
        file=_address(consultation, args, file=True),
        newest=_address(consultation, args) if key else None,
        more=_address(consultation, args | {"antes": shown.before}) if shown.before else None,
        events=shown.events,
        names=names(shown.events),
        sentence=sentence,
        facts=facts,
        link=last_link(),
    )


def _file(consultation: Consultation | None) -> Any:
    """Written whole before it is sent: a reader who takes their time must not hold the database."""
    form = _form(consultation)
    if not form.validate():
        return _drawn(consultation, form, Page([], 0), 0), 422
    file = tempfile.TemporaryFile()
    rows = _rows(consultation, form.filters())
    file.writelines(chunk.encode() for chunk in csv_chunks(_columns(), rows))
    file.seek(0)
    response: Response = send_file(file, mimetype="text/csv")
    day = utc_now().astimezone(HONDURAS).date().isoformat()
    name = f"registro-{consultation.slug}-{day}" if consultation else f"registro-{day}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _columns() -> Sequence[Column]:
    titles = (
        _("Acto"), _("Hora de Honduras"), _("Quién"), _("Frase"), _("Más datos"), _("Código"),
    )  # fmt: skip
    return [Column(title) for title in titles]


def _rows(consultation: Consultation | None, filters: Filters) -> Iterator[Sequence[Cell]]:
    viewer = current_user._get_current_object()
    for events in every(viewer, consultation, filters):
        known = names(events)
        for each in events:
            when = each.created_at.astimezone(HONDURAS).replace(tzinfo=None)
            more = "; ".join(f"{label}: {words}" for label, words in facts(each, known))
            yield (each.id, when.isoformat(" ", "seconds"), who(each, known) or "",
                   sentence(each, known), more, each.action)  # fmt: skip
