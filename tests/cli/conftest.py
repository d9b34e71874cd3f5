"""Who types the commands."""

from pathlib import Path

import pytest

from tests.cli.operating import Operator


@pytest.fixture
def operator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Operator:
    ready = Operator(tmp_path, capsys)
    ready.run("db", "upgrade")
    return ready
