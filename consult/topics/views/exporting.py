"""Feedback by topic as a file: one row for each comment and topic, and a summary in XLSX."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations.models import HONDURAS
from consult.extensions import utc_now
from consult.permissions import requires
from consult.tables import Cell, Column, Sheet, csv_chunks, write_xlsx
from consult.topics import labels, queries
from consult.topics.figures import NONE, TopicFigures, by_topic
from consult.topics.views.opening import Scene, blueprint, open_scene

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/consultas/<slug>/temas/export.<any(csv, xlsx):kind>")
@requires("feedback.read")
def export(slug: str, kind: str) -> Response:
    scene = open_scene(slug)
    today = utc_now().astimezone(HONDURAS).date().isoformat()
    response = _xlsx(scene) if kind == "xlsx" else _csv(scene)
    response.headers["Content-Disposition"] = f'attachment; filename="temas-{slug}-{today}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _csv(scene: Scene) -> Response:
    """Written whole before it is sent: a reader who takes their time must not hold the database."""
    file = tempfile.TemporaryFile()
    file.writelines(chunk.encode() for chunk in csv_chunks(_columns(), _rows(scene)))
    file.seek(0)
    return send_file(file, mimetype="text/csv")


def _xlsx(scene: Scene) -> Response:
    file = tempfile.TemporaryFile()
    write_xlsx(
        file,
        [Sheet(_("Resumen"), *_summary(scene)), Sheet(_("Aportes"), _columns(), _rows(scene))],
    )
    file.seek(0)
    return send_file(file, mimetype=XLSX)


def _columns() -> Sequence[Column]:
    return [
        Column(_("Tema"), 32),
        Column(_("Clave del tema"), 18),
        Column(_("Folio"), 12),
        Column(_("Aporte"), 80),
        Column(_("Redacción propuesta"), 50),
        Column(_("Cita"), 40),
        Column(_("Tipo"), 16),
        Column(_("Postura"), 18),
        Column(_("Parte del borrador"), 32),
        Column(_("Párrafo"), 10),
        Column(_("Autor"), 20),
        Column(_("Organización"), 28),
        Column(_("Clase de organización"), 26),
        Column(_("Vía"), 14),
        Column(_("Fecha"), 18),
    ]


def _rows(scene: Scene) -> Iterator[Sequence[Cell]]:
    for row in queries.every(current_user, scene.consultation):
        said = _said(row)
        for node in scene.tree.in_order(row.topic_ids):
            yield (" › ".join(node.path), node.key, *said)


def _said(row: queries.Contribution) -> Sequence[Cell]:
    comment = row.comment
    written = comment.created_at.astimezone(HONDURAS).replace(tzinfo=None)
    return (
        comment.folio,
        row.body,
        row.proposed_text,
        row.quote,
        _word(labels.KINDS, comment.kind),
        _word(labels.STANCES, comment.stance or NONE),
        row.section_title or _("Todo el borrador"),
        row.block_number,
        comment.author_name,
        comment.organization_name,
        _word(labels.GROUPS, comment.organization_kind or ""),
        _word(labels.SOURCES, comment.source),
        written.isoformat(" ", "minutes"),
    )


def _word(words: Any, value: str) -> str:
    return str(words.get(value, value))


def _summary(scene: Scene) -> tuple[Sequence[Column], Iterator[Sequence[Cell]]]:
    """Counts by topic (all below it included) and stance, part of the draft, organization."""
    figures = by_topic(queries.topic_cells(current_user, scene.consultation), scene.sections)
    chapters = {NONE: _("Todo el borrador")} | {
        chapter.key: chapter.title for chapter in scene.sections.chapters()
    }
    stances = {key: _("Postura: %(name)s", name=name) for key, name in labels.STANCES.items()}
    parts = {key: _("Parte: %(name)s", name=name) for key, name in chapters.items()}
    groups = {key: _("Clase: %(name)s", name=name) for key, name in labels.GROUPS.items()}
    sides: list[tuple[str, dict[Any, str]]] = [
        ("stances", stances),
        ("chapters", parts),
        ("groups", groups),
    ]
    columns = [Column(_("Tema"), 40), Column(_("Clave del tema"), 18), Column(_("Aportes"), 10)]
    columns += [Column(heading) for _name, headings in sides for heading in headings.values()]

    def rows() -> Iterator[Sequence[Cell]]:
        for node in scene.tree:
            found = figures.get(node.id, TopicFigures())
            counts = [getattr(found, name)[key] for name, keys in sides for key in keys]
            yield (" › ".join(node.path), node.key, found.total, *counts)

    return columns, rows()
