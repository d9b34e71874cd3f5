"""Comments whose place is not certain: listed by paragraph, placed by a drafter, once."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.comments.models import Anchor, Tally
from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import a_comment, a_consultation, a_version

LIST = "/consultas/politica/redaccion/por-revisar"
BOXES = ".//input[@type='checkbox']"
FIRST = """# Política

## Eje 1 {#eje-1}

Se creará un consejo con las organizaciones de la sociedad civil del país.

Los municipios participarán en la coordinación de cada programa de retorno.

## Eje 2 {#eje-2}

Otro texto que nadie comenta.
"""
SECOND = FIRST.replace(
    "Se creará un consejo con las organizaciones de la sociedad civil del país.",
    "Toda persona será atendida.\n\n"
    "Se creará un comité con las organizaciones y los gremios de cada región.\n\n"
    "Habrá un informe cada año.",
).replace("Los municipios participarán en la coordinación de cada programa de retorno.", "Fin.")


@pytest.fixture
def consultation(app):
    """With one comment that waits: its paragraph was reworded beyond certainty."""
    made = a_consultation(draft=FIRST)
    a_comment(made, "Que tenga presupuesto.", block="1.1", organization_name="Red Norte")
    a_comment(made, "Un segundo aporte.", block="1.1")
    publish(None, a_version(made, SECOND), deferral="Después.")
    db.session.commit()
    return made


def anchors(consultation):
    db.session.expire_all()
    query = select(Anchor).where(Anchor.version_id == consultation.current_version_id)
    return db.session.scalars(query.order_by(Anchor.comment_id)).all()


def tallied(consultation):
    query = select(Tally.block_id, Tally.published).where(
        Tally.version_id == consultation.current_version_id, Tally.published > 0
    )
    return dict(db.session.execute(query).all())


def sent(drafter, changes, status=303):
    """The form of the only group, with its boxes as they are on the page and `changes`."""
    page = drafter.get(LIST)
    fields = page.fields()
    names = {name.rpartition("-")[2]: name for name in fields}
    boxes = [box.get("value") for box in page.all(BOXES)]
    data = fields | {"anchor": boxes} | {names.get(n, n): v for n, v in changes.items()}
    return drafter.post(LIST, data, status)


def test_while_it_waits_it_stands_at_its_section_and_nowhere_else(drafter, consultation):
    for anchor in anchors(consultation):
        assert (anchor.review, anchor.block_id, anchor.section.key) == ("waiting", None, "eje-1")
    assert list(tallied(consultation)) == [0]


def test_the_page_shows_what_became_of_the_paragraph_and_the_comments(drafter, consultation):
    page = drafter.get(LIST)
    for part in (
        "2 aportes comentan palabras", "Párrafo 1.1 de la versión 1", "Se sugiere el párrafo 1.2",
        "[eliminado: consejo][agregado: comité] con", "Red Norte", "Que tenga presupuesto.",
    ):  # fmt: skip
        assert part in page.words(".//main"), part


def test_a_refused_form_ticks_what_was_sent_and_nothing_else(drafter, consultation):
    first, second = (str(anchor.id) for anchor in anchors(consultation))
    page = sent(drafter, {"verdict": "other", "number": "9.9", "anchor": [second]}, 422)
    boxes = {box.get("value"): "checked" in box.attrib for box in page.all(BOXES)}
    assert boxes == {first: False, second: True}


def test_the_number_follows_the_answer_that_needs_it(drafter, consultation):
    page = drafter.get(LIST)
    names = [each.get("name").rpartition("-")[2] for each in page.all(".//main//input[@id]")]
    values = [each.get("value") for each in page.all(".//main//input[@id]")]
    at = names.index("number")
    assert values[at - 1] == "other" and "opcional" not in page.words(".//main//form")


def test_confirmed_they_stand_at_the_paragraph_that_was_suggested(drafter, consultation):
    page = sent(drafter, {})
    assert page.location == LIST and "Se ubicaron 2 aportes." in drafter.get(LIST).text
    for anchor in anchors(consultation):
        assert (anchor.review, anchor.state, anchor.block.number) == ("confirmed", "changed", "1.2")
    block_id = anchors(consultation)[0].block_id
    assert tallied(consultation) == {0: 2, block_id: 2}


def test_only_those_that_are_marked(drafter, consultation):
    first = str(anchors(consultation)[0].id)
    sent(drafter, {"anchor": [first]})
    assert [anchor.review for anchor in anchors(consultation)] == ["confirmed", "waiting"]


def test_corrected_they_stand_where_the_drafter_says(drafter, consultation):
    sent(drafter, {"verdict": "other", "number": " 1.3 "})
    for anchor in anchors(consultation):
        assert (anchor.review, anchor.state, anchor.block.number) == ("corrected", "changed", "1.3")


@pytest.mark.parametrize(("verdict", "state"), [("section", "changed"), ("removed", "removed")])
def test_without_a_paragraph_they_stay_at_the_section(drafter, consultation, verdict, state):
    sent(drafter, {"verdict": verdict})
    for anchor in anchors(consultation):
        assert (anchor.state, anchor.block_id, anchor.section.key) == (state, None, "eje-1")
        assert anchor.review in ("confirmed", "corrected")
    assert "No hay aportes por revisar" in drafter.get(LIST).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": "other", "number": "9.9"}, "Ese párrafo no está en la versión vigente."),
        ({"verdict": "other", "number": "'; --"}, "Ese párrafo no está en la versión vigente."),
        ({"verdict": "other", "number": "1.3" * 9}, "Ese párrafo no está en la versión vigente."),
        ({"verdict": "other", "number": " "}, "Escriba el número del párrafo."),
        ({"verdict": "nada"}, "Elija una de las opciones."),
        ({"anchor": []}, "Marque al menos un aporte."),
        ({"anchor": ["x", "99999999999"]}, "Marque al menos un aporte."),
    ],
)
def test_bad_input_is_told_and_changes_nothing(drafter, consultation, changes, said):
    page = sent(drafter, changes, 422)
    assert said in page.words(".//main")
    assert all(anchor.review == "waiting" for anchor in anchors(consultation))


def test_what_another_settled_is_not_settled_again(drafter, consultation):
    page = drafter.get(LIST)
    boxes = [box.get("value") for box in page.all(BOXES)]
    sent(drafter, {"verdict": "removed"})
    drafter.post(LIST, page.fields() | {"anchor": boxes})
    assert "Otra persona ya había dicho dónde van" in drafter.get(LIST).text
    assert {anchor.state for anchor in anchors(consultation)} == {"removed"}


def test_comments_of_another_consultation_are_not_touched(drafter, consultation):
    a_consultation("ajena", draft=FIRST)
    page = drafter.get(LIST)
    boxes = [box.get("value") for box in page.all(BOXES)]
    drafter.post("/consultas/ajena/redaccion/por-revisar", page.fields() | {"anchor": boxes})
    assert all(anchor.review == "waiting" for anchor in anchors(consultation))


def test_what_is_not_published_is_not_shown_to_drafters(drafter, app):
    made = a_consultation(draft=FIRST)
    a_comment(made, "Secreto.", block="1.1", status="pending")
    publish(None, a_version(made, SECOND))
    db.session.commit()
    assert "Secreto" not in drafter.get(LIST).text
    assert "No hay aportes por revisar" in drafter.get(LIST).text


def test_who_may_see_it(visitor, participant, admin, consultation):
    assert "/ingresar" in visitor.get(LIST, 302).location
    participant.get(LIST, 404)
    admin.get(LIST)


def test_each_word_on_a_comment_is_recorded(drafter, consultation):
    sent(drafter, {})
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "comment.place"))
    assert [(event.actor, event.after) for event in events] == [(drafter.person.id, "confirm")] * 2


def test_what_waits_goes_on_waiting_in_the_next_version(drafter, consultation):
    publish(None, a_version(consultation, SECOND + "\n\nUn párrafo más.\n"), deferral="Después.")
    db.session.commit()
    for anchor in anchors(consultation):
        suggested = anchor.suggested_block_id
        assert (anchor.review, anchor.block_id) == ("waiting", None) and suggested is not None
    assert "Se sugiere el párrafo 1.2" in drafter.get(LIST).text


def test_a_paragraph_named_by_a_letter_may_be_typed_in_small(drafter, app):
    made = a_consultation(draft=FIRST.replace("Eje 1 {#eje-1}", "Consejo {#eje-1}"))
    a_comment(made, block="A.1")
    publish(None, a_version(made, SECOND.replace("Eje 1 {#eje-1}", "Consejo {#eje-1}")))
    db.session.commit()
    sent(drafter, {"verdict": "other", "number": "a.3 "})
    assert [anchor.block.number for anchor in anchors(made)] == ["A.3"]


def placed(drafter, consultation, verdict="confirm", **changes):
    """The first comment is placed, the other goes on waiting; the address of its correction."""
    sent(drafter, {"verdict": verdict, "anchor": [str(anchors(consultation)[0].id)]} | changes)
    (link,) = [a for a in drafter.get(LIST).all(".//main//a") if "corregir" in a.get("href")]
    return link.get("href")


def correct(drafter, address, changes, status=303):
    page = drafter.get(address)
    fields = page.fields()
    names = {name.rpartition("-")[2]: name for name in fields}
    verdict = next(
        each.get("name") for each in page.all(".//main//input[@type='radio']")
    )
    data = fields | {names.get(n, verdict if n == "verdict" else n): v for n, v in changes.items()}
    return drafter.post(page.all(".//main//form")[-1].get("action"), data, status)


def test_what_the_team_placed_is_listed_with_its_paragraph(drafter, consultation):
    assert "Ya ubicados" not in drafter.get(LIST).text
    placed(drafter, consultation)
    words = drafter.get(LIST).words(".//main")
    after = words[words.index("Ya ubicados por el equipo") :]
    assert "Que tenga presupuesto." in after and "Está en el párrafo 1.2 · Eje 1" in after
    assert "Un segundo aporte." not in after


def test_a_place_is_corrected_and_counted_where_it_is_now(drafter, consultation):
    address = placed(drafter, consultation)
    words = drafter.get(address).words(".//main")
    assert "Está en el párrafo 1.2" in words and "Un segundo aporte." not in words
    correct(drafter, address, {"verdict": "other", "number": "1.3"})
    anchor, other = anchors(consultation)
    assert (anchor.review, anchor.state, anchor.block.number) == ("corrected", "changed", "1.3")
    assert other.review == "waiting"
    assert tallied(consultation) == {0: 2, anchor.block_id: 1}
    events = select(AuditEvent.after).where(AuditEvent.action == "comment.place")
    assert db.session.scalars(events.order_by(AuditEvent.id)).all() == ["confirm", "other"]


def test_a_place_is_corrected_to_none(drafter, consultation):
    address = placed(drafter, consultation, "other", number="2.1")
    assert anchors(consultation)[0].section.key == "eje-2"
    correct(drafter, address, {"verdict": "section"})
    anchor = anchors(consultation)[0]
    assert (anchor.block_id, anchor.section.key, anchor.state) == (None, "eje-1", "changed")
    assert list(tallied(consultation)) == [0]
    correct(drafter, address, {"verdict": "removed"})
    assert anchors(consultation)[0].state == "removed"
    assert "Su texto ya no está" in drafter.get(LIST).words(".//main")
    correct(drafter, address, {"verdict": "section"})
    assert anchors(consultation)[0].state == "changed"


def test_a_correction_says_where(drafter, consultation):
    address = placed(drafter, consultation)
    page = correct(drafter, address, {}, 422)
    assert "Elija una de las opciones." in page.words(".//main")
    assert "Un segundo aporte." not in page.words(".//main")
    correct(drafter, address, {"verdict": "confirm"}, 422)
    assert anchors(consultation)[0].block.number == "1.2"


@pytest.mark.parametrize("folio", ["", "nada", "POL-9999", "%00", "POL-0002"])
def test_only_what_a_person_placed_is_corrected(drafter, consultation, folio):
    address = placed(drafter, consultation)
    drafter.get(f"{LIST}?corregir={folio}", 404)
    drafter.post(f"{LIST}?corregir={folio}", drafter.get(address).fields(), 404)


def test_a_correction_moves_nothing_that_waits(drafter, consultation):
    address = placed(drafter, consultation)
    second = str(anchors(consultation)[1].id)
    correct(drafter, address, {"verdict": "removed", "anchor": [second]})
    assert [anchor.review for anchor in anchors(consultation)] == ["confirmed", "waiting"]


def test_the_versions_page_says_how_many_wait(drafter, consultation):
    page = "/consultas/politica/redaccion/"
    assert "Aportes por revisar (2)" in drafter.get(page).words(".//main")
    sent(drafter, {})
    assert "Aportes por revisar (" not in drafter.get(page).words(".//main")
