"""`consult consultations` and `consult drafts`: the texts under consultation."""

from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext

from consult.cli.command import Failure, group, in_application, report
from consult.cli.language import _
from consult.comments.carrying import carried
from consult.comments.publishing import forecast
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug_for_staff
from consult.consultations.service import ConsultationError, create_consultation
from consult.drafts.formats import SUFFIXES
from consult.drafts.formats.limited import read_limited
from consult.drafts.messages import MESSAGES, DraftError, grouped
from consult.drafts.models import Version
from consult.drafts.parsing import ParsedDraft, assemble
from consult.drafts.service import import_draft, publish

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=False, dir_okay=False, path_type=Path)


def find_consultation(slug: str) -> Consultation:
    """The consultation of that name, published or not."""
    found = by_slug_for_staff(slug)
    if found is None:
        raise Failure(_("No existe la consulta %(slug)s.", slug=slug))
    return found


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failure(_("No se pudo leer %(path)s.", path=path)) from error


@group.group(help=_("Consultas."))
def consultations() -> None:
    pass


@consultations.command("create", help=_("Crea una consulta, abierta del primer al último día."))
@click.argument("slug")
@click.option("--title", required=True, help=_("Título."))
@click.option("--opens", required=True, type=DAY, help=_("Primer día (AAAA-MM-DD)."))
@click.option("--closes", required=True, type=DAY, help=_("Último día (AAAA-MM-DD)."))
@click.option("--summary", default="", help=_("De qué trata, en una o dos frases."))
@in_application
def create(slug: str, title: str, opens: datetime, closes: datetime, summary: str) -> None:
    try:
        create_consultation(
            None,
            slug=slug,
            title=title,
            opens=opens.date(),
            closes=closes.date(),
            summary=summary,
        )
    except ConsultationError as error:
        raise Failure(str(error.reason)) from error
    click.echo(_("Se creó la consulta %(slug)s.", slug=slug))


@group.group(help=_("Borradores y sus versiones."))
def drafts() -> None:
    pass


@drafts.command(
    "import", help=_("Importa un borrador (Word, HTML o Markdown) como la versión siguiente.")
)
@click.argument("file", type=FILE)
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@click.option("--label", default="", help=_("Nombre de la versión."))
@click.option("--publish", "publishing", is_flag=True, help=_("Publica la versión."))
@click.option("--defer", default="", help=_("Por qué quedan aportes sin respuesta."))
@click.option("--json", "as_json", is_flag=True, help=_("Imprime las cifras como JSON."))
@in_application
def import_(
    file: Path, slug: str, label: str, publishing: bool, defer: str, as_json: bool
) -> None:
    # Read before the first question to the database, which keeps others from writing.
    parsed = _parse(file)
    consultation = find_consultation(slug)
    version = import_draft(None, consultation, parsed, label=label)
    if publishing:
        publish(None, version, deferral=defer or _deferral(version))
    for notice in grouped(parsed.warnings):
        click.echo(gettext(MESSAGES[notice.code], **notice.values), err=True)
    figures = {
        "version": version.number,
        "sections": len(parsed.sections),
        "blocks": sum(len(section.blocks) for section in parsed.sections),
        "carry_over": carried(version.id),
    }
    sentence = _(
        "Versión %(version)s: %(sections)s secciones, %(blocks)s párrafos.", **figures
    )
    report(figures, as_json, sentence)


def _deferral(version: Version) -> str:
    """What is said for those who do not say it: a version is never published as if nobody waited
    for an answer."""
    waiting = forecast(version).unanswered
    if not waiting:
        return ""
    said = _("La respuesta a estos aportes se publicará más adelante.")
    click.echo(
        _(
            "%(count)s aportes sobre textos que cambiaron quedan sin respuesta; "
            "se dirá: «%(said)s» (--defer para decir otra cosa).",
            count=waiting,
            said=said,
        ),
        err=True,
    )
    return said


def _parse(file: Path) -> ParsedDraft:
    kind = SUFFIXES.get(file.suffix.lower())
    if kind is None:
        raise Failure(_("El archivo debe ser de Word (.docx), HTML (.html) o Markdown (.md)."))
    try:
        return assemble(read_limited(read_file(file), kind))
    except DraftError as error:
        raise Failure(gettext(MESSAGES[error.code], **error.values)) from error
