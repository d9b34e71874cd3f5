"""What stands around every answer: the same protection on each status, and who may keep it."""

import re
from collections.abc import Callable

import flask_migrate
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult import config, create_app
from consult.web import HEADERS
from tests.people import Visitor
from tests.site.observatory import grade, score
from tests.site.sites import Site
from tests.site.world import World

HOST = "https://consulta.example.hn"
HOME = "/consultas/propia/"
PRIVATE_PAGES = [HOME + "moderacion/", HOME + "redaccion/", HOME + "temas/"]
READING_PAGES = ["/", "/en/", HOME, HOME + "texto/eje-1", HOME + "aportes/", "/en" + HOME,
                 HOME + "comparar/1/2", HOME + "comparar/1/2/eje-1"]  # fmt: skip

Answer = Callable[[Site, Visitor], TestResponse]


def get(path: str, **headers: str) -> Answer:
    return lambda site, visitor: visitor.client.get(path, headers=headers, buffered=True)


def post(path: str, **data: object) -> Answer:
    return lambda site, visitor: visitor.client.post(
        path, data={"csrf_token": site.token(visitor)} | data
    )


def not_modified(site: Site, visitor: Visitor) -> TestResponse:
    seen = visitor.client.get(HOME)
    return visitor.client.get(HOME, headers={"If-None-Match": seen.headers["ETag"]})


def signing_in(site: Site, visitor: Visitor) -> TestResponse:
    known = {"email": "moderator@ejemplo.hn", "password": "una frase larga de prueba"}
    return post("/ingresar", **known)(site, visitor)


def static_file(site: Site, visitor: Visitor) -> TestResponse:
    sheet = re.search(r'href="(/static/[^"]+\.css)"', visitor.client.get("/").text)
    assert sheet is not None
    return visitor.client.get(sheet[1], buffered=True)


ANSWERS: dict[int, list[Answer]] = {
    200: [get("/"), get(HOME), get("/ingresar"), get("/dev/componentes"), static_file],
    302: [get(HOME + "moderacion/"), get(HOME + "s/eje-1")],
    303: [signing_in],
    304: [not_modified],
    400: [get("/", Host="evil.example"), get("/en/", Host="evil.example"),
          lambda site, visitor: visitor.client.post("/ingresar", data={"email": "a"})],
    401: [post(HOME + "moderacion/PRO-0001", explanation="Así no.")],
    404: [get("/no-hay"), get("/static/no-hay.css"), get("/consultas/no-hay/"), post("/no-hay")],
    405: [get("/salir"), post("/"), lambda site, visitor: visitor.client.delete("/ingresar")],
    413: [post("/ingresar", email="a" * 263_000)],
    422: [post("/ingresar", email="a")],
}  # fmt: skip


@pytest.mark.parametrize("status", ANSWERS)
def test_every_answer_carries_the_whole_set(world: World, status: int) -> None:
    for ask in ANSWERS[status]:
        answer = ask(world.site, Visitor(world.site.app))
        assert answer.status_code == status
        assert dict(answer.headers) | HEADERS == dict(answer.headers), answer.request.path
        # Only https can secure a cookie; production's is scored below.
        answer.headers.remove("Set-Cookie")
        assert grade(answer.headers) == "A+", answer.request.path
        assert len(answer.headers.getlist("Cache-Control")) == 1


def test_an_upload_beyond_the_limit_is_refused(world: World) -> None:
    answer = world.site.person("drafter").client.post(
        HOME + "redaccion/importar",
        data=b"a" * (config.LARGEST_UPLOAD + 1),
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413 and "El envío es demasiado grande" in answer.text


def test_what_is_too_large_leads_back_to_its_form(world: World) -> None:
    visitor = Visitor(world.site.app)
    for path, leads in (("/en/ingresar?a=b", True), (HOME + "moderacion/PRO-0001", True),
                        ("/salir", False)):  # fmt: skip
        answer = post(path, email="a" * 263_000)(world.site, visitor)
        assert answer.status_code == 413 and (f'href="{path}"' in answer.text) == leads


def test_a_method_that_is_not_taken_is_told_which_are(world: World) -> None:
    assert "POST" in get("/salir")(world.site, Visitor(world.site.app)).headers["Allow"]


@pytest.mark.parametrize("path", READING_PAGES)
def test_reading_pages_may_be_kept_by_everyone_and_set_no_cookie(world: World, path: str) -> None:
    answer = get(path)(world.site, Visitor(world.site.app))
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert "Cookie" in answer.vary and answer.headers["ETag"]


@pytest.mark.parametrize("path", READING_PAGES)
def test_nobody_keeps_the_page_of_someone_who_signed_in(world: World, path: str) -> None:
    answer = get(path)(world.site, world.site.person("participant"))
    assert answer.status_code == 200 and "participant" in answer.text.lower()
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


@pytest.mark.parametrize("path", PRIVATE_PAGES)
def test_nobody_keeps_the_pages_of_the_staff(world: World, path: str) -> None:
    answer = get(path)(world.site, world.site.person("admin"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_nobody_keeps_a_receipt_or_a_form(world: World) -> None:
    receipt = HOME + "acuse/" + world.own["comments.key"]
    for path in (receipt, HOME + "comentar", "/ingresar", "/no-hay"):
        answer = get(path)(world.site, Visitor(world.site.app))
        assert answer.headers["Cache-Control"] == "no-store", path


def test_static_files_are_kept_for_ever_under_an_address_of_their_own(world: World) -> None:
    answer = static_file(world.site, Visitor(world.site.app))
    assert {"max-age=315360000", "immutable"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    environ = {
        "CONSULT_ENV": "production",
        "CONSULT_BASE_URL": HOST,
        "CONSULT_SECRET_KEY": "k" * 40,
        "CONSULT_DATA_DIR": str(tmp_path_factory.mktemp("production")),
    }
    app = create_app(config.load(environ))
    with app.app_context():
        flask_migrate.upgrade()
    return app


def test_in_production_the_cookie_is_bound_to_the_host_and_to_https(production: Flask) -> None:
    cookie = production.test_client().get("/ingresar", base_url=HOST).headers["Set-Cookie"]
    name, *marks = [part.strip() for part in cookie.split(";")]
    assert name.startswith("__Host-")
    assert sorted(marks) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert "Domain" not in cookie


def test_production_scores_an_a_plus_with_and_without_a_cookie(production: Flask) -> None:
    for path, least in (("/", 130), ("/ingresar", 135)):
        answer = production.test_client().get(path, base_url=HOST)
        assert grade(answer.headers) == "A+" and score(answer.headers) >= least


def test_production_answers_to_its_own_name_alone_and_hides_the_gallery(
    production: Flask,
) -> None:
    client = production.test_client()
    assert client.get("/", base_url=HOST).status_code == 200
    assert client.get("/dev/componentes", base_url=HOST).status_code == 404
    for host in ("https://localhost", "https://127.0.0.1", "https://example.hn"):
        assert client.get("/", base_url=host).status_code == 400


@pytest.mark.parametrize(
    ("change", "reached"),
    [
        ({}, "A+"),
        ({"Content-Security-Policy": "script-src 'unsafe-inline'"}, "B+"),
        ({"Content-Security-Policy": ""}, "B"),
        ({"Content-Security-Policy": "", "X-Frame-Options": ""}, "C"),
        ({"Strict-Transport-Security": "", "X-Content-Type-Options": ""}, "B"),
        ({"Set-Cookie": "consult=x; HttpOnly"}, "C+"),
        ({"Access-Control-Allow-Origin": "*"}, "C"),
    ],
)
def test_the_score_falls_with_a_worse_header(change: dict[str, str], reached: str) -> None:
    assert grade(HEADERS | change) == reached
