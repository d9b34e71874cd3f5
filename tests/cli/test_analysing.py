"""How well topics and groups are found, measured on files."""

import json

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
