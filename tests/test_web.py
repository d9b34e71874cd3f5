"""What every request goes through, seen on views made for the purpose."""

from datetime import UTC, datetime
from typing import Any

import flask_migrate
import pytest
from flask import Flask, flash, redirect, request
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from consult import create_app
from consult.audit.models import AuditEvent
from consult.audit.service import record
from consult.extensions import db
from consult.permissions import requires
from tests.databases import settings
from tests.people import Visitor

FIVE_IN_THE_AFTERNOON = datetime(2026, 12, 18, 23, 0, tzinfo=UTC)


def write() -> Any:
    """Leaves a row in the log and answers with the status that the query asks for."""
    record(None, "probe", "probe", 1)
    status = int(request.args.get("status", "200"))
    if status == 500:
        raise RuntimeError("contraseña-secreta")
    return redirect("/", status) if status in (302, 303) else ("", status)


def greet() -> str:
    flash("Hola", "success")
    return ""


def add_probes(app: Flask) -> None:
    allowed = requires("site.read")
    app.add_url_rule("/undeclared", view_func=lambda: "secret", endpoint="undeclared")
    app.add_url_rule("/unknown", view_func=requires("no.such")(lambda: "secret"), endpoint="un")
    app.add_url_rule("/write", view_func=allowed(write), methods=["GET", "POST"])
    app.add_url_rule("/greet", view_func=allowed(greet), methods=["POST"])


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(
        settings(tmp_path_factory.mktemp("probe")) | {"WTF_CSRF_ENABLED": False}
    )
    add_probes(app)
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture
def client(probe: Flask) -> FlaskClient:
    return probe.test_client()


def rows(client: FlaskClient) -> int:
    with client.application.app_context():
        return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (302, 1), (303, 1), (404, 0), (422, 0)])
def test_an_unsafe_request_commits_once_if_it_succeeds(
    client: FlaskClient, status: int, kept: int
) -> None:
    before = rows(client)
    assert client.post(f"/write?status={status}").status_code == status
    assert rows(client) - before == kept


def test_a_fault_undoes_everything_and_tells_nothing(client: FlaskClient) -> None:
    before = rows(client)
    answer = client.post("/write?status=500")
    assert answer.status_code == 500 and rows(client) == before
    assert "Algo falló de nuestro lado" in answer.text
    assert "contraseña-secreta" not in answer.text and "Traceback" not in answer.text


def test_a_safe_request_cannot_write(client: FlaskClient) -> None:
    before = rows(client)
    assert client.get("/write").status_code in (500, 503)
    assert rows(client) == before


def test_the_next_request_is_free_to_write_after_one_that_was_not(client: FlaskClient) -> None:
    client.get("/write")
    before = rows(client)
    client.post("/write")
    assert rows(client) == before + 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_without_a_permission_does_not_answer(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/undeclared")
    assert answer.status_code in (404, 405) and "secret" not in answer.text


def test_a_permission_that_does_not_exist_opens_nothing(client: FlaskClient) -> None:
    answer = client.get("/unknown")
    assert answer.status_code >= 400 and "secret" not in answer.text


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "es-HN"), ("/en/", "en"), ("/en", "en"), ("/entrada", "es-HN"), ("/en/no", "en")],
)
def test_the_address_says_the_language(client: FlaskClient, path: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get(path).text


def test_links_of_an_english_page_stay_in_english(probe: Flask) -> None:
    page = Visitor(probe).get("/en/ingresar?siguiente=/x")
    links = {a.get("href"): a.get("hreflang") for a in page.all(".//header//a")}
    assert links.pop("/ingresar?siguiente=/x") == "es"
    assert links and all(link.startswith("/en/") for link in links if link)
    assert page.all(".//main//form")[0].get("action") == "/en/ingresar"


def test_the_browser_does_not_choose_the_language(client: FlaskClient) -> None:
    spanish = client.get("/", headers={"Accept-Language": "en-US,en"})
    assert 'lang="es-HN"' in spanish.text and "Accept-Language" not in spanish.vary


def test_a_message_waits_for_the_next_page_and_is_shown_once(client: FlaskClient) -> None:
    client.post("/greet")
    assert "Hola" in client.get("/").text
    assert "Hola" not in client.get("/").text


@pytest.mark.parametrize(
    ("path", "name", "shown"),
    [
        ("/", "datetime", "18 de diciembre de 2026, 5:00 p.\u202fm. (hora de Honduras)"),
        ("/", "day_month", "18 de diciembre"),
        ("/", "number", "1,234.5"),
        ("/en/", "day_month", "December 18"),
        ("/en/", "date", "December 18, 2026"),
        ("/en/", "number", "1,234.5"),
    ],
)
def test_dates_and_numbers_are_written_as_in_honduras(
    probe: Flask, path: str, name: str, shown: str
) -> None:
    value: Any = 1234.5 if name == "number" else FIVE_IN_THE_AFTERNOON
    environ = {"consult.language": "en"} if path == "/en/" else {}
    with probe.test_request_context("/", environ_overrides=environ):
        assert probe.jinja_env.filters[name](value) == shown


def test_a_visitor_costs_no_query_for_who_they_are(probe: Flask) -> None:
    """Reading pages are served in bulk: without a cookie nobody is looked up."""
    with probe.test_request_context("/ingresar"):
        probe.preprocess_request()
        assert not db.session().in_transaction()
        db.session.execute(text("SELECT 1"))
        assert db.session().in_transaction()


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_a_number_that_no_row_has_is_a_404(admin, number):
    for address in ("personas", "autorizaciones"):
        admin.get(f"/administracion/{address}/{number}", 404)
    fields = admin.get("/cuenta/sesiones").fields()
    admin.post("/cuenta/sesiones", fields | {"session": "9" * 5000}, 404)
