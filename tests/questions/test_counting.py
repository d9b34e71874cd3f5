"""What was answered, in figures: of published comments alone, wherever someone reads it."""

import pytest

from consult.comments.models import Comment
from consult.comments.service import transition
from consult.drafts.service import publish
from consult.extensions import db
from consult.questions.models import Kind, Question
from consult.questions.results import PEOPLE, result
from consult.questions.service import close
from tests.factories import DRAFT, a_comment, a_consultation, a_version
from tests.meanwhile import meanwhile
from tests.people import Page
from tests.questions.asking import CHAPTER, LIST, WHAT_ELSE, WHEN, a_question, all_kinds, answering
from tests.reading.pages import links, many, statements
from tests.topics.factories import a_topic, put

TOPIC = "/consultas/politica/temas/consejo"


@pytest.fixture
def consultation(app):
    return a_consultation()


def counted(page: Page, number: int = 1) -> list[str]:
    """What a page says of a question, piece by piece."""
    found = page.document.find(f".//div[@id='pregunta-{number}']")
    assert found is not None
    rows = [" ".join(" ".join(row.itertext()).split()) for row in found.iter("tr")]
    return [*rows, " ".join("".join(found.findall("p")[-1].itertext()).split())]


def move(comment: Comment, before: str, after: str) -> None:
    with meanwhile():
        transition(None, comment, revision=1, before=before, after=after, reason="spam")


def test_counts_give_shares_of_people_and_a_mean():
    scale = Question(id=1, kind=Kind.SCALE, text="¿?", options="Mal\nBien")
    found = result(scale, {1: 1, 5: 3, PEOPLE: 4})
    assert found.mean == 4.0 and [bar.share for bar in found.bars] == [0.25, 0, 0, 0, 0.75]
    several = Question(id=1, kind=Kind.SEVERAL, text="¿?", options="A\nB")
    assert [bar.share for bar in result(several, {1: 4, 2: 2, PEOPLE: 4}).bars] == [1.0, 0.5]
    nobody = result(scale, {})
    assert nobody.mean is None and nobody.people == 0 and nobody.bars[0].share == 0
    assert nobody.is_shown is False or nobody.is_open


def test_a_chapter_shows_every_kind_beside_its_section(consultation, visitor):
    all_kinds(consultation)
    answering(consultation, (1, 2, ""), (2, 1, ""), (2, 3, ""), (3, 5, ""), (4, 0, "Dinero."))
    answering(consultation, (1, 2, ""), (2, 1, ""), (3, 2, ""), block="1.2")
    page = visitor.get(CHAPTER)
    assert counted(page, 1) == ["Cada mes 0 (0%)", "Cada año 2 (100%)", "2 respuestas"]
    assert counted(page, 2) == ["Jóvenes 2 (100%)", "Alcaldías 0 (0%)", "Iglesias 1 (50%)",
                                "2 respuestas · cada quien elige varias"]  # fmt: skip
    assert counted(page, 3)[-1] == "2 respuestas · promedio 3.5 de 5"
    assert counted(page, 4)[0].startswith("1 respuesta · leerlas en los aportes")
    found = links(page)
    section = "sobre la sección: Eje 1. Gobernanza"
    assert found[f"Responder las preguntas {section}"].endswith("seccion=eje-1#preguntas")
    listing = visitor.get(found[f"leerlas en los aportes {section}"])
    assert "Dinero." in listing.words(".//dl") and len(listing.all(".//article")) == 2


def test_only_published_comments_count(consultation, visitor, drafter):
    question = a_question(consultation)
    kept = answering(consultation, (question.id, 1, ""))
    waits = answering(consultation, (question.id, 2, ""), status="pending")
    for status in ("rejected", "withdrawn", "returned"):
        answering(consultation, (question.id, 2, ""), status=status)
    once, twice = "1 (100%)", "1 (50%)"
    for reader, path in ((visitor, CHAPTER), (drafter, LIST)):
        assert counted(reader.get(path))[0] == f"Cada mes {once}"
    move(waits, "pending", "published")
    assert counted(visitor.get(CHAPTER))[:2] == [f"Cada mes {twice}", f"Cada año {twice}"]
    move(kept, "published", "rejected")
    for reader, path in ((visitor, CHAPTER), (drafter, LIST)):
        assert counted(reader.get(path)) == ["Cada mes 0 (0%)", f"Cada año {once}", "1 respuesta"]
    move(waits, "published", "withdrawn")
    assert counted(visitor.get(CHAPTER)) == ["Todavía sin respuestas publicadas"]


def test_a_card_shows_its_answers_once_it_is_published(consultation, visitor):
    question = a_question(consultation)
    comment = answering(consultation, (question.id, 2, ""), body="", status="pending")
    path = f"/consultas/politica/aportes/{comment.folio}"
    visitor.get(path, 404)
    move(comment, "pending", "published")
    page = visitor.get(path)
    assert page.words(".//article/dl") == f"{WHEN} Cada año"
    assert not page.all(".//article/div[@class='said']")
    move(comment, "published", "rejected")
    assert "Cada año" not in visitor.get(path).words(".//main")


def test_a_moderator_sees_the_answers_and_that_there_is_nothing_else(consultation, moderator):
    question = a_question(consultation)
    comment = answering(consultation, (question.id, 2, ""), body="", status="pending")
    desk = "/consultas/politica/moderacion/"
    assert "Solo responde a las preguntas de la sección." in moderator.get(desk).text
    page = moderator.get(desk + comment.folio)
    assert page.words(".//section/form/dl") == f"{WHEN} Cada año"


def test_a_question_that_was_closed_before_anyone_answered_is_not_shown(consultation, visitor):
    unasked, asked = a_question(consultation), a_question(consultation, text="¿Otra?")
    answering(consultation, (asked.id, 1, ""))
    close(None, unasked)
    close(None, asked)
    db.session.commit()
    page = visitor.get(CHAPTER)
    assert page.document.find(".//div[@id='pregunta-1']") is None
    assert counted(page, 2)[-1] == "1 respuesta · ya no recibe respuestas"
    assert "#preguntas" not in page.text


def test_a_new_question_makes_the_page_anew(consultation, visitor):
    before = visitor.get(CHAPTER).response.headers["ETag"]
    with meanwhile():
        a_question(consultation)
    page = visitor.get(CHAPTER)
    assert WHEN in page.text and page.response.headers["ETag"] != before


def test_questions_and_answers_stay_with_the_section_in_the_next_version(consultation, visitor):
    question = a_question(consultation)
    answering(consultation, (question.id, 1, ""), block="1.1")
    publish(None, a_version(consultation, DRAFT.replace("El Estado", "El Gobierno")))
    db.session.commit()
    for path in (CHAPTER, CHAPTER.replace("texto", "v1/texto")):
        assert counted(visitor.get(path))[-1] == "1 respuesta"
    assert "#preguntas" not in visitor.get(CHAPTER.replace("texto", "v1/texto")).text
    visitor.submit("/consultas/politica/comentar?seccion=eje-1&version=1", {"question-1": "2"})


def test_after_the_window_nothing_leads_to_the_form(app, visitor):
    consultation = a_consultation(closes=-1)
    a_question(consultation)
    page = visitor.get(CHAPTER)
    assert WHEN in page.text and "#preguntas" not in page.text


def test_a_topic_counts_the_answers_of_its_comments(consultation, drafter, visitor):
    all_kinds(consultation)
    topic = a_topic(consultation, "Consejo")
    put(answering(consultation, (1, 1, ""), (4, 0, "Dinero."), stance="for"), topic)
    put(answering(consultation, (1, 1, ""), status="pending"), topic)
    answering(consultation, (1, 2, ""))
    page = drafter.get(TOPIC)
    assert counted(page) == ["Cada mes 1 (100%)", "Cada año 0 (0%)", "1 respuesta"]
    assert counted(page, 4) == ["1 respuesta"] and page.document.find(
        ".//div[@id='pregunta-2']") is None
    assert page.words(".//article/dl") == f"{WHEN} Cada mes {WHAT_ELSE} Dinero."
    assert "pregunta-1" not in drafter.get(TOPIC + "?postura=against").text
    assert counted(drafter.get("/consultas/politica/temas/aportes"))[-1] == "2 respuestas"
    assert visitor.get(TOPIC, 302).location.startswith("/ingresar")


def cost(app, visitor) -> int:
    app.extensions["page_cache"].clear()
    with statements() as run:
        visitor.get(CHAPTER)
    return len(run)


def test_what_a_page_costs_does_not_grow_with_questions_and_answers(app, consultation, visitor):
    visitor.get(CHAPTER)
    without = cost(app, visitor)
    with meanwhile():
        asked = [a_question(consultation)]
        answering(consultation, (1, 1, ""))
    with_one = cost(app, visitor)
    with meanwhile():
        asked += [a_question(consultation, text=f"¿{number}?") for number in range(8)]
        a_question(consultation, "linea-1-1")
        for question in asked:
            answering(consultation, (question.id, 1, ""))
        many(consultation, 20, block="1.2")
    assert cost(app, visitor) == with_one == without + 3


def test_a_page_without_answers_says_the_same_as_before(consultation, visitor):
    a_comment(consultation, section="eje-1")
    page = visitor.get(CHAPTER)
    assert not page.all(".//dl") and not page.all(".//section[@class='panel questions']")


def test_an_answer_in_words_is_found_once_it_is_published(consultation, visitor):
    all_kinds(consultation)
    comment = answering(consultation, (4, 0, "Una zarigüeya."), body="", status="pending")
    search = "/consultas/politica/buscar?q=zarigueya"
    assert comment.folio not in visitor.get(search).text
    move(comment, "pending", "published")
    page = visitor.get(search)
    assert comment.folio in page.text and page.words(".//mark") == "zarigüeya"
