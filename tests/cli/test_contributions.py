"""Comments and topics through the command line: in, out, and what a bad row meets."""

import json

import pytest

from tests.cli.operating import CONSULTATION, Operator
from tests.factories import DRAFT

ROWS = (
    {"id": "1", "section": "eje-1", "body": "Estoy de acuerdo.", "stance": "for"},
    {"id": "2", "section": "Eje 2. Retorno", "body": "No alcanza.", "reply_to": "1"},
)


@pytest.fixture
def published(operator: Operator) -> Operator:
    operator.run(*CONSULTATION)
    (operator.folder / "borrador.md").write_text(DRAFT)
    operator.run("drafts", "import", "borrador.md", "--consultation", "politica", "--publish")
    return operator


def _import(operator: Operator, *rows: dict[str, str]) -> tuple[str, ...]:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (operator.folder / "aportes.jsonl").write_text(lines)
    return ("comments", "import", "aportes.jsonl", "--consultation", "politica", "--json")


def _exported(operator: Operator) -> list[dict[str, str]]:
    out = operator.folder / "fuera.jsonl"
    operator.run("comments", "export", "--consultation", "politica", "--format", "jsonl",
                 "--output", str(out))  # fmt: skip
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_what_goes_in_once_comes_out(published: Operator) -> None:
    importing = _import(published, *ROWS)
    first = json.loads(published.run(*importing).out)
    again = json.loads(published.run(*importing).out)
    assert (first["imported"], again["imported"], again["known"]) == (2, 0, 2)
    found = _exported(published)
    assert [row["body"] for row in found] == [row["body"] for row in ROWS]
    assert [row["reply_to"] for row in found] == [None, "1"]
    assert {row["status"] for row in found} == {"pending"}


def test_one_bad_row_keeps_all_out_unless_it_is_to_be_skipped(published: Operator) -> None:
    importing = _import(published, ROWS[0], {"id": "3", "section": "nada", "body": "x"})
    refused = published.run(*importing, code=1)
    (error,) = json.loads(refused.out)["errors"]
    assert (error["row"], error["field"]) == (2, "section") and _exported(published) == []
    assert json.loads(published.run(*importing, "--skip-bad").out)["imported"] == 1


def test_topics_come_in_whole_or_not_at_all(published: Operator) -> None:
    file = published.folder / "temas.csv"
    importing = ("topics", "import", "temas.csv", "--consultation", "politica")
    file.write_text("key,parent,name\nsalud,,Salud\nx,no-existe,Otro\n")
    assert "ningún tema" in published.run(*importing, code=1).err
    file.write_text("key,parent,name\nsalud,,Salud\nclinicas,salud,Clínicas\n")
    assert "2" in published.run(*importing).out
