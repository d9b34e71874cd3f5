"""How well topics and groups are found, measured on files."""

import json

from tests.cli.operating import CONSULTATION
from tests.topics.analysis.test_suggesting import many


def write(operator, name, rows):
    lines = (json.dumps({"titulo": "Carta", "texto": text, "tema": t[0]}) for text, t in rows)
    (operator.folder / name).write_text("\n".join(lines))


def test_topics_are_measured_on_a_file_of_its_own(operator):
    write(operator, "a.jsonl", many(60))
    write(operator, "b.jsonl", many(90)[60:])
    files = ("--train", "a.jsonl", "--test", "b.jsonl", "--text", "titulo,texto", "--label", "tema")
    found = json.loads(operator.run("evaluate", "topics", *files, "--limit", "30", "--json").out)
    assert (found["train"], found["test"], found["labels"]) == (30, 30, 3)
    assert found["top1"] > 0.9 and found["macro_f1"] > 0.9
    found = operator.run("evaluate", "topics", *files, "--limit", "0", "--json")
    assert json.loads(found.out)["train"] == 0


def test_groups_are_measured(operator):
    write(operator, "a.jsonl", many(60))
    options = ("--input", "a.jsonl", "--text", "texto", "--label", "tema", "--topics", "3")
    found = json.loads(operator.run("evaluate", "clusters", *options, "--json").out)
    assert found["comments"] == 60 and found["nmi"] > 0.8 and found["ari"] > 0.8
    assert "«otro»" in operator.refused("evaluate", "clusters", *options, "--label", "otro")


def test_topics_are_suggested_and_groups_found_for_a_consultation(operator):
    operator.run(*CONSULTATION)
    (operator.folder / "borrador.md").write_text("# Borrador\n\n## Uno\n\nTexto.\n")
    operator.run("drafts", "import", "borrador.md", "--consultation", "politica", "--publish")
    rows = (json.dumps({"id": str(n), "body": t}) for n, (t, _) in enumerate(many(9)))
    (operator.folder / "a.jsonl").write_text("\n".join(rows))
    of = ("--consultation", "politica")
    operator.run("comments", "import", "a.jsonl", *of, "--status", "published")
    assert "no tiene temas" in operator.refused("topics", "suggest", *of)
    (operator.folder / "t.csv").write_text("key,parent,name\nsalud,,Hospital\nescuela,,Escuela\n")
    operator.run("topics", "import", "t.csv", *of)
    found = json.loads(operator.run("topics", "suggest", *of, "--json").out)
    assert (found["learned"], found["accuracy"]) == (0, None) and 1 <= found["points"] <= 9
    found = json.loads(operator.run("topics", "discover", *of, "--topics", "3", "--json").out)
    assert found["points"] == 9 and found["groups"][0]["quotes"][0]["folio"]
    assert "9 aportes" in operator.run("topics", "discover", *of).out
    assert "no-hay" in operator.refused("topics", "suggest", "--consultation", "no-hay")
