"""Script in every field that people write, and then every page that shows it, in a browser that
was told to ignore our policy: what holds is that nothing dangerous is on the page at all."""

from collections.abc import Iterator, Sequence

import pytest

from consult.comments.models import Comment, CommentRevision, Point, Status
from consult.comments.service import NewComment, Quote, receive
from consult.consultations.models import Consultation
from consult.drafts.models import Block, Section
from consult.drafts.parsing import parse_markdown
from consult.drafts.queries import Place
from consult.drafts.service import import_draft, publish
from consult.drafts.translation import stored
from consult.drafts.translation.desk import fit
from consult.drafts.translation.fitting import pair
from consult.extensions import db
from consult.questions.models import NewAnswer
from consult.questions.service import add
from consult.topics.service import TopicError, assign
from consult.topics.service import create as create_topic
from tests.browser import Chromium, Window
from tests.factories import a_consultation, a_place
from tests.site.payloads import FIRE, LIVE, PAYLOADS

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/ataque/"
RAW = "<!doctype html><meta charset=utf-8><title>x</title><body><p>"
# A click that a person may be talked into: no link of ours may lead anywhere but to the web.
STRANGE_LINKS = """() => [...document.querySelectorAll("a[href], form[action]")]
  .map(each => each.href ?? each.action)
  .filter(address => !/^(https?|mailto):/.test(address))"""
# Our own pictures have a role.
FOREIGN = """() => [...document.querySelectorAll(
  `main :is(script, iframe, object, embed, img, style, base, meta, link, math, video, audio,
  svg:not([role="img"]))`
)].map(each => each.outerHTML)"""


def attacked(chromium: Chromium) -> None:
    """Every payload in every field: a draft, questions about it, comments with answers that are
    public and that wait, topics."""
    with chromium.site.context():
        consultation = a_consultation("ataque", draft=None)
        consultation.title = consultation.summary = PAYLOADS[0]
        parsed = parse_markdown(draft(PAYLOADS).encode())
        version = import_draft(
            None, consultation, parsed, label=PAYLOADS[1], note=" ".join(PAYLOADS)[:2000]
        )
        publish(None, version, deferral=PAYLOADS[2])
        pairs = pair(parsed, stored.sources(version))
        save = [each.translation for each in fit(pairs, {})]
        assert stored.save(None, version, "ar", save) == len(parsed.sections)
        asked = questions(consultation)
        shown = receive(None, consultation, comments(consultation, Status.PUBLISHED, asked))
        receive(None, consultation, comments(consultation, Status.PENDING, asked))
        topics = [topic for payload in PAYLOADS for topic in named(consultation, payload)]
        assert len(topics) > 25
        points = db.select(Point.id).where(Point.comment_id.in_(shown[:5]))
        assign(None, db.session.scalars(points).all(), topics)


def draft(payloads: Sequence[str]) -> str:
    """Each as a heading, a paragraph, an item of a list, a quotation and a cell."""
    parts = [
        f"## {payload}\n\n{payload}\n\n- {payload}\n\n> {payload}\n\n| a |\n|---|\n| {payload} |\n"
        for payload in (each.replace("\n", " ").replace("\x01", "") for each in payloads)
    ]
    return f"# {payloads[0]}\n\n" + "\n".join(parts)


def questions(consultation: Consultation) -> list[int]:
    """With payloads as their words and as the words of their choices; the last one is open."""
    home = db.session.get_one(Section, some_place(consultation).section_id)
    size = len(PAYLOADS) // 9 + 1
    closed = [PAYLOADS[start : start + size] for start in range(0, len(PAYLOADS), size)]
    made = [
        add(None, home, kind="several", text=f"{number} {each[0]}", options=each)
        for number, each in enumerate(closed)
    ]
    return [each.id for each in (*made, add(None, home, kind="open", text=PAYLOADS[-1]))]


def comments(
    consultation: Consultation, status: str, asked: Sequence[int]
) -> list[NewComment]:
    place = some_place(consultation)
    return [
        NewComment(
            place=place,
            body=payload,
            proposed_text=payload,
            kind="wording",
            quote=Quote(payload, payload[:32], payload[:32], 0, len(payload)),
            author_name=payload[:120],
            organization_name=payload[:160],
            organization_kind="ngo",
            status=status,
            answers=[NewAnswer(asked[0], 1), NewAnswer(asked[-1], 0, payload)],
        )
        for payload in PAYLOADS
    ]


def some_place(consultation: Consultation) -> Place:
    query = db.select(Block.number).where(Block.version_id == consultation.current_version_id)
    number = db.session.scalars(query.order_by(Block.id)).first()
    return a_place(consultation, block=number)


def named(consultation: Consultation, payload: str) -> Iterator[int]:
    """The id of a topic of that name, unless it was refused for what it is, which is as good."""
    try:
        topic = create_topic(
            None, consultation, name=payload[:100], description=payload, words=payload
        )
    except TopicError:
        return
    yield topic.id


def looked_through(window: Window, paths: Sequence[str]) -> list[str]:
    """What fired, or could, on each of these pages."""
    found = []
    for path in paths:
        assert window.open(path).status == 200, path
        window.page.wait_for_timeout(50)
        fired = window.page.evaluate("window.__fired ?? 0")
        found += [f"{path}: fired"] if fired else []
        found += [f"{path}: {each}" for each in window.page.evaluate(STRANGE_LINKS)]
        found += [f"{path}: {each}" for each in window.page.evaluate(FOREIGN)]
    return found


def chapters(window: Window) -> list[str]:
    """Addresses of some chapters, among them the last."""
    window.open(HOME)
    links = window.page.locator(".parts a").all()
    found = [link.get_attribute("href") or "" for link in links]
    return [*found[:4], *found[-2:]]


@pytest.mark.parametrize("payload", range(len(LIVE)))
def test_the_raw_text_does_fire(chromium_raw: Window, payload: int) -> None:
    chromium_raw.page.goto("about:blank")
    chromium_raw.page.set_content(RAW + LIVE[payload], wait_until="load")
    chromium_raw.page.wait_for_function(FIRE.replace("=", "==="), timeout=3000)


@pytest.fixture(scope="module")
def chromium_raw(windows) -> Window:
    return windows("visitor")


def test_nothing_of_it_runs_on_any_page(chromium: Chromium) -> None:
    attacked(chromium)
    public = chromium.window(bypass_csp=True)
    listed = [HOME + "aportes/", HOME + "aportes/?despues=50", HOME + "aportes/ATA-0001"]
    search = HOME + "buscar?q=%3Cscript%3Ewindow.__fired%3D1%3C%2Fscript%3E"
    texts = chapters(public)
    translated = [path + "?idioma=ar" for path in texts]
    paths = ["/", "/en/", HOME, *texts, *translated, *listed, search]
    section = "redaccion/v1/traducciones/seccion" + translated[-1][translated[-1].rindex("/") :]
    desks = ("moderacion/", "moderacion/ATA-0065", "redaccion/", "redaccion/preguntas/",
             "temas/", "temas/arbol",
             "temas/asignar", "temas/aportes", "comentar?respuesta=ATA-0001",
             "comentar?parrafo=1.1",
             "redaccion/v1/traducciones/?idioma=ar", section)  # fmt: skip
    admin = chromium.window("admin", bypass_csp=True)
    assert looked_through(public, paths) == []
    assert looked_through(admin, [HOME + desk for desk in desks]) == []
    assert public.page.get_by_text("window.__fired").count() > 0


def test_nothing_of_it_runs_when_it_is_sent_through_the_form(chromium: Chromium) -> None:
    window = chromium.window(bypass_csp=True)
    for payload in (LIVE[0], LIVE[10], LIVE[37]):
        window.open("/consultas/politica-migratoria/comentar")
        window.page.get_by_role("textbox", name="Su texto").fill(payload)
        window.page.get_by_role("textbox", name="Cómo quiere firmar").fill(payload)
        window.press("Enviar el aporte")
        assert "/acuse/" in window.at()
        assert window.page.evaluate("window.__fired ?? 0") == 0
        assert payload in window.main().inner_text()


def test_what_was_written_is_stored_as_it_was_written(chromium: Chromium) -> None:
    attacked(chromium)
    with chromium.site.context():
        consultation = db.session.scalars(db.select(Consultation).filter_by(slug="ataque")).one()
        ids = db.select(Comment.id).where(Comment.consultation_id == consultation.id)
        bodies = db.select(CommentRevision.body).where(CommentRevision.comment_id.in_(ids))
        stored = set(db.session.scalars(bodies))
    assert set(LIVE) <= stored and len(stored) >= 60
