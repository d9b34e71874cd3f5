"""Two real consultations, in and out again: complete, in order, in bounded time and memory."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consult.drafts.models import SectionText, Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.service import import_draft, publish
from consult.extensions import db
from consult.markup import normalise
from consult.reports.queries import export_rows
from consult.reports.rows import read_rows, write_rows
from consult.reports.service import import_comments
from tests.factories import a_consultation

STANCES = {"a favor": "for", "en contra": "against", "neutral": "neutral", None: None}
SAID = ("id", "section", "stance", "body", "author", "created_at", "reply_to")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def resident(name: str) -> int:
    """KiB of this process: now (VmRSS) or at the most (VmHWM), by proc_pid_status(5)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{name}:")[1].split()[0])


def heading(text: str) -> str:
    return " ".join(text.split())


def a_row(row: dict[str, Any], section: str) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "section": section,
        "stance": STANCES[row.get("postura")],
        "body": row["texto"],
        "author": str(row["participante"]),
        "created_at": row["fecha"],
        "reply_to": str(row["responde_a"]) if row["responde_a"] else None,
    }


def madrid(folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """40 proposals as sections; 87 of their comments answer one that is not in the file."""
    draft = "".join(
        f"# {heading(each['titulo'])} {{#propuesta-{each['id']}}}\n\n"
        f"{each['resumen']}\n\n{each['texto']}\n\n"
        for each in lines(folder / "madrid" / "secciones.jsonl.gz")
    )
    given = lines(folder / "madrid" / "comentarios.jsonl.gz")
    return draft, [a_row(row, f"propuesta-{row['seccion']}") for row in given]


def pam(folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """5,430 proposals below their topic, below their axis."""
    axes: dict[str, dict[str, list[str]]] = {}
    for each in lines(folder / "pam" / "propuestas.jsonl.gz"):
        text = f"### {heading(each['titulo'])} {{#propuesta-{each['id']}}}\n\n{each['texto']}\n\n"
        axes.setdefault(each["eje"], {}).setdefault(each["tema"], []).append(text)
    draft = "".join(
        f"# {axis}\n\n" + "".join(f"## {topic}\n\n" + "".join(texts) for topic, texts in of.items())
        for axis, of in axes.items()
    )
    given = lines(folder / "pam" / "comentarios.jsonl.gz")
    return draft, [a_row(row, f"propuesta-{row['propuesta']}") for row in given]


def published(draft: str):
    """A consultation with that text; how many sections it has."""
    consultation = a_consultation(draft=None)
    publish(None, import_draft(None, consultation, parse_markdown(draft.encode())))
    db.session.commit()
    sections = db.select(db.func.count()).select_from(SectionText).join(Version)
    return consultation, db.session.scalar(sections)


def in_and_out(consultation, rows, folder: Path, format: str):
    """Import rows from a file, and what an export of them to a file holds."""
    there, here = folder / f"in.{format}", folder / f"out.{format}"
    with there.open("wb") as file:
        write_rows(SAID, rows, format, file)
    result = import_comments(None, consultation, read_rows(there, format), status="published")
    db.session.commit()
    with here.open("wb") as file:
        write_rows(SAID, export_rows(None, consultation), format, file)
    return result, [row for _number, row in read_rows(here, format)]


def as_kept(row: dict[str, Any]) -> dict[str, Any]:
    """What a row is after the documented normalisation."""
    return row | {"body": normalise(row["body"])}


@pytest.mark.parametrize(
    ("app", "format"),
    [("sqlite", "jsonl.gz"), ("postgresql", "jsonl.gz"), ("sqlite", "csv"), ("sqlite", "xlsx")],
    indirect=["app"],
)
def test_madrid_goes_in_and_comes_out_equal_and_in_order(app, shared_data, tmp_path, format):
    draft, rows = madrid(shared_data)
    consultation, sections = published(draft)
    result, found = in_and_out(consultation, rows, tmp_path, format)
    assert (sections, result.imported, result.errors) == (40, 2596, [])
    expected = [as_kept(row) for row in rows]
    if format != "jsonl.gz":
        expected = [{name: value or "" for name, value in row.items()} for row in expected]
    assert found == expected


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_pam_goes_in_and_comes_out_in_time_and_memory(app, shared_data, tmp_path):
    # Not by the clock on the wall: tests share the machine with each other.
    started = time.process_time()
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    draft, rows = pam(shared_data)
    consultation, sections = published(draft)
    result, found = in_and_out(consultation, rows, tmp_path, "jsonl.gz")
    assert sections > 5430 and (result.imported, result.errors) == (8826, [])
    assert found == [as_kept(row) for row in rows]
    assert time.process_time() - started < 60
    # Nor by what the tests before it left in this process.
    assert resident("VmHWM") - before < 400 * 1024
