"""A role in one consultation is none in another."""

import pytest

from consult.accounts.queries import person_by_email
from tests.factories import a_comment, a_consultation, a_version
from tests.reading.pages import links
from tests.teams.staff import TEAM, member

HERE, THERE = "/consultas/politica/", "/consultas/otra/"


@pytest.fixture
def two(app):
    found = a_consultation(), a_consultation("otra")
    for consultation in found:
        a_comment(consultation, "Espera.", status="pending")
        a_version(consultation)
    return found


def test_a_moderator_moderates_theirs_alone(app, two):
    moderator = member(app, two[0], "moderator", "mo@ejemplo.hn")
    assert "Espera." in moderator.get(HERE + "moderacion/").text
    assert moderator.get(THERE + "moderacion/", 404).text == moderator.get(
        "/consultas/nada/moderacion/", 404
    ).text.replace("/nada/", "/otra/")
    assert "Espera." not in moderator.get(THERE + "aportes/").text
    found = set(links(moderator.get("/")).values())
    assert HERE + "moderacion/" in found and THERE + "moderacion/" not in found
    assert "moderacion/" not in moderator.get(THERE).text


def test_a_drafter_reads_what_is_not_published_in_theirs_alone(app, two):
    drafter = member(app, two[0], "drafter", "re@ejemplo.hn")
    drafter.get(HERE + "v2/")
    drafter.get(THERE + "v2/", 404)
    drafter.get(THERE + "redaccion/", 404)
    drafter.get(HERE + "moderacion/", 404)


def test_a_consultation_without_text_is_seen_by_its_team_alone(app):
    hidden = a_consultation(draft=None)
    drafter = member(app, hidden, "drafter", "re@ejemplo.hn")
    other = member(app, a_consultation("otra"), "admin", "ad@ejemplo.hn")
    assert "Sin publicar" in drafter.get("/").text and drafter.get(HERE)
    assert "Sin publicar" not in other.get("/").text
    other.get(HERE, 404)


def test_an_administrator_of_one_manages_neither_another_nor_the_site(app, two):
    admin = member(app, two[0], "admin", "ad@ejemplo.hn")
    admin.get(TEAM)
    for path in (THERE + "equipo/", "/administracion/personas", "/administracion/autorizaciones"):
        admin.get(path, 404)


def test_who_has_a_role_everywhere_has_it_in_each(app, two, moderator, admin):
    moderator.get(HERE + "moderacion/")
    moderator.get(THERE + "moderacion/")
    moderator.get(TEAM, 404)
    admin.get(TEAM)
    person = person_by_email("moderator@ejemplo.hn")
    assert person is not None and person.roles_in("otra") == {"moderator"}
