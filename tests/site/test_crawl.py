"""Every link of the site, followed by everyone, in both languages: where it leads, what is said.

What waits is looked for by adding it: a visitor's pages must not change by a single byte.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest

from consult.comments.models import Comment, Status
from consult.comments.service import NewComment, receive
from consult.consultations.models import Consultation
from consult.demo import loading
from consult.drafts.queries import blocks, outline, place_of_block
from consult.extensions import db
from tests.people import Visitor
from tests.site.crawling import Crawl, Visited
from tests.site.reading_aloud import chrome_of_the_other_language, unmarked_spanish
from tests.site.sites import Site

pytestmark = pytest.mark.xdist_group("crawl")

# Who walks, in which language, and through how many pages of each kind.
WALKS = [
    ("visitor", "", 15), ("visitor", "/en", 4), ("moderator", "", 3), ("moderator", "/en", 2),
    ("drafter", "", 3), ("drafter", "/en", 2), ("admin", "", 2), ("participant", "", 2),
]  # fmt: skip
HOME = "/consultas/politica-migratoria/"
# No link leads there: typed, sent by mail, given as an answer; of one's own contribution alone; for
# those who speak for an organization; or once somebody has asked for something.
NOT_LINKED = {
    "dev.gallery", "drafts.preview", "drafts.preview_section",
    "accounts.code", "accounts.link", "accounts.mail_sent", "notifications.unsubscribe",
    "comments.receipt", "comments.receipt_file", "comments.verify", "comments.own",
    "comments.correct_own", "comments.withdraw_own", "moderation.appeal_own",
    "moderation.decide_on_appeal", "moderation.decide_on_reports", "moderation.ask_original",
    "moderation.reported_thanks", "moderation.batch",
    "organizations.invitation", "organizations.profile", "organizations.delegates",
    "organizations.signatures", "organizations.signature",
    "approvals.one", "approvals.site_one", "identities.ask", "teams.join",
}  # fmt: skip
PLAIN_WORDS = re.compile(r"[A-Za-zÁÉÍÓÚÑáéíóúñü ,]{32,}")

Crawls = Callable[..., Crawl]


@pytest.fixture(scope="module")
def crawls(_demonstration: Site) -> Crawls:
    """Each walk is made once, and looked at by all the tests."""
    _demonstration.empty()
    made: dict[tuple[str, str], Crawl] = {}

    def crawl(role: str, prefix: str, most: int) -> Crawl:
        if (role, prefix) not in made:
            made[role, prefix] = Crawl(_demonstration, role, prefix, most)
        return made[role, prefix]

    return crawl


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_every_link_leads_to_a_page(crawls: Crawls, walk: tuple[str, str, int]) -> None:
    crawl = crawls(*walk)
    # What only takes forms is found like any other address.
    wrong = [page for page in crawl.pages.values() if page.status >= 400 and page.status != 405]
    assert {page.path: page.status for page in wrong} == {}
    assert len(crawl.pages) > 25


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_a_link_into_a_page_leads_to_something_on_it(
    crawls: Crawls, walk: tuple[str, str, int]
) -> None:
    pages, lost = crawls(*walk).pages, set()
    for page in pages.values():
        for link in page.links:
            path, mark = urldefrag(urljoin(page.path, link))
            target = landing(pages, path)
            if mark and target is not None and mark not in target.identifiers:
                lost.add(f"{page.path} -> {link}")
    assert lost == set()


def landing(pages: dict[str, Visited], path: str) -> Visited | None:
    page = pages.get(path)
    while page is not None and page.response.location:
        page = pages.get(urldefrag(urljoin(page.path, page.response.location)).url)
    return page


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_every_kind_of_page_is_valid_and_in_its_language(
    crawls: Crawls, walk: tuple[str, str, int]
) -> None:
    language = "en" if walk[1] else "es-HN"
    for visited in crawls(*walk).samples():
        page = visited.page
        assert page.document.get("lang") == language
        # The first is the page itself; others are its text, translated.
        other, *_texts = page.all(".//link[@rel='alternate']")
        assert other.get("href") == other_address(visited.path), visited.path


def other_address(path: str) -> str:
    return path.removeprefix("/en") if path.startswith("/en/") else "/en" + path


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_no_page_speaks_the_other_language(crawls: Crawls, walk: tuple[str, str, int]) -> None:
    for visited in crawls(*walk).samples():
        document = visited.page.document
        assert chrome_of_the_other_language(document, bool(walk[1])) == set(), visited.path


def test_what_stays_in_spanish_on_an_english_page_says_so(crawls: Crawls) -> None:
    for visited in crawls(*WALKS[1]).samples():
        assert unmarked_spanish(visited.page.document) == set(), visited.path


@pytest.mark.parametrize(
    ("html", "chrome", "unmarked"),
    [
        ("<p>Ir al contenido</p>", 1, 0),
        ("<p>Skip to the content</p>", 0, 0),
        ('<p lang="es">Ir al contenido de la sección</p>', 0, 0),
        ("<p>El borrador de la política</p>", 0, 1),
        ('<p>Read</p><p dir="auto">El borrador de la política</p>', 0, 0),
        ('<a aria-label="Ir al contenido">x</a>', 1, 0),
    ],
)
def test_the_ear_for_languages_hears(html: str, chrome: int, unmarked: int) -> None:
    document = html5lib.parse(f"<main>{html}</main>", namespaceHTMLElements=False)
    assert len(chrome_of_the_other_language(document, english=True)) == chrome
    assert len(unmarked_spanish(document)) == unmarked


def test_every_page_that_can_be_read_is_linked_from_somewhere(
    crawls: Crawls, demonstration: Site
) -> None:
    seen = {
        page.kind.split()[0]
        for walk in WALKS
        for page in crawls(*walk).pages.values()
    }
    rules = demonstration.app.url_map.iter_rules()
    readable = {rule.endpoint for rule in rules if "GET" in (rule.methods or set())}
    assert readable - seen == NOT_LINKED


def test_links_that_leave_the_site_are_only_those_that_people_wrote(crawls: Crawls) -> None:
    outside = set().union(*(crawls(*walk).outside for walk in WALKS))
    # What was mailed to somebody names pages of the site by their whole address.
    allowed = re.compile(r"https://|mailto:|http://localhost/")
    assert [each for each in sorted(outside) if not allowed.match(each)] == []


def test_nothing_changes_by_looking_at_every_page(demonstration: Site) -> None:
    site = demonstration
    site.person("admin")
    before = site.dump()
    crawl = Crawl(site, "admin", "", 1)
    after = site.dump()
    signing_in = {"auth_session", "audit_event"}
    assert len(crawl.pages) > 30
    assert {name for name in before if before[name] != after[name]} == signing_in
    assert all(len(after[name]) == len(before[name]) + 1 for name in signing_in)


def hidden_words() -> dict[str, str]:
    """A run of plain words of each comment that is not published, by its row in the data."""
    text = (Path(loading.DATA) / "comments.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    shown = " ".join(row["body"] for row in rows if row["status"] == Status.PUBLISHED)
    runs = {
        row["id"]: max(PLAIN_WORDS.findall(row["body"]), key=len, default="").strip()
        for row in rows
        if row["status"] != Status.PUBLISHED
    }
    # One was rejected because it repeats another.
    return {row: words for row, words in runs.items() if words and words not in shown}


@pytest.mark.parametrize("walk", [WALKS[0], WALKS[1], WALKS[-1]], ids=str)
def test_what_is_not_published_is_on_no_public_page(
    crawls: Crawls, walk: tuple[str, str, int]
) -> None:
    canaries = hidden_words()
    assert len(canaries) >= 40
    for page in crawls(*walk).pages.values():
        assert [row for row, words in canaries.items() if words in page.text] == [], page.path


def test_moderators_do_read_it(crawls: Crawls) -> None:
    pages = crawls("moderator", "", 3).pages.values()
    assert any(words in page.text for words in hidden_words().values() for page in pages)


def test_searching_for_it_finds_nothing(demonstration: Site) -> None:
    visitor = Visitor(demonstration.app)
    with demonstration.context():
        shown = set(
            db.session.scalars(db.select(Comment.folio).filter_by(status=Status.PUBLISHED))
        )
    for words in hidden_words().values():
        page = visitor.get(HOME + "buscar", query_string={"q": words[:90]})
        found = re.findall(r"/aportes/(PMI-\d+)", page.text)
        assert set(found) <= shown and words not in page.words(".//main")


PUBLIC = [
    "", "aportes/", "aportes/?despues=0", "aportes/?postura=against", "buscar?q=zarigüeya",
    "texto/eje-3", "texto/eje-3?parrafo=3.1", "v1/", "v1/texto/eje-3", "comparar/", "comparar/1/2",
    "comparar/1/2/eje-3?ver=todo",
]  # fmt: skip


def test_what_waits_changes_no_public_page_and_no_count(demonstration: Site) -> None:
    site, visitor = demonstration, Visitor(demonstration.app)
    paths = ["/", *(prefix + HOME + path for path in PUBLIC for prefix in ("", "/en"))]
    before = [visitor.get(path).text for path in paths]
    with site.context():
        assert add_hidden("Una zarigüeya cruzó el consejo.") > 200
    site.app.extensions["page_cache"].clear()
    assert [visitor.get(path).text for path in paths] == before


def add_hidden(body: str) -> int:
    """A comment in each state that leaves no trace, at every block; how many there are now."""
    consultation = db.session.query(Consultation).one()
    assert consultation.current_version_id is not None
    sections = {section.id: section for section in outline(consultation.current_version_id)}
    new = [
        NewComment(
            place=place_of_block(block, sections[block.section_text_id]),
            body=body,
            stance="against",
            status=status,
            status_reason=reason,
            leaves_stub=reason is None,
        )
        for block in blocks(consultation.current_version_id)
        for status, reason in ((Status.PENDING, None), (Status.RETURNED, None),
                               (Status.REJECTED, "spam"))
    ]  # fmt: skip
    receive(None, consultation, new)
    return db.session.query(Comment).count()
