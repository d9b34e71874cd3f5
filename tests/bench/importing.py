"""What an operator waits for: real texts and real comments through the commands.

Each command is a process of its own, so that its time includes the start and its memory is its
own. Reads `../shared/data`; where that is missing there is nothing to measure.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from consult.reports.rows import write_rows
from tests.bench.measuring.figures import at_most, show
from tests.bench.measuring.servers import ROOT, environ
from tests.reports.test_real_input import SAID, madrid, pam

DATA = ROOT.parent / "shared" / "data"
LAW = DATA / "leyes" / "lo-4-2000_2025-03-19.md"
CORPORA = {"madrid": madrid, "pam": pam}
LONGEST = 60.0  # seconds for the text and the comments of one corpus together
LARGEST = 500.0  # MiB


def main() -> None:
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing to import")
        return
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        print("Importing through the commands")
        law(site)
        for name in CORPORA:
            corpus(site, name)


class Site:
    """An application with an empty database, to be given commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environ = os.environ | environ(f"sqlite:///{folder / 'consult.db'}", folder)
        self.consult("db", "upgrade")

    def consult(self, *arguments: str | Path) -> tuple[float, float]:
        """Run a command; the seconds it took and the most memory it held, in MiB."""
        command = [sys.executable, "-c", "from consult.cli import main; main()"]
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=ROOT,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"consult {' '.join(map(str, arguments))}: {said}")
        return time.perf_counter() - start, used.ru_maxrss / 1024

    def consultation(self, slug: str) -> None:
        opens, closes = date.today() - timedelta(1), date.today() + timedelta(30)
        days = ("--opens", opens.isoformat(), "--closes", closes.isoformat())
        self.consult("consultations", "create", slug, "--title", slug, *days)


def law(site: Site) -> None:
    site.consultation("ley")
    seconds, memory = site.consult("drafts", "import", LAW, "--consultation", "ley")
    show("the law of 2025: text", f"{seconds:.1f} s", f"{memory:.0f} MiB")


def corpus(site: Site, name: str) -> None:
    draft, rows = CORPORA[name](DATA)
    text, comments = site.folder / f"{name}.md", site.folder / f"{name}.jsonl.gz"
    text.write_text(draft, encoding="utf-8")
    with comments.open("wb") as file:
        write_rows(SAID, rows, "jsonl.gz", file)
    site.consultation(name)
    to = ("--consultation", name)
    steps = {
        "text": site.consult("drafts", "import", text, *to, "--publish"),
        f"{len(rows):,} comments": site.consult(
            "comments", "import", comments, *to, "--status", "published"
        ),
    }
    for what, (seconds, memory) in steps.items():
        show(f"{name}: {what}", f"{seconds:.1f} s", f"{memory:.0f} MiB")
    at_most(f"{name}: all of it", sum(step[0] for step in steps.values()), LONGEST, " s")
    at_most(f"{name}: memory", max(step[1] for step in steps.values()), LARGEST, " MiB")


if __name__ == "__main__":
    main()
