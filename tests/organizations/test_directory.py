"""The directory and the page of an organization: what everybody reads."""

import pytest

from consult.extensions import db
from consult.organizations.models import Verification
from tests.factories import a_comment, a_consultation
from tests.organizations.inviting import an_organization
from tests.people import Page, Visitor

DIRECTORY = "/organizaciones/"


def names(page: Page) -> list[str]:
    return [name.text or "" for name in page.all(".//ol[@class='queue']//strong")]


@pytest.fixture
def some(app):
    an_organization("Ñandú", kind="media", department="Yoro", municipality="El Progreso")
    an_organization("Ámbar", kind="media", department="Valle")
    an_organization("Zorzal", kind="faith", department="Yoro", description="Es **fe**.")
    an_organization("En espera", verified=False, department="Yoro")


FOUND = {
    "": ["Ámbar", "Ñandú", "Zorzal"],
    "?tipo=media": ["Ámbar", "Ñandú"],
    "?departamento=Yoro": ["Ñandú", "Zorzal"],
    "?tipo=media&departamento=Yoro": ["Ñandú"],
    "?q=progresos": ["Ñandú"],
    "?q=ambar&tipo=nada&departamento=nada&desde=x": ["Ámbar"],
    "?q=espera": [],
    "?desde=50": [],
}


def test_those_that_were_verified_are_found(some, visitor: Visitor) -> None:
    pages = {asked: visitor.get(DIRECTORY + asked) for asked in FOUND}
    assert {asked: names(page) for asked, page in pages.items()} == FOUND
    assert not any("Set-Cookie" in page.response.headers for page in pages.values())
    assert names(visitor.get("/en" + DIRECTORY)) == FOUND[""]


def test_it_goes_on_on_another_page(app, visitor: Visitor) -> None:
    for number in range(51):
        an_organization(f"Red {number:03d}", kind="media")
    page = visitor.get(DIRECTORY + "?tipo=media")
    assert len(names(page)) == 50
    (more,) = [link.get("href") for link in page.all(".//a[@rel='next']")]
    assert names(visitor.get(more or "")) == ["Red 050"]


def test_its_page_says_what_was_verified_and_not_who_speaks(
    visitor: Visitor, participant: Visitor
) -> None:
    values = {"website": "https://red.example", "department": "Yoro", "municipality": "Yoro"}
    organization = an_organization("Red", participant.person, description="Una\n\n<b>", **values)
    db.session.add(
        Verification(organization_id=organization.id, outcome="verified", checked="legal letter",
                     note="Llamé al registro.")
    )  # fmt: skip
    db.session.commit()
    page = visitor.get(f"{DIRECTORY}{organization.id}")
    words = page.words()
    for said in ("Red", "Yoro, Yoro", "Verificada el", "Personería jurídica", "Carta de", "<b>"):
        assert said in words
    for hidden in ("Participant", "participant@ejemplo.hn", "Llamé", "Sitio oficial"):
        assert hidden not in page.text
    (link,) = page.all(".//a[@href='https://red.example']")
    assert link.get("rel") == "nofollow ugc noopener noreferrer"


def test_it_links_to_what_was_published_in_its_name(visitor: Visitor) -> None:
    organization, consultation = an_organization("Red"), a_consultation()
    here = {"organization_id": organization.id}
    shown = a_comment(consultation, "Posición.", is_institutional=True, **here)
    a_comment(consultation, "A título personal.", **here)
    for status in ("unsigned", "pending", "rejected", "withdrawn"):
        a_comment(consultation, f"Está {status}.", is_institutional=True, status=status, **here)
    page = visitor.get(f"{DIRECTORY}{organization.id}")
    links = [link.get("href") for link in page.all(".//ol[@class='queue']//a")]
    assert links == [f"/consultas/politica/aportes/{shown.folio}"]
    assert "1 aporte publicado" in page.words() and "Está" not in page.text


def test_one_that_was_not_verified_is_only_for_its_delegates(
    visitor: Visitor, participant: Visitor, admin: Visitor
) -> None:
    organization = an_organization("Red", participant.person, verified=False)
    path = f"{DIRECTORY}{organization.id}"
    assert "Solo la ven" in participant.get(path).words()
    visitor.get(path, 404)
    admin.get(path, 404)
    visitor.get(f"{DIRECTORY}99999999999", 404)
