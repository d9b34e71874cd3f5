"""Groups in what has no topic: found by a job, each made a topic of or put into one."""

from sqlalchemy import select

from consult.comments.models import Comment
from consult.extensions import db
from consult.moderation.redacting import redact
from consult.topics import groups, tasks
from consult.topics.models import PointGroup, PointTopic, Topic
from tests.factories import a_comment, a_consultation
from tests.people import Visitor, make_person
from tests.topics.analysis.test_suggesting import many
from tests.topics.factories import a_topic, put
from tests.topics.scene import HOME, writing

PAGE = HOME + "asignar/grupos"


def a_grouped():
    """A consultation with thirty comments without topic, and their groups."""
    consultation = a_consultation()
    for text, _topics in many(18):
        a_comment(consultation, text)
    tasks.store_groups(consultation.id, tasks.find_groups(consultation.id, 3))
    db.session.commit()
    return consultation


def taking(visitor: Visitor, status: int = 303, **values: str):
    token = visitor.get(PAGE).fields()["csrf_token"]
    return visitor.post(PAGE + "/tema", {"csrf_token": token, "into": "", **values}, status=status)


def the_groups(consultation):
    return groups.listed(consultation)


def test_groups_quote_their_comments_and_strangers_have_none(app, drafter):
    consultation = a_grouped()
    found = the_groups(consultation)
    assert sum(group.points for group in found) == 18
    assert all(group.quotes and group.words for group in found)
    page = drafter.get(PAGE)
    folio = found[0].quotes[0].folio
    assert page.all(f".//blockquote/a[@href='/consultas/politica/aportes/{folio}']")
    assert groups.of_consultation(None, consultation) == []


def test_a_group_becomes_a_topic_and_its_comments_can_be_freed_again(app, drafter):
    consultation = a_grouped()
    first, *others = the_groups(consultation)
    taking(drafter, group=str(first.id), name="Salud pública")
    topic = db.session.scalars(select(Topic)).one()
    rows = db.session.scalars(select(PointTopic)).all()
    assert {(row.topic_id, row.origin) for row in rows} == {(topic.id, "suggested")}
    assert (topic.name, len(rows)) == ("Salud pública", first.points)
    assert [group.id for group in the_groups(consultation)] == [group.id for group in others]


def test_a_group_joins_a_topic_that_is_there(app, drafter):
    consultation = a_grouped()
    topic = a_topic(consultation, "Escuela")
    first = the_groups(consultation)[0]
    taking(drafter, group=str(first.id), into=topic.key)
    assert {row.topic_id for row in db.session.scalars(select(PointTopic))} == {topic.id}


def test_a_name_that_is_taken_or_a_group_that_is_gone_is_told(app, drafter):
    consultation = a_grouped()
    a_topic(consultation, "Escuela")
    number = str(the_groups(consultation)[0].id)
    for values, status in (
        ({"group": number, "name": "Escuela"}, 409), ({"group": number, "name": ""}, 409),
        ({"group": "999999", "name": "Nuevo"}, 409), ({"name": "Nuevo"}, 422),
        ({"group": number, "into": "no-hay"}, 422),
    ):  # fmt: skip
        page = taking(drafter, status=status, **values)
        assert page.document.findtext(".//title", "").startswith("Error")
    assert db.session.scalars(select(Topic.name)).all() == ["Escuela"]


def test_what_was_given_a_topic_or_covered_is_in_no_group(app):
    consultation = a_grouped()
    first = the_groups(consultation)[0]
    quoted = select(Comment).where(Comment.folio == first.quotes[0].folio)
    comment = db.session.scalars(quoted).one()
    put(comment, a_topic(consultation))
    assert the_groups(consultation)[0].points + 1 >= first.points
    word = first.quotes[0].text.split()[0]
    redact(make_person("admin"), comment, [word], revision=1, reason="personal_data")
    db.session.commit()
    assert db.session.get(PointGroup, first.id) is None


def test_groups_are_asked_for_on_the_page(app, drafter):
    consultation = a_consultation()
    for text, _topics in many(6):
        a_comment(consultation, text)
    assert drafter.submit(PAGE, {}).location == PAGE
    writing()
    assert the_groups(consultation)


def test_the_method_is_told_to_everybody_in_both_languages(app, visitor):
    assert "Kappa de Cohen" in visitor.get("/metodo").text
    assert "Cohen’s kappa" in visitor.get("/en/metodo").text
