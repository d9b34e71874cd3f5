"""Which section continues which: seen, confirmed and corrected before a version is published."""

import pytest

from consult.drafts.changes.matching import CERTAIN_MATCH
from consult.drafts.models import SectionText
from consult.drafts.service import publish
from consult.drafts.translation import stored
from consult.drafts.translation.fitting import read_blocks
from consult.extensions import db
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile

LIST = "/consultas/politica/redaccion/v2/coincidencias"
RETITLED = DRAFT.replace(
    "## Eje 2. Retorno {#eje-2}", "## Eje 4. Reintegración"
).replace("Toda persona retornada será recibida con dignidad.", "Habrá trabajo y estudio.")


def texts(version):
    db.session.expire_all()
    query = db.select(SectionText).where(SectionText.version_id == version.id)
    return {text.title: text for text in db.session.scalars(query)}


@pytest.fixture
def versions(app):
    consultation = a_consultation()
    first = consultation.current_version_id
    second = a_version(consultation, RETITLED)
    return texts(db.session.get(type(second), first)), second


def test_the_list_shows_what_changed_and_hides_the_rest(drafter, versions):
    words = drafter.get(LIST).words(".//main")
    assert "Eje 4. Reintegración" in words and "Eje 1. Gobernanza" not in words
    assert "Eje 1. Gobernanza" in drafter.get(LIST + "?todas=1").words(".//main")


def test_a_section_can_be_said_to_continue_another(drafter, versions):
    before, second = versions
    position = texts(second)["Eje 4. Reintegración"].position
    old = before["Eje 2. Retorno"].section_id
    drafter.submit(f"{LIST}/{position}", {"section": str(old)})
    text = texts(second)["Eje 4. Reintegración"]
    assert (text.section_id, text.matched_by, text.certainty) == (old, "person", 1.0)
    assert "así lo dijo el equipo" in drafter.get(LIST).text


def test_a_section_can_be_said_to_be_new(drafter, versions):
    before, second = versions
    position = texts(second)["Eje 1. Gobernanza"].position
    drafter.submit(f"{LIST}/{position}", {"section": ""})
    text = texts(second)["Eje 1. Gobernanza"]
    assert text.section_id not in {each.section_id for each in before.values()}
    assert "Ninguna sección nueva las continúa" in drafter.get(LIST).text


def test_what_another_section_continued_is_taken_from_it(drafter, versions):
    before, second = versions
    position = texts(second)["Eje 4. Reintegración"].position
    wanted = before["Eje 1. Gobernanza"].section_id
    drafter.submit(f"{LIST}/{position}", {"section": str(wanted)})
    now = texts(second)
    assert now["Eje 4. Reintegración"].section_id == wanted
    assert now["Eje 1. Gobernanza"].section_id not in {t.section_id for t in before.values()}


def translated(version, title):
    """What a translation of that section in this version says, if it has one."""
    section_id = texts(version)[title].section_id
    return getattr(stored.stored(version, "cab").get(section_id), "title", None)


def test_translations_go_with_their_text(drafter, versions):
    before, second = versions
    old = before["Eje 1. Gobernanza"].section_id
    with meanwhile():
        for title in ("Eje 1. Gobernanza", "Eje 4. Reintegración"):
            text = texts(second)[title]
            source = stored.source(text, stored.blocks_of(text))
            made = stored.Translation(source, f"{title} (cab)", "Text.", read_blocks("Text."))
            stored.save(None, second, "cab", [made])
    position = texts(second)["Eje 4. Reintegración"].position
    drafter.submit(f"{LIST}/{position}", {"section": str(old)})
    for title in ("Eje 1. Gobernanza", "Eje 4. Reintegración"):
        assert translated(second, title) == f"{title} (cab)"
    assert texts(second)["Eje 4. Reintegración"].section_id == old


def test_a_correction_shows_both_texts_and_names_others_only_where_they_differ(drafter, app):
    consultation = a_consultation()
    second = a_version(consultation, RETITLED.replace("Gobernanza {", "Gobierno {"))
    position = texts(second)["Eje 1. Gobierno"].position
    page = drafter.get(f"{LIST}/{position}")
    assert page.words(".//h1") != "" and "Qué sección continúa esta" in page.text
    panels = [" ".join("".join(each.itertext()).split()) for each in page.all(".//main//section")]
    assert panels[0].startswith("En la versión 2 Eje 1. Gobierno El Estado")
    assert panels[1].startswith("En la versión 1 Eje 1. Gobernanza El Estado")
    options = [option.text for option in page.all(".//select/option")]
    assert "Eje 1. Gobernanza" in options and not [o for o in options if o.count("(hoy:") > 1]
    untouched = next(o for o in options if o.startswith("Política"))
    assert "(hoy:" not in untouched
    other = drafter.get(f"{LIST}/{texts(second)['Eje 4. Reintegración'].position}")
    assert "Eje 1. Gobernanza (hoy: Eje 1. Gobierno)" in other.words(".//main//select")


def test_two_drafters_do_not_overwrite_each_other(drafter, versions):
    before, second = versions
    path = f"{LIST}/{texts(second)['Eje 1. Gobernanza'].position}"
    fields = drafter.get(path).fields()
    drafter.post(path, fields | {"section": ""})
    page = drafter.post(path, fields | {"section": str(before["Eje 2. Retorno"].section_id)}, 422)
    assert "Mientras tanto otra persona la cambió" in page.words(".//main")


@pytest.mark.parametrize("section", ["0", "99999", "x", "1; DROP"])
def test_only_a_section_of_the_earlier_version_can_be_chosen(drafter, versions, section):
    path = f"{LIST}/{texts(versions[1])['Eje 1. Gobernanza'].position}"
    page = drafter.submit(path, {"section": section}, 422)
    assert "Elija una de las secciones." in page.words(".//main")


def test_all_doubtful_ones_are_confirmed_at_once(drafter, versions):
    second = versions[1]
    with meanwhile():
        doubtful = texts(second)["Eje 1. Gobernanza"]
        doubtful.certainty = CERTAIN_MATCH - 0.3
    page = drafter.get(LIST)
    assert "2 coincidencias son dudosas" in page.words(".//main")
    drafter.post(LIST, page.fields(-1))
    assert texts(second)["Eje 1. Gobernanza"].matched_by == "person"
    assert "dudosa" not in drafter.get(LIST).words(".//table")


def test_after_publishing_it_can_be_read_and_not_changed(drafter, versions):
    second = versions[1]
    path = f"{LIST}/{texts(second)['Eje 1. Gobernanza'].position}"
    fields, listed = drafter.get(path).fields(), drafter.get(LIST).fields(0)
    with meanwhile():
        publish(None, second)
    drafter.get(LIST)
    drafter.get(path, 409)
    drafter.post(path, fields, 409)
    drafter.post(LIST, listed, 409)


def test_who_may_see_it(visitor, participant, moderator, versions):
    for path in (LIST, f"{LIST}/1"):
        assert "/ingresar" in visitor.get(path, 302).location
        participant.get(path, 404)
        moderator.get(path, 404)


def test_a_first_version_continues_none(drafter, app):
    a_version(a_consultation("sola", draft=None))
    path = "/consultas/sola/redaccion/v1/coincidencias"
    assert "no continúa a ninguna" in drafter.get(path).words(".//main")
