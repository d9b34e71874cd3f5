"""Every kind of page in a real browser, as the person who sees it, in both languages: nothing that
axe finds wrong, no sideways scroll on a phone, no error, no word to another host, and light."""

import pytest
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException

from consult.accounts.queries import person_by_email
from consult.extensions import db
from consult.jobs import enqueue
from consult.notifications import sending
from consult.notifications.models import Group
from consult.notifications.queries import token
from consult.notifications.service import tell
from tests.browser import Chromium, Window, Windows
from tests.drafts.word import FILES
from tests.organizations.inviting import invited
from tests.site.sites import Site

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"
LIGHT = 45 * 1024
SHOWN = [
    ("visitor", "/"),
    ("visitor", "/dev/componentes"),
    ("visitor", "/ingresar?siguiente=/"),
    ("visitor", "/no-hay"),
    ("visitor", HOME),
    ("visitor", HOME + "v1/"),
    ("visitor", HOME + "texto/eje-3"),
    ("visitor", HOME + "texto/eje-3?parrafo=4.1"),
    ("visitor", HOME + "texto/eje-3?parrafo=3.2&aporte=PMI-0003"),
    ("visitor", HOME + "v1/texto/eje-3?seccion=eje-3"),
    ("visitor", HOME + "texto/eje-3?idioma=en"),
    ("visitor", HOME + "texto/eje-1?idioma=en"),
    ("visitor", HOME + "aportes/"),
    ("visitor", HOME + "aportes/?clase=media&postura=against"),
    ("visitor", HOME + "aportes/PMI-0002"),
    ("visitor", HOME + "buscar?q=retorno"),
    ("visitor", HOME + "buscar?q=zarigüeya"),
    ("visitor", HOME + "comparar/"),
    ("visitor", HOME + "comparar/1/2"),
    ("visitor", HOME + "comparar/1/2/eje-3"),
    ("visitor", HOME + "comparar/1/2/eje-1?ver=todo"),
    ("visitor", "/crear-cuenta"),
    ("visitor", "/olvide-mi-contrasena"),
    ("visitor", "/revise-su-correo"),
    ("visitor", "/enlace/no-hay"),
    ("participant", "/cuenta/"),
    ("participant", "/cuenta/correo"),
    ("participant", "/cuenta/contrasena"),
    ("participant", "/cuenta/segundo-factor"),
    ("participant", "/cuenta/sesiones"),
    ("participant", "/cuenta/borrar"),
    ("visitor", HOME + "comentar?parrafo=4.1&version=2"),
    ("visitor", HOME + "comentar?seccion=eje-3&version=2&cita=rehacer+la+vida"),
    ("participant", HOME + "comentar?respuesta=PMI-0002"),
    ("moderator", HOME + "moderacion/"),
    ("moderator", HOME + "moderacion/?estado=decided"),
    ("moderator", HOME + "moderacion/?estado=mine"),
    ("moderator", HOME + "moderacion/?tipo=question"),
    ("moderator", HOME + "moderacion/grupos/PMI-0002"),
    ("moderator", "/moderacion"),
    ("admin", HOME + "moderacion/ajustes"),
    ("moderator", HOME + "moderacion/PMI-0002"),
    ("drafter", HOME + "redaccion/"),
    ("drafter", HOME + "redaccion/importar"),
    ("drafter", HOME + "redaccion/v1/publicar"),
    ("drafter", HOME + "redaccion/v3/publicar"),
    ("drafter", HOME + "redaccion/v2/publicar/avance"),
    ("drafter", HOME + "redaccion/v3/editar"),
    ("drafter", HOME + "redaccion/v3/descartar"),
    ("drafter", HOME + "redaccion/v3/coincidencias"),
    ("drafter", HOME + "redaccion/v1/coincidencias"),
    ("drafter", HOME + "redaccion/v3/coincidencias/3"),
    ("drafter", HOME + "redaccion/por-revisar"),
    ("visitor", HOME + "aportes/PMI-0009"),
    ("visitor", HOME + "aportes/PMI-0012"),
    ("drafter", HOME + "redaccion/v2/traducciones/"),
    ("drafter", HOME + "redaccion/v2/traducciones/?language=&other=nada"),
    ("drafter", HOME + "redaccion/v2/traducciones/seccion/retorno-documentos?idioma=en"),
    ("drafter", HOME + "redaccion/v1/traducciones/seccion/retorno-documentos?idioma=en"),
    ("drafter", HOME + "redaccion/v2/traducciones/seccion/eje-1?idioma=ar"),
    ("drafter", HOME + "redaccion/v2/traducciones/importar?idioma=cab"),
    ("visitor", HOME + "comentar?seccion=retorno-ventanillas&version=2"),
    ("visitor", HOME + "comentar?seccion=retorno-trabajo&version=2"),
    ("drafter", HOME + "redaccion/preguntas/"),
    ("drafter", HOME + "redaccion/preguntas/nueva"),
    ("drafter", HOME + "redaccion/preguntas/5/"),
    ("drafter", HOME + "temas/"),
    ("drafter", HOME + "temas/retorno"),
    ("drafter", HOME + "temas/aportes?postura=against"),
    ("drafter", HOME + "temas/asignar"),
    ("drafter", HOME + "temas/arbol"),
    ("drafter", HOME + "temas/arbol/retorno"),
    ("drafter", HOME + "temas/importar"),
    ("drafter", HOME + "temas/asignar/sugerencias"),
    ("drafter", HOME + "temas/asignar/grupos"),
    ("visitor", "/metodo"),
    ("visitor", "/organizaciones/"),
    ("visitor", "/organizaciones/?tipo=media&departamento=Yoro"),
    ("visitor", "/organizaciones/2"),
    ("delegate", "/organizaciones/15"),
    ("participant", "/organizaciones/registrar"),
    ("participant", "/organizaciones/mias"),
    ("delegate", "/organizaciones/mias"),
    ("delegate", "/organizaciones/1/datos"),
    ("delegate", "/organizaciones/2/delegados"),
    ("delegate", "/organizaciones/1/firmas/"),
    ("delegate", "/organizaciones/2/firmas/"),
    ("delegate", "/organizaciones/2/firmas/202"),
    ("admin", "/administracion/organizaciones/"),
    ("admin", "/administracion/organizaciones/15"),
    ("admin", "/administracion/organizaciones/1"),
    ("visitor", "/permisos"),
    ("admin", HOME + "equipo/"),
    ("admin", HOME + "equipo/ajustes"),
    ("admin", HOME + "autorizaciones/"),
    ("admin", "/administracion/autorizaciones"),
    ("admin", "/administracion/personas"),
    ("admin", "/administracion/personas/1"),
    ("visitor", "/dev/correo/"),
    ("participant", "/cuenta/avisos"),
    ("moderator", "/cuenta/avisos"),
    ("admin", "/administracion/trabajos"),
    ("admin", "/administracion/registro"),
    ("admin", "/administracion/registro?desde=2027-01-02&hasta=2027-01-01"),
    ("admin", HOME + "registro"),
    ("visitor", HOME + "seguimiento"),
    ("visitor", "/mis-aportes"),
    ("participant", HOME + "mis-aportes/"),
    ("visitor", HOME + "verificar"),
    ("visitor", HOME + "verificar?folio=PMI-0001&digest=0"),
    ("participant", HOME + "aportes/PMI-0002/sumarse"),
    ("moderator", HOME + "moderacion/apelaciones"),
    ("moderator", HOME + "moderacion/avisos"),
    ("moderator", HOME + "moderacion/avisos/PMI-0002"),
    ("moderator", HOME + "moderacion/PMI-0002/tapar"),
    ("admin", HOME + "moderacion/reglas"),
    ("admin", HOME + "moderacion/cifras"),
    ("visitor", HOME + "reglas"),
    ("visitor", HOME + "moderacion-publica"),
    ("visitor", HOME + "aportes/PMI-0002/avisar"),
    ("visitor", HOME + "aviso-recibido"),
]
# A form sent without an answer: the page that says so.
REFUSED = [
    ("visitor", "/ingresar"),
    ("visitor", "/crear-cuenta"),
    ("participant", "/cuenta/segundo-factor"),
    ("visitor", HOME + "comentar"),
    ("visitor", HOME + "comentar?seccion=retorno-ventanillas"),
    ("visitor", HOME + "seguimiento"),
    ("drafter", HOME + "redaccion/importar"),
    ("drafter", HOME + "redaccion/v2/traducciones/seccion/eje-1"),
    ("drafter", HOME + "redaccion/v2/traducciones/importar"),
    ("drafter", HOME + "redaccion/preguntas/nueva"),
    ("drafter", HOME + "redaccion/v3/publicar"),
    ("drafter", HOME + "temas/arbol"),
    ("drafter", HOME + "temas/importar"),
    ("participant", "/organizaciones/registrar"),
    ("delegate", "/organizaciones/2/delegados"),
    ("delegate", "/organizaciones/2/firmas/202"),
    ("admin", "/administracion/organizaciones/15"),
    ("admin", HOME + "equipo/"),
]
# They lead on, or give a file.
NO_PAGE = {
    "reading.section", "reading.block", "topics.export", "drafts.text_to_translate",
    "accounts.data", "comments.receipt_file", "moderation.ledger_file", "trail.site_file",
    "trail.consultation_file",
}  # fmt: skip
# Looked at by who wrote the comment.
ONES_OWN = {
    "comments.own", "comments.correct_own", "comments.withdraw_own", "moderation.appeal_own",
    "moderation.decide_on_appeal",
}  # fmt: skip
STATUS = {"/no-hay": 404, "/enlace/no-hay": 404, HOME + "redaccion/v1/publicar": 409,
          "/administracion/registro?desde=2027-01-02&hasta=2027-01-01": 422}
LANGUAGES = pytest.mark.parametrize("prefix", ["", "/en"], ids=["es", "en"])


def looked_at(window: Window) -> None:
    assert window.sideways() == []
    assert window.violations() == []
    assert window.wrong == []


def test_every_kind_of_page_is_looked_at(demonstration: Site) -> None:
    adapter = demonstration.app.url_map.bind("localhost")
    # What someone has to have asked for first: see the tests in a browser of each.
    seen = ONES_OWN | {
        "accounts.code", "approvals.one", "approvals.site_one", "comments.receipt",
        "moderation.batch",
        "drafts.preview", "drafts.preview_section", "identities.ask", "moderation.ask_original",
        "organizations.invitation",
        "notifications.unsubscribe", "teams.join",
    }  # fmt: skip
    for _role, path in SHOWN:
        try:
            seen.add(adapter.match(path.split("?")[0])[0])
        except HTTPException:
            continue
    rules = demonstration.app.url_map.iter_rules()
    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - seen == NO_PAGE


@LANGUAGES
@pytest.mark.parametrize(("role", "path"), SHOWN)
def test_a_page_is_sound(windows: Windows, prefix: str, role: str, path: str) -> None:
    window = windows(role)
    response = window.open(prefix + path)
    assert response.status == STATUS.get(path, 200)
    looked_at(window)


@LANGUAGES
@pytest.mark.parametrize(("role", "path"), REFUSED)
def test_a_form_that_is_refused_is_sound_and_says_why_first(
    windows: Windows, prefix: str, role: str, path: str
) -> None:
    window = windows(role)
    window.open(prefix + path)
    window.click(window.page.locator("main form.form button").last)
    expect(window.page.get_by_role("alert")).to_be_focused()
    assert window.page.title().startswith("Error")
    looked_at(window)


@LANGUAGES
def test_a_receipt_is_sound(chromium: Chromium, prefix: str) -> None:
    window = chromium.window()
    window.open(prefix + HOME + "comentar")
    window.page.locator("textarea[name=body]").fill("Estoy de acuerdo con el borrador.")
    window.click(window.page.locator("main form.form button").last)
    assert "/acuse/" in window.page.url
    looked_at(window)


def rejected(desk: Window, folio: str) -> None:
    desk.open(HOME + "moderacion/" + folio)
    desk.page.locator("input[name=reason][value=unclear]").check()
    desk.click(desk.page.locator("button[value=rejected]"))


@LANGUAGES
def test_ones_own_contribution_is_sound_to_its_appeal(chromium: Chromium, prefix: str) -> None:
    window = chromium.window()
    window.open(prefix + HOME + "comentar")
    window.page.locator("textarea[name=body]").fill("Opino.")
    window.click(window.page.locator("main form.form button").last)
    window.click(window.page.locator("main form.form button").last)
    own = window.at()
    for each in ("", "/corregir", "/retirar"):
        window.open(own + each)
        looked_at(window)
    folio = own.rsplit("/", 1)[1]
    rejected(chromium.window("moderator"), folio)
    window.open(own + "/apelar")
    looked_at(window)
    window.page.locator("textarea[name=text]").fill("Léalo otra vez.")
    window.click(window.page.locator("main form.form button").last)
    looked_at(window)
    judge = chromium.window("admin")
    judge.open(prefix + HOME + "moderacion/apelaciones/" + folio)
    looked_at(judge)


@LANGUAGES
def test_mail_and_the_page_that_ends_it_are_sound(chromium: Chromium, prefix: str) -> None:
    with chromium.site.context():
        author = person_by_email("participante@demo.example")
        assert author is not None
        facts = {"slug": "politica-migratoria", "title": "Política", "folio": "PMI-0002"}
        tell(author, "answered", **facts)
        db.session.flush()
        enqueue(sending.TASK)
        end = f"/avisos/baja/{token(author.id, Group.REPLIES)}"
    window = chromium.window()
    window.open(prefix + "/dev/correo/")
    window.page.locator("summary").first.click()
    assert window.page.locator("article a").count() >= 4
    looked_at(window)
    window.open(prefix + end)
    looked_at(window)
    window.click(window.page.locator("main form.form button").last)
    assert window.page.get_by_role("status").count() == 1
    looked_at(window)


@LANGUAGES
def test_a_draft_that_is_looked_at_is_sound(chromium: Chromium, prefix: str) -> None:
    window = chromium.window("drafter")
    window.open(prefix + HOME + "redaccion/importar")
    window.page.locator("input[type=file]").set_input_files(FILES / "reforma.docx")
    window.click(window.page.locator("main form.form button").last)
    assert window.page.locator(".topic-tree li").count() == 3
    looked_at(window)
    window.click(window.page.locator(".topic-tree a").last)
    assert window.at().endswith("/seccion/2")
    looked_at(window)


def test_axe_finds_what_is_wrong(chromium: Chromium) -> None:
    window = chromium.window()
    window.open("/")
    window.page.evaluate("document.body.append(new Image())")
    window.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = " ".join(window.violations())
    assert "image-alt" in found and "html-has-lang" in found


def test_the_watch_hears_what_may_not_happen(chromium: Chromium) -> None:
    window = chromium.window()
    window.open("/")
    window.page.evaluate("document.body.style.width = '900px'; document.body.append('x')")
    assert window.sideways() != []
    window.page.evaluate("document.body.append(Object.assign(new Image(), {src: '//example.org'}))")
    window.page.evaluate("document.head.append(Object.assign(document.createElement('script'),"
                         " {text: 'window.ran = 1'}))")  # fmt: skip
    window.page.wait_for_timeout(200)
    assert len(window.wrong) >= 2 and window.page.evaluate("window.ran") is None


def travelled(window: Window, path: str) -> float:
    """Bytes of one visit, headers too, as the browser counts them."""
    bytes_of: list[float] = []
    network = window.context.new_cdp_session(window.page)
    network.send("Network.enable")
    network.on(
        "Network.loadingFinished", lambda event: bytes_of.append(event["encodedDataLength"])
    )
    window.page.goto(path, wait_until="networkidle")
    network.detach()
    assert bytes_of
    return sum(bytes_of)


@pytest.mark.parametrize("path", ["/", HOME, HOME + "texto/eje-3", HOME + "texto/eje-1"])
def test_a_first_visit_is_light_and_a_second_costs_nothing(
    chromium: Chromium, path: str
) -> None:
    window = chromium.window()
    first = travelled(window, path)
    assert 2 * 1024 < first <= LIGHT
    assert travelled(window, path) < 1024


@LANGUAGES
def test_how_a_translated_file_fits_is_sound(chromium: Chromium, prefix: str) -> None:
    window = chromium.window("drafter")
    window.open(prefix + HOME + "redaccion/v2/traducciones/importar?idioma=en")
    text = "## Axis 3 {#eje-3}\n\nText.\n\n### Line 3.2 {#retorno-documentos}\n\nMore.\n"
    window.page.locator("textarea[name=text]").fill(text)
    window.click(window.page.locator("main form.form button").last)
    assert window.page.locator("tbody tr").count() == 2
    looked_at(window)
    window.click(window.page.locator("main form.form button").last)
    assert window.at() == prefix + HOME + "redaccion/v2/traducciones/"
    window.open(prefix + HOME + "texto/eje-3?idioma=en")
    assert "Text." in window.main().inner_text()


@LANGUAGES
def test_an_invitation_is_sound(chromium: Chromium, prefix: str) -> None:
    with chromium.site.context():
        token = invited("participante@demo.example", 3)
    window = chromium.window("delegate")
    window.open(f"{prefix}/organizaciones/invitacion/{token}")
    looked_at(window)
    window.click(window.page.locator("main form.form button").first)
    assert window.at() == prefix + "/organizaciones/3/delegados"
    looked_at(window)
