"""In a browser: an invitation until it is accepted, and a hidden author until they are seen."""

import pytest

from consult.accounts.models import Person
from consult.accounts.queries import person_by_email
from consult.approvals.queries import all_waiting
from consult.approvals.service import confirm
from consult.consultations.queries import by_slug_for_staff
from consult.extensions import db
from consult.teams.service import change_site_role, utc_now
from tests.browser import Chromium, Window
from tests.factories import a_comment
from tests.people import make_person
from tests.teams.staff import sent

pytestmark = pytest.mark.xdist_group("browser")

HOME = "/consultas/politica-migratoria/"


def looked_at(window: Window) -> None:
    assert window.sideways() == [] and window.violations() == [] and window.wrong == []


def prepared(chromium: Chromium) -> str:
    """Two administrators, a comment that hides its author, a role asked for; its folio."""
    with chromium.site.context():
        admin = person_by_email("admin@ejemplo.hn")
        assert admin is not None
        subject = make_person("participant", "sujeto@ejemplo.hn")
        change_site_role(admin, subject, role="drafter", reason="Sí.", now=utc_now())
        consultation = by_slug_for_staff("politica-migratoria")
        assert consultation is not None
        return a_comment(consultation, exposure="coded", author_id=subject.id).folio


def send(window: Window, name: str) -> None:
    window.click(window.main().get_by_role("button", name=name, exact=True))
    looked_at(window)


def test_acts_of_two_people_are_sound(chromium: Chromium) -> None:
    folio = prepared(chromium)
    asker = chromium.window("admin")
    asker.open(f"{HOME}moderacion/{folio}/identidad")
    looked_at(asker)
    asker.page.get_by_label("Motivo").fill("Hay una amenaza contra una persona.")
    send(asker, "Pedir que se revele")
    with chromium.site.context():
        make_person("admin", "segunda@ejemplo.hn")
        path = asker.at()
    confirmer = chromium.window("segunda")
    confirmer.open(path)
    send(confirmer, "Confirmar")
    send(confirmer, "Ver la identidad")
    assert "sujeto@ejemplo.hn" in confirmer.main().inner_text()
    confirmer.open("/administracion/autorizaciones")
    confirmer.click(confirmer.main().get_by_role("link", name="Dar a"))
    looked_at(confirmer)


def test_an_invitation_is_sound(chromium: Chromium) -> None:
    prepared(chromium)
    asker = chromium.window("admin")
    asker.open(HOME + "equipo/")
    asker.page.get_by_label("Correo electrónico").fill("nueva@ejemplo.hn")
    asker.page.get_by_label("Equipo moderador").check()
    asker.page.get_by_label("Motivo").fill("Falta gente.")
    send(asker, "Pedir la invitación")
    with chromium.site.context(), sent() as links:
        confirm(None, all_waiting()[-1])
    guest = chromium.window()
    guest.open(f"/invitacion/{links[0][2]}")
    looked_at(guest)
    guest.page.get_by_label("Nombre").fill("Nueva Persona")
    guest.page.get_by_label("Contraseña").fill("unas cuantas palabras largas")
    send(guest, "Crear la cuenta y aceptar")
    with chromium.site.context():
        assert db.session.query(Person).filter_by(email="nueva@ejemplo.hn").count() == 1
