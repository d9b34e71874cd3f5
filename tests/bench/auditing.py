"""The log of acts: what its seal costs an act, what linking costs, and how long a million rows take
to be verified.

`python -m tests.bench.auditing [ROWS]`. The floor of an act is the same row, inserted and committed
by SQLAlchemy without a seal and without an anchor, turn by turn.
"""

import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from consult.audit import anchor
from consult.audit.linking import link
from consult.audit.models import AuditEvent
from consult.audit.sealing import FIELDS, content, keys, sealed
from consult.audit.service import ADD_EVENT, record
from consult.audit.verifying import verify
from consult.extensions import db, utc_now
from tests.bench.measuring.databases import application, homes
from tests.bench.measuring.figures import at_most, milliseconds, ratio, show
from tests.bench.measuring.load import processes

TURNS, WRITERS, EACH, CHUNK = 1_000, 24, 50, 10_000


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder, homes(Path(folder)) as found:
        for home in found:
            print(f"The log on {home.name}")
            with application(home.new(), Path(folder)) as app:
                (app.config["DATA_DIR"] / anchor.FILE).unlink(missing_ok=True)
                many_writers()
                one_act()  # which writes rows without a seal: faults, for whoever verifies
                many_rows(rows)


def one_act() -> None:
    with_seal, without = [], []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        db.session.connection().execute(ADD_EVENT, row())
        db.session.commit()
        between = time.perf_counter()
        record(None, "test.act", "section", 1)
        db.session.commit()
        without.append(between - begun)
        with_seal.append(time.perf_counter() - between)
    milliseconds("a row without a seal, inserted and committed", without)
    milliseconds("an act, recorded, committed and anchored", with_seal)
    show("an act / a row", f"{ratio(with_seal, without):.2f}")


def row() -> dict:
    values = ("section", 1, None, None, {})
    return dict(zip(FIELDS, (utc_now(), None, "test.act", *values), strict=True))


def many_writers() -> None:
    """So many processes at once, one of them linking all the time."""
    before = verify()
    writers = [processes.Process(target=_write) for _each in range(WRITERS)]
    begun = time.perf_counter()
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        link()
    seconds = time.perf_counter() - begun
    link()
    verdict = verify()
    show(f"{WRITERS} writers: acts a second", f"{WRITERS * EACH / seconds:.0f}")
    lost = WRITERS * EACH - (verdict.rows - before.rows)
    unlinked = verdict.rows - verdict.linked
    broken = sum(writer.exitcode != 0 for writer in writers)
    wrong = (before.count, lost, unlinked, verdict.count, broken)
    show("faults before, acts lost, unlinked, faults, writers that failed", str(wrong),
         str((0,) * 5), not any(wrong))  # fmt: skip


def _write() -> None:
    for engine in db.engines.values():
        engine.dispose(close=False)
    db.session.remove()
    for number in range(EACH):
        record(None, "test.act", "section", number + 1)
        db.session.commit()


def many_rows(rows: int) -> None:
    key = keys()[0]
    for start in range(0, rows, CHUNK):
        some = [row() | {"subject_id": start + each} for each in range(min(CHUNK, rows - start))]
        for each in some:
            each["seal"] = sealed(content([each[name] for name in FIELDS]), key)
        db.session.connection().execute(insert(AuditEvent), some)
        db.session.commit()
    begun = time.perf_counter()
    linked = link()
    show(f"seconds to link {linked} rows", f"{time.perf_counter() - begun:.1f}")
    begun = time.perf_counter()
    verdict = verify()
    at_most(f"seconds to verify {verdict.rows} rows", time.perf_counter() - begun, 60)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
