"""Pasting into the form in a real browser: rich text keeps its headings, plain text stays plain."""

import pytest
from playwright.sync_api import expect

from tests.browser import Chromium, Window

pytestmark = pytest.mark.xdist_group("browser")

IMPORT = "/consultas/politica-migratoria/redaccion/importar"
RICH = "<meta charset=utf-8><h1>Título pegado</h1><p>Texto <b>fuerte</b>.</p>"
PASTE = """([area, html, plain]) => {
  const data = new DataTransfer();
  data.setData("text/plain", plain);
  if (html) data.setData("text/html", html);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return area.dispatchEvent(event);
}"""


def opened(chromium: Chromium, **options: bool) -> Window:
    window = chromium.window("drafter", **options)
    window.open(IMPORT)
    return window


def pasted(window: Window, html: str, plain: str = "texto") -> str:
    """What stands in the field; a browser puts the plain text there where we do not act."""
    area = window.page.get_by_label("O pegue aquí el texto")
    if window.page.evaluate(PASTE, [area.element_handle(), html, plain]):
        area.fill(plain)
    return area.input_value()


def test_rich_text_is_kept_as_html_and_read_as_such(chromium: Chromium) -> None:
    window = opened(chromium)
    assert pasted(window, RICH).endswith("<p>Texto <b>fuerte</b>.</p>")
    window.press("Leer y revisar")
    expect(window.main()).to_contain_text("Título pegado")
    expect(window.main()).to_contain_text("1 sección")
    assert window.wrong == []


@pytest.mark.parametrize("html", ["", "<div style='color:red'># Uno</div>", "<p>" + "x" * 200_001])
def test_plain_text_and_what_is_too_long_stay_plain(chromium: Chromium, html: str) -> None:
    assert pasted(opened(chromium), html, "# Uno") == "# Uno"


def test_what_stands_in_the_field_is_not_written_over(chromium: Chromium) -> None:
    window = opened(chromium)
    window.page.get_by_label("O pegue aquí el texto").fill("# Ya escrito")
    assert pasted(window, RICH, "# Ya escrito y más") == "# Ya escrito y más"


def test_the_whole_way_without_script(chromium: Chromium) -> None:
    window = opened(chromium, java_script_enabled=False)
    window.page.get_by_label("O pegue aquí el texto").fill(
        "# TÍTULO I\n\n# De los derechos\n\nArtículo 1. Objeto. La ley regula.\n"
    )
    window.press("Leer y revisar")
    window.press("Unir con la anterior: De los derechos")
    window.follow("TÍTULO I. De los derechos")
    window.press("Convertir en título")
    window.page.get_by_label("El título termina en").select_option("3")
    window.press("Cortar el título ahí")
    window.follow("Volver a la lista")
    expect(window.page.get_by_role("link", name="Artículo 1. Objeto.", exact=True)).to_be_visible()
    window.press("Importar")
    expect(window.main()).to_contain_text("Se importó la versión 4: 2 secciones, 1 párrafo.")
