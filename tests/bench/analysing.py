"""What it costs to suggest, group and summarise thousands of comments from nothing.

The comments are real ones, repeated with a few words left out. Reads `../shared/data`; where that
is missing there is nothing to measure. Each size is a process of its own, for its memory.
"""

import gzip
import json
import random
import resource
import subprocess
import sys
import time

from consult.topics.analysis.discovering import discover
from consult.topics.analysis.suggesting import Suggester, Theme
from consult.topics.analysis.summarising import summarise
from tests.bench.measuring.figures import at_most, show
from tests.bench.measuring.servers import ROOT

DATA = ROOT.parent / "shared" / "data" / "pam" / "propuestas.jsonl.gz"
SIZES = (10_000, 100_000)
TOPICS = 29


def main() -> None:
    if not DATA.exists():
        print(f"no data at {DATA}: nothing to analyse")
        return
    found = {size: measured(size) for size in SIZES}
    for size, figures in found.items():
        for name, value in figures.items():
            show(f"{size:,} comments: {name}", f"{value:.1f}")
    few, many = (found[size] for size in SIZES)
    at_most("100,000 comments", many["seconds"], 120, " s")
    at_most("memory", many["MiB"], 2000, " MiB")
    at_most("100,000 / 10,000", many["seconds"] / few["seconds"], 12, "")
    at_most("one new comment", many["ms for one"], 30, " ms")


def measured(size: int) -> dict[str, float]:
    command = [sys.executable, "-c", f"from tests.bench.analysing import run; run({size})"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def run(size: int) -> None:
    """Everything once, and print the figures."""
    texts, names = comments(size)
    begun = time.perf_counter()
    suggester = Suggester([Theme(name, name) for name in names], unlabelled=texts)
    first = [each[0] if each else "" for each in suggester.ranked(texts, 1)]
    suggested = time.perf_counter()
    discover(texts, TOPICS)
    grouped = time.perf_counter()
    for name in names:
        summarise([text for text, topic in zip(texts, first, strict=True) if topic == name])
    end = time.perf_counter()
    times = sorted(one(suggester, text) for text in texts[:200])
    figures = {
        "suggesting": suggested - begun,
        "grouping": grouped - suggested,
        "summarising": end - grouped,
        "seconds": end - begun,
        "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "ms for one": times[len(times) // 2] * 1000,
    }
    print(json.dumps(figures))


def one(suggester: Suggester, text: str) -> float:
    begun = time.perf_counter()
    suggester.suggest(text)
    return time.perf_counter() - begun


def comments(size: int) -> tuple[list[str], list[str]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    chance, made = random.Random(0), []
    for number in range(size):
        row = rows[number % len(rows)]
        words = f"{row['titulo']}\n{row['texto']}".split(" ")
        made.append(" ".join(word for word in words if chance.random() > 0.1))
    return made, sorted({row["tema"] for row in rows})


if __name__ == "__main__":
    main()
