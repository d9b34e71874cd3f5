"""The pages of those who translate: one section, a whole file, mistakes told, nothing lost."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.consultations.models import Consultation
from consult.drafts.models import SectionTranslation
from consult.drafts.parsing import parse_markdown
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Visitor, sign_in

BOARD = "/consultas/politica/redaccion/v1/traducciones/"
SECTION = BOARD + "seccion/eje-1"
IMPORT = BOARD + "importar"
SOURCE = BOARD + "texto.md"
TYPED = {"language": "cab", "title": "Title", "text": "One.\n\n- two\n- **three**"}
FILE = "## One {#eje-1}\n\nText.\n\n### Two {#linea-1-1}\n\nMore.\n"


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation()


def kept():
    db.session.expire_all()
    query = db.select(SectionTranslation).order_by(SectionTranslation.id)
    return [(row.language, row.title, row.text) for row in db.session.scalars(query)]


def error(page):
    return page.words(".//div[@id='errors']")


def send(person, status=200, **typed):
    boundary, body = encode_multipart(person.get(IMPORT).fields() | {"language": "cab"} | typed)
    kind = f"multipart/form-data; boundary={boundary}"
    return person.post(IMPORT, body, status, content_type=kind)


def file(content, name="traducido.md"):
    data = content if isinstance(content, bytes) else content.encode()
    return FileStorage(io.BytesIO(data), name)


def test_a_section_is_translated(drafter):
    page = drafter.get(SECTION + "?idioma=cab")
    words = page.words(".//main")
    assert "garífuna" in page.words(".//h1") and "El Estado coordinará" in words
    page = drafter.submit(SECTION + "?idioma=cab", TYPED)
    assert page.location == BOARD + "?idioma=cab#s-eje-1"
    assert kept() == [("cab", "Title", "One.\n\n- two\n- **three**")]
    after = drafter.get(BOARD + "?idioma=cab").words(".//main")
    assert "Se guardó la traducción (garífuna)." in after
    assert "1 sección al día · 0 no actualizadas · faltan 3" in after


def test_what_is_written_is_marked_with_its_language(drafter):
    page = drafter.get(SECTION + "?idioma=ar")
    for name in ("title", "text"):
        field = page.document.find(f".//*[@name='{name}']")
        assert (field.get("lang"), field.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize("typed", ["quc", " QUC ", "zh-hant", "cab-HN"])
def test_any_language_can_be_typed(drafter, typed):
    drafter.submit(SECTION, TYPED | {"language": "", "other": typed})
    assert len(kept()) == 1
    assert drafter.get(SECTION + "?idioma=" + kept()[0][0]).fields(-2)["title"] == "Title"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"language": ""}, "Elija una lengua de la lista, o escriba"),
        ({"language": "x;y"}, "Elija una lengua de la lista, o escriba"),
        ({"other": "quc"}, "pero no ambas cosas"),
        ({"language": "", "other": "<b>garífuna"}, "«<b>garífuna» no es una etiqueta de lengua"),
        ({"language": "", "other": "es-HN"}, "El texto ya está en español"),
        ({"language": "", "other": "spa"}, "El texto ya está en español"),
        ({"language": "es"}, "El texto ya está en español"),
        ({"title": " \u200b"}, "Escriba el título traducido"),
        ({"title": "x" * 1_001}, "Use 1000 caracteres"),
        ({"text": " \n "}, "Escriba el texto traducido"),
        ({"text": "Uno\n\n## Dos\n\nTres"}, "El texto tiene títulos («#»)"),
        ({"text": "> " * 60 + "x"}, "demasiados niveles"),
        ({"text": "x" * 60_001}, "Use 60000 caracteres"),
    ],
)
def test_mistakes_are_told_and_what_was_typed_stays(drafter, changes, says):
    typed = TYPED | changes
    page = drafter.submit(SECTION, typed, 422)
    assert says in error(page)
    for name in ("title", "text", "other"):
        assert page.fields()[name] == " ".join(typed.get(name, "").split(" ")).strip(" \n\u200b")
    assert kept() == []


def test_a_heading_without_text_needs_none(drafter):
    a_consultation("otra", draft="# Uno\n\n## Dos\n\nTexto")
    page = "/consultas/otra/redaccion/v1/traducciones/seccion/uno"
    drafter.submit(page, TYPED | {"title": "One", "text": ""})
    assert kept() == [("cab", "One", "")]


def test_the_same_form_sent_twice_is_saved_once(drafter):
    fields = drafter.get(SECTION).fields() | TYPED
    drafter.post(SECTION, fields)
    drafter.post(SECTION, fields)
    assert len(kept()) == 1


def test_the_second_of_two_is_told_and_nothing_is_lost(app, drafter):
    other = sign_in(app, "drafter", "otra@ejemplo.hn")
    mine = drafter.get(SECTION + "?idioma=cab").fields() | TYPED
    other.submit(SECTION + "?idioma=cab", TYPED | {"text": "Of the other."})
    page = drafter.post(SECTION + "?idioma=cab", mine, 409)
    assert "Mientras tanto otra persona guardó esta traducción" in error(page)
    assert page.fields()["text"] == TYPED["text"]
    assert "Of the other." in page.words(".//section[@id='guardada']")
    assert kept()[0][2] == "Of the other."
    drafter.post(SECTION + "?idioma=cab", page.fields())
    assert [text for _tag, _title, text in kept()] == [TYPED["text"]]


def test_a_language_that_another_began_meanwhile_is_told_too(app, drafter):
    mine = drafter.get(SECTION + "?idioma=miq").fields() | TYPED
    drafter.submit(SECTION, TYPED | {"text": "Of the other."})
    drafter.post(SECTION + "?idioma=miq", mine, 409)
    assert [text for _tag, _title, text in kept()] == ["Of the other."]


def test_four_at_the_same_moment_make_one(drafter):
    fields = drafter.get(SECTION).fields() | TYPED
    cookie = drafter.client.get_cookie("consult").value
    db.session.remove()
    start = Barrier(4)

    def answer(number):
        browser = Visitor(drafter.client.application).client
        browser.set_cookie("consult", cookie)
        start.wait()
        return browser.post(SECTION, data=fields | {"text": f"Text {number}."}).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(answer, range(4))) == [303, 409, 409, 409]
    assert len(kept()) == 1


def test_going_on_with_an_older_one_says_what_happened(drafter):
    drafter.submit(SECTION, TYPED)
    with meanwhile():
        consultation = db.session.scalars(db.select(Consultation)).one()
        a_version(consultation, DRAFT)
        a_version(consultation, DRAFT.replace("coordinará", "ordenará"))
    second, third = (SECTION.replace("v1", v) + "?idioma=cab" for v in ("v2", "v3"))
    page = drafter.get(second)
    assert "Es la de la versión 1; sigue al día" in page.words(".//main")
    assert page.fields()["text"] == TYPED["text"]
    page = drafter.get(third)
    assert "el texto en español cambió en la versión 3" in page.words(".//main")
    drafter.submit(third, {"text": "Newer."})
    assert [text for _tag, _title, text in kept()] == [TYPED["text"], "Newer."]
    assert "no actualizada" not in drafter.get(third).words(".//main")


def test_a_translation_is_taken_away(drafter):
    drafter.submit(SECTION, TYPED)
    fields = drafter.get(SECTION + "?idioma=cab").fields()
    page = drafter.post(SECTION + "/quitar", fields)
    assert page.location.startswith(BOARD) and kept() == []
    drafter.post(SECTION + "/quitar", fields)
    assert "Esa traducción ya no está." in drafter.get(BOARD).words(".//main")


def test_what_is_missing_leads_to_translating_it_and_spanish_is_the_original(drafter):
    page = drafter.get(BOARD + "?idioma=en")
    assert "inglés (en)" in page.words(".//ul[@class='plain-list translated-into']")
    assert page.words(".//tbody/tr/td/a").startswith("Falta · Traducir")
    original = "El texto en español es el original: no se traduce."
    assert original in drafter.get(SECTION + "?idioma=es-HN").words(".//main")
    assert original not in drafter.get(SECTION + "?idioma=en").words(".//main")
    names = [option.text for option in page.all(".//select[@id='language']/option")]
    assert names[1] == "árabe"


def test_the_board_adds_a_language_without_storing_anything(drafter):
    assert "Todavía no hay traducciones" in drafter.get(BOARD).words(".//main")
    page = drafter.get(BOARD + "?language=miq&other=")
    assert "miskito" in page.words(".//table") and len(page.all(".//tbody/tr")) == 4
    page = drafter.get(BOARD + "?language=&other=<x>")
    assert "no es una etiqueta" in error(page) and "<x>" not in page.text
    for query in ("?idioma=%00", "?idioma=es", "?desde=x", "?desde=99999", "?idioma=" + "a" * 3000):
        drafter.get(BOARD + query)
    assert kept() == []


def test_a_long_version_is_shown_by_pages(drafter):
    a_consultation("larga", draft="\n\n".join(f"# Parte {n}\n\nTexto." for n in range(250)))
    board = "/consultas/larga/redaccion/v1/traducciones/?idioma=cab"
    counts = [len(drafter.get(f"{board}&desde={n}").all(".//tbody/tr")) for n in (0, 100, 200)]
    assert counts == [100, 100, 50]
    assert "101 a 200 de 250" in drafter.get(f"{board}&desde=100").words(".//main")


def test_a_file_is_shown_before_it_is_stored(drafter):
    page = send(drafter, file=file(FILE))
    rows = [["".join(cell.itertext()) for cell in row] for row in page.all(".//tbody/tr")]
    assert rows == [["Eje 1. Gobernanza", "One", "Nueva", "1"],
                    ["Línea de acción 1.1. Consejo", "Two", "Nueva", "1"]]  # fmt: skip
    assert kept() == []
    drafter.post(IMPORT, page.fields())
    assert kept() == [("cab", "One", "Text."), ("cab", "Two", "More.")]
    assert "de 2 secciones (garífuna)" in drafter.get(BOARD).words(".//main")


def test_a_file_read_again_stores_nothing_more(drafter):
    drafter.post(IMPORT, send(drafter, file=file(FILE)).fields())
    page = send(drafter, text=FILE)
    assert "No hay nada que guardar" in page.words(".//main")
    page = send(drafter, text=FILE.replace("More.", "Other."))
    assert "Reemplaza la guardada" in page.words(".//table")
    drafter.post(IMPORT, page.fields())
    assert kept() == [("cab", "One", "Text."), ("cab", "Two", "Other.")]


def test_what_is_stored_meanwhile_is_shown_again(drafter):
    fields = send(drafter, file=file(FILE)).fields()
    drafter.submit(SECTION, TYPED)
    page = drafter.post(IMPORT, fields, 409)
    assert "Mientras tanto otra persona" in page.words(".//main")
    assert "Reemplaza la guardada" in page.words(".//table") and len(kept()) == 1
    drafter.post(IMPORT, page.fields())
    assert len(kept()) == 2


def test_what_stays_in_spanish_or_empty_is_not_stored(drafter):
    source = drafter.client.get(SOURCE).text
    text = source.replace("## Eje 2. Retorno", "## Axis 2").replace("recibida", "received")
    text = text.replace("Se creará un consejo con las organizaciones de la sociedad civil.", "")
    page = send(drafter, text=text)
    words = page.words(".//table")
    assert words.count("Sigue en español") == 2 and words.count("Sin texto") == 1
    drafter.post(IMPORT, page.fields())
    assert [title for _tag, title, _text in kept()] == ["Axis 2"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("# One\n\nText", "Títulos en el archivo: 1; en el texto en español: 4"),
        ("## One {#no-hay}", "Estas claves no están en la versión en español: no-hay"),
        ("## One {#eje-1}\n\n## Two", "El título «Two» no lleva su clave"),
        ("Only text", "El texto no tiene títulos"),
        (b"\x00\x01", "no es de texto"),
        (b"# A\n" + b"x" * 240_001, "El texto pasa de 240 KB"),
        ("", "no contiene texto"),
    ],
)
def test_a_file_that_does_not_fit_is_told(drafter, content, says):
    page = send(drafter, 422, file=file(content), language="miq")
    assert says in error(page) and page.fields()["language"] == "miq"
    assert kept() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Elija un archivo, o pegue"),
        ({"text": FILE, "file": (FILE, "x.md")}, "deje solo uno"),
        ({"file": (FILE, "x.docx")}, "terminar en .md"),
        ({"text": FILE, "language": ""}, "Elija una lengua"),
        ({"text": "# Uno"}, "Títulos en el archivo: 1"),
    ],
)
def test_a_form_with_mistakes_keeps_the_text(drafter, typed, says):
    sent = {name: file(*value) if name == "file" else value for name, value in typed.items()}
    page = send(drafter, 422, **sent)
    assert says in error(page) and page.fields()["text"] == typed.get("text", "").strip()
    assert kept() == []


def test_the_text_to_translate_comes_back_whole(drafter):
    response = drafter.client.get(SOURCE)
    assert response.mimetype == "text/markdown"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="politica-v1-para-traducir.md"'
    )
    before, after = (parse_markdown(text.encode()) for text in (DRAFT, response.text))
    assert [(s.key, s.heading, s.level, [b.text for b in s.blocks]) for s in before.sections] == [
        (s.key, s.heading, s.level, [b.text for b in s.blocks]) for s in after.sections
    ]
    assert "No hay nada que guardar" in send(drafter, text=response.text).words(".//main")


def test_a_real_law_goes_out_and_comes_in(drafter, shared_data):
    law = (shared_data / "leyes" / "lo-4-2000_2009-12-12.md").read_text(encoding="utf-8")
    a_consultation("ley", draft=law)
    board = "/consultas/ley/redaccion/v1/traducciones/"
    text = drafter.client.get(board + "texto.md").text.replace(" el ", " le ")
    fields = drafter.get(board + "importar").fields() | {"language": "fr", "text": text}
    page = drafter.post(board + "importar", fields, 200, content_type="multipart/form-data")
    assert len(page.all(".//tbody/tr")) == 135
    drafter.post(board + "importar", page.fields(), content_type="multipart/form-data")
    assert len(kept()) > 90
    fields["text"] = text
    page = drafter.post(board + "importar", fields, 200, content_type="multipart/form-data")
    assert "No hay nada que guardar" in page.words(".//main")


@pytest.mark.parametrize("path", [BOARD, SECTION, IMPORT, SOURCE])
def test_strangers_find_nothing(visitor, participant, moderator, path):
    visitor.get(path, 302)
    participant.get(path, 404)
    moderator.get(path, 404)


@pytest.mark.parametrize(
    "path",
    [BOARD.replace("v1", "v9"), SECTION.replace("v1", "v99999999999"), SECTION + "x",
     BOARD + "seccion/%00", BOARD + "seccion/<script>", SECTION.replace("politica", "nada")],
)  # fmt: skip
def test_what_is_not_there_is_not_found(drafter, path):
    drafter.get(path, 404)
