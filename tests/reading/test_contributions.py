"""The list of contributions, and each one under its folio."""

from consult.consultations.models import HONDURAS
from tests.factories import DRAFT, a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.reading.pages import CHAPTER, HOME, LIST, folios, links, many, publish_second, walk

TWO_PAGES = (
    "# Todo\n\n## Eje uno\n\n{words}\n\n### Parte A\n\n{words}\n\n### Parte B\n\nFin.\n\n"
    "## Eje dos\n\nMás."
)


def test_lists_everything_in_the_order_it_came(app, visitor):
    consultation = a_consultation()
    expected = [
        a_comment(consultation).folio,
        a_comment(consultation, block="2.1").folio,
        a_comment(consultation, section="linea-1-1").folio,
    ]
    page = visitor.get(LIST)
    assert folios(page) == expected
    assert "3 aportes publicados" in page.text
    here = f"{HOME}texto/eje-2?parrafo=2.1&aporte={expected[1]}#p-2-1"
    assert links(page)["Párrafo 2.1 (ver en contexto)"] == here


def test_pages_through_all_of_them(app, visitor):
    many(a_consultation(), 120, block="1.1")
    found = walk(visitor, LIST)
    assert len(found) == len(set(found)) == 120
    assert links(visitor.get(f"{LIST}?despues=60"))["Volver al primero"] == LIST


def test_narrows_to_what_is_asked_for(app, visitor):
    consultation = a_consultation()
    question = a_comment(consultation, kind="question", block="1.1").folio
    against = a_comment(consultation, stance="against", section="linea-1-1").folio
    indigenous = a_comment(consultation, organization_kind="indigenous", block="2.1").folio
    whole = a_comment(consultation).folio
    for query, expected in (
        ("tipo=question", [question]),
        ("postura=against", [against]),
        ("clase=indigenous", [indigenous]),
        ("seccion=eje-1", [question, against]),
        ("seccion=linea-1-1", [against]),
        ("seccion=eje-1&postura=against&tipo=comment", [against]),
        ("tipo=zzz&postura=&clase=%00&seccion=otra", [question, against, indigenous, whole]),
    ):
        assert folios(visitor.get(f"{LIST}?{query}")) == expected, query


def test_a_part_of_several_pages_is_one_choice(app, visitor):
    draft = TWO_PAGES.format(words="palabra " * 2000)
    consultation = a_consultation(draft=draft)
    expected = [
        a_comment(consultation, section=key).folio for key in ("eje-uno", "parte-a", "parte-b")
    ]
    a_comment(consultation, section="eje-dos")
    assert visitor.get(f"{HOME}texto/parte-a").status == 200
    assert folios(visitor.get(f"{LIST}?seccion=eje-uno")) == expected


def test_keeps_the_choice_from_page_to_page(app, visitor):
    consultation = a_consultation()
    many(consultation, 60, block="1.1", stance="for")
    many(consultation, 5, block="1.1", stance="against")
    many(consultation, 10, block="2.1", stance="for")
    assert len(walk(visitor, f"{LIST}?postura=for&seccion=eje-1")) == 60
    page = visitor.get(f"{LIST}?postura=for&seccion=eje-1")
    assert page.fields(0) == {"seccion": "eje-1", "tipo": "", "postura": "for", "clase": ""}


def test_says_when_there_is_nothing(app, visitor):
    consultation = a_consultation()
    assert "Todavía no hay aportes publicados." in visitor.get(LIST).text
    with meanwhile():
        a_comment(consultation)
    empty = visitor.get(f"{LIST}?tipo=question")
    assert "Ningún aporte publicado coincide" in empty.text
    assert links(empty)["Ver todos los aportes"] == LIST


def test_a_stub_is_in_the_list_but_matches_no_filter(app, visitor):
    consultation = a_consultation()
    hidden = a_comment(
        consultation, status="rejected", status_reason="insult", stance="against", block="1.1"
    )
    assert folios(visitor.get(LIST)) == [hidden.folio]
    assert folios(visitor.get(f"{LIST}?seccion=eje-1")) == [hidden.folio]
    assert folios(visitor.get(f"{LIST}?postura=against")) == []


def test_a_contribution_has_an_address_of_its_own(app, visitor):
    comment = a_comment(
        a_consultation(), "Lo que digo", block="1.2", kind="wording", stance="for_with_changes",
        proposed_text="Otro texto <b>mejor</b>", organization_name="Red <i>Catracha</i>",
        organization_kind="ngo", author_name="Ana",
    )  # fmt: skip
    page = visitor.get(LIST + comment.folio)
    words = page.words(".//article")
    for said in ("Lo que digo", "Red <i>Catracha</i>", "Ana", "Organización de sociedad civil",
                 "Propuesta de redacción", "A favor con cambios", "Otro texto <b>mejor</b>"):
        assert said in words
    assert "Los municipios participarán" in page.text
    here = f"{CHAPTER}?parrafo=1.2&aporte={comment.folio}#p-1-2"
    assert links(page)["Ver en contexto"] == here


def test_without_any_name_it_is_unsigned(app, visitor):
    consultation = a_consultation()
    comment = a_comment(consultation)
    signed = a_comment(consultation, organization_name="Red", organization_kind="ngo")
    assert "Sin firma" in visitor.get(LIST + comment.folio).text
    assert "Sin firma" not in visitor.get(LIST + signed.folio).text


def test_shows_the_day_and_no_hour(app, visitor):
    comment = a_comment(a_consultation())
    footer = visitor.get(LIST + comment.folio).words(".//article/footer")
    day = comment.created_at.astimezone(HONDURAS).day
    assert footer.startswith(f"{comment.folio} {day} de ")
    assert ":" not in footer


def test_an_answer_and_what_it_answers_lead_to_each_other(app, visitor):
    consultation = a_consultation()
    first = a_comment(consultation, "Primera idea", block="1.1")
    reply = a_comment(consultation, "Segunda idea", block="1.1", reply_to_id=first.id)
    asked, answered = visitor.get(LIST + first.folio), visitor.get(LIST + reply.folio)
    assert folios(asked) == [first.folio, reply.folio]
    assert folios(answered) == [first.folio, reply.folio]
    on_page = links(visitor.get(CHAPTER))
    assert on_page[f"1 respuesta a {first.folio}"] == f"{LIST}{first.folio}#respuestas"
    assert f"En respuesta a {first.folio}" in visitor.get(CHAPTER).words(".//main")


def test_an_answer_to_what_is_not_public_does_not_name_it(app, visitor):
    consultation = a_consultation()
    for status, stub in (("pending", True), ("withdrawn", True), ("rejected", False)):
        with meanwhile():
            hidden = a_comment(consultation, status=status, leaves_stub=stub, block="1.1")
            reply = a_comment(consultation, block="1.2", reply_to_id=hidden.id)
        page = visitor.get(LIST + reply.folio)
        assert hidden.folio not in page.text
        assert "En respuesta a un aporte que no está publicado" in page.text
        visitor.get(LIST + hidden.folio, 404)


def test_answers_come_by_fifty(app, visitor):
    consultation = a_consultation()
    first = a_comment(consultation, block="1.1")
    many(consultation, 70, block="1.1", reply_to_id=first.id)
    found = [folio for folio in walk(visitor, LIST + first.folio) if folio != first.folio]
    assert len(found) == len(set(found)) == 70


def test_an_open_consultation_takes_answers(app, visitor):
    comment = a_comment(a_consultation(), block="1.1")
    found = links(visitor.get(LIST + comment.folio))
    address = found[f"Responder al aporte {comment.folio}"]
    assert address == f"{HOME}comentar?version=1&respuesta={comment.folio}"


def test_a_closed_one_takes_none(app, visitor):
    comment = a_comment(a_consultation(opens=-30, closes=-5), block="1.1")
    assert "/comentar" not in visitor.get(LIST + comment.folio).text


def test_says_what_became_of_its_passage(app, visitor):
    consultation = a_consultation()
    reworded = a_comment(consultation, block="1.2")
    gone = a_comment(consultation, block="2.1")
    stays = a_comment(consultation, block="1.1")
    changed = DRAFT.replace("Los municipios participarán en la coordinación.", "Nada igual.")
    publish_second(consultation, changed[: changed.index("## Eje 2")])
    page = visitor.get(LIST)
    first, second, third = ("".join(card.itertext()) for card in page.all(".//article"))
    assert reworded.folio in first and "cambió en la versión 2" in first
    assert "Los municipios participarán en la coordinación." in first
    assert gone.folio in second and "se quitó en la versión 2" in second
    assert stays.folio in third and "versión 2" not in third
    original = links(page)[f"Ver el texto original de {reworded.folio}"]
    assert original == f"{HOME}v1/p/1.2"


def test_what_is_not_public_is_not_found(app, visitor, moderator):
    consultation = a_consultation()
    folio = a_comment(consultation, status="pending").folio
    missing = visitor.get(f"{LIST}POL-9999", 404).text.replace("POL-9999", folio)
    for status in ("pending", "returned", "withdrawn"):
        with meanwhile():
            hidden = a_comment(consultation, "secreto", status=status).folio
        found = visitor.get(LIST + hidden, 404).text
        assert found.replace(hidden, folio) == missing
        moderator.get(LIST + hidden, 404)


def test_folios_of_another_consultation_or_of_nobody_are_not_found(app, visitor):
    a_consultation()
    other = a_comment(a_consultation("otra"))
    for folio in (other.folio, "%00", "POL-", "x" * 500, "%F0%9F%92%A9", "..%2f"):
        assert visitor.client.get(LIST + folio).status_code == 404, folio
