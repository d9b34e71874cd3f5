"""`consult topics suggest` and `discover`: what the machine proposes, for people to decide on."""

import time
from typing import Any

import click

from consult.cli.command import Failure, in_application, report
from consult.cli.contributions import topics
from consult.cli.language import _
from consult.cli.texts import find_consultation
from consult.extensions import db, read_only
from consult.topics import tasks
from consult.topics.groups import listed


@topics.command("suggest", help=_("Sugiere temas para lo que aún no tiene ninguno."))
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@click.option("--json", "as_json", is_flag=True, help=_("Imprime las cifras como JSON."))
@in_application
def suggest(slug: str, as_json: bool) -> None:
    begun = time.perf_counter()
    # What takes long keeps nobody from writing.
    with read_only():
        number = find_consultation(slug).id
        try:
            found = tasks.suggest(number)
        except tasks.NoTopicsError as error:
            raise Failure(_("La consulta no tiene temas que sugerir.")) from error
    tasks.store_suggested(number, found)
    measured = found.accuracy
    figures = {
        "points": found.points,
        "suggestions": len(found.rows),
        "learned": found.learned,
        "accuracy": measured and {
            "texts": measured.texts, "top1": measured.top1, "top3": measured.top3,
            "top5": measured.top5,
        },
        "seconds": round(time.perf_counter() - begun, 2),
    }  # fmt: skip
    sentence = _(
        "%(points)s aportes con temas sugeridos; se aprendió de %(learned)s que ya tenían tema.",
        points=found.points,
        learned=found.learned,
    )
    report(figures, as_json, sentence)


@topics.command("discover", help=_("Propone temas: grupos en lo que aún no tiene ninguno."))
@click.option("--consultation", "slug", required=True, help=_("Consulta."))
@click.option("--topics", "groups", type=click.IntRange(1, 200), help=_("Grupos."))
@click.option("--json", "as_json", is_flag=True, help=_("Imprime las cifras como JSON."))
@in_application
def discover(slug: str, groups: int | None, as_json: bool) -> None:
    begun = time.perf_counter()
    with read_only():
        number = find_consultation(slug).id
        found = tasks.find_groups(number, groups)
    tasks.store_groups(number, found)
    db.session.flush()
    shown: list[dict[str, Any]] = [
        {
            "name": group.name, "words": list(group.words), "points": group.points,
            "quotes": [quote._asdict() for quote in group.quotes],
        }
        for group in listed(find_consultation(slug))
    ]  # fmt: skip
    figures = {
        "points": len(found.said),
        "groups": shown,
        "seconds": round(time.perf_counter() - begun, 2),
    }
    lines = [f"{group['points']:>6}  {group['name']}" for group in shown]
    sentence = _("Grupos en %(points)s aportes sin tema:", points=len(found.said))
    report(figures, as_json, "\n".join([sentence, *lines]))
