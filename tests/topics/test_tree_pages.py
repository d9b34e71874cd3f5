"""The pages that keep the topic tree: add, change, move, remove, import."""

import io

from sqlalchemy import select

from consult.extensions import db
from consult.topics.models import Topic
from tests.topics.scene import HOME, a_talk

TREE = HOME + "arbol"
CSV = "key,parent,name,description,words\nsalud,,Salud,De todos.,clínica;vacuna\n"


def names() -> list[str]:
    return list(db.session.scalars(select(Topic.name).order_by(Topic.position, Topic.id)))


def rows(page) -> list[str]:
    return [item.get("id", "") for item in page.all(".//ul[@class='plain-list topic-tree']/li")]


def a_file(text: str) -> dict:
    return {"file": (io.BytesIO(text.encode()), "temas.csv")}


def test_the_tree_is_shown_in_order_with_its_counts(app, drafter):
    a_talk()
    page = drafter.get(TREE)
    assert rows(page) == ["tema-ninez", "tema-escuela", "tema-retorno"]
    counts = [a.text for a in page.all(".//li/a[@class='n']")]
    assert counts == ["5", "4", "4"]


def test_a_topic_is_added_below_another(app, drafter):
    a_talk()
    sent = drafter.submit(TREE, {"name": "Salud", "parent": "retorno"})
    assert sent.location == TREE + "?en=retorno"
    page = drafter.get(sent.location)
    assert rows(page)[-1] == "tema-salud" and "Se agregó el tema «Salud»." in page.text
    assert page.fields()["parent"] == "retorno"


def test_a_topic_that_cannot_be_added_keeps_what_was_typed(app, drafter):
    a_talk()
    for name in ("", "NIÑEZ", "x" * 121):
        page = drafter.submit(TREE, {"name": name}, status=422)
        assert page.fields()["name"] == name and page.all(".//p[@class='error']")
        assert page.document.findtext(".//title", "").startswith("Error: ")
    page = drafter.submit(TREE, {"name": "Salud", "parent": "nadie"}, status=422)
    assert page.fields()["name"] == "Salud"


def test_a_topic_is_renamed_described_and_moved_at_once(app, drafter):
    talk = a_talk()
    changes = {"name": "Estudios", "parent": "retorno", "description": "Aulas.", "words": "aula\n"}
    drafter.submit(TREE + "/escuela", changes, form=-2)
    db.session.refresh(talk.school)
    assert (talk.school.name, talk.school.key) == ("Estudios", "escuela")
    assert (talk.school.description, talk.school.words) == ("Aulas.", "aula")
    assert talk.school.parent_id == talk.return_.id


def test_a_topic_is_not_offered_a_place_inside_itself(app, drafter):
    a_talk()
    page = drafter.get(TREE + "/ninez")
    assert [option.get("value") for option in page.all(".//option")] == ["", "retorno"]
    drafter.submit(TREE + "/ninez", {"parent": "escuela"}, status=422, form=-2)


def test_a_change_that_is_refused_keeps_what_was_typed_and_changes_nothing(app, drafter):
    talk = a_talk()
    typed = {"name": "Retorno", "description": "Mi texto"}
    page = drafter.submit(TREE + "/ninez", typed, status=422, form=-2)
    assert page.fields(-2)["description"].strip() == "Mi texto"
    db.session.refresh(talk.childhood)
    assert (talk.childhood.name, talk.childhood.description) == ("Niñez", "")


def test_topics_go_up_and_down_by_buttons(app, drafter):
    a_talk()
    token = drafter.get(TREE).fields()["csrf_token"]
    address = TREE + "/retorno/orden"
    sent = drafter.post(address, {"csrf_token": token, "paso": "-1"})
    assert sent.location == TREE + "#tema-retorno"
    assert rows(drafter.get(TREE)) == ["tema-retorno", "tema-ninez", "tema-escuela"]
    drafter.post(address, {"csrf_token": token, "paso": "1"})
    assert rows(drafter.get(TREE))[-1] == "tema-retorno"
    drafter.post(address, {"csrf_token": token, "paso": "7"}, status=400)


def test_a_topic_in_use_says_why_it_stays(app, drafter):
    a_talk()
    page = drafter.submit(TREE + "/ninez", {}, status=409, form=-1)
    assert "Tiene subtemas" in page.words(".//main")
    page = drafter.submit(TREE + "/escuela", {}, status=409, form=-1)
    assert "Está puesto en aportes" in page.words(".//main")
    assert page.fields(-2)["name"] == "Escuela"


def test_a_topic_out_of_use_is_removed(app, drafter):
    a_talk()
    drafter.submit(TREE, {"name": "Salud"})
    drafter.submit(TREE + "/salud", {}, form=-1)
    assert "Salud" not in names()
    drafter.get(TREE + "/salud", 404)


def test_a_tree_is_imported_from_a_file(app, drafter):
    a_talk()
    sent = drafter.submit(HOME + "importar", a_file(CSV))
    assert sent.location == TREE and names()[-1] == "Salud"
    assert "Se agregó 1 tema y cambiaron 0." in drafter.get(TREE).text


def test_a_tree_that_is_ready_can_be_used(app, drafter):
    a_talk()
    drafter.submit(HOME + "importar", {"ready": "migracion"})
    assert {"Gobernanza e instituciones", "Refugio y asilo"} <= set(names())
    both = a_file(CSV) | {"ready": "migracion"}
    page = drafter.submit(HOME + "importar", both, status=422)
    assert "uno de los dos" in page.words(".//main")


def test_a_file_that_cannot_be_imported_says_what_is_wrong_by_row(app, drafter):
    a_talk()
    for text, says in (
        (CSV + "mal clave,,X,,\n", "Fila 3 · key"),
        ("name\nX\n", "Falta la columna «key»."),
        ("", "El archivo está vacío."),
        (CSV + "a,,b,,\n" * 2000, "demasiado grande"),
    ):
        page = drafter.submit(HOME + "importar", a_file(text), status=422)
        assert says in page.words(".//main"), says
    drafter.submit(HOME + "importar", {}, status=422)
    assert len(names()) == 3


def test_without_a_token_nothing_changes_and_the_text_is_kept(app, drafter):
    a_talk()
    page = drafter.post(TREE, {"name": "Sin permiso alguno"}, status=400)
    assert "Sin permiso alguno" in page.text and len(names()) == 3
