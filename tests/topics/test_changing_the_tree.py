"""The verbs of the topic tree: what they do, what they refuse, what the log says of them."""

import pytest
from sqlalchemy import select

from consult.audit.models import AuditEvent
from consult.extensions import db
from consult.topics.models import Topic
from consult.topics.service import TopicError, create, move, remove, revise, shift
from tests.factories import a_comment, a_consultation
from tests.people import make_person
from tests.topics.factories import a_topic, put, together


def log() -> list[tuple[str, int | None]]:
    rows = select(AuditEvent.action, AuditEvent.actor).where(
        AuditEvent.subject_type == "topic"
    )
    return [tuple(row) for row in db.session.execute(rows.order_by(AuditEvent.id))]


def order(consultation, parent=None) -> list[str]:
    query = select(Topic.name).where(
        Topic.consultation_id == consultation.id,
        Topic.parent_id == (parent.id if parent else None),
    )
    return list(db.session.scalars(query.order_by(Topic.position, Topic.id)))


def test_a_topic_is_made_with_a_key_from_its_name(app):
    drafter = make_person("drafter")
    topic = create(
        drafter, a_consultation(), name="  Niñez  y Educación ", words="escuela; niña\n escuela"
    )
    assert (topic.key, topic.name) == ("ninez-y-educacion", "Niñez y Educación")
    assert topic.words == "escuela\nniña"
    assert log() == [("topic.create", drafter.id)]


def test_the_same_name_elsewhere_gets_another_key(app):
    consultation = a_consultation()
    home = a_topic(consultation, "Educación")
    assert a_topic(consultation, "Educación", parent=home).key == "educacion-2"


@pytest.mark.parametrize("name", ["Árbol", "asignar", "¡¿!?"])
def test_a_key_is_never_the_address_of_another_page(app, name):
    assert a_topic(a_consultation(), name).key in ("arbol-2", "asignar-2", "tema")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"name": "NINEZ"}, None),
        ({"name": "ñinez"}, None),
        ({"name": "niñéz"}, "name"),
        ({"name": "x", "description": "a" * 4001}, "description"),
        ({"name": "x", "words": "a" * 4001}, "words"),
    ],
)
def test_a_topic_that_cannot_be_kept_is_refused_with_its_field(app, changes, field):
    consultation = a_consultation()
    a_topic(consultation, "Niñez")
    if field is None:
        assert create(None, consultation, **changes).id
        return
    with pytest.raises(TopicError) as refused:
        create(None, consultation, **changes)
    assert refused.value.field == field and str(refused.value.reason)


def test_renaming_keeps_the_key_and_writes_one_row(app):
    topic = a_topic(a_consultation(), "Niñez")
    revise(None, topic, name="Niñez y familia", description="Dos líneas.\n")
    revise(None, topic, name="Niñez y familia", description="Dos líneas.")
    db.session.commit()
    assert (topic.key, topic.description) == ("ninez", "Dos líneas.")
    assert [action for action, _actor in log()] == ["topic.create", "topic.revise"]


def test_a_topic_moves_with_all_below_it_to_the_end(app):
    consultation = a_consultation()
    one, two = a_topic(consultation, "Uno"), a_topic(consultation, "Dos")
    a_topic(consultation, "Hijo de dos", parent=two)
    a_topic(consultation, "Hijo de uno", parent=one)
    move(None, two, parent=one)
    assert order(consultation) == ["Uno"]
    assert order(consultation, one) == ["Hijo de uno", "Dos"]
    assert order(consultation, two) == ["Hijo de dos"]


def test_a_topic_never_hangs_from_itself(app):
    consultation = a_consultation()
    top = a_topic(consultation, "Uno")
    middle = a_topic(consultation, "Dos", parent=top)
    low = a_topic(consultation, "Tres", parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(TopicError) as refused:
            move(None, top, parent=parent)
        assert refused.value.field == "parent"


def test_a_topic_does_not_move_beside_one_of_the_same_name(app):
    consultation = a_consultation()
    home = a_topic(consultation, "Uno")
    a_topic(consultation, "Niñez", parent=home)
    with pytest.raises(TopicError):
        move(None, a_topic(consultation, "NIÑEZ"), parent=home)


def test_topics_shift_among_their_siblings_and_stop_at_the_ends(app):
    consultation = a_consultation()
    one, _two, three = (a_topic(consultation, name) for name in ("Uno", "Dos", "Tres"))
    shift(None, three, steps=-1)
    assert order(consultation) == ["Uno", "Tres", "Dos"]
    shift(None, one, steps=-1)
    shift(None, one, steps=5)
    assert order(consultation) == ["Tres", "Dos", "Uno"]


def test_a_topic_in_use_is_not_removed(app):
    consultation = a_consultation()
    home = a_topic(consultation, "Uno")
    used = a_topic(consultation, "Dos", parent=home)
    put(a_comment(consultation, status="pending"), used)
    for topic, says in ((home, "subtemas"), (used, "aportes (1)")):
        with pytest.raises(TopicError) as refused:
            remove(None, topic)
        assert says in str(refused.value.reason)


def test_a_topic_out_of_use_is_removed_and_logged(app):
    topic = a_topic(a_consultation(), "Uno")
    remove(None, topic)
    db.session.commit()
    assert db.session.scalars(select(Topic)).all() == []
    assert [action for action, _actor in log()] == ["topic.create", "topic.remove"]


def test_two_moves_at_once_make_no_circle(app):
    consultation = a_consultation()
    ids = [a_topic(consultation, name).id for name in ("Uno", "Dos")]

    def hang(topic_id: int, parent_id: int):
        return lambda: move(
            None, db.session.get(Topic, topic_id), parent=db.session.get(Topic, parent_id)
        )

    results = together(app, hang(*ids), hang(*reversed(ids)))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "TopicError"]


def test_two_topics_of_one_name_at_once_get_different_keys_or_are_refused(app):
    consultation = a_consultation()

    def make():
        return create(None, db.session.merge(consultation, load=False), name="Niñez").key

    results = together(app, make, make)
    assert sorted(map(str, results)) == ["Ya hay un tema con ese nombre en ese lugar.", "ninez"]
