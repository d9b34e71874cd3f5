"""Answering the questions of a section with a contribution to it."""

import pytest

from consult.consultations.queries import by_slug
from consult.questions.service import close, revise
from tests.comments.writing import BODY, errors, how_many, stored
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.questions.asking import (
    FORM,
    HOW_CLEAR,
    WHAT_ELSE,
    WHEN,
    a_question,
    all_kinds,
    answering,
    questions,
    stored_answers,
)

WORDS = "Falta presupuesto.\r\n¿Cuánto?"
EVERYTHING = {
    "question-1": "2", "question-2": ["1", "3"], "question-3": "4", "question-4-words": WORDS,
}  # fmt: skip
STORED = [(1, 2, ""), (2, 1, ""), (2, 3, ""), (3, 4, ""), (4, 0, "Falta presupuesto.\n¿Cuánto?")]


@pytest.fixture(autouse=True)
def consultation(app):
    made = a_consultation()
    all_kinds(made)
    return made


def test_the_form_of_a_section_and_of_its_paragraphs_asks(visitor):
    for path in (FORM, "/consultas/politica/comentar?parrafo=1.2"):
        page = visitor.get(path)
        assert [" ".join("".join(each.itertext()).split()) for each in page.all(
            ".//section[@id='preguntas']//legend")] == [
            f"{WHEN} (opcional)", "¿Quiénes faltan? (opcional)", f"{HOW_CLEAR} (opcional)"]
        assert f"{WHAT_ELSE} (opcional)" in page.words(".//section[@id='preguntas']")
        assert "1 · Nada claro" in page.text and "5 · Muy claro" in page.text


@pytest.mark.parametrize("place", ["", "?seccion=eje-2", "?seccion=linea-1-1", "?parrafo=2.1"])
def test_other_forms_do_not_ask(visitor, place):
    assert "question-" not in visitor.get("/consultas/politica/comentar" + place).text


def test_a_reply_is_not_asked(visitor, consultation):
    with meanwhile():
        folio = a_comment(consultation, section="eje-1").folio
    page = visitor.get(f"/consultas/politica/comentar?respuesta={folio}")
    assert "question-" not in page.text


def test_answers_of_all_kinds_come_with_the_comment(visitor):
    receipt = visitor.get(visitor.submit(FORM, EVERYTHING | {"body": BODY}).location)
    assert stored_answers() == STORED
    words = receipt.words(".//dl")
    for said in (WHEN, "Cada año", "Jóvenes; Iglesias", "4", "Falta presupuesto.¿Cuánto?"):
        assert said in words


def test_without_any_answer_nothing_is_stored(visitor):
    visitor.submit(FORM, {"body": BODY, "question-4-words": " \u200b\n"})
    assert how_many() == 1 and stored_answers() == []


def test_answers_alone_are_a_contribution(visitor):
    page = visitor.get(visitor.submit(FORM, {"question-1": "1"}).location)
    assert stored()[1].body == "" and stored_answers() == [(1, 1, "")]
    assert "Cada mes" in page.words(".//main") and not page.all(".//div[@class='said']")


def test_nothing_at_all_is_asked_for_again(visitor):
    page = visitor.submit(FORM, {"question-2": []}, 422)
    assert errors(page) == {"body": "Escriba su texto, o responda alguna de las preguntas."}


@pytest.mark.parametrize("kind", ["question", "wording"])
def test_a_question_or_a_proposal_needs_words(visitor, kind):
    proposed = "Que sea cada mes." if kind == "wording" else ""
    typed = {"kind": kind, "proposed_text": proposed, "question-1": "1"}
    assert errors(visitor.submit(FORM, typed, 422)) == {"body": "Escriba su texto."}


@pytest.mark.parametrize(
    ("name", "value", "field", "message"),
    [
        ("question-1", "3", "question-1", "Elija una de las opciones."),
        ("question-1", "x", "question-1", "Elija una de las opciones."),
        ("question-2", ["1", "9"], "question-2", "Elija una de las opciones."),
        ("question-3", "0", "question-3", "Elija una de las opciones."),
        ("question-3", "-1", "question-3", "Elija una de las opciones."),
        ("question-4-words", "ñ" * 2_001, "question-4-words", "Use 2000 caracteres como máximo."),
    ],
)
def test_what_is_no_answer_is_refused(visitor, name, value, field, message):
    page = visitor.submit(FORM, {"body": BODY, name: value}, 422)
    assert errors(page) == {field: message}
    assert page.fields()["body"] == BODY and stored_answers() == []


def test_a_refused_form_keeps_every_answer(visitor):
    page = visitor.submit(FORM, EVERYTHING | {"organization_name": "Red"}, 422)
    checked = [
        (each.get("name"), each.get("value"))
        for each in page.all(".//input[@checked]")
        if (each.get("name") or "").startswith("question")
    ]
    assert checked == [("question-1", "2"), ("question-2", "1"), ("question-2", "3"),
                       ("question-3", "4")]  # fmt: skip
    assert page.fields()["question-4-words"].split("\n")[-1] == "¿Cuánto?"
    visitor.post(FORM, page.fields() | EVERYTHING | {"organization_kind": "ngo"})
    assert stored_answers() == STORED


def test_a_form_sent_twice_counts_once_and_with_other_answers_it_is_another(visitor):
    filled = visitor.get(FORM).fields() | EVERYTHING
    first = visitor.post(FORM, filled).location
    assert visitor.post(FORM, filled).location == first
    visitor.post(FORM, filled | {"question-2": ["1"]}, 409)
    assert how_many() == 1 and stored_answers() == STORED


def test_an_answer_to_a_question_closed_meanwhile_counts(visitor):
    filled = visitor.get(FORM).fields() | {"question-1": "1"}
    with meanwhile():
        close(None, questions()[0])
    assert "question-1" not in visitor.get(FORM).text
    visitor.post(FORM, filled)
    assert stored_answers() == [(1, 1, "")]


def test_an_answer_to_words_that_changed_is_asked_for_again(visitor):
    filled = visitor.get(FORM).fields() | EVERYTHING | {"body": BODY}
    with meanwhile():
        one, _several, _scale, words = questions()
        revise(None, one, seen=one.mark, text=WHEN, options=["Cada año", "Cada mes"])
        revise(None, words, seen=words.mark, text="¿Qué sobra?")
    page = visitor.post(FORM, filled, 422)
    changed = "Esta pregunta cambió mientras usted escribía. Revise su respuesta."
    assert errors(page) == {"question-1": changed, "question-4-words": changed}
    kept = page.fields()
    assert "presupuesto" in kept["question-4-words"] and stored_answers() == []
    visitor.post(FORM, kept | EVERYTHING)
    assert stored_answers() == STORED


def test_after_the_window_closed_the_words_are_given_back(visitor):
    filled = visitor.get(FORM).fields() | EVERYTHING
    with meanwhile():
        found = by_slug(None, "politica")
        found.closes_at = found.opens_at
    page = visitor.post(FORM, filled, 409)
    assert page.all(".//textarea")[0].text.strip().endswith("¿Cuánto?")
    assert stored_answers() == []


def test_the_questions_of_another_section_are_not_answered_here(visitor, consultation):
    with meanwhile():
        other = a_question(consultation, "eje-2", text="¿Otra?").id
    visitor.submit(FORM, {"body": BODY, f"question-{other}": "1", "question-x": "1"})
    assert stored_answers() == []


def test_an_english_page_says_which_words_are_spanish(visitor):
    page = visitor.get("/en" + FORM)
    marked = page.all(".//section[@id='preguntas']//span[@lang='es-HN']")
    assert {WHEN, "Cada mes", WHAT_ELSE} <= {each.text for each in marked}


def test_what_is_typed_is_escaped_everywhere(visitor, moderator):
    typed = "<script>alert(1)</script>\u202e fin"
    receipt = visitor.submit(FORM, {"question-4-words": typed}).location
    for page in (visitor.get(receipt), moderator.get("/consultas/politica/moderacion/POL-0001")):
        said = page.words(".//dl")
        assert "<script>alert(1)</script>" in said and "[U+202E]" in said
        assert not page.all(".//dl//script")
    assert "Contiene caracteres invisibles" in page.words(".//main")


def test_a_reply_shows_what_the_other_answered(visitor, consultation):
    with meanwhile():
        folio = answering(consultation, (1, 2, ""), body="").folio
    page = visitor.get(f"/consultas/politica/comentar?respuesta={folio}")
    assert page.words(".//dl") == f"{WHEN} Cada año"


def test_a_form_that_expired_gives_every_answer_back(visitor):
    filled = visitor.get(FORM).fields() | EVERYTHING | {"csrf_token": "caducado"}
    page = visitor.post(FORM, filled, 400)
    sent = [(each.get("name"), each.get("value")) for each in page.all(".//main//input")]
    assert ("question-2", "1") in sent and ("question-2", "3") in sent
    visitor.post(FORM, page.fields() | {"question-2": ["1", "3"]})
    assert stored_answers() == STORED
