"""The desk with few and with many waiting: its pages, and a decision that goes on to the next.

The floor of each page is the same page with a thousand waiting, in the same run.
"""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, g, request_started
from sqlalchemy import func, select, text

from consult.comments.models import Comment, Status
from consult.comments.service import receive
from consult.extensions import db
from tests.bench.measuring.databases import Home, application, homes
from tests.bench.measuring.figures import at_most, milliseconds, show
from tests.bench.measuring.population import CHUNK, SLUG, a_comment, places, populate
from tests.people import Visitor, sign_in

FEW, MANY = 1_000, 100_000
TURNS = 15
BAR = 1.3
DESK = f"/consultas/{SLUG}/moderacion/"
PAGES = {
    "the queue": "",
    "those of a filter": "?tipo=comment&idioma=es",
    "one comment": "MED-0500",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found:
        for home in found:
            print(f"The desk on {home.name}, {FEW:,} and {MANY:,} waiting")
            measure(home, Path(folder))


def measure(home: Home, folder: Path) -> None:
    with application(home.new(), folder) as app, request_started.connected_to(forget, app):
        fill(FEW)
        few = {name: median(app, path) for name, path in PAGES.items()}
        decisions = [decided(app) for _ in range(TURNS)]
        fill(MANY)
        for name, path in PAGES.items():
            many = median(app, path)
            show(f"{name}, {FEW:,} and {MANY:,}", f"{few[name]:.1f} / {many:.1f} ms")
            at_most(f"{name}: many / few", many / few[name], BAR)
        milliseconds("a decision, and the next taken (few)", decisions)
        milliseconds("a decision, and the next taken (many)", [decided(app) for _ in range(TURNS)])


def forget(_app: Flask, **_more: object) -> None:
    """A request inside an app context shares `g` with the one before."""
    for name in list(g):
        g.pop(name)


def fill(count: int) -> None:
    consultation = populate(0)
    assert consultation.current_version_id is not None
    _here, elsewhere = places(consultation.current_version_id)
    present = db.session.scalar(select(func.count()).select_from(Comment)) or 0
    for start in range(present, count, CHUNK):
        new = [
            replace(
                a_comment(elsewhere[n % len(elsewhere)], n, paragraphs=1), status=Status.PENDING
            )
            for n in range(start, min(start + CHUNK, count))
        ]
        receive(None, consultation, new)
        # What is found out by a job would be the same for all of them.
        db.session.info.pop("jobs", None)
        db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def visitor(app: Flask) -> Visitor:
    db.session().info["read_only"] = False
    return sign_in(app, "moderator")


def median(app: Flask, path: str) -> float:
    """Milliseconds of the page."""
    who = visitor(app)
    took = sorted(seconds(lambda: who.client.get(DESK + path)) for _ in range(TURNS))
    return took[len(took) // 2] * 1000


def decided(app: Flask) -> float:
    who = visitor(app)
    token = who.get(DESK).fields(0)["csrf_token"]
    page = who.post(DESK + "siguiente/", {"csrf_token": token})
    typed = who.get(page.location).fields() | {"decision": "published"}
    return seconds(lambda: who.post(page.location, typed))


def seconds(act: Any) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
