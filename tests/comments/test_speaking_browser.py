"""How one appears, chosen in a real browser on a phone: only what the choice needs is asked."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from consult.accounts.queries import person_by_email
from consult.comments.models import Comment
from consult.extensions import db
from consult.organizations.models import Delegation, Organization
from tests.browser import PHONE, Chromium

pytestmark = pytest.mark.xdist_group("browser")

FORM = "/consultas/politica-migratoria/comentar?seccion=financiamiento"


def two_organizations(chromium: Chromium) -> None:
    with chromium.site.context():
        person = person_by_email("participant@ejemplo.hn")
        for name in ("Red Norte", "Universidad del Sur"):
            organization = Organization(name=name, kind="ngo")
            db.session.add(organization)
            db.session.flush()
            db.session.add(Delegation(person_id=person.id, organization_id=organization.id))


def test_what_is_chosen_shows_what_it_needs(chromium: Chromium) -> None:
    two_organizations(chromium)
    window = chromium.window("participant", viewport=PHONE)
    window.open(FORM)
    signature, which = window.page.get_by_label("Cómo quiere firmar"), "Organización"
    expect(signature).to_be_visible()
    assert window.violations() == [] and window.sideways() == []
    window.choose("Con un código")
    expect(signature).to_be_hidden()
    window.choose("Como mi organización")
    window.page.get_by_label(which, exact=True).select_option("Red Norte")
    window.choose("Hablo a título personal")
    assert window.violations() == [] and window.sideways() == []
    window.page.get_by_label("Su texto").fill("De acuerdo con todo.")
    window.press("Enviar el aporte")
    expect(window.main()).to_contain_text("a título personal")
    with chromium.site.context():
        comment = db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
        assert (comment.organization_name, comment.author_id) == ("Red Norte", None)
