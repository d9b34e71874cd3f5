"""How a consultation was moderated: for everyone, and for its administration."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, abort, render_template
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.caching import public_page
from consult.comments.models import Status
from consult.comments.views.opening import open_consultation
from consult.consultations.queries import by_slug, public_state
from consult.extensions import utc_now
from consult.moderation import rules
from consult.moderation.ledger import WAITING, Counts, Ledger, last_sunday, ledger
from consult.moderation.models import Kept, Outcome
from consult.moderation.statistics import statistics
from consult.moderation.views.desk import blueprint
from consult.permissions import requires
from consult.tables import Cell, Column, csv_chunks

DECIDED = {
    Status.PUBLISHED.value: _l("Publicados"),
    Status.RETURNED.value: _l("Devueltos para corregir"),
    Status.REJECTED.value: _l("No publicados"),
}
APPEALS = {
    Outcome.UPHELD.value: _l("La decisión se mantuvo"),
    Outcome.OVERTURNED.value: _l("Se publicó después de todo"),
    WAITING: _l("Esperan una decisión"),
}
REPORTS = {
    Kept.KEPT.value: _l("El aporte se mantuvo"),
    Kept.REJECTED.value: _l("El aporte dejó de publicarse"),
    Kept.COVERED.value: _l("Se taparon palabras"),
    Kept.LAPSED.value: _l("Su autor lo corrigió o lo retiró antes"),
    WAITING: _l("Esperan una decisión"),
}


def state(slug: str) -> str | None:
    """Another one in each week."""
    public = public_state(slug)
    return public and f"{public}.{last_sunday(utc_now()).date()}"


@blueprint.get("/consultas/<slug>/moderacion-publica", endpoint="ledger")
@requires("rules.read")
@public_page(state=state)
def public_ledger(slug: str) -> str:
    consultation = open_consultation(slug)
    return render_template(
        "moderation/ledger.html",
        consultation=consultation,
        ledger=ledger(consultation, utc_now()),
        editions=rules.editions(consultation.id),
        decided=DECIDED,
        appeals=APPEALS,
        reports=REPORTS,
        hours=hours,
    )


@blueprint.get("/consultas/<slug>/moderacion-publica.csv")
@requires("rules.read")
def ledger_file(slug: str) -> Response:
    told = ledger(open_consultation(slug), utc_now())
    columns = [
        Column(title) for title in (_("Tabla"), _("Desde"), _("Hasta"), _("Concepto"), _("Valor"))
    ]
    response = Response(csv_chunks(columns, list(_rows(told))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="moderacion-{slug}.csv"'
    return response


def _rows(told: Ledger) -> Iterator[Sequence[Cell]]:
    """What is not shown is a dash, as on the page."""
    last = told.until.isoformat()
    tables: list[tuple[str, Any, Counts]] = [
        (_("Decisiones"), DECIDED, told.decided),
        (_("Apelaciones"), APPEALS, told.appeals),
        (_("Avisos de lectores"), REPORTS, told.reports),
    ]
    for table, labels, counts in tables:
        for key, count in counts.items():
            yield table, "", last, str(labels[key]), _cell(count)
    for label, count in told.reasons:
        yield _("No publicados, por motivo"), "", last, label, _cell(count)
    yield _("Aportes con palabras tapadas"), "", last, "", _cell(told.covered)
    for name, value in _waited(told.waited):
        yield _("Espera, en horas"), "", last, name, value
    for period in told.periods:
        days = period.first.isoformat(), period.last.isoformat()
        for kind, count in period.counts.items():
            yield _("Decisiones"), *days, str(DECIDED[kind]), count
        for name, value in _waited(period.waited):
            yield _("Espera, en horas"), *days, name, value


def _cell(count: int | None) -> Cell:
    return "—" if count is None else count


def _waited(waited: Any) -> list[tuple[str, Cell]]:
    named = ((_("Mediana"), waited.median), (_("9 de cada 10"), waited.ninth))
    return [(name, "" if value is None else round(value, 1)) for name, value in named]


def hours(value: float | None) -> str:
    """A time to wait, in words."""
    if value is None:
        return "—"
    if value < 1:
        return _("menos de 1 hora")
    if value < 48:
        return _("%(count)s h", count=format_decimal(round(value)))
    return _("%(count)s días", count=format_decimal(round(value / 24, 1)))


@blueprint.get("/consultas/<slug>/moderacion/cifras")
@requires("moderation.measure")
def figures(slug: str) -> str:
    consultation = by_slug(current_user, slug) or abort(404)
    return render_template(
        "moderation/figures.html",
        consultation=consultation,
        statistics=statistics(consultation, utc_now()),
        hours=hours,
        day=format_date,
    )
