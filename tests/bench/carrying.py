"""Publishing a version of a law with ten thousand comments that quote the one before.

The floor is the least that must be stored: the ten thousand anchors as they are, inserted by the
database driver in one transaction. What is between is reading both texts, finding every comment
its place, and counting. Reads `../shared/data`; where that is missing there is nothing to measure.
"""

import random
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, insert, select

from consult.comments.carrying import carried
from consult.comments.models import Anchor
from consult.comments.publishing import _prepare, forecast
from consult.comments.quoting import Span, context
from consult.comments.service import NewComment, Quote, receive
from consult.consultations.models import Consultation
from consult.drafts.models import Block, SectionText, Version
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import place_of_block
from consult.drafts.service import import_draft, publish
from consult.extensions import db, read_only
from tests.bench.measuring.databases import Home, application, homes
from tests.bench.measuring.figures import at_most, show
from tests.bench.measuring.servers import ROOT
from tests.factories import a_consultation

LAWS = ROOT.parent / "shared" / "data" / "leyes"
COMMENTS = 10_000
LONGEST = 20.0
CHUNK = 1_000


def main() -> None:
    if not LAWS.is_dir():
        print(f"no data at {LAWS}: nothing to publish")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with homes(folder) as found:
            for home in found:
                measure(home, folder)


def measure(home: Home, folder: Path) -> None:
    print(f"{home.name}: a law of 124 sections with {COMMENTS:,} comments becomes one of 135")
    with application(home.new(), folder):
        consultation = populated()
        version = import_draft(None, consultation, law("2009-12-12"))
        version.deferral = "Se responderá con la versión siguiente."
        db.session.commit()
        version_id = version.id
        with read_only():
            start = time.perf_counter()
            forecast(db.session.get_one(Version, version_id))
            show("what will become of them (the page of the gate)", seconds(start))
            start = time.perf_counter()
            write = _prepare(lambda done, total: None, version_id=version_id, actor_id=0)
            prepared = time.perf_counter() - start
        start = time.perf_counter()
        write()
        db.session.commit()
        written = time.perf_counter() - start
        floor = bare_insert(version_id)
        show("finding each its place, which keeps nobody waiting", f"{prepared:.2f} s")
        show("storing it, in one transaction", f"{written:.2f} s")
        show("the same anchors by the driver alone", f"{floor:.2f} s")
        show("storing / the driver alone", f"{written / floor:.1f}")
        at_most("publishing in all", prepared + written, LONGEST, " s")
        show("what became of them", str(carried(version_id)))


def seconds(start: float) -> str:
    return f"{time.perf_counter() - start:.2f} s"


def law(date: str):
    return parse_markdown((LAWS / f"lo-4-2000_{date}.md").read_bytes())


def populated() -> Consultation:
    """The law of 2003 with comments on 30 to 200 characters of its paragraphs."""
    consultation = a_consultation(draft=None)
    version = import_draft(None, consultation, law("2003-11-21"))
    publish(None, version)
    rows = db.session.execute(
        select(Block, SectionText)
        .join(SectionText, SectionText.id == Block.section_text_id)
        .where(Block.version_id == version.id, func.length(Block.text) >= 30)
        .order_by(Block.id)
    ).all()
    chance = random.Random(1)
    for _start in range(0, COMMENTS, CHUNK):
        chosen = chance.choices(rows, [len(block.text) for block, _ in rows], k=CHUNK)
        receive(None, consultation, [comment(chance, *row) for row in chosen])
    db.session.commit()
    return consultation


def comment(chance: random.Random, block: Block, text: SectionText) -> NewComment:
    length = min(chance.randint(30, 200), len(block.text))
    start = chance.randint(0, len(block.text) - length)
    span = Span(start, start + length)
    quote = Quote(block.text[start : start + length], *context(block.text, span), *span)
    return NewComment(
        place=place_of_block(block, text), body="Un comentario.", quote=quote, status="published"
    )


def bare_insert(version_id: int) -> float:
    """Seconds for the same rows without anything else, undone afterwards."""
    table = Anchor.__table__
    rows = [
        {name: value for name, value in row._mapping.items() if name != "id"}
        for row in db.session.execute(select(table).where(table.c.version_id == version_id))
    ]
    db.session.execute(table.delete().where(table.c.version_id == version_id))
    start = time.perf_counter()
    for first in range(0, len(rows), CHUNK):
        db.session.execute(insert(table), rows[first : first + CHUNK])
    db.session.flush()
    took = time.perf_counter() - start
    db.session.rollback()
    return took


if __name__ == "__main__":
    main()
