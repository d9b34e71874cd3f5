"""gunicorn with two sync workers, for as long as a block of code lasts."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring.load import Address, Answer, ask, get

ROOT = Path(__file__).resolve().parents[3]
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    address: Address
    pid: int

    def cpu(self) -> float:
        """Seconds of processor that the workers have used so far; 0 where /proc is missing."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        if not children.exists():
            return 0.0
        return sum(_cpu_of(pid) for pid in children.read_text().split())


def _cpu_of(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def environ(database_url: str, folder: Path) -> dict[str, str]:
    """Settings of the application for a measurement, its files in `folder`."""
    return {
        "CONSULT_ENV": "test",
        "CONSULT_DATABASE_URL": database_url,
        "CONSULT_DATA_DIR": str(folder),
    }


@contextmanager
def gunicorn(app: str, environ: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve `app` ("module:name") on a free port of the loopback; stops with the block."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        # The socket is handed over open, so no port can be lost between choosing and using it.
        handle = listener.fileno()
        command = [
            *(sys.executable, "-m", "gunicorn", app, "--bind", f"fd://{handle}"),
            *("--workers", str(WORKERS), "--worker-class", "sync", "--log-level", "warning"),
        ]
        process = subprocess.Popen(
            command, cwd=ROOT, pass_fds=[handle], env={**os.environ, **(environ or {})}
        )
        try:
            server = Server(listener.getsockname(), process.pid)
            _warm_up(server)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def _warm_up(server: Server) -> None:
    """Every worker has to have read its modules before anything is measured."""
    for _ in range(20 * WORKERS):
        answer = Answer(ask(server.address, get("/")))
        if answer.status != 200:
            raise RuntimeError(f"did not start: {answer.status}")
