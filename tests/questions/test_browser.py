"""Questions in a real browser: asked and answered without script, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.drafts.queries import section_by_key
from consult.extensions import db
from consult.questions.service import add
from tests.browser import PHONE, Chromium, Window
from tests.questions.asking import HOW_CLEAR, ONE, OPEN, SCALE, SEVERAL, WHAT_ELSE, WHEN, WHICH

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"
FORM = HOME + "comentar?seccion=financiamiento"
CHAPTER = HOME + "texto/financiamiento"


def every_kind(chromium: Chromium) -> None:
    """One question of each kind beside a section that had none."""
    with chromium.site.context():
        version_id = db.session.scalars(db.select(Consultation.current_version_id)).one()
        home = section_by_key(version_id, "financiamiento").section
        for said in (ONE, SEVERAL, SCALE, OPEN):
            add(None, home, **said)


def group(window: Window, name: str):
    return window.page.get_by_role("group", name=name)


def published(chromium: Chromium, folio: str) -> None:
    window = chromium.window("moderator")
    window.open(HOME + "moderacion/" + folio)
    expect(window.main()).to_contain_text("Cada año")
    window.press("Aprobar")


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["es", "en"])
def test_a_form_with_all_four_kinds_is_sound_on_a_phone(chromium: Chromium, prefix: str) -> None:
    every_kind(chromium)
    window = chromium.window(viewport=PHONE)
    for path in (FORM, CHAPTER):
        window.open(prefix + path)
        assert window.sideways() == []
        assert window.violations() == []
        assert window.wrong == []


def test_a_drafter_asks_without_script(chromium: Chromium) -> None:
    window = Window(chromium.browser, chromium.origin, java_script_enabled=False)
    window.signed_in(chromium.site, "drafter").open(HOME + "redaccion/")
    window.follow("Preguntas al público")
    window.follow("Agregar una pregunta")
    window.page.get_by_label("Sección").select_option("financiamiento")
    window.choose("Escala de 1 a 5")
    expect(window.page.get_by_label("Opciones", exact=True)).to_be_hidden()
    window.write("La pregunta", HOW_CLEAR)
    window.write("Qué significa el 1", "Nada claro")
    window.write("Qué significa el 5", "Muy claro")
    window.press("Agregar la pregunta")
    expect(window.main()).to_contain_text(HOW_CLEAR)
    window.press(re.compile(f"^Cerrar la pregunta «{re.escape(HOW_CLEAR)}»"))
    expect(window.page.get_by_role("button", name=re.compile("Abrir de nuevo"))).to_be_visible()
    window.context.close()


def test_what_another_kind_asks_for_goes_away_even_when_it_is_wrong(chromium: Chromium) -> None:
    window = chromium.window(java_script_enabled=False).signed_in(chromium.site, "drafter")
    window.open(HOME + "redaccion/preguntas/nueva")
    window.press("Agregar la pregunta")
    options = window.page.get_by_label("Opciones", exact=True)
    expect(options).to_be_visible()
    window.choose("Escala de 1 a 5")
    expect(options).to_be_hidden()
    expect(window.page.get_by_label("Qué significa el 1")).to_be_visible()


def test_questions_are_answered_without_script_and_counted_once_published(
    chromium: Chromium,
) -> None:
    every_kind(chromium)
    window = chromium.window(java_script_enabled=False)
    window.open(CHAPTER)
    window.follow(re.compile("^Responder las preguntas"))
    assert window.page.url.endswith("#preguntas")
    group(window, WHEN).get_by_label("Cada año").check()
    group(window, WHICH).get_by_label("Jóvenes").check()
    group(window, HOW_CLEAR).get_by_label("4").check()
    window.write(WHAT_ELSE, "Los costos.")
    window.press("Enviar el aporte")
    expect(window.main()).to_contain_text("Los costos.")
    with chromium.site.context():
        folio = db.session.scalars(db.select(Comment.folio).order_by(Comment.id.desc())).first()
    published(chromium, folio)
    window.open(CHAPTER)
    row = window.page.get_by_role("table", name=WHEN).get_by_role("row", name="Cada año")
    expect(row).to_contain_text("1")


def test_questions_are_answered_by_keyboard(chromium: Chromium) -> None:
    every_kind(chromium)
    window = chromium.window()
    window.open(FORM)
    group(window, WHEN).get_by_label("Prefiero no responder").focus()
    window.page.keyboard.press("ArrowUp")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Space")
    expect(group(window, WHEN).get_by_label("Cada año")).to_be_checked()
    expect(group(window, WHICH).get_by_label("Jóvenes")).to_be_checked()


def test_leaving_a_form_refused_leads_to_the_question(chromium: Chromium) -> None:
    every_kind(chromium)
    window = chromium.window()
    window.open(FORM)
    window.write(WHAT_ELSE, "ñ" * 2_001)
    window.press("Enviar el aporte")
    expect(window.page.get_by_role("alert")).to_be_focused()
    window.follow(WHAT_ELSE, window.page.get_by_role("alert"))
    expect(window.page.get_by_label(WHAT_ELSE)).to_be_focused()
