"""What must not be told is nowhere: names behind a code or an organization, addresses, browsers.

Two people write with a canary in everything that identifies them. Then every page is asked for by
everyone, and every export, log line and column of the database is read.
"""

import io
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import update
from werkzeug.routing import Rule

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.accounts.service import open_session
from consult.comments.models import Comment
from consult.comments.service import transition
from consult.consultations.queries import by_slug
from consult.extensions import db
from consult.organizations.models import Delegation, Organization
from consult.reports.queries import export_rows
from consult.reports.rows import COLUMNS, FORMATS, write_rows
from tests.people import Visitor, make_person
from tests.site.sites import Site
from tests.site.world import World, address

pytestmark = pytest.mark.xdist_group("canaries")

FORM = "/consultas/propia/comentar?parrafo=1.2"
ROLES = ("visitor", "participant", "moderator", "drafter", "admin")
MODERATES = {"moderator", "admin"}
# Who wrote: the number of their account, and what nobody else may read.
CODED, DELEGATE = 9_100_007, 9_200_009
EMAILS = {CODED: "ornitorrinco@canario.example", DELEGATE: "tamagas@canario.example"}
NAMES = {CODED: "Ornitorrinco Zaz", DELEGATE: "Tamagás Zaz"}
ADDRESSES = ("203.0.113.77", "198.51.100.23")
BROWSER = "Canariograma/9.7"
MACHINE = {
    "headers": {"User-Agent": BROWSER, "X-Forwarded-For": ADDRESSES[0]},
    "environ_overrides": {"REMOTE_ADDR": ADDRESSES[1]},
}
WAITS = "Zarigüeya en espera."
SECRET = ("ornitorrinco", "tamagás", "tamagas", "canariograma", *ADDRESSES)
# The only tables with a name or an e-mail in them, and with the words of what waits.
HOLD_A_PERSON = {"person"}
HOLD_A_TEXT = {"comment_revision"}


@dataclass
class Found:
    """All that was read: `pages` are (role, endpoint, folio asked for or "", text)."""

    pages: list[tuple[str, str, str, str]] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    log: str = ""


@pytest.fixture(scope="module")
def found(_world: World) -> Found:
    """Collected once, because it takes a while."""
    site, everything = _world.site, Found()
    site.empty()
    with written_down() as log:
        folios, receipt = write(site)
    everything.pages = list(asked(_world, folios, receipt))
    everything.exports = exports(site)
    everything.rows = site.dump()
    everything.log = log.getvalue()
    return everything


@contextmanager
def written_down() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, the statements to the database too."""
    log, loggers = io.StringIO(), [logging.getLogger(), logging.getLogger("sqlalchemy.engine")]
    handler, levels = logging.StreamHandler(log), [each.level for each in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.INFO)
    try:
        yield log
    finally:
        loggers[0].removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def write(site: Site) -> tuple[list[str], str]:
    """One that is published and one that waits, of each; their folios, and the key of the last
    receipt."""
    with site.context():
        for number in (CODED, DELEGATE):
            person = make_person("participant", EMAILS[number], NAMES[number])
            db.session.execute(update(Person).where(Person.id == person.id).values(id=number))
        red = Organization(name="Red Norte", kind="ngo")
        db.session.add(red)
        db.session.flush()
        db.session.add(Delegation(person_id=DELEGATE, organization_id=red.id))
        first = by_slug(None, "propia").folio_count + 1
    exposures = {CODED: "coded", DELEGATE: "organization"}
    for number, exposure in exposures.items():
        for body in ("Se publica.", WAITS):
            location = send(site, number, exposure, body)
    with site.context():
        for number in (first, first + 2):
            comment = db.session.query(Comment).filter_by(folio=f"PRO-{number:04d}").one()
            transition(None, comment, revision=1, before="pending", after="published")
    return [f"PRO-{first + step:04d}" for step in range(4)], location.rpartition("/")[2]


def send(site: Site, number: int, exposure: str, body: str) -> str:
    with site.context():
        token = open_session(person_by_email(EMAILS[number]))
    visitor = Visitor(site.app)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = token
    fields = visitor.get(FORM, **MACHINE).fields()
    assert fields["author_name"] == NAMES[number]
    typed = fields | {"exposure": exposure, "position": "institutional", "body": body}
    location = visitor.post(FORM, typed, **MACHINE).location
    visitor.get(location, **MACHINE)
    return location


def asked(world: World, folios: list[str], receipt: str) -> Iterator[tuple[str, str, str, str]]:
    """Every page there is, by everyone; those of a contribution for each of the four."""
    rules = [rule for rule in world.site.app.url_map.iter_rules() if "GET" in rule.methods]
    for role in ROLES:
        client = world.site.person(role).client
        for rule in rules:
            for folio in folios if "folio" in rule.arguments else [""]:
                path = address(rule, named(rule, world.own, folio, receipt))
                response = client.get(path, buffered=True)
                yield role, rule.endpoint, folio, text_of(response.data)


def named(rule: Rule, values: dict, folio: str, receipt: str) -> dict:
    feature = rule.endpoint.split(".")[0]
    own = {"folio": folio, f"{feature}.folio": folio} if folio else {}
    return values | {"comments.key": receipt} | own


def text_of(data: bytes) -> str:
    """As it reads, a packed file unpacked."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace").casefold()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return "".join(parts).casefold()


def exports(site: Site) -> dict[str, str]:
    made = {}
    with site.context():
        for kind in FORMATS:
            file = io.BytesIO()
            rows = export_rows(None, by_slug(None, "propia"), all_statuses=True)
            write_rows(COLUMNS, rows, kind, file)
            made[kind] = text_of(file.getvalue())
    return made


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRET if secret in text.casefold()]


def test_no_page_tells_who_wrote(found: Found) -> None:
    told = {
        (role, endpoint): secrets
        for role, endpoint, _folio, text in found.pages
        if (secrets := secrets_in(text))
    }
    assert told == {}
    read = [text for _role, _endpoint, _folio, text in found.pages]
    assert any("participante " in text and "se publica." in text for text in read)
    assert any("posición institucional" in text for text in read)


def test_what_waits_is_read_by_those_who_moderate_alone(found: Found) -> None:
    readers = {
        (role, endpoint)
        for role, endpoint, _folio, text in found.pages
        if WAITS.casefold() in text and endpoint != "comments.receipt"  # who has its key
    }
    assert {role for role, _endpoint in readers} == MODERATES
    assert {endpoint.split(".")[0] for _role, endpoint in readers} == {"moderation"}


@pytest.mark.parametrize("kind", FORMATS)
def test_no_export_tells_who_wrote(found: Found, kind: str) -> None:
    assert secrets_in(found.exports[kind]) == []
    if kind != "jsonl.gz":
        assert "participante " in found.exports[kind] and "coded" in found.exports[kind]


def test_no_log_tells_who_wrote(found: Found) -> None:
    assert "comment_revision" in found.log
    assert secrets_in(found.log) == [] and "zarigüeya" not in found.log.casefold()


def test_no_column_holds_what_it_must_not(found: Found) -> None:
    for table, rows in found.rows.items():
        text = "\n".join(rows)
        if table not in HOLD_A_PERSON:
            assert secrets_in(text) == [], table
        if not table.startswith(tuple(HOLD_A_TEXT)):
            assert "zarigüeya" not in text.casefold(), table


def test_no_row_names_a_comment_and_who_wrote_it(found: Found) -> None:
    numbers = (str(CODED), str(DELEGATE))
    rows = [
        (table, row)
        for table, rows in found.rows.items()
        for row in rows
        if any(number in row for number in numbers)
    ]
    assert {table for table, _row in rows} >= {"person", "auth_session"}
    about_people = {"person", "auth_session", "delegation", "audit_event"}
    assert {table for table, _row in rows} <= about_people
    assert [row for _table, row in rows if "'comment'" in row] == []


def test_what_was_covered_is_nowhere(found: Found) -> None:
    """A moderator covered "secretas" in a comment of the world."""
    pages = [(role, endpoint) for role, endpoint, _folio, text in found.pages if "secretas" in text]
    rows = [table for table, told in found.rows.items() if "secretas" in "".join(told)]
    files = [kind for kind, text in found.exports.items() if "secretas" in text]
    assert (pages, rows, files) == ([], [], [])
    assert any("palabras ▮▮▮." in text for _role, _endpoint, _folio, text in found.pages)
