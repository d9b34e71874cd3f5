"""Importing a version by page: a file or pasted text, its mistakes told, its text kept."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from consult.drafts.messages import MESSAGES
from consult.drafts.models import Block, Section, Version
from consult.extensions import db
from tests.factories import DRAFT, a_consultation
from tests.people import Visitor

IMPORT = "/consultas/politica/redaccion/importar"
FORM = "multipart/form-data"


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


def versions():
    db.session.expire_all()
    return db.session.scalars(db.select(Version).order_by(Version.number)).all()


def error(page):
    return page.words(".//div[@id='errors']//li")


def test_a_pasted_text_becomes_an_unpublished_version(drafter):
    page = send(drafter, text=DRAFT, label=" Primera ", note="Lo que\r\ncambió")
    assert page.location == "/consultas/politica/redaccion/"
    (version,) = versions()
    assert (version.number, version.label, version.note) == (1, "Primera", "Lo que\ncambió")
    assert version.published_at is None
    assert db.session.scalar(db.select(db.func.count(Block.id))) == 7
    after = drafter.get(page.location).words(".//main")
    assert "Se importó la versión 1: 4 secciones, 7 párrafos." in after


@pytest.mark.parametrize("name", ["borrador.md", "BORRADOR.MD", "a.b.markdown", "../../x.md"])
def test_a_file_becomes_a_version(drafter, name):
    send(drafter, file=file(DRAFT, name))
    assert len(versions()) == 1


def test_both_ways_give_the_same_text(drafter):
    send(drafter, text=DRAFT)
    send(drafter, file=file(DRAFT))
    digests = [
        db.session.scalars(
            db.select(Block.digest).where(Block.version_id == number).order_by(Block.id)
        ).all()
        for number in (1, 2)
    ]
    assert digests[0] == digests[1] and len(digests[0]) == 7
    assert db.session.scalar(db.select(db.func.count(Section.id))) == 4


def test_the_label_of_the_text_itself_is_taken(drafter):
    send(drafter, text="---\nlabel: De la portada\n---\n# Uno\n\nTexto")
    send(drafter, text=f"---\nlabel: {'x' * 300}\n---\n# Uno\n\nTexto")
    assert [version.label for version in versions()] == ["De la portada", "x" * 120]


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
    assert error(page).startswith("Archivo en Markdown: " + MESSAGES[code].partition("%")[0])
    assert (page.fields()["label"], page.fields()["note"]) == ("Mi versión", "Mi nota")
    assert "elíjalo otra vez" in page.words(".//main")
    assert versions() == []


@pytest.mark.parametrize("text", ["Solo texto.", TWICE, DEEP, "---\na: [\n---\n# A"])
def test_a_pasted_text_with_mistakes_stays_on_the_page(drafter, text):
    page = send(drafter, 422, text=text, label="Mi versión")
    assert error(page).startswith("O pegue aquí el texto: ")
    assert (page.fields()["text"], page.fields()["label"]) == (text, "Mi versión")
    assert versions() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Elija un archivo, o pegue el texto"),
        ({"text": " \n "}, "Elija un archivo, o pegue el texto"),
        ({"file": (DRAFT, "x.md"), "text": DRAFT}, "Hay un archivo y también un texto"),
        ({"file": (DRAFT, "x.docx")}, "terminar en .md"),
        ({"file": (DRAFT, "md")}, "terminar en .md"),
        ({"file": (DRAFT, "x.md.exe")}, "terminar en .md"),
        ({"text": DRAFT, "label": "x" * 121}, "Use 120 caracteres como máximo."),
        ({"text": DRAFT, "note": "x" * 5_001}, "Use 5000 caracteres como máximo."),
    ],
)
def test_a_form_with_mistakes_is_told(drafter, typed, says):
    sent = {name: file(*value) if name == "file" else value for name, value in typed.items()}
    page = send(drafter, 422, **sent)
    assert says in page.words(".//div[@id='errors']")
    assert page.fields()["text"] == typed.get("text", "").strip()
    assert versions() == []


def test_what_is_too_large_for_the_site_is_refused_at_the_door(drafter):
    send(drafter, 413, file=file(b"x" * (11 * 1024 * 1024 + 1)))


def test_windows_texts_are_read(drafter):
    text = "\ufeff# Título\r\n\r\nPárrafo único.\r\n"
    send(drafter, file=file(text))
    send(drafter, file=file("# Año\n\nPárrafo".encode("cp1252")))
    texts = db.session.scalars(db.select(Block.text).order_by(Block.id)).all()
    assert texts == ["Párrafo único.", "Párrafo"]
    after = drafter.get("/consultas/politica/redaccion/").words(".//main")
    assert "se leyó como Windows-1252" in after


def test_warnings_are_told_once_for_each_kind(drafter):
    text = "Antes.\n\n" + "# Uno\n\nTexto\n\n# Dos\n\nTexto\n\n" * 30
    page = drafter.get(send(drafter, text=text).location)
    told = page.all(".//main//div[@role='status']")
    notices = ["".join(each.itertext()).strip() for each in told]
    assert "Se importó la versión 1" in notices[0]
    assert "Hay texto antes del primer título" in notices[1]
    assert "«Uno»" in notices[2] and "(2 avisos como este en total.)" in notices[2]
    assert len(notices) == 3


def test_many_warnings_do_not_sign_the_drafter_out(drafter):
    long = "muy " * 30
    text = "\n".join(f"# {long}{n}\n\nx\n\n# {long}{n}\n\n![a](https://a.hn)\n" for n in range(60))
    page = send(drafter, text=text)
    cookie = page.response.headers["Set-Cookie"]
    assert len(cookie) < 4000
    drafter.get(page.location)


def test_the_same_form_sent_again_makes_no_other_version(drafter):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT}
    drafter.post(IMPORT, fields, content_type=FORM)
    page = drafter.post(IMPORT, fields, 422, content_type=FORM)
    assert "Mientras tanto se importó la versión 1" in error(page)
    assert len(versions()) == 1
    drafter.post(IMPORT, page.fields(), content_type=FORM)
    assert len(versions()) == 2


def test_two_imports_at_the_same_moment_make_one_version(drafter):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT}
    cookie = drafter.client.get_cookie("consult").value
    db.session.remove()
    start = Barrier(4)

    def answer(_number):
        browser = Visitor(drafter.client.application).client
        browser.set_cookie("consult", cookie)
        start.wait()
        return browser.post(IMPORT, data=fields, content_type=FORM).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(answer, range(4))) == [303, 422, 422, 422]
    assert len(versions()) == 1


def test_an_expired_token_keeps_the_text(drafter):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT, "csrf_token": "otro"}
    page = drafter.post(IMPORT, fields, 400, content_type=FORM)
    assert "El Estado coordinará a las instituciones." in page.text
    drafter.post(IMPORT, page.fields())
    assert len(versions()) == 1


def test_a_lost_session_keeps_the_text(drafter, visitor):
    fields = drafter.get(IMPORT).fields() | {"text": DRAFT}
    token = {"csrf_token": visitor.get("/ingresar").fields()["csrf_token"]}
    page = visitor.post(IMPORT, fields | token, 401, content_type=FORM)
    assert "El Estado coordinará a las instituciones." in page.fields()["kept_fields"]


def test_nothing_harmful_comes_in_with_a_text(drafter):
    send(drafter, text="# Uno\n\n<script>alert(1)</script> [x](javascript:alert(1)) **sí**")
    html = db.session.scalars(db.select(Block.html)).one()
    assert "<script" not in html and "href" not in html and "<strong>sí</strong>" in html
