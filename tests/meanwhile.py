"""What others do while someone reads a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from consult.extensions import db


@contextmanager
def meanwhile() -> Iterator[None]:
    """Changes made beside the pages, and committed. A page that was read leaves the session of
    the test on the read engine; this brings it back."""
    db.session().info["read_only"] = False
    yield
    db.session.commit()
