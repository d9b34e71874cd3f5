"""Reading a version by page: a file or pasted text, its mistakes told, its text kept."""

import io
from datetime import timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.drafts.messages import MESSAGES
from consult.drafts.models import Block, PendingImport, Version
from consult.drafts.preparing import staging
from consult.extensions import db, utc_now
from tests.drafts.word import FILES, document, p, r, title
from tests.factories import DRAFT, a_consultation
from tests.people import sign_in

IMPORT = "/consultas/politica/redaccion/importar"
FORM = "multipart/form-data"
ACCEPTED = "El archivo debe ser de Word (.docx), HTML (.html) o Markdown (.md)."


@pytest.fixture(autouse=True)
def consultation(app):
    return a_consultation(draft=None)


def file(content, name="borrador.md"):
    data = content if isinstance(content, bytes) else content.encode()
    return FileStorage(io.BytesIO(data), name)


def send(person, status=303, **typed):
    # Encoded here: the client of the tests would leave a large body in a file that it never closes.
    boundary, body = encode_multipart(person.get(IMPORT).fields() | typed)
    return person.post(IMPORT, body, status, content_type=f"{FORM}; boundary={boundary}")


def stored(person, **typed):
    """Read, looked at and imported: the texts of the version."""
    preview = send(person, **typed).location
    page = person.get(preview)
    person.post(preview + "/importar", page.fields(-2))
    newest = db.select(db.func.max(Version.id)).scalar_subquery()
    return db.session.scalars(
        db.select(Block.text).where(Block.version_id == newest).order_by(Block.id)
    ).all()


def waiting():
    db.session.expire_all()
    return db.session.scalars(db.select(PendingImport).order_by(PendingImport.id)).all()


def versions():
    return db.session.scalar(db.select(db.func.count(Version.id)))


def error(page):
    return page.words(".//div[@id='errors']//li")


def test_what_is_read_waits_and_is_no_version(drafter):
    page = send(drafter, text=DRAFT, label=" Primera ", note="Lo que\r\ncambió")
    (pending,) = waiting()
    assert page.location == f"{IMPORT}/{pending.id}"
    assert (pending.label, pending.note, pending.revision) == ("Primera", "Lo que\ncambió", 1)
    assert pending.person_id == drafter.person.id and versions() == 0
    assert drafter.get(page.location).words(".//h1") == "Revisar antes de importar"


@pytest.mark.parametrize("name", ["borrador.md", "BORRADOR.MD", "a.b.markdown", "../../x.md"])
def test_a_file_is_read(drafter, name):
    send(drafter, file=file(DRAFT, name))
    assert waiting()[0].file_name == name.rpartition("/")[2]


def test_every_way_gives_the_same_text(drafter):
    html = "<h1>Uno</h1><p>Texto <b>fuerte</b></p><ol><li>a</li></ol>"
    texts = ["Texto fuerte", "1. a"]
    assert stored(drafter, text="# Uno\n\nTexto **fuerte**\n\n1. a") == texts
    assert stored(drafter, text=html) == texts
    assert stored(drafter, file=file(html, "a.html")) == texts
    assert stored(drafter, file=file(html, "a.HTM")) == texts
    body = title("Uno") + p(r("Texto ") + r("fuerte", "<w:b/>")) + p(r("1. a"))
    assert stored(drafter, file=file(document(body), "a.docx")) == texts


def test_the_label_of_the_text_itself_is_taken(drafter):
    send(drafter, text="---\nlabel: De la portada\n---\n# Uno\n\nTexto")
    send(drafter, text=f"---\nlabel: {'x' * 300}\n---\n# Uno\n\nTexto")
    assert [pending.label for pending in waiting()] == ["De la portada", "x" * 120]


DEEP = "# A\n\n" + "> " * 60 + "x"
TWICE = "# A {#a}\n\nx\n\n# B {#a}\n\ny"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"Solo texto.", "no_headings"), (TWICE, "duplicate_key"),
     (b"\x00\x01\x02\x03", "binary"), (b"\x89PNG\r\n\x1a\n" * 9, "binary"), (DEEP, "too_deep"),
     (b"# A\n" + b"x" * (10 * 1024 * 1024), "too_large"), (b"---\na: [\n---\n# A", "front_matter")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_words(drafter, content, code):
    page = send(drafter, 422, file=file(content), label="Mi versión", note="Mi nota")
    assert error(page).startswith("Archivo: " + MESSAGES[code].partition("%")[0])
    assert (page.fields()["label"], page.fields()["note"]) == ("Mi versión", "Mi nota")
    assert "elíjalo otra vez" in page.words(".//main")
    assert waiting() == []


@pytest.mark.parametrize("text", ["Solo texto.", TWICE, DEEP, "---\na: [\n---\n# A"])
def test_a_pasted_text_with_mistakes_stays_on_the_page(drafter, text):
    page = send(drafter, 422, text=text, label="Mi versión")
    assert error(page).startswith("O pegue aquí el texto: ")
    assert (page.fields()["text"], page.fields()["label"]) == (text, "Mi versión")
    assert waiting() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Elija un archivo, o pegue el texto"),
        ({"text": " \n "}, "Elija un archivo, o pegue el texto"),
        ({"file": (DRAFT, "x.md"), "text": DRAFT}, "Hay un archivo y también un texto"),
        ({"file": (DRAFT, "x.docx")}, "no es un documento de Word (.docx), aunque su nombre"),
        ({"file": (DRAFT, "x.html")}, "no es de HTML"),
        ({"file": (document(title("Uno")), "x.md")}, "no es de texto"),
        ({"file": (DRAFT, "x.doc")}, ACCEPTED + " Ábralo en Word y guárdelo como .docx."),
        ({"file": ((FILES / "antiguo.doc").read_bytes(), "x.docx")}, "antigua de Word (.doc)"),
        ({"file": ((FILES / "con-contrasena.docx").read_bytes(), "x.docx")}, "contraseña"),
        ({"file": (document(p(r("Texto."))), "x.docx")}, "El texto no tiene títulos. Dé a cada"),
        ({"file": (DRAFT, "md")}, ACCEPTED),
        ({"file": (DRAFT, "x.md.exe")}, ACCEPTED),
        ({"text": "<p>Solo texto.</p>"}, "El texto no tiene títulos. Dé a cada"),
        ({"text": DRAFT, "label": "x" * 121}, "Use 120 caracteres como máximo."),
        ({"text": DRAFT, "note": "x" * 5_001}, "Use 5000 caracteres como máximo."),
    ],
)
def test_a_form_with_mistakes_is_told(drafter, typed, says):
    sent = {name: file(*value) if name == "file" else value for name, value in typed.items()}
    page = send(drafter, 422, **sent)
    assert says in page.words(".//div[@id='errors']")
    assert page.fields()["text"] == typed.get("text", "").strip()
    assert waiting() == []


def test_what_is_too_large_for_the_site_is_refused_at_the_door(drafter):
    send(drafter, 413, file=file(b"x" * (11 * 1024 * 1024 + 1)))


def test_windows_texts_are_read(drafter):
    assert stored(drafter, file=file("\ufeff# Título\r\n\r\nPárrafo único.\r\n")) == [
        "Párrafo único."
    ]
    page = drafter.get(send(drafter, file=file("# Año\n\nPárrafo".encode("cp1252"))).location)
    assert "se leyó como Windows-1252" in page.words(".//main")


def test_what_was_forgotten_for_a_day_goes_when_another_is_read(drafter):
    for number in range(2):
        send(drafter, text=f"# Uno {number}")
    waiting()[0].created_at = utc_now() - staging.LIFETIME - timedelta(minutes=1)
    db.session.commit()
    send(drafter, text="# Tres")
    assert [pending.id for pending in waiting()] == [2, 3]


def test_what_waits_is_found_again_by_who_read_it_alone(app, drafter):
    location = send(drafter, file=file(DRAFT, "mi ley.md")).location
    other = sign_in(app, "drafter", "otra@ejemplo.hn")
    assert "mi ley.md" in drafter.get(IMPORT).words(".//main")
    assert location in drafter.get(IMPORT).text and location not in other.get(IMPORT).text


def test_an_expired_token_keeps_the_text(drafter):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT, "csrf_token": "otro"}
    page = drafter.post(IMPORT, fields, 400, content_type=FORM)
    assert "El Estado coordinará a las instituciones." in page.text
    drafter.post(IMPORT, page.fields())
    assert len(waiting()) == 1


def test_a_lost_session_keeps_the_text(drafter, visitor):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT}
    token = {"csrf_token": visitor.get("/ingresar").fields()["csrf_token"]}
    page = visitor.post(IMPORT, fields | token, 401, content_type=FORM)
    assert "El Estado coordinará a las instituciones." in page.fields()["kept_fields"]


@pytest.mark.parametrize("text", [
    "# Uno\n\n<script>alert(1)</script> [x](javascript:alert(1)) **sí**",
    "<h1>Uno</h1><p onclick=x><script>alert(1)</script><a href='javascript:alert(1)'>x</a> "
    "<img src=x onerror=alert(1) alt='<script>'> <b style='x'>sí</b></p>",
])  # fmt: skip
def test_nothing_harmful_comes_in_with_a_text(drafter, text):
    location = send(drafter, text=text).location
    shown = drafter.get(location + "/seccion/0").text
    assert "<script>alert" not in shown and 'href="javascript' not in shown
    drafter.post(location + "/importar", drafter.get(location).fields(-2))
    html = db.session.scalars(db.select(Block.html)).one()
    assert "<script" not in html and "href" not in html and "<strong>sí</strong>" in html
