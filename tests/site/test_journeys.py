"""The main paths from end to end in a real browser: without script, and by keyboard alone."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from consult.accounts.models import Role
from consult.demo import loading
from tests.browser import Chromium, Window

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"
SAID = "Que el acompañamiento dure un año: seis meses no alcanzan."
TITLE = re.compile("Política Migratoria Integral")
# The name of what has the focus, and whether one can see that it has.
FOCUS = """() => {
  const here = document.activeElement;
  if (here === document.body) return ["", true];
  const name = here.labels?.[0]?.textContent ?? here.ariaLabel ?? here.textContent;
  return [name.replace(/\\s+/g, " ").trim(), getComputedStyle(here).outlineStyle !== "none"];
}"""


def entered(chromium: Chromium, role: Role) -> Window:
    """Without script, through the sign-in page, with a demonstration account, on the draft."""
    accounts = {name: known for name, *known in loading.accounts(chromium.site.folder)}
    window = chromium.window(java_script_enabled=False)
    window.open("/")
    window.follow("Entrar")
    window.page.get_by_role("textbox", name="Correo electrónico").fill(accounts[role][0])
    window.page.get_by_role("textbox", name="Contraseña").fill(accounts[role][1])
    window.press("Entrar", window.main())
    window.follow(TITLE)
    return window


def text_of(chromium: Chromium, path: str, status: int = 200) -> str:
    """What a visitor reads there."""
    window = chromium.window(java_script_enabled=False)
    assert window.open(path).status == status
    return window.main().inner_text()


def test_a_visitor_reads_comments_and_gets_a_receipt(chromium: Chromium) -> None:
    window = chromium.window(java_script_enabled=False)
    window.open("/")
    window.follow(TITLE)
    window.follow("Empezar a leer")
    window.follow(re.compile("^Eje 3"))
    window.follow(re.compile(r"^Comentar el párrafo \d"))
    window.page.get_by_role("textbox", name="Su texto").fill(SAID)
    window.choose("A favor con cambios")
    window.page.get_by_role("textbox", name="Cómo quiere firmar").fill("Ana López")
    window.press("Enviar el aporte")
    expect(window.page).to_have_url(re.compile(r"/acuse/[\w-]{43}$"))
    assert re.search(r"PMI-\d{4}", window.heading())
    for words in (SAID, "Ana López", "A favor con cambios", "En moderación"):
        expect(window.main()).to_contain_text(words)
    assert window.wrong == []


def test_a_form_that_is_incomplete_keeps_what_was_written(chromium: Chromium) -> None:
    window = chromium.window(java_script_enabled=False)
    window.open(HOME + "comentar")
    window.page.get_by_role("textbox", name="Cómo quiere firmar").fill("Ana López")
    window.choose("En contra")
    window.press("Enviar el aporte")
    expect(window.page.get_by_role("alert")).to_contain_text("Escriba su texto.")
    expect(window.page.get_by_label("Cómo quiere firmar")).to_have_value("Ana López")
    expect(window.page.get_by_role("radio", name="En contra")).to_be_checked()


def test_what_a_moderator_approves_appears(chromium: Chromium) -> None:
    window = entered(chromium, Role.MODERATOR)
    window.follow("Moderación")
    window.press("Tomar el siguiente")
    folio = window.at().rsplit("/", 1)[-1]
    text_of(chromium, HOME + "aportes/" + folio, 404)
    expect(window.page.locator(".said")).to_contain_text("▮")  # the telephone of who wrote it
    window.press("Aprobar")
    expect(window.page.get_by_role("alert")).to_contain_text("Diga por qué se publica")
    window.choose("Es de quien escribe, que pidió publicarlo así")
    window.press("Aprobar")
    expect(window.page.get_by_role("status").first).to_contain_text(f"{folio} se publicó")
    assert "Soy doña Marta, del patronato." in text_of(chromium, HOME + "aportes/" + folio)


def test_what_a_moderator_rejects_leaves_a_stub_with_its_reason(chromium: Chromium) -> None:
    window = entered(chromium, Role.MODERATOR)
    window.follow("Moderación")
    window.press("Tomar el siguiente")
    folio = window.at().rsplit("/", 1)[-1]
    said = window.page.locator(".said").inner_text()
    window.press("Rechazar con motivo")
    expect(window.page.get_by_role("alert")).to_contain_text("Elija el motivo")
    window.choose("No trata del borrador en consulta")
    window.press("Rechazar con motivo")
    stub = text_of(chromium, HOME + "aportes/" + folio)
    assert "Este aporte no se publicó. Motivo: no trata del borrador en consulta." in stub
    assert said not in stub


def test_a_drafter_imports_and_publishes_a_version(chromium: Chromium) -> None:
    window = entered(chromium, Role.DRAFTER)
    window.follow("Redacción")
    window.follow("Importar otra versión")
    window.page.get_by_label("Archivo").set_input_files(loading.DATA / "borrador-v1.md")
    window.page.get_by_role("textbox", name="Nombre de la versión").fill("Cuarto borrador")
    window.press("Leer y revisar")
    expect(window.main()).to_contain_text("Así se leyó el texto.")
    window.press("Importar")
    expect(window.main()).to_contain_text("Se importó la versión 4")
    assert "Cuarto borrador" not in text_of(chromium, HOME)
    window.follow("Publicar la versión 4")
    window.press("Publicar la versión 4")
    expect(window.page.get_by_role("alert")).to_contain_text("Diga por qué se publica")
    deferral = window.page.get_by_role("textbox", name="Por qué quedan aportes sin respuesta")
    deferral.fill("Se responden en febrero.")
    window.press("Publicar la versión 4")
    expect(window.main()).to_contain_text("La versión 4 ya es la vigente.")
    assert "Cuarto borrador" in text_of(chromium, HOME)


def test_a_drafter_puts_a_topic_reads_the_feedback_and_takes_it_home(
    chromium: Chromium, tmp_path: Path
) -> None:
    window = entered(chromium, Role.DRAFTER)
    window.follow("Temas")
    window.follow("Poner temas")
    first = window.page.get_by_role("group").filter(has=window.page.get_by_role("checkbox")).first
    folio = re.search(r"PMI-\d{4}", first.inner_text())
    first.get_by_role("checkbox").first.check()
    window.click(window.page.get_by_role("button", name=re.compile("^Guardar")).last)
    expect(window.main()).to_contain_text("Se guardó 1 cambio")
    window.follow("Temas")
    expect(window.page.get_by_role("table").first).to_be_visible()
    with window.page.expect_download() as download:
        window.follow(re.compile("CSV"))
    download.value.save_as(tmp_path / "temas.csv")
    lines = (tmp_path / "temas.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.reader(lines))
    assert len(rows) > 100 and folio is not None
    assert any(folio[0] in row for row in rows)


def focus_on(window: Window, name: str, most: int = 150) -> None:
    """Press Tab until what has the focus is called so; one sees where it is all the way."""
    for _press in range(most):
        window.page.keyboard.press("Tab")
        here, is_seen = window.page.evaluate(FOCUS)
        assert is_seen, f"the focus cannot be seen on: {here}"
        if here.startswith(name):
            return
    raise AssertionError(f"{name} is not reached with {most} tabs")


def enter(window: Window, name: str) -> None:
    focus_on(window, name)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")


def test_a_visitor_comments_by_keyboard_alone(chromium: Chromium) -> None:
    window = chromium.window()
    window.open("/")
    enter(window, "Ir al contenido")
    enter(window, "Política Migratoria Integral")
    enter(window, "Empezar a leer")
    enter(window, "Eje 3")
    enter(window, "Comentar el párrafo")
    focus_on(window, "Su texto")
    window.page.keyboard.type(SAID)
    focus_on(window, "Sin postura")
    window.page.keyboard.press("ArrowDown")
    expect(window.page.get_by_role("radio", name="A favor", exact=True)).to_be_checked()
    focus_on(window, "Cómo quiere firmar")
    window.page.keyboard.type("Ana López")
    enter(window, "Enviar el aporte")
    expect(window.page).to_have_url(re.compile("/acuse/"))
    for words in (SAID, "Ana López"):
        expect(window.main()).to_contain_text(words)
    assert window.wrong == []


def test_the_first_tab_skips_to_the_content(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(HOME + "texto/eje-3")
    window.page.keyboard.press("Tab")
    expect(window.page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.main()).to_be_focused()
