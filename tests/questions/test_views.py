"""The drafting team's pages of questions: who comes in, what is refused, what is sent twice."""

import pytest

from consult.drafts.service import publish
from consult.questions.service import close, revise
from tests.comments.writing import errors
from tests.factories import DRAFT, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.questions.asking import (
    LIST,
    NEW,
    ONE,
    OPEN,
    SCALE,
    WHEN,
    a_question,
    all_kinds,
    answering,
    press,
    questions,
)

WORDING = LIST + "1/"
TYPED = {"section": "eje-1", "kind": "one", "text": WHEN, "options": "Cada mes\r\n\r\n Cada año "}


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.mark.parametrize("page", [LIST, NEW, WORDING])
def test_only_the_drafting_team_comes_in(
    consultation, visitor, participant, moderator, drafter, admin, page
):
    a_question(consultation)
    assert visitor.get(page, 302).location.startswith("/ingresar")
    for person in (participant, moderator):
        person.get(page, 404)
    for person in (drafter, admin):
        assert person.get(page).response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999", "x", "-1"])
def test_a_question_that_is_not_there_is_not_found(consultation, drafter, number):
    a_question(consultation)
    drafter.get(f"{LIST}{number}/", 404)
    for act in ("orden", "estado"):
        press(drafter, f"{LIST}{number}/{act}", {"lugar": "0", "estado": "open"}, 404)


def test_the_question_of_another_consultation_is_not_found(consultation, drafter):
    a_question(a_consultation("otra"))
    drafter.get(WORDING, 404)
    press(drafter, WORDING + "estado", {"estado": "closed"}, 404)
    assert questions()[0].is_open


def test_without_a_text_or_without_questions_the_list_says_what_comes_first(app, drafter):
    a_consultation(draft=None)
    assert "importe primero el borrador" in drafter.get(LIST).words(".//main")
    with meanwhile():
        a_consultation("otra")
    page = drafter.get(LIST.replace("politica", "otra"))
    new = NEW.replace("politica", "otra")
    assert page.document.find(f".//main//a[@href='{new}']") is not None


def test_the_versions_and_the_section_lead_there(consultation, drafter, visitor):
    page = drafter.get("/consultas/politica/redaccion/")
    assert page.document.find(f".//main//a[@href='{LIST}']") is not None
    chapter = "/consultas/politica/texto/eje-1"
    assert f'href="{NEW}?seccion=linea-1-1"' in drafter.get(chapter).text
    assert NEW not in visitor.get(chapter).text


def test_a_question_is_added_beside_its_section(consultation, drafter):
    assert drafter.get(NEW + "?seccion=eje-2").fields()["section"] == "eje-2"
    assert drafter.get(NEW + "?seccion=nada").fields()["section"] == ""
    assert drafter.submit(NEW, TYPED).location == f"{LIST}#pregunta-1"
    page = drafter.get(LIST)
    assert page.words(".//section/h2") == "Eje 1. Gobernanza"
    assert page.words(".//section//h3") == WHEN and "Todavía sin respuestas" in page.text
    assert questions()[0].options == "Cada mes\nCada año"


def test_the_version_in_force_is_asked_about_first_whatever_waits(consultation, drafter):
    """Its sections come first; those that only the waiting one has say so."""
    assert "sin publicar" not in drafter.get(NEW).words(".//main")
    with meanwhile():
        a_version(consultation, "# Eje 3 {#eje-3}\n\nFin.\n\n# Eje 1 {#eje-1}\n\nTexto.\n")
    page = drafter.get(NEW)
    keys = [option.get("value") for option in page.all(".//select[@id='section']/option")]
    assert keys[0] == "" and keys[-1] == "eje-3" and keys.count("eje-1") == 1
    assert "eje-2" in keys
    assert "Eje 3 (solo en la versión 2, sin publicar)" in page.words(".//select[@id='section']")
    assert "si la sección está sin publicar, desde que se publique" in page.words(".//main")
    for key in ("eje-2", "eje-3"):
        drafter.submit(NEW, TYPED | {"section": key})
    groups = drafter.get(LIST).all(".//section[@class='panel question-group']")
    assert [group.get("id") for group in groups] == ["eje-3", "eje-2"]
    for group in groups:
        (link,) = group.findall(".//p[@class='more']/a")
        assert drafter.get(link.get("href")).fields()["section"] == group.get("id")


def test_errors_come_in_the_order_of_the_page_and_only_of_what_is_asked(consultation, drafter):
    typed = TYPED | {"section": "", "text": "", "options": "Una", "lowest": "x" * 500}
    page = drafter.submit(NEW, typed, 422)
    labels = [link.get("href") for link in page.all(".//div[@id='errors']//a")]
    assert labels == ["#section", "#text", "#options"]


def test_every_kind_can_be_asked(consultation, drafter):
    drafter.submit(NEW, TYPED | {"kind": "several"})
    ends = {"lowest": "Mal", "highest": "Bien"}
    drafter.submit(NEW, TYPED | {"kind": "scale", "text": "¿A?"} | ends)
    drafter.submit(NEW, TYPED | {"kind": "open", "text": "¿B?"})
    assert [(each.kind, each.options) for each in questions()] == [
        ("several", "Cada mes\nCada año"), ("scale", "Mal\nBien"), ("open", "")
    ]  # fmt: skip


def test_a_form_sent_twice_adds_one(consultation, drafter):
    filled = drafter.get(NEW).fields() | TYPED
    assert drafter.post(NEW, filled).location == drafter.post(NEW, filled).location
    assert len(questions()) == 1


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"section": ""}, "section", "Elija la sección a la que se refiere."),
        ({"section": "nada"}, "section", "Elija la sección a la que se refiere."),
        ({"kind": "x"}, "kind", "Elija cómo se responde."),
        ({"text": " \u200b "}, "text", "Escriba la pregunta."),
        ({"text": "ñ" * 301}, "text", "Use 300 caracteres como máximo."),
        ({"options": "Una"}, "options", "Escriba de 2 a 10 opciones, una en cada línea."),
        ({"options": "\n".join(map(str, range(11)))}, "options",
         "Escriba de 2 a 10 opciones, una en cada línea."),
        ({"options": "Sí\nSI\nNo"}, "options", "Hay dos opciones iguales."),
        ({"options": "a" * 121 + "\nb"}, "options", "Una opción tiene más de 120 caracteres."),
        ({"kind": "scale", "highest": "Bien"}, "lowest",
         "Escriba qué significa este extremo de la escala."),
        ({"kind": "scale", "lowest": "a" * 121, "highest": "b"}, "lowest",
         "Use 120 caracteres como máximo."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(consultation, drafter, typed, field, message):
    page = drafter.submit(NEW, TYPED | typed, 422)
    assert errors(page)[field] == message
    assert page.fields()["text"] == (TYPED | typed)["text"].strip(" \u200b")
    assert questions() == []


def test_a_question_that_is_there_already_is_refused(consultation, drafter):
    a_question(consultation)
    page = drafter.submit(NEW, TYPED | {"options": "Ya\nNo"}, 422)
    assert "Ya hay una pregunta abierta con ese texto" in page.words(".//div[@id='errors']")


@pytest.mark.parametrize("said", [ONE, SCALE, OPEN], ids=lambda said: said["kind"])
def test_words_change_until_someone_answers(consultation, drafter, said):
    a_question(consultation, **said)
    changed = {"text": "¿Mejor?", "options": "A\nB", "lowest": "A", "highest": "B"}
    fields = drafter.get(WORDING).fields()
    assert fields["text"] == said["text"] and "kind" not in fields
    drafter.submit(WORDING, {name: changed[name] for name in changed if name in fields})
    (question,) = questions()
    assert question.text == "¿Mejor?" and question.options == ("A\nB" if said != OPEN else "")


def test_what_someone_answered_meanwhile_stays_and_what_was_typed_is_shown(consultation, drafter):
    question = a_question(consultation)
    fields = drafter.get(WORDING).fields()
    with meanwhile():
        answering(consultation, (question.id, 1, ""), status="pending")
    page = drafter.post(WORDING, fields | {"text": "¿Mi nueva pregunta?"}, 409)
    assert "¿Mi nueva pregunta?" in page.text and questions()[0].text == WHEN
    assert f'href="{WORDING}"' not in drafter.get(LIST).text
    drafter.get(WORDING, 409)


def test_what_someone_else_changed_meanwhile_is_shown_before_it_is_replaced(consultation, drafter):
    question = a_question(consultation)
    fields = drafter.get(WORDING).fields() | {"text": "¿La mía?"}
    with meanwhile():
        revise(None, question, seen=question.mark, text="¿La suya?", options=["A", "B"])
    page = drafter.post(WORDING, fields, 409)
    assert "¿La suya?" in page.words(".//main") and page.fields()["text"] == "¿La mía?"
    drafter.post(WORDING, page.fields())
    assert questions()[0].text == "¿La mía?"


def test_questions_are_put_in_order_and_closed_and_opened(consultation, drafter):
    all_kinds(consultation)
    for _time in range(2):
        press(drafter, LIST + "3/orden", {"lugar": "0"})
        press(drafter, LIST + "1/estado", {"estado": "closed"})
    assert [each.id for each in questions()] == [3, 1, 2, 4]
    assert "ya no recibe respuestas" in drafter.get(LIST).text and not questions()[1].is_open
    press(drafter, LIST + "1/estado", {"estado": "open"})
    assert questions()[1].is_open


@pytest.mark.parametrize(
    ("act", "typed"),
    [("orden", {"lugar": "-1"}), ("orden", {"lugar": "x"}), ("orden", {}),
     ("orden", {"lugar": "²"}), ("orden", {"lugar": "9" * 20}),
     ("estado", {"estado": "borrada"}), ("estado", {})],
)  # fmt: skip
def test_nonsense_changes_nothing(consultation, drafter, act, typed):
    all_kinds(consultation)
    press(drafter, f"{LIST}1/{act}", typed, 400)
    assert [each.id for each in questions()] == [1, 2, 3, 4]


def test_a_question_that_cannot_be_opened_again_says_why(consultation, drafter):
    close(None, a_question(consultation))
    a_question(consultation, **{**SCALE, "text": WHEN})
    press(drafter, LIST + "1/estado", {"estado": "open"})
    assert "Ya hay una pregunta abierta con ese texto" in drafter.get(LIST).text
    assert not questions()[0].is_open


def test_the_list_says_where_a_section_stands(consultation, drafter):
    a_question(consultation, "eje-2")
    without = DRAFT[: DRAFT.index("## Eje 2")]
    with meanwhile():
        second = a_version(consultation, without + "\n## Eje 3 {#eje-3}\n\nNuevo.\n")
        a_question(consultation, "eje-3")
    words = drafter.get(LIST).words(".//main")
    assert words.index("sus preguntas se verán al publicar la versión 2") < words.index(
        "al publicarla sus preguntas dejarán de verse"
    )
    with meanwhile():
        publish(None, second)
    words = drafter.get(LIST).words(".//main")
    assert "Eje 2. Retorno Esta sección ya no está en la versión vigente" in words
    assert words.count("Agregar otra pregunta") == 1


def test_it_is_all_there_in_english(consultation, drafter):
    all_kinds(consultation)
    for path in (LIST, NEW, WORDING):
        page = drafter.get("/en" + path)
        assert page.document.get("lang") == "en"
