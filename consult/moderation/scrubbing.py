"""Words that were covered are still in what a database keeps beside its rows: freed pages, the
index of words, the log of changes. They are written over by a job, soon after."""

from sqlalchemy import text

from consult.extensions import db
from consult.jobs import Report, task

TASK = "moderation.scrub"
SQLITE = (
    "INSERT INTO comment_revision_search (comment_revision_search) VALUES ('optimize')",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
# Also the entries of the index of words that lead to rows which are no more.
POSTGRESQL = tuple(
    f"VACUUM {table}"
    for table in ("comment_revision", "answer", "comment", "anchor", "decision", "proposal",
                  "appeal", "report", "sign_off", "shingle_band")
)  # fmt: skip


@task(TASK)
def scrub(report: Report) -> None:
    """Neither can be done inside a transaction."""
    engine = db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        if is_sqlite:
            _each(driver, SQLITE)
            return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for done, statement in enumerate(POSTGRESQL, 1):
            connection.execute(text(statement))
            report(done, len(POSTGRESQL))


def _each(driver: object, statements: tuple[str, ...]) -> None:
    for statement in statements:
        driver.execute(statement).fetchall()  # type: ignore[attr-defined]  # sqlite3's own
