"""Files that mean harm: each is refused in words or read, within five seconds and 300 MB, by a
process that knows no secret and can open nothing."""

import io
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile

import pytest

from consult.drafts.formats import child, limited
from consult.drafts.formats.limited import read_limited
from consult.drafts.messages import DraftError
from tests.drafts.word import FILES, MACROS, document, p, packed, parts, r, title, types

MIB = 1024 * 1024
GOOD = document(title("Uno") + p(r("Texto.")))
TEMPLATE = MACROS.replace("document", "template")
BOMB = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


def with_parts(**others):
    """A good document with other parts; "__" stands for "/"."""
    return packed(parts(title("Uno") + p(r("x"))) | {
        name.replace("__", "/"): content for name, content in others.items()
    })  # fmt: skip


def with_part(name, content):
    return packed(parts(title("Uno") + p(r("x"))) | {name: content})


def with_body(before, text="x"):
    made = parts(title("Uno") + p(r(text)))
    return packed(made | {"word/document.xml": before + str(made["word/document.xml"])})


def utf_16(text):
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def encrypted_member():
    data = bytearray(GOOD)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    return bytes(data)


def twice():
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<x/>")
    return file.getvalue()


def many(members):
    return packed(parts(title("Uno")) | {f"x{n}": "" for n in range(members)}, zipfile.ZIP_STORED)


def lying():
    """Says that its text is short; unpacked it is 30 MB."""
    data = bytearray(with_part("word/media/a.xml", "<a>" + "x" * 30 * MIB + "</a>"))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    return bytes(data)


HOSTILE = {
    "a password": ((FILES / "con-contrasena.docx").read_bytes(), "password"),
    "a member with a password": (encrypted_member(), "password"),
    "an old document": ((FILES / "antiguo.doc").read_bytes(), "old_word"),
    "macros": (with_part("[Content_Types].xml", types(MACROS)), "macros"),
    "macros in a template": (with_part("[Content_Types].xml", types(TEMPLATE)), "macros"),
    "a project of macros": (with_part("word/vbaProject.bin", b"\xd0\xcf"), "macros"),
    "a picture": (b"\x89PNG\r\n\x1a\n" * 9, "not_word"),
    "plain text": (b"# Uno", "not_word"),
    "nothing": (b"", "empty"),
    "another archive": (packed({"a.txt": "x"}), "not_word"),
    "a spreadsheet": (with_part("[Content_Types].xml", types("application/xlsx")), "not_word"),
    "half a file": (GOOD[: len(GOOD) // 2], "damaged"),
    "a bad checksum": (GOOD.replace(b"word/styles.xml", b"word/stylez.xml", 1), "damaged"),
    "broken XML": (with_part("word/document.xml", "<a><b>"), "damaged"),
    "no text": (with_part("word/document.xml", "<a/>"), "damaged"),
    "no relationships": (packed({"[Content_Types].xml": types()}), "damaged"),
    "a member twice": (twice(), "damaged"),
    "a member that lies": (lying(), "damaged"),
    "too many members": (many(2_001), "too_packed"),
    "a bomb": (with_part("word/media/a.bin", b"\0" * 61 * MIB), "too_packed"),
    "a small bomb": (with_part("a.bin", b"\0" * 5 * MIB), "too_packed"),
    "another packing": (packed(parts(title("Uno")), zipfile.ZIP_BZIP2), "too_packed"),
    "entities": (with_body(BOMB + "]>"), "entities"),
    "an external entity": (
        with_body('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "entities"),
    "an external definition": (
        with_body('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'), "entities"),
    "entities in a part that is not read": (with_part("word/header1.xml", BOMB), "entities"),
    "entities in wide characters": (
        with_part("word/document.xml", utf_16(BOMB + "]><a>&a9;</a>")), "entities"),
    "another encoding": (
        with_body('<?xml version="1.0" encoding="UTF-7"?>'), "entities"),
    "deep XML": (with_part("word/document.xml", "<a>" * 5000 + "</a>" * 5000), "too_deep"),
    "tables in tables": (document(title("T") + "<w:tbl><w:tr><w:tc>" * 40 + p(r("x"))
                                  + "</w:tc></w:tr></w:tbl>" * 40), "too_deep"),
    "the same paragraph too often": (document(title("T") + p(r("x")) * 100_001), "too_packed"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_with_its_reason(name):
    data, code = HOSTILE[name]
    start = time.monotonic()
    with pytest.raises(DraftError) as error:
        read_limited(data, "docx")
    assert error.value.code == code
    assert time.monotonic() - start < limited.SECONDS + 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<h1>a</h1>" + b"<p><b>a</b>b</p>" * 600_000, "html"),
        (b"<h1>a</h1><p " + b"a=b " * 1_000_000 + b">x", "html"),
        (b"<h1>a</h1>" + b"<a href=x><b><i>" * 600_000, "html"),
        (b"<h1>a</h1><p>" + b"&amp;" * 1_900_000, "html"),
        (b"<h1>a</h1><p>" + b"a<br> " * 1_600_000, "html"),
        (b"# A\n\n" + b"*a* " * 2_500_000, "markdown"),
        (b"# A\n\n" + b"palabra y otra mas " * 500_000, "markdown"),
    ],
    ids=["elements", "attributes", "unclosed", "characters", "breaks", "marks", "text"],
)
def test_ten_megabytes_of_anything_end_in_time(data, kind):
    start = time.monotonic()
    try:
        assert read_limited(data, kind).sections
    except DraftError as error:
        assert error.code in ("too_heavy", "too_slow", "too_deep", "too_many")
    assert time.monotonic() - start < limited.SECONDS + 1


def test_a_file_over_the_limit_starts_no_process(monkeypatch):
    monkeypatch.setattr(limited, "_start", None)
    with pytest.raises(DraftError, match="too_large"):
        read_limited(b"x" * (10 * MIB + 1), "docx")


def probe(monkeypatch, tmp_path, body, kind="markdown"):
    """Reads with a child that runs `body` in the place of a reader."""
    script = (limited.CHILD).read_text().replace("read(sys.stdin.buffer.read(), kind)", body)
    assert body in script
    script = script.replace("Path(__file__).resolve()", f"Path({str(limited.CHILD)!r})")
    (tmp_path / "child.py").write_text(script)
    monkeypatch.setattr(limited, "CHILD", tmp_path / "child.py")
    return read_limited(b"# A", kind)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("exec('while True: pass')", "too_slow"),
        ("bytearray(400 * 1024 * 1024)", "too_heavy"),
        ("open('/etc/passwd')", "unreadable"),
        ("__import__('socket').socket()", "unreadable"),
        ("exec('import os; os.kill(os.getpid(), 11)')", "unreadable"),
        ("print('x' * 60 * 1024 * 1024)", "too_heavy"),
    ],
)
def test_the_process_that_reads_is_held_to_its_limits(monkeypatch, tmp_path, body, code):
    start = time.monotonic()
    with pytest.raises(DraftError) as error:
        probe(monkeypatch, tmp_path, body)
    assert error.value.code == code
    assert time.monotonic() - start < limited.SECONDS + 2


def test_the_process_that_reads_knows_no_secret_and_no_application(monkeypatch, tmp_path):
    monkeypatch.setenv("CONSULT_SECRET_KEY", "s" * 40)
    told = "(_ for _ in ()).throw(DraftError('empty', env=' '.join(__import__('os').environ), " \
        "loaded=' '.join(sys.modules)))"  # fmt: skip
    with pytest.raises(DraftError) as error:
        probe(monkeypatch, tmp_path, told)
    assert set(error.value.values["env"].split()) <= {"PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}
    loaded = set(error.value.values["loaded"].split())
    assert "lxml.etree" in loaded and not loaded & {"flask", "sqlalchemy", "consult.extensions"}


def test_no_address_in_a_document_is_asked_for():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        rel = f'<Relationship Id="{{}}" Type="x/{{}}" Target="{address}" TargetMode="External"/>'
        outside = "".join(rel.format(kind, kind) for kind in ("image", "attachedTemplate"))
        picture = '<w:r><a:blip xmlns:a="a" r:link="image"/></w:r>'
        read_limited(document(title("Uno") + p(picture), rels=outside), "docx")
        page = f'<h1>a</h1><img src="{address}"><link href="{address}"><iframe src="{address}">'
        read_limited(page.encode(), "html")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_process_leaves_no_file_and_no_zombie(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for _time in range(3):
        read_limited(GOOD, "docx")
    assert list(tmp_path.iterdir()) == []
    found = subprocess.run(["ps", "-o", "args="], capture_output=True, text=True, check=True)
    assert "child.py" not in found.stdout


def test_others_go_on_while_a_hostile_file_is_read(monkeypatch, tmp_path):
    """The process that serves waits for a pipe and holds nothing: its other threads run."""
    beats, ended = [], threading.Event()

    def beat():
        while not ended.is_set():
            beats.append(time.monotonic())
            time.sleep(0.02)

    thread = threading.Thread(target=beat)
    thread.start()
    with pytest.raises(DraftError, match="too_slow"):
        probe(monkeypatch, tmp_path, "exec('while True: pass')")
    ended.set()
    thread.join()
    waits = sorted(after - before for before, after in zip(beats, beats[1:], strict=False))
    assert len(beats) > 50 and waits[int(len(waits) * 0.95)] < 0.5


def test_a_draft_comes_back_as_it_was_read():
    from consult.drafts.formats import read

    for name, kind in (("reforma.docx", "docx"), ("reforma.html", "html")):
        data = (FILES / name).read_bytes()
        assert read_limited(data, kind) == read(data, kind)
    assert read_limited(b"---\nerror: no\n---\n# A", "markdown").metadata == {"error": "no"}


def test_three_hundred_pages_are_read_in_time():
    paragraph = p(r("Toda persona retornada será recibida con dignidad. ") * 20)
    data = document("".join(title(f"Artículo {n}.") + paragraph * 3 for n in range(360)))
    start = time.monotonic()
    draft = read_limited(data, "docx")
    assert sum(section.words for section in draft.sections) > 150_000
    assert time.monotonic() - start < limited.SECONDS


def test_the_limits_are_those_that_were_promised():
    assert (child.MEMORY, child.SECONDS) == (300 * MIB, 5)
    assert sys.version_info >= (3, 11), "-P keeps the folder of the script off the path"
