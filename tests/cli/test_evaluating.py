"""What is measured from outside: a file of texts in, the same rows out with what was found."""

import csv
import gzip
import json

TEXTS = ["Soy Ana, 9988-7766.", "Estoy de acuerdo.", "estoy de ACUERDO"]
OPTIONS = ("--text", "texto", "--output")


def write(operator, name="textos.jsonl.gz"):
    lines = "".join(json.dumps({"id": n, "texto": text}) + "\n" for n, text in enumerate(TEXTS))
    (operator.folder / name).write_bytes(gzip.compress(lines.encode()))
    return ("--input", name)


def test_personal_data_is_added_to_each_row(operator):
    operator.run("evaluate", "personal-data", *write(operator), *OPTIONS, "hallado.jsonl")
    lines = (operator.folder / "hallado.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["found"] for row in rows] == [[{"kind": "phone", "start": 9, "end": 18}], [], []]
    assert [row["id"] for row in rows] == [0, 1, 2]


def test_duplicates_have_a_number_in_every_format(operator):
    given = write(operator)
    operator.run("evaluate", "duplicates", *given, *OPTIONS, "grupos.jsonl.gz")
    lines = gzip.decompress((operator.folder / "grupos.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(line)["group"] for line in lines] == [None, 1, 1]
    operator.run("evaluate", "duplicates", *given, *OPTIONS, "grupos.csv")
    with (operator.folder / "grupos.csv").open(encoding="utf-8-sig") as file:
        assert [row["group"] for row in csv.DictReader(file)] == ["", "1", "1"]


def test_bad_input_is_refused_in_a_line(operator):
    command = ("evaluate", "personal-data", *write(operator))
    assert "«otro»" in operator.refused(*command, "--text", "otro", "--output", "a.jsonl")
    assert "terminar en" in operator.refused(*command, *OPTIONS, "a.txt")
    missing = ("evaluate", "duplicates", "--input", "no-hay.csv")
    assert "no-hay.csv" in operator.refused(*missing, *OPTIONS, "a.jsonl")
    (operator.folder / "mala.jsonl").write_text('{"texto": "a"}\nno\n')
    assert "Fila 2" in operator.refused("evaluate", "duplicates", "--input", "mala.jsonl", *OPTIONS,
                                        "a.csv")  # fmt: skip
