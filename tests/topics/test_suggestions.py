"""Suggested topics: made by a job, counted nowhere until a person accepts, undone as a whole."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.service import transition
from consult.consultations.queries import by_slug
from consult.extensions import db
from consult.jobs import Job
from consult.moderation.redacting import redact
from consult.permissions import Actor
from consult.topics import queries, suggested, tasks
from consult.topics.models import Acceptance, PointReply, PointSuggestion, PointTopic
from consult.topics.service import remove
from consult.topics.suggestions import StaleSuggestionsError, accept_all, undo
from tests.factories import a_comment, a_consultation
from tests.people import make_person, sign_in
from tests.topics.factories import a_topic, point_of, put, together
from tests.topics.scene import HOME, writing

ASSIGN = HOME + "asignar"
PAGE = ASSIGN + "/sugerencias"
BODIES = ("Faltan vacunas en la clínica.", "La matrícula de la escuela cuesta mucho.")


def a_suggested(*bodies: str, calculated: bool = True):
    """A consultation with two topics and comments without any; its topics."""
    consultation = a_consultation()
    health = a_topic(consultation, "Salud", words="vacuna;clínica;hospital")
    school = a_topic(consultation, "Escuela", words="matrícula;alumno")
    comments = [a_comment(consultation, body) for body in bodies or BODIES]
    if calculated:
        calculate(consultation)
    return consultation, (health, school), comments


def calculate(consultation) -> None:
    tasks.ask(tasks.SUGGEST, consultation)
    db.session.commit()


def pairs() -> dict[int, int]:
    """The likeliest topic by point."""
    query = select(PointSuggestion).order_by(PointSuggestion.confidence)
    return {each.point_id: each.topic_id for each in db.session.scalars(query)}


def test_the_job_suggests_for_what_has_no_topic_and_counts_nowhere(app):
    consultation, (health, school), (one, two) = a_suggested(calculated=False)
    decided = a_comment(consultation, "Otra vacuna.")
    put(decided, school)
    calculate(consultation)
    assert pairs() == {point_of(one): health.id, point_of(two): school.id}
    viewer = make_person("drafter")
    assert queries.totals(viewer, consultation).with_topic == 1
    assert queries.topic_counts(viewer, consultation) == {school.id: 1}
    assert suggested.last_run(viewer, consultation).learned == 1


def test_words_are_those_of_the_text_and_nothing_is_told_to_strangers(app):
    consultation, (health, _school), (one, _two) = a_suggested("Más VACUNAS en la Clínica.", "Y.")
    point = point_of(one)
    shown = suggested.of_points(make_person("drafter"), consultation, [point])[point][0]
    assert shown.topic_id == health.id and "Clínica" in shown.words
    stranger = make_person("participant")
    assert suggested.of_points(stranger, consultation, [point]) == {}
    assert suggested.likeliest(None, consultation, least=0) == []


def test_again_it_replaces_its_own_and_never_what_a_person_said(app, drafter):
    consultation, (_health, _school), (one, two) = a_suggested()
    first, second = point_of(one), point_of(two)
    send(drafter, accept=f"{first}-{pairs()[first]}")
    send(drafter, unsure=str(second))
    writing()
    calculate(consultation)
    assert pairs() == {}
    row = db.session.scalars(select(PointTopic)).one()
    assert row.origin == "suggested" and row.confidence > 0 and row.acceptance_id is None
    assert db.session.scalars(select(PointReply.reply)).all() == ["unsure"]


def send(visitor, status: int = 303, address: str = ASSIGN, **values: str):
    page = visitor.get(address)
    shown = [each.get("value", "") for each in page.all(".//input[@name='shown']")]
    token = page.fields()["csrf_token"]
    return visitor.post(address, {"csrf_token": token, "shown": shown, **values}, status=status)


def test_on_the_desk_each_is_accepted_or_answered_and_what_was_checked_is_kept(app, drafter):
    _consultation, (health, school), (one, two) = a_suggested()
    page = drafter.get(ASSIGN)
    words = page.words(".//main")
    assert "Sugerencias para" in words and "probable" in words and "vacunas" in words
    put_too = f"{point_of(two)}-{school.id}"
    answer = send(drafter, accept=f"{point_of(one)}-{health.id}", put=put_too)
    assert answer.location.startswith(ASSIGN + "#aporte-")
    stored = {(row.topic_id, row.origin) for row in db.session.scalars(select(PointTopic))}
    assert stored == {(health.id, "suggested"), (school.id, "person")}


@pytest.mark.parametrize("reply", ["none", "unsure"])
def test_a_reply_ends_the_suggestions_until_the_comment_is_corrected(app, drafter, reply):
    consultation, _topics, (one, _two) = a_suggested()
    send(drafter, **{reply: str(point_of(one))})
    words = drafter.get(f"{ASSIGN}?aporte={one.folio}").words(".//main")
    assert "Se respondió" in words and "Sugerencias para" not in words
    writing()
    calculate(consultation)
    assert point_of(one) not in pairs()
    db.session.scalars(select(PointReply)).one().revision = 0  # the comment says something new
    calculate(consultation)
    assert point_of(one) in pairs()


def test_what_is_not_a_decision_on_this_page_decides_nothing(app, drafter):
    other = a_comment(a_consultation("otra"))
    _consultation, (health, _school), (_one, _two) = a_suggested()
    for values in (
        {"accept": f"{point_of(other)}-{health.id}"}, {"accept": "x"}, {"none": "9" * 12},
        {"unsure": str(point_of(other))},
    ):  # fmt: skip
        send(drafter, **values)
    assert db.session.scalars(select(PointTopic)).all() == []
    assert db.session.scalars(select(PointReply)).all() == []


def accepting(visitor, least: float, shown: int, status: int = 303):
    token = visitor.get(PAGE).fields()["csrf_token"]
    data = {"csrf_token": token, "least": str(least), "shown": str(shown), "desde": str(least)}
    return visitor.post(PAGE + "/aceptar", data, status=status)


def sure() -> None:
    """Make the suggestions sure enough to be accepted together."""
    for each in db.session.scalars(select(PointSuggestion)):
        each.confidence = 0.95 if each.confidence > 0.5 else 0.05
    db.session.commit()


def test_many_are_accepted_after_a_sample_and_undone_as_a_whole(app, drafter):
    _consultation, _topics, (one, _two) = a_suggested()
    sure()
    page = drafter.get(PAGE + "?desde=0.9")
    assert len(page.all(".//article")) == 2 and "Aceptar 2 sugerencias" in page.text
    accepting(drafter, 0.9, 2)
    rows = db.session.scalars(select(PointTopic)).all()
    assert {(row.origin, row.acceptance_id) for row in rows} == {("suggested", 1)}
    assert "2 aportes, desde" in drafter.get(PAGE).words(".//main")
    drafter.submit(PAGE, {"acceptance": "1"})
    assert db.session.scalars(select(PointTopic)).all() == []
    assert "deshecha" in drafter.get(PAGE).words(".//main")
    assert "Sugerencias para" in drafter.get(f"{ASSIGN}?aporte={one.folio}").text


def test_what_changed_since_the_sample_is_not_accepted(app, drafter):
    _consultation, _topics, _comments = a_suggested()
    sure()
    page = accepting(drafter, 0.9, 3, status=409)
    assert "las sugerencias cambiaron" in page.words(".//main")
    assert "no llegó completo" in accepting(drafter, 0.123, 2, status=422).text
    assert db.session.scalars(select(PointTopic)).all() == []


def test_two_at_once_accept_and_undo_once(app):
    consultation, _topics, _comments = a_suggested()
    sure()
    number, slug = make_person("drafter").id, consultation.slug
    db.session.commit()

    def accept():
        drafter = db.session.get_one(Person, number)
        return accept_all(drafter, by_slug(drafter, slug), least=0.9, shown=2).points

    def take_back():
        drafter = db.session.get_one(Person, number)
        return undo(drafter, db.session.scalars(select(Acceptance)).one())

    assert sorted(map(str, together(app, accept, accept))) == ["", "2"]
    assert sorted(together(app, take_back, take_back)) == [0, 2]


def test_an_acceptance_of_another_consultation_is_not_there(app, admin, drafter):
    a_suggested()
    sure()
    accepting(drafter, 0.9, 2)
    writing()
    a_consultation("otra")
    address = "/consultas/otra/temas/asignar/sugerencias"
    token = drafter.get(address).fields()["csrf_token"]
    data = {"csrf_token": token, "acceptance": "1"}
    drafter.post(address + "/deshacer", data, status=422)
    assert len(db.session.scalars(select(PointTopic)).all()) == 2


def test_a_moderator_reads_and_decides_nothing(app, moderator):
    a_suggested()
    page = moderator.get(PAGE)
    assert "Calcular sugerencias" not in page.text and "medir" in page.words(".//main")
    moderator.post(PAGE + "/calcular", {}, status=404)
    sign_in(app, "participant").get(PAGE, 404)


def test_what_is_withdrawn_covered_or_without_topic_is_suggested_no_more(app):
    consultation, (health, _school), (one, two) = a_suggested()
    viewer: Actor = make_person("admin")
    transition(None, one, revision=1, before="published", after="withdrawn")
    db.session.flush()
    assert suggested.of_points(viewer, consultation, [point_of(one)]) == {}
    redact(viewer, two, ["matrícula"], revision=1, reason="personal_data")
    assert point_of(two) not in pairs()
    remove(None, health)
    assert health.id not in pairs().values()
    db.session.commit()


def test_a_run_that_is_killed_half_way_leaves_the_last_ones(app):
    consultation, (_health, school), (one, _two) = a_suggested()
    found, before = tasks.suggest(consultation.id), pairs()
    put(one, school)
    tasks.store_suggested(consultation.id, found)
    db.session.rollback()
    assert pairs() == before
    with pytest.raises(StaleSuggestionsError):
        accept_all(make_person("drafter"), consultation, least=0.9, shown=9)


def test_the_page_tells_how_far_the_work_is_and_when_it_failed(app, drafter):
    a_suggested()
    job = db.session.scalars(select(Job).where(Job.task == tasks.SUGGEST)).one()
    job.state, job.done, job.total = "running", 1, 2
    db.session.commit()
    assert "1 de 2" in drafter.get(PAGE).words(".//main")
    writing()
    db.session.get(Job, job.id).state = "failed"
    db.session.commit()
    assert "No se pudo terminar" in drafter.get(PAGE).words(".//main")


def test_calculating_is_asked_for_on_the_page(app, drafter):
    a_suggested(calculated=False)
    assert drafter.submit(PAGE, {}).location == PAGE
    assert "sugirió temas para 2 aportes" in drafter.get(PAGE).words(".//main")
