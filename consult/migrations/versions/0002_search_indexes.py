"""search indexes: FTS5 kept up by triggers on SQLite, a text-search index on PostgreSQL"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("block", "comment_revision")

SQLITE_UP = (
    "CREATE VIRTUAL TABLE {0}_search USING fts5("
    "search, content='{0}', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER {0}_search_insert AFTER INSERT ON {0} BEGIN "
    "INSERT INTO {0}_search (rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER {0}_search_delete AFTER DELETE ON {0} BEGIN "
    "INSERT INTO {0}_search ({0}_search, rowid, search) "
    "VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER {0}_search_update AFTER UPDATE OF search ON {0} BEGIN "
    "INSERT INTO {0}_search ({0}_search, rowid, search) "
    "VALUES ('delete', old.id, old.search); "
    "INSERT INTO {0}_search (rowid, search) VALUES (new.id, new.search); END",
    "INSERT INTO {0}_search ({0}_search) VALUES ('rebuild')",
)
SQLITE_DOWN = (
    "DROP TRIGGER {0}_search_update",
    "DROP TRIGGER {0}_search_delete",
    "DROP TRIGGER {0}_search_insert",
    "DROP TABLE {0}_search",
)
POSTGRESQL_UP = ("CREATE INDEX ix_{0}_search ON {0} USING gin (to_tsvector('simple', search))",)
POSTGRESQL_DOWN = ("DROP INDEX ix_{0}_search",)


def upgrade() -> None:
    _run(SQLITE_UP if _is_sqlite() else POSTGRESQL_UP)


def downgrade() -> None:
    _run(SQLITE_DOWN if _is_sqlite() else POSTGRESQL_DOWN)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _run(statements: tuple[str, ...]) -> None:
    for table in TABLES:
        for statement in statements:
            op.execute(statement.format(table))
