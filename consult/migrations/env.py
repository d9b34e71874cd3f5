"""Runs migrations on the application's write engine, models against tables as they are."""

from typing import Any

from alembic import context

from consult.extensions import UtcDateTime, db

SEARCH_INDEX = "_search"


def is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether autogenerate compares this; search indexes are written by hand per database."""
    return not (kind in ("table", "index") and name is not None and SEARCH_INDEX in name)


def render_item(kind: str, item: Any, _autogen: Any) -> Any:
    """Migrations must not depend on the application's own column types."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=is_ours,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
