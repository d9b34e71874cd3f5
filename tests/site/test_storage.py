"""No address and no browser of anyone who was here is kept, in no form, anywhere."""

import gzip
import hashlib
import logging
import os
import socket
import subprocess
import sys
import time
import zlib
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from consult.demo.loading import accounts
from consult.extensions import db
from tests.people import Visitor
from tests.site.sites import Site
from tests.site.world import World

REMOTE, FORWARDED = "203.0.113.77", "198.51.100.23"
BROWSER = "Mozilla/5.0 (canary-agent-51c7) Gecko"
NEIGHBOUR = "127.0.0.77"
HOME = "/consultas/politica-migratoria/"
HASHES = ("md5", "sha1", "sha256", "sha512")


def traces() -> dict[str, bytes]:
    """What must not be found, by what it is: as it came, or hashed with no key; binary or text."""
    found = {}
    for name, value in (("address", REMOTE), ("forwarded", FORWARDED), ("browser", BROWSER)):
        found[name] = value.encode()
        for kind in HASHES:
            digest = hashlib.new(kind, value.encode())
            found[f"{kind} of {name}"] = digest.hexdigest().encode()
            found[f"{kind} of {name}, binary"] = digest.digest()
    # Flask-Login's own identifier hashes both together.
    both = hashlib.sha512(f"{FORWARDED}|{BROWSER}".encode()).hexdigest()
    return found | {"Flask-Login's identifier": both.encode(), "part": b"canary-agent"}


def found_in(content: bytes) -> list[str]:
    return [name for name, trace in traces().items() if trace in content]


def someone(site: Site) -> Visitor:
    visitor = Visitor(site.app)
    visitor.client.environ_base.update(
        REMOTE_ADDR=REMOTE, HTTP_X_FORWARDED_FOR=FORWARDED, HTTP_USER_AGENT=BROWSER
    )
    return visitor


def journey(site: Site) -> list[Visitor]:
    """A visitor reads, searches and comments; staff sign in, decide, import; pages go wrong."""
    visitor, staff = someone(site), someone(site)
    visitor.get("/")
    visitor.get(HOME)
    visitor.get(HOME + "buscar?q=retorno")
    sent = visitor.submit(HOME + "comentar", {"body": "El párrafo está bien así."})
    visitor.get(sent.location)
    visitor.get("/no-hay", 404)
    visitor.post("/ingresar", {"email": "a"}, 400)
    _role, email, password = accounts(site.folder)[0]
    staff.submit("/ingresar", {"email": email, "password": "otra frase larga"}, 422)
    staff.submit("/ingresar", {"email": email, "password": password})
    waiting = staff.get(HOME + "moderacion/").all(".//main//ol/li/a")[0].get("href") or ""
    staff.submit(waiting, {"decision": "rejected", "reason": "off_topic"})
    staff.get(HOME + "redaccion/")
    staff.post("/salir", {"csrf_token": site.token(staff)})
    return [visitor, staff]


@pytest.fixture
def travelled(demonstration: Site) -> Site:
    journey(demonstration)
    return demonstration


def test_no_table_holds_them(travelled: Site) -> None:
    rows = travelled.dump()
    assert len(rows["comment"]) > 150 and rows["decision"]
    assert found_in(str(rows).encode()) == []


def test_no_file_of_the_data_folder_holds_them(travelled: Site) -> None:
    files = [path for path in travelled.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    for path in files:
        content = path.read_bytes()
        assert found_in(content) == [], path
        if path.suffix == ".gz":
            assert found_in(gzip.decompress(content)) == [], path


def test_no_line_of_the_log_holds_them(
    demonstration: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        journey(demonstration)
        someone(demonstration).client.get("/", headers={"Host": "evil.example"})
    assert found_in(caplog.text.encode()) == []
    assert found_in("".join(capfd.readouterr()).encode()) == []


def test_a_statement_that_fails_is_logged_without_what_was_written(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(world.site.app)
    with world.site.context():
        db.session.execute(text("DROP TABLE comment_revision"))
    sent = {"body": "Mi hermano se llama Ramón.", "author_name": "Doña Reina"}
    visitor.submit("/consultas/propia/comentar", sent, 503)
    assert "comment_revision" in caplog.text
    assert "Ramón" not in caplog.text and "Reina" not in caplog.text


def test_the_server_writes_down_no_address_even_of_a_malformed_request(
    demonstration: Site,
) -> None:
    port = free_port()
    environ = os.environ | {
        "CONSULT_DATA_DIR": str(demonstration.folder), "CONSULT_TRUSTED_PROXIES": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "consult.cli", "serve", "--workers", "1"]
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        for request in ("GET / HTTP/1.1", "GET /no-hay HTTP/1.1", "GET /en/", "nonsense"):
            assert send(port, request)
        server.terminate()
        written = server.communicate(timeout=30)[0]
    assert str(port) in written, "the server said where it serves"
    assert NEIGHBOUR not in written and found_in(written.encode()) == []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(port: int, request: str) -> bytes:
    """The first bytes of the answer to a request from another address of this machine."""
    for _attempt in range(100):
        with socket.socket() as browser:
            browser.bind((NEIGHBOUR, 0))
            if browser.connect_ex(("127.0.0.1", port)):
                time.sleep(0.1)
                continue
            lines = (request, "Host: 127.0.0.1", f"User-Agent: {BROWSER}",
                     f"X-Forwarded-For: {FORWARDED}", "Connection: close", "", "")  # fmt: skip
            browser.sendall("\r\n".join(lines).encode())
            return browser.recv(100)
    raise AssertionError("the server did not come up")


def test_no_cookie_holds_them(demonstration: Site) -> None:
    opened = 0
    for visitor in journey(demonstration):
        for cookie in visitor.client._cookies.values():
            opened += 1
            assert found_in(opened_cookie(cookie.value)) == []
    assert opened == 2


def opened_cookie(value: str) -> bytes:
    """The cookie as it is sent, and what is in it (Flask compresses what is long)."""
    payload = value.strip(".").split(".")[0]
    content = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return value.encode() + (zlib.decompress(content) if value.startswith(".") else content)


def test_the_search_finds_what_is_kept(tmp_path: Path, demonstration: Site) -> None:
    kept = SecureCookieSessionInterface().get_signing_serializer(demonstration.app)
    assert kept is not None
    hashed = hashlib.sha512(REMOTE.encode()).hexdigest()
    assert found_in(opened_cookie(str(kept.dumps({"_id": hashed * 3})))) == ["sha512 of address"]
    assert found_in(b"x" + hashlib.md5(BROWSER.encode()).digest()) == ["md5 of browser, binary"]
