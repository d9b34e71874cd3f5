"""What a comparison of two versions costs, on two states of a real law.

The floor is a common sequence of the same words as `difflib` finds it, in the same run and turn by
turn. Reads `../shared/data`; where that is missing there is nothing to measure.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from flask import Flask

from consult.consultations.service import create_consultation
from consult.drafts.changes.comparing import Comparison
from consult.drafts.changes.diff import difference, to_html
from consult.drafts.models import Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import blocks
from consult.drafts.service import import_draft, publish
from consult.extensions import db
from consult.reading import comparisons
from tests.bench.measuring.databases import application, homes
from tests.bench.measuring.figures import at_most, ratio, show
from tests.bench.measuring.servers import ROOT
from tests.people import Visitor

LAWS = ROOT.parent / "shared" / "data" / "leyes"
DATES = ("2003-11-21", "2009-12-12")
PAIR = "/consultas/ley/comparar/1/2"
TURNS = 5
LONGEST = 3.0  # seconds
LARGEST = 300.0  # KB


def main() -> None:
    if not LAWS.is_dir():
        print(f"no data at {LAWS}: nothing to compare")
        return
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found:
        for home in found:
            print(f"The law of 2003 against that of 2009 on {home.name}")
            with application(home.new(), Path(folder)) as app:
                measure(app)


def measure(app: Flask) -> None:
    old, new = two_versions()
    texts = ["\n".join(block.text for block in blocks(each.id)) for each in (old, new)]
    floor, words, sections = [], [], []
    for _turn in range(TURNS):
        floor.append(seconds(lambda: common_sequence(*texts)))
        words.append(seconds(lambda: to_html(difference(*texts))))
        sections.append(seconds(lambda: whole(comparisons._read(old.id, new.id))))
    show("a common sequence by difflib", f"{statistics.median(floor):.2f} s")
    at_most("the words of both texts, as HTML", statistics.median(words), LONGEST, " s")
    at_most("every section and its words, from the database", statistics.median(sections),
            LONGEST, " s")  # fmt: skip
    show("every section and its words / difflib", f"{ratio(sections, floor):.2f}")
    pages(app)


def two_versions() -> list[Version]:
    today = date.today()
    days = {"opens": today - timedelta(1), "closes": today + timedelta(30)}
    consultation = create_consultation(None, slug="ley", title="Una ley", **days)
    versions = []
    for day in DATES:
        parsed = parse_markdown((LAWS / f"lo-4-2000_{day}.md").read_bytes())
        versions.append(import_draft(None, consultation, parsed))
        publish(None, versions[-1])
    db.session.commit()
    return versions


def whole(found: Comparison) -> int:
    """Everything that any page of it shows, drawn as HTML; how many pages."""
    return sum(len(comparisons.leaves(group, whole=True)) for group in found.groups)


def common_sequence(old: str, new: str) -> object:
    words = [re.findall(r"\w+|[^\w\s]", text) for text in (old, new)]
    return SequenceMatcher(None, *words, autojunk=False).get_matching_blocks()


def pages(app: Flask) -> None:
    """The list and every page of differences, as a reader gets them one after the other."""
    visitor, sizes, times = Visitor(app), [], []
    waiting = [PAIR, f"{PAIR}?ver=todo"]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        start = time.perf_counter()
        text = visitor.client.get(path).text
        times.append(time.perf_counter() - start)
        sizes.append(len(text.encode()))
        found = re.findall(rf'href="({PAIR}/[^"#?]*)', text)
        onward = {each + query for each in found for query in ("", "?ver=todo")} - seen
        seen |= onward
        waiting += sorted(onward)
    show("pages of it", str(len(sizes)))
    at_most("the largest page", max(sizes) / 1000, LARGEST, " KB")
    show("the slowest page", f"{max(times) * 1000:.0f} ms")


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
