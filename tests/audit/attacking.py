"""Someone who can write into the database, and knows neither a key nor the data folder."""

from contextlib import contextmanager

from sqlalchemy import text

from consult.audit.service import record
from consult.audit.verifying import verify
from consult.extensions import db

SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"


def acts(count: int) -> list[int]:
    """So many acts, each in a transaction of its own; their numbers."""
    for number in range(count):
        record(None, "test.act", "section", number + 1, before="pending", after="published")
        db.session.commit()
    numbers = db.session.scalars(text("SELECT id FROM audit_event ORDER BY id")).all()
    db.session.rollback()
    return list(numbers)[-count:]


@contextmanager
def unguarded():
    """The database lets the log be changed: whoever owns it can see to that."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in db.session.scalars(text(SQLITE_TRIGGERS)).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    yield
    db.session.commit()


def attack(*statements: str, **values: object) -> None:
    with unguarded():
        for statement in statements:
            db.session.execute(text(statement), values)


def found() -> list[tuple[str, int]]:
    """What the verification tells: kinds, and numbers of rows (or the last place of a stretch)."""
    verdict = verify()
    assert verdict.count == len(verdict.findings)
    return [(str(each.fault), each.number or each.last) for each in verdict.findings]
