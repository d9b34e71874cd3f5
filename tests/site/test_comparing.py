"""A comparison in a real browser: side by side where there is room, in one column on a phone and on
paper, and all of it without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Chromium, Windows

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"
WORDS = HOME + "comparar/1/2/eje-3"
LANGUAGES = pytest.mark.parametrize("prefix", ["", "/en"], ids=["es", "en"])


def test_a_reader_finds_what_changed_without_script(chromium: Chromium) -> None:
    window = chromium.window(java_script_enabled=False)
    window.open(HOME)
    window.follow(re.compile(r"^Comparar con la versión \d"))
    assert window.heading().startswith("Qué cambió de la versión")
    window.open(HOME + "comparar/1/2")
    window.follow("Línea de acción 3.2. Documentos en los primeros días")
    assert window.at() == WORDS
    expect(window.main()).to_contain_text("en un plazo máximo de diez días hábiles")
    expect(window.main()).not_to_contain_text("Sin cambios")
    window.follow("Ver todo")
    expect(window.main()).to_contain_text("Sin cambios")
    window.follow("Ver solo cambios")
    window.click(window.page.locator(".pager [rel=next]"))
    assert window.at().startswith(HOME + "comparar/1/2/eje-4")
    assert window.wrong == []


def test_two_versions_are_chosen_without_script(chromium: Chromium) -> None:
    window = chromium.window(java_script_enabled=False)
    window.open(HOME + "comparar/")
    window.page.get_by_label("Versión más nueva").select_option("1")
    window.press("Comparar")
    expect(window.page.get_by_role("alert")).to_contain_text("Elija dos versiones distintas")
    window.page.get_by_label("Versión más nueva").select_option("2")
    window.press("Comparar")
    assert window.at() == HOME + "comparar/1/2"


def test_both_texts_stand_side_by_side_where_there_is_room(chromium: Chromium) -> None:
    window = chromium.window(viewport=DESK)
    window.open(WORDS)
    change = window.page.locator(".change.changed").first
    old, new = change.locator(".old").bounding_box(), change.locator(".new").bounding_box()
    assert old and new and old["y"] == new["y"] and old["x"] + old["width"] < new["x"]
    expect(change.locator(".old del").first).to_be_visible()
    expect(change.locator(".new ins").first).to_be_visible()
    expect(change.locator(".new del").first).to_be_hidden()


@pytest.mark.parametrize("where", ["phone", "paper"])
def test_in_one_column_each_change_is_told_once(chromium: Chromium, where: str) -> None:
    window = chromium.window(viewport=PHONE)
    window.open(WORDS)
    if where == "paper":
        window.page.set_viewport_size(DESK)
        window.page.emulate_media(media="print")
        expect(window.page.locator(".places").first).to_be_hidden()
    change = window.page.locator(".change.changed").first
    expect(change.locator(".old")).to_be_hidden()
    expect(change.locator(".new del").first).to_be_visible()
    expect(change.locator(".new ins").first).to_be_visible()


def test_a_change_leads_to_the_next(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(WORDS)
    window.follow(re.compile("Cambio siguiente"))
    target = window.page.locator(".change:target")
    expect(target).to_be_in_viewport()
    assert target.get_by_role("link", name="Cambio anterior").count() == 1


@LANGUAGES
@pytest.mark.parametrize("path", ["", "/eje-3", "/eje-3?ver=todo"])
def test_it_is_sound_on_a_phone_too(windows: Windows, prefix: str, path: str) -> None:
    window = windows("visitor")
    window.page.set_viewport_size(PHONE)
    window.open(f"{prefix}{HOME}comparar/1/2{path}")
    found = window.violations()
    window.page.set_viewport_size(DESK)
    assert found == [] and window.wrong == []
