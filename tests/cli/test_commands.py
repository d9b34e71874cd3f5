"""The command line as an operator uses it: its own process, a folder of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from consult.cli import texts
from consult.drafts.formats.limited import read_limited
from tests.cli.operating import CONSULTATION, Operator
from tests.drafts.word import FILES
from tests.factories import DRAFT

REFORM = str(FILES / "reforma.html")
PASSWORD = "una frase bastante larga"


def in_a_process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """As the operator's shell runs it, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "-m", "consult.cli", *arguments],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_draft_goes_from_a_file_to_a_published_version(operator: Operator) -> None:
    operator.run(*CONSULTATION)
    (operator.folder / "borrador.md").write_text(DRAFT)
    importing = ("drafts", "import", "borrador.md", "--consultation", "politica")
    first = operator.run(*importing, "--label", "Primero", "--publish", "--json")
    assert json.loads(first.out) == {
        "version": 1,
        "sections": 4,
        "blocks": 7,
        "carry_over": {"kept": 0, "moved": 0, "changed": 0, "removed": 0, "review": 0},
    }
    assert "Versión 2" in operator.run(*importing).out


@pytest.mark.parametrize("name", ["reforma.docx", "reforma.html"])
def test_a_draft_in_another_format_is_imported_with_its_warnings(
    operator: Operator, name: str
) -> None:
    operator.run(*CONSULTATION)
    importing = ("drafts", "import", str(FILES / name), "--consultation", "politica", "--json")
    done = operator.run(*importing)
    assert json.loads(done.out)["sections"] == 3
    assert "celdas combinadas" in done.err and "(2 en total)" in done.err


def test_others_can_write_while_a_file_is_read(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_write(*given: Any) -> Any:
        path = operator.folder / "var" / "consult.db"
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
        return read_limited(*given)

    operator.run(*CONSULTATION)
    monkeypatch.setattr(texts, "read_limited", read_and_write)
    operator.run("drafts", "import", REFORM, "--consultation", "politica")


def test_people_are_told_in_english_where_lang_asks() -> None:
    done = in_a_process("drafts", "import", "x.md", LANG="en_US.UTF-8")
    assert (done.returncode, done.stderr) == (1, "Error: --consultation is missing.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("users", "create", "ana", "--name", "Ana", "--role", "admin"), "correo"),
        (("users", "create", "a@b.hn", "--name", "Ana", "--role", "jefa"), "--role"),
        (("users", "create", "a@b.hn", "--role", "admin"), "--name"),
        (("consultations", "create", "Mal Nombre", *CONSULTATION[3:]), "identificador"),
        ((*CONSULTATION[:5], "--opens", "ayer", "--closes", "2026-01-01"), "--opens"),
        ((*CONSULTATION[:5], "--opens", "2026-02-01", "--closes", "2026-01-01"), "cierre"),
        (("drafts", "import", "x.md", "--consultation", "nada"), "x.md"),
        (("drafts", "import", REFORM, "--consultation", "nada"), "nada"),
        (("nada",), "consult --help"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    operator: Operator, arguments: tuple[str, ...], said: str
) -> None:
    if arguments[0] == "users":
        arguments = (*arguments, "--password-stdin")
    assert said in operator.refused(*arguments, given=PASSWORD + "\n")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vacio.md", b"", "no contiene texto"),
        ("binario.md", b"\x00\x01\x02PK", "no es de texto"),
        ("sin-titulos.md", b"solo texto", "no tiene t"),
        ("enorme.md", b"# T\n\n" + b"texto " * 3_500_000, "10 MiB"),
        ("hoja.xlsx", b"PK", "Markdown"),
        ("no-es.docx", b"# Uno", "no es un documento de Word"),
        ("no-es.html", b"# Uno", "no es de HTML"),
        ("clave.docx", (FILES / "con-contrasena.docx").read_bytes(), "contrase"),
        ("no-existe.md", None, "No se pudo leer"),
    ],
)
def test_a_bad_draft_is_refused_and_nothing_is_stored(
    operator: Operator, name: str, content: bytes | None, said: str
) -> None:
    operator.run(*CONSULTATION)
    if content is not None:
        (operator.folder / name).write_bytes(content)
    importing = ("drafts", "import", name, "--consultation", "politica")
    assert said in operator.refused(*importing)
    (operator.folder / "bueno.md").write_text(DRAFT)
    good = operator.run(*importing[:2], "bueno.md", *importing[3:], "--json")
    assert json.loads(good.out)["version"] == 1


def test_an_account_is_made_once(operator: Operator) -> None:
    create = ("users", "create", "Ana@Ejemplo.hn", "--name", "Ana", "--role", "admin")
    assert "ana@ejemplo.hn" in operator.run(*create, "--password-stdin", given=PASSWORD).out
    assert "Ya existe" in operator.refused(*create, "--password-stdin", given=PASSWORD)
    assert "--password-stdin" in operator.refused(*create)


def test_without_tables_the_next_step_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "consult db upgrade" in Operator(tmp_path, capsys).refused(*CONSULTATION)


def test_a_bad_setting_is_told_in_one_line() -> None:
    done = in_a_process("db", "upgrade", CONSULT_ENV="production")
    assert done.returncode == 1 and "CONSULT_BASE_URL" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_speaks_spanish_by_itself() -> None:
    assert "borradores" in in_a_process("--help").stdout.lower()


def test_a_role_in_one_consultation_alone(operator: Operator) -> None:
    operator.run(*CONSULTATION)
    create = ("users", "create", "ana@ejemplo.hn", "--name", "Ana", "--role", "drafter",
              "--password-stdin", "--consultation")  # fmt: skip
    assert "nada" in operator.refused(*create, "nada", given=PASSWORD)
    operator.run(*create, "politica", given=PASSWORD)
    person = operator.run("approvals", "list")
    assert person.out == ""
    assert "77" in operator.refused("approvals", "confirm", "77")
    assert "77" in operator.refused("approvals", "refuse", "77")


def test_the_log_is_verified_and_one_edit_is_told(operator: Operator) -> None:
    operator.run(*CONSULTATION)
    assert "está entero" in operator.run("audit", "verify").out
    with closing(sqlite3.connect(operator.folder / "var" / "consult.db")) as database:
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("UPDATE audit_event SET action = 'x' WHERE id = 1")
        database.commit()
    assert "Acto 1:" in operator.run("audit", "verify", code=1).out
    told = json.loads(operator.run("audit", "verify", "--json", code=1).out)
    assert not told["intact"] and told["findings"][0]["number"] == 1


def test_who_lost_their_telephone_gets_in_again(operator: Operator) -> None:
    creating = ("users", "create", "ana@ejemplo.hn", "--name", "Ana", "--role", "admin")
    operator.run(*creating, "--password-stdin", given=PASSWORD)
    reset = ("users", "reset-second-factor")
    assert "nadie@ejemplo.hn" in operator.refused(*reset, "nadie@ejemplo.hn")
    assert "no tiene segundo factor" in operator.refused(*reset, "ana@ejemplo.hn")
    with closing(sqlite3.connect(operator.folder / "var" / "consult.db")) as database:
        database.execute("INSERT INTO second_factor VALUES (1, 'x', 0, '2026-01-01 00:00:00')")
        database.commit()
    assert "ana@ejemplo.hn" in operator.run(*reset, "ana@ejemplo.hn").out
    assert "no tiene segundo factor" in operator.refused(*reset, "ana@ejemplo.hn")
