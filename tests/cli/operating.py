"""An operator who types commands in a folder of their own."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.capture import CaptureResult

from consult.cli import main

CONSULTATION = ("consultations", "create", "politica", "--title", "Política",
                "--opens", "2026-01-01", "--closes", "2030-01-31")  # fmt: skip


class Operator:
    """Types commands in a folder of its own and reads what they print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *arguments: str, given: str = "", code: int = 0) -> CaptureResult[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CONSULT_DATA_DIR", str(self.folder / "var"))
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["consult", *arguments])
            patch.setattr(sys, "stdin", io.StringIO(given))
            exit_code = _exit_code(main)
        printed = self._capsys.readouterr()
        assert exit_code == code, f"{exit_code}: {printed.out}{printed.err}"
        return printed

    def refused(self, *arguments: str, given: str = "") -> str:
        """The single line in which a bad command is refused."""
        lines = self.run(*arguments, given=given, code=1).err.splitlines()
        assert len(lines) == 1, lines
        return lines[0]


def _exit_code(command: Callable[[], None]) -> int:
    try:
        command()
    except SystemExit as done:
        return int(done.code or 0)
    return 0
