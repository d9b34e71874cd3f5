"""What the tests of the public pages share: many comments at once, and reading cards and links."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from consult.comments.models import Status
from consult.comments.service import NewComment, receive
from consult.consultations.models import Consultation
from consult.drafts.service import publish
from consult.extensions import READ, db
from tests.factories import DRAFT, a_place, a_version
from tests.people import Page, Visitor

HOME = "/consultas/politica/"
CHAPTER = f"{HOME}texto/eje-1"
LIST = f"{HOME}aportes/"


def many(consultation: Consultation, amount: int, *, section=None, block=None, **kwargs) -> None:
    """Published comments at one place, received at once."""
    place = a_place(consultation, section, block)
    values = {"status": Status.PUBLISHED, **kwargs}
    new = [NewComment(place=place, body=f"Aporte número {n}", **values) for n in range(amount)]
    receive(None, consultation, new)
    db.session.commit()


def publish_second(consultation: Consultation, draft: str = DRAFT, **kwargs) -> None:
    """A second version takes the place of the first."""
    publish(None, a_version(consultation, draft, **kwargs))
    db.session.commit()


def folios(page: Page) -> list[str]:
    """The folios of the cards and stubs of a page, in order."""
    cards = page.all(".//article")
    return [c.get("id")[7:].upper() for c in cards if c.get("id", "").startswith("aporte-")]


def links(page: Page) -> dict[str, str]:
    """The address of each link by its whole text, hidden words included."""
    return {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in page.all(".//a")}


def walk(visitor: Visitor, path: str) -> list[str]:
    """Every folio from `path` on, page after page."""
    found: list[str] = []
    while path:
        page = visitor.get(path)
        found += folios(page)
        following = [a.get("href") for a in page.all(".//p[@class='more']/a")]
        path = following[0] if following else ""
    return found


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run on the engine of safe requests."""
    run: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.startswith("BEGIN"):
            run.append(statement)

    engine = db.engines[READ]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", note)
