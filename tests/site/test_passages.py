"""Choosing words of the draft in a real browser, with mouse, touch, keyboard and without script."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from consult.comments.models import Anchor, Comment
from consult.comments.quoting import locate_across
from consult.extensions import db
from tests.browser import DESK, FLAGS, PHONE, Chromium, Window, executable

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"
CHAPTER = HOME + "texto/eje-3"
OFFER = "Comentar la selección"
SAID = "Que dure un año: seis meses no alcanzan."
SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
# The place of a text, by its words, within the paragraphs of the draft.
FIND = """(words) => {
  for (const body of document.querySelectorAll(".text .block > .body")) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(words);
      if (at >= 0) return [walker.currentNode, at];
    }
  }
}"""
# Where a mouse begins and ends to select them.
EDGES = f"""(words) => {{
  const [node, at] = ({FIND})(words);
  node.parentElement.scrollIntoView({{block: "center", behavior: "instant"}});
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + words.length);
  const boxes = [...range.getClientRects()];
  const [first, last] = [boxes[0], boxes.at(-1)];
  return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}}"""
# From the first words to the end of the last ones, as the handles of a touch screen do.
SELECT = f"""([from, to]) => {{
  const [start, at] = ({FIND})(from);
  const [end, until] = ({FIND})(to);
  getSelection().setBaseAndExtent(start, at, end, until + to.length);
}}"""
# "el pueblo", for the nth time in a text that takes the place of a paragraph; with the blank before
# it, which is no part of a quotation.
CHOOSE_ONE = """([text, which]) => {
  const body = document.querySelector("#p-3-2 .body");
  body.textContent = text;
  let at = -1;
  for (let n = 0; n <= which; n++) at = text.indexOf("el pueblo", at + 1);
  getSelection().setBaseAndExtent(body.firstChild, at - 1, body.firstChild, at + 9);
}"""
COVERED = """() => {
  const bar = document.getElementById("quoting").getBoundingClientRect();
  const edge = document.createRange();
  edge.setStart(getSelection().focusNode, getSelection().focusOffset);
  return edge.getBoundingClientRect().bottom > bar.top;
}"""
WITHIN_SIGHT = """() => {
  const bar = document.getElementById("quoting").getBoundingClientRect();
  const seen = visualViewport;
  return [bar.left - seen.offsetLeft, bar.right - seen.offsetLeft - seen.width,
    bar.bottom - seen.offsetTop - seen.height].every(each => Math.abs(each) < 2);
}"""


def asked(window: Window) -> dict[str, str]:
    """What the link of the bar brings to the form, once it is there."""
    link = window.page.get_by_role("link", name=OFFER)
    expect(link).to_be_visible()
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    return {name: values[0] for name, values in query.items()}


def sent(window: Window, chromium: Chromium) -> tuple[str, Anchor, str]:
    """Send the form that is open; the quotation on the receipt, and what is stored."""
    expect(window.page).to_have_url(re.compile("/comentar"))
    window.write("Su texto", SAID)
    window.press("Enviar el aporte")
    expect(window.page).to_have_url(re.compile("/acuse/"))
    with chromium.site.context():
        query = db.select(Anchor).join(Comment).order_by(Comment.id.desc())
        anchor = db.session.scalars(query.options(db.joinedload(Anchor.block))).first()
        assert anchor is not None
        text = anchor.block.text if anchor.block else ""
        db.session.expunge_all()
    return window.page.locator("main blockquote").inner_text(), anchor, text


def drag(window: Window, words: str) -> None:
    left, top, right, bottom = window.page.evaluate(EDGES, words)
    mouse = window.page.mouse
    mouse.move(left, top)
    mouse.down()
    mouse.move((left + right) / 2, bottom)
    mouse.move(right, bottom, steps=4)
    mouse.up()


@SCREENS
def test_a_mouse_selects_words_and_they_are_quoted(chromium: Chromium, screen: dict) -> None:
    window = chromium.window(viewport=screen)
    window.open(CHAPTER)
    expect(window.page.get_by_role("link", name=OFFER)).to_be_hidden()
    drag(window, "traslada el peso de la atención")
    assert asked(window) == {
        "version": "2", "parrafo": "3.2", "cita": "traslada el peso de la atención",
        "antes": " meses o años. Por eso este eje ",
    }  # fmt: skip
    assert not window.page.evaluate(COVERED)
    window.click(window.page.get_by_role("link", name=OFFER))
    expect(window.page.locator("main mark")).to_have_text("traslada el peso de la atención")
    quoted, anchor, text = sent(window, chromium)
    assert quoted == text[anchor.start : anchor.end] == "traslada el peso de la atención"
    assert window.wrong == []


def test_touch_selects_words_and_the_button_is_tapped(chromium: Chromium) -> None:
    """Chromium makes no long press of simulated touches: the selection is what its handles set."""
    window = chromium.window(viewport=PHONE, has_touch=True, is_mobile=True)
    window.open(CHAPTER)
    words = "centros de recepción hacia los municipios"
    window.page.evaluate(SELECT, [words, words])
    assert asked(window)["cita"] == words
    assert window.page.evaluate(WITHIN_SIGHT)
    window.page.get_by_role("link", name=OFFER).tap()
    quoted, anchor, text = sent(window, chromium)
    assert quoted == text[anchor.start : anchor.end] == words
    assert window.wrong == []


def test_the_button_stays_in_sight_when_the_page_is_magnified(chromium: Chromium) -> None:
    window = chromium.window(viewport=PHONE, has_touch=True, is_mobile=True)
    window.open(CHAPTER)
    window.page.evaluate(SELECT, ["rehacer la vida", "meses o años"])
    asked(window)
    devtools = window.context.new_cdp_session(window.page)
    devtools.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2.5})
    window.page.wait_for_function("visualViewport.scale > 2")
    window.page.wait_for_function(WITHIN_SIGHT)
    devtools.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})
    window.page.wait_for_function("visualViewport.scale === 1")
    window.page.wait_for_function(WITHIN_SIGHT)


class CaretBrowsing:
    """Chromium with its caret browsing (F7) switched on, which is a setting of a profile."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._type, self._folder = browser.browser_type, folder
        settings = {"settings": {"a11y": {"caretbrowsing": {"enabled": True}}}}
        (folder / "Default").mkdir()
        (folder / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")

    def new_context(self, **options: Any) -> BrowserContext:
        return self._type.launch_persistent_context(
            self._folder, executable_path=executable(), args=list(FLAGS), **options
        )


@SCREENS
def test_words_are_chosen_and_quoted_by_keyboard_alone(
    chromium: Chromium, tmp_path: Path, screen: dict
) -> None:
    window = Window(CaretBrowsing(chromium.browser, tmp_path), chromium.origin, viewport=screen)
    with closing(window.context):
        window.open(CHAPTER)
        keyboard = window.page.keyboard
        window.page.get_by_role("link", name="Párrafo 3.2", exact=True).focus()
        for key in ["ArrowRight"] * 10 + ["Control+Shift+ArrowRight"] * 6:
            keyboard.press(key)
        words = asked(window)["cita"]
        assert words.startswith("El retorno no")
        expect(window.page.get_by_role("status").filter(has_text="Puede comentar")).to_be_attached()
        keyboard.press("Tab")
        expect(window.page.get_by_role("link", name=OFFER)).to_be_focused()
        with window.page.expect_navigation():
            keyboard.press("Enter")
        quoted, anchor, text = sent(window, chromium)
        assert quoted == text[anchor.start : anchor.end] == words
        assert window.wrong == []


def test_tab_leads_to_the_button_once(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    keyboard, link = window.page.keyboard, window.page.get_by_role("link", name=OFFER)
    drag(window, "rehacer la vida")
    asked(window)
    keyboard.press("Tab")
    expect(link).to_be_focused()
    keyboard.press("Tab")
    # It stands between the words and what follows them.
    following = window.page.get_by_role("link", name="Comentar el párrafo 3.2", exact=True)
    expect(following).to_be_focused()
    keyboard.press("Tab")
    expect(link).not_to_be_focused()
    expect(link).to_be_visible()


def test_escape_or_an_undone_selection_sends_the_button_away(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    link = window.page.get_by_role("link", name=OFFER)
    drag(window, "rehacer la vida")
    asked(window)
    window.page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    drag(window, "los primeros")
    assert asked(window)["cita"] == "los primeros"
    window.page.mouse.click(5, 5)
    expect(link).to_be_hidden()
    assert window.wrong == []


@SCREENS
def test_over_paragraphs_of_a_section_the_section_is_commented_on(
    chromium: Chromium, screen: dict
) -> None:
    window = chromium.window(viewport=screen)
    # With contributions beside the first paragraph, which are no part of the draft.
    window.open(CHAPTER + "?parrafo=3.2")
    window.page.evaluate(SELECT, ["una persona responsable", "no termina en el aeropuerto"])
    link = asked(window)
    assert link["seccion"] == "eje-3" and "parrafo" not in link
    assert link["cita"] == (
        "una persona responsable de acompañar su reintegración.\n"
        "El retorno no termina en el aeropuerto"
    )
    window.click(window.page.get_by_role("link", name=OFFER))
    quoted, anchor, _text = sent(window, chromium)
    assert (anchor.quote, anchor.block_id, anchor.start) == (link["cita"], None, None)
    assert quoted.split() == link["cita"].split()


def test_over_several_sections_it_says_so_in_words(chromium: Chromium) -> None:
    window = chromium.window(viewport=PHONE)
    window.open(CHAPTER)
    window.page.evaluate(SELECT, ["rehacer la vida", "sin esposas"])
    told = window.page.get_by_text("Para comentar, seleccione palabras de una sola sección.")
    expect(told.first).to_be_visible()
    expect(window.page.get_by_role("link", name=OFFER)).to_be_hidden()
    assert window.sideways() == [] and window.violations() == [] and window.wrong == []


def test_a_selection_that_is_too_long_says_so(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    window.page.evaluate(
        "document.querySelector('#p-3-2 .body').textContent = 'Mucho '.repeat(400)"
    )
    window.page.evaluate("getSelection().selectAllChildren(document.querySelector('#p-3-2 .body'))")
    expect(window.page.get_by_text("demasiado larga para citarla").first).to_be_visible()
    window.page.evaluate(
        "document.querySelector('#p-3-2 .body').textContent = '👨‍👩‍👧'.repeat(390)"
    )
    window.page.evaluate("getSelection().selectAllChildren(document.querySelector('#p-3-2 .body'))")
    expect(window.page.get_by_text("demasiado larga para citarla").first).to_be_visible()
    expect(window.page.get_by_role("link", name=OFFER)).to_be_hidden()


def test_what_the_page_adds_to_the_words_is_not_quoted(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    window.page.evaluate(
        """() => {
        const body = document.querySelector("#p-3-2 .body");
        body.innerHTML = "<table><tr><td>30 <b>días</b></td><td>L&nbsp;500</td></tr></table>"
          + 'uno<br>dos <mark>tr</mark>es<span class="invisible">[U+200B]</span>';
        getSelection().selectAllChildren(body);
    }"""
    )
    assert asked(window)["cita"] == "30 días L 500 uno dos tres"


@pytest.mark.parametrize("which", [0, 1, 14, 19])
def test_of_the_same_words_twenty_times_those_that_were_chosen_are_told(
    chromium: Chromium, which: int
) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    text = "«Ay, qué vida» es lo que dice el pueblo 👨‍👩‍👧. " * 20
    window.page.evaluate(CHOOSE_ONE, [text, which])
    link = asked(window)
    (found,) = locate_across([text], link["cita"], link["antes"])
    assert link["cita"] == text[found.start : found.end] == "el pueblo"
    assert text[: found.start].count("el pueblo") == which


@pytest.mark.parametrize("where", [".aside .said", ".acts", ".num", ".head", "h2"])
def test_what_is_no_text_of_the_draft_offers_nothing(chromium: Chromium, where: str) -> None:
    window = chromium.window()
    window.open(CHAPTER)
    drag(window, "rehacer la vida")
    asked(window)
    window.page.evaluate(
        "(where) => getSelection().selectAllChildren(document.querySelector(where))", where
    )
    expect(window.page.get_by_role("link", name=OFFER)).to_be_hidden()


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["es", "en"])
def test_a_page_with_the_bar_and_with_marks_is_sound(chromium: Chromium, prefix: str) -> None:
    window = chromium.window()
    window.open(prefix + CHAPTER + "?parrafo=3.2&aporte=PMI-0003")
    window.page.evaluate(SELECT, ["traslada el peso", "traslada el peso"])
    expect(window.page.locator("#quoting a")).to_be_visible()
    assert window.page.locator(".body mark.own").count() == 1
    assert window.sideways() == [] and window.violations() == [] and window.wrong == []


def test_on_a_phone_the_end_of_the_page_can_be_read_above_the_bar(chromium: Chromium) -> None:
    window = chromium.window(viewport=PHONE)
    window.open(CHAPTER)
    window.page.evaluate(SELECT, ["rehacer la vida", "meses o años"])
    asked(window)
    window.page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    foot = window.page.get_by_text("Código abierto, licencia MIT.").bounding_box()
    bar = window.page.locator("#quoting").bounding_box()
    assert foot and bar and foot["y"] + foot["height"] <= bar["y"] and bar["height"] <= 72


def test_without_script_the_words_are_typed_into_the_form(chromium: Chromium) -> None:
    window = chromium.window(viewport=PHONE, java_script_enabled=False)
    window.open(CHAPTER)
    expect(window.page.get_by_text(OFFER)).to_be_hidden()
    window.follow("Comentar el párrafo 3.2")
    window.write("Cita", "El retorno no termina  en el AEROPUERTO; por la vida")
    window.write("Su texto", SAID)
    window.press("Enviar el aporte")
    expect(window.page.get_by_role("alert")).to_contain_text("Esas palabras no están en el pasaje.")
    expect(window.page.get_by_label("Su texto")).to_have_value(SAID)
    window.write("Cita", "el retorno no termina  en el AEROPUERTO")
    quoted, anchor, text = sent(window, chromium)
    assert quoted == text[anchor.start : anchor.end] == "El retorno no termina en el aeropuerto"
    assert window.wrong == []


def test_a_contribution_is_opened_beside_its_words(chromium: Chromium) -> None:
    window = chromium.window(viewport=PHONE, java_script_enabled=False)
    window.open(HOME + "aportes/PMI-0003")
    window.follow("Ver en contexto")
    own = window.page.locator(".body mark.own")
    expect(own).to_have_text("La recepción dura unas horas; rehacer la vida, meses o años.")
    expect(own).to_be_in_viewport()
    expect(window.page.locator("#aporte-pmi-0003")).to_be_attached()
