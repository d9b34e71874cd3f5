"""`consult evaluate topics` and `clusters`: how well the machine finds what people said."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from consult.cli.command import Failure, in_application, report
from consult.cli.evaluating import ending_of, evaluate, rows_of
from consult.cli.language import _
from consult.cli.texts import FILE
from consult.tables import MESSAGES

Labelled = list[tuple[str, str]]
MOST_RANKED = 5


@evaluate.command("topics", help=_("Qué tan bien se sugieren los temas de un archivo de textos."))
@click.option("--train", required=True, type=FILE, help=_("Archivo del que se aprende."))
@click.option("--test", required=True, type=FILE, help=_("Archivo en el que se mide."))
@click.option("--text", "fields", required=True, help=_("Campos del texto, separados por comas."))
@click.option("--label", required=True, help=_("Campo que contiene el tema."))
@click.option("--limit", type=click.IntRange(min=0), help=_("Aprender solo de tantos temas dados."))
@click.option("--json", "as_json", is_flag=True, help=_("Escribir JSON."))
@in_application
def topics(
    train: Path, test: Path, fields: str, label: str, limit: int | None, as_json: bool
) -> None:
    from consult.topics.analysis.suggesting import Suggester, Theme

    begun = time.perf_counter()
    known, wanted = _labelled(train, fields, label), _labelled(test, fields, label)
    if not known or not wanted:
        raise Failure(_("No hay textos con tema."))
    told = known if limit is None else known[:limit]
    names = sorted({topic for _text, topic in known})
    # What is not told, and the texts to be measured, are known as texts without a topic.
    others = [text for text, _topic in [*known[len(told) :], *wanted]]
    suggester = Suggester(
        [Theme(name, name) for name in names], [(text, [topic]) for text, topic in told], others
    )
    ranked = suggester.ranked([text for text, _topic in wanted], MOST_RANKED)
    found = _figures([topic for _text, topic in wanted], ranked)
    counts = {"train": len(told), "test": len(wanted), "labels": len(names)}
    figures = counts | found | {"seconds": round(time.perf_counter() - begun, 2)}
    sentence = _(
        "De %(test)s textos, el tema dado es el primero en %(top1)s, está entre los tres primeros "
        "en %(top3)s y entre los cinco primeros en %(top5)s; F1 macro %(macro_f1)s.",
        **figures,
    )
    report(figures, as_json, sentence)


@evaluate.command("clusters", help=_("Qué tan bien se agrupan los textos de un archivo."))
@click.option("--input", "file", required=True, type=FILE, help=_("Archivo de textos."))
@click.option("--text", "fields", required=True, help=_("Campos del texto, separados por comas."))
@click.option("--label", required=True, help=_("Campo que contiene el tema."))
@click.option("--topics", "groups", required=True, type=click.IntRange(min=1), help=_("Grupos."))
@click.option("--json", "as_json", is_flag=True, help=_("Escribir JSON."))
@in_application
def clusters(file: Path, fields: str, label: str, groups: int, as_json: bool) -> None:
    from consult.topics.analysis import scoring
    from consult.topics.analysis.discovering import Found

    begun = time.perf_counter()
    rows = _labelled(file, fields, label)
    if not rows:
        raise Failure(_("No hay textos con tema."))
    numbers = Found([text for text, _topic in rows], groups).numbers.tolist()
    wanted = [topic for _text, topic in rows]
    figures = {
        "comments": len(rows),
        "nmi": round(scoring.mutual_information(wanted, numbers), 4),
        "ari": round(scoring.rand_index(wanted, numbers), 4),
        "seconds": round(time.perf_counter() - begun, 2),
    }
    report(figures, as_json, _("%(comments)s textos: NMI %(nmi)s, ARI %(ari)s.", **figures))


def _figures(wanted: Sequence[str], ranked: Sequence[Sequence[str]]) -> dict[str, float]:
    from consult.topics.analysis import scoring

    first = [found[0] if found else "" for found in ranked]
    shares = {f"top{most}": scoring.top(wanted, ranked, most) for most in (1, 3, 5)}
    shares["macro_f1"] = scoring.macro_f1(wanted, first)
    return {name: round(value, 4) for name, value in shares.items()}


def _labelled(file: Path, fields: str, label: str) -> Labelled:
    """Texts and topics of the rows that have both; the fields of a text are joined by lines."""
    rows = rows_of(file)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    lower = ending_of(file) == ".csv"
    names, label = [n.lower() if lower else n for n in names], label.lower() if lower else label
    for name in [*names, label]:
        if rows and not any(name in row for row in rows):
            message = MESSAGES["missing_column"]
            raise Failure(gettext(message, name=name))
    made = ((_text(row, names), row.get(label)) for row in rows)
    return [(text, str(topic)) for text, topic in made if text and topic not in (None, "")]


def _text(row: Mapping[str, Any], names: Sequence[str]) -> str:
    parts = (row.get(name) for name in names)
    return "\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
