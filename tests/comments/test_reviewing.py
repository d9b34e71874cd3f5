"""Comments whose place is not certain: listed by paragraph, placed by a drafter, once."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.comments.models import Anchor, Tally
from consult.drafts.service import publish
from consult.extensions import db
from tests.factories import a_comment, a_consultation, a_version

LIST = "/consultas/politica/redaccion/por-revisar"
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
    boxes = [box.get("value") for box in page.all(".//input[@type='checkbox']")]
    data = fields | {"anchor": boxes} | {names.get(n, n): v for n, v in changes.items()}
    return drafter.post(LIST, data, status)


def test_while_it_waits_it_stands_at_its_section_and_nowhere_else(drafter, consultation):
    for anchor in anchors(consultation):
        assert (anchor.review, anchor.block_id, anchor.section.key) == ("waiting", None, "eje-1")
    assert list(tallied(consultation)) == [0]


def test_the_page_shows_both_paragraphs_and_the_comments(drafter, consultation):
    words = drafter.get(LIST).words(".//main")
    for part in (
        "2 aportes comentan palabras", "Párrafo 1.1 de la versión 1", "Se creará un consejo",
        "Se sugiere el párrafo 1.2", "Se creará un comité", "Red Norte", "Que tenga presupuesto.",
    ):  # fmt: skip
        assert part in words, part


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
    sent(drafter, {"verdict": "other", "number": "1.3"})
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
        ({"verdict": "other", "number": ""}, "Ese párrafo no está en la versión vigente."),
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
    boxes = [box.get("value") for box in page.all(".//input[@type='checkbox']")]
    sent(drafter, {"verdict": "removed"})
    drafter.post(LIST, page.fields() | {"anchor": boxes})
    assert "Otra persona ya había dicho dónde van" in drafter.get(LIST).text
    assert {anchor.state for anchor in anchors(consultation)} == {"removed"}


def test_comments_of_another_consultation_are_not_touched(drafter, consultation):
    a_consultation("ajena", draft=FIRST)
    page = drafter.get(LIST)
    boxes = [box.get("value") for box in page.all(".//input[@type='checkbox']")]
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
