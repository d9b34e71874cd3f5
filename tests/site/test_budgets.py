"""What stays small stays readable: the budgets, over every file of the project."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION, VIEW, TEST, TEMPLATE = 400, 40, 25, 20, 150

# Split in two so that this file passes its own search.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
BARE_SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)(:\s*[A-Z0-9, ]+|\[[\w, -]+\])?\s*$")


def sources(*patterns: str) -> list[Path]:
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    # A migration is a record of what was done, written by a generator, and never edited again.
    return [path for path in found if "versions" not in path.parts]


PYTHON = sources("consult/**/*.py", "tests/**/*.py", "*.py")
TEMPLATES = sources("templates/**/*.html", "templates/**/*.txt")
ASSETS = sources("static/**/*.css", "static/**/*.js", "translations/*.cfg", "setup.cfg", "Makefile")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def limit_for(path: Path, function: str) -> int:
    if function.startswith("test_"):
        return TEST
    return VIEW if path.stem == "views" or path.parent.stem == "views" else FUNCTION


def oversized(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = limit_for(path, node.name)
            if lines > limit:
                yield f"{node.name} has {lines} lines of {limit}"


def matching(path: Path, pattern: re.Pattern[str]) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"line {n}: {line.strip()}" for n, line in enumerate(lines, 1) if pattern.search(line)]


def test_there_is_something_to_measure():
    assert len(PYTHON) > 20 and len(TEMPLATES) > 5


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_python_file_is_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE
    assert list(oversized(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEMPLATE


@pytest.mark.parametrize("path", PYTHON + TEMPLATES + ASSETS, ids=name)
def test_nothing_is_left_for_later(path):
    assert matching(path, UNFINISHED) == []


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_suppression_says_what_and_why(path):
    assert matching(path, BARE_SUPPRESSION) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import x  # noqa", True),
        ("import x  # noqa: F401", True),
        ("import x  # noqa: F401 - registers the models", False),
        ("x = y  # type: ignore", True),
        ("x = y  # type: ignore[misc]", True),
        ("x = y  # type: ignore[misc]  # the stub lacks it", False),
    ],
)
def test_the_search_for_suppressions_finds_them(line, found):
    assert bool(BARE_SUPPRESSION.search(line)) is found
