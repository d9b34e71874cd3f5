"""Reading comments and putting topics on them: one form for a page, and nothing is ever lost."""

from sqlalchemy import select

from consult.accounts.models import DEMONSTRATION
from consult.comments.service import transition
from consult.extensions import db
from consult.topics.models import PointTopic
from consult.topics.service import assign, remove, unassign
from tests.factories import a_comment, a_consultation
from tests.people import PASSWORD, Page, sign_in
from tests.topics.factories import a_topic, point_of, put
from tests.topics.scene import HOME, a_talk, every_folio, folios, writing

ASSIGN = HOME + "asignar"


def sent(page: Page, put: list[str]) -> dict:
    """What a browser sends of the page's form with exactly these boxes checked."""
    shown = [each.get("value", "") for each in page.all(".//input[@name='shown']")]
    return {"csrf_token": page.fields()["csrf_token"], "shown": shown, "put": put}


def checked(page: Page) -> list[str]:
    boxes = page.all(".//input[@name='put']")
    return [box.get("value", "") for box in boxes if "checked" in box.attrib]


def stored() -> set[str]:
    rows = db.session.execute(select(PointTopic.point_id, PointTopic.topic_id))
    return {f"{point}-{topic}" for point, topic in rows}


def a_page(*bodies: str):
    """Comments without topics, and two topics; their points and topics as numbers."""
    consultation = a_consultation()
    comments = [a_comment(consultation, body) for body in bodies or ("Uno.", "Dos.")]
    topics = [a_topic(consultation, name) for name in ("Niñez", "Retorno")]
    return comments, [point_of(comment) for comment in comments], topics


def test_comments_without_a_topic_come_first_and_only_published_ones(app, drafter):
    a_talk()
    assert [folio[-4:] for folio in folios(drafter.get(ASSIGN))] == ["0009"]
    assert len(folios(drafter.get(ASSIGN + "?ver=todos"))) == 9
    some = drafter.get(ASSIGN + "?ver=todos&seccion=eje-2")
    assert [folio[-4:] for folio in folios(some)] == ["0004", "0005", "0007"]


def test_boxes_show_what_is_put_in_the_order_of_the_tree(app, drafter):
    talk = a_talk()
    page = drafter.get(ASSIGN + f"?aporte={talk.consultation.folio_prefix}-0001")
    labels = ["".join(label.itertext()).strip() for label in page.all(".//fieldset//label")]
    assert labels == ["Niñez", "Escuela", "Retorno"]
    assert len(checked(page)) == 2


def test_a_page_is_saved_in_one_go_and_the_next_one_follows(app, drafter):
    comments, points, (one, two) = a_page()
    page, last = drafter.get(ASSIGN), comments[-1].id
    wanted = [f"{points[0]}-{one.id}", f"{points[0]}-{two.id}", f"{points[1]}-{two.id}"]
    answer = drafter.post(ASSIGN, sent(page, wanted))
    assert answer.location == f"{ASSIGN}?despues={last}" and stored() == set(wanted)
    after = drafter.get(answer.location)
    assert "Se guardaron 3 cambios." in after.text and "No queda ningún aporte" in after.text


def test_taking_a_check_away_takes_the_topic_off(app, drafter):
    (comment, _other), points, (one, two) = a_page()
    put(comment, one, two)
    address = f"{ASSIGN}?ver=todos"
    drafter.post(address, sent(drafter.get(address), [f"{points[0]}-{two.id}"]))
    assert stored() == {f"{points[0]}-{two.id}"}


def test_what_is_left_unread_is_met_again_from_the_beginning(app, drafter):
    _comments, _points, _topics = a_page(*(f"Número {n}." for n in range(25)))
    page = drafter.get(ASSIGN)
    assert len(folios(page)) == 20
    answer = drafter.post(ASSIGN, sent(page, []))
    assert len(folios(drafter.get(answer.location))) == 5
    assert len(folios(drafter.get(ASSIGN))) == 20


def test_a_single_comment_is_given_topics_and_shown_again(app, drafter):
    (comment, _other), points, (one, _two) = a_page()
    address = f"{ASSIGN}?aporte={comment.folio}"
    page = drafter.get(address)
    assert len(folios(page)) == 1
    answer = drafter.post(address, sent(page, [f"{points[0]}-{one.id}"]))
    assert answer.location.endswith(f"/aportes/{comment.folio}")
    assert stored() == {f"{points[0]}-{one.id}"}


def test_two_people_on_one_page_lose_nothing_of_each_other(app, drafter, admin):
    _comments, points, (one, two) = a_page()
    hers, his = drafter.get(ASSIGN), admin.get(ASSIGN)
    drafter.post(ASSIGN, sent(hers, [f"{points[0]}-{one.id}"]))
    admin.post(ASSIGN, sent(his, [f"{points[0]}-{two.id}", f"{points[1]}-{one.id}"]))
    assert len(stored()) == 3


def test_a_check_that_somebody_took_away_meanwhile_stays_away(app, drafter):
    (comment, _other), points, (one, two) = a_page()
    put(comment, one)
    address = f"{ASSIGN}?ver=todos"
    page = drafter.get(address)
    writing()
    unassign(None, points, [one.id])
    db.session.commit()
    drafter.post(address, sent(page, [f"{points[0]}-{one.id}", f"{points[0]}-{two.id}"]))
    assert stored() == {f"{points[0]}-{two.id}"}


def test_a_topic_that_is_gone_is_told_and_all_other_checks_are_kept(app, drafter):
    _comments, points, (one, two) = a_page()
    page = drafter.get(ASSIGN)
    writing()
    remove(None, one)
    assign(None, points[1:], [two.id])
    db.session.commit()
    wanted = [f"{points[0]}-{one.id}", f"{points[0]}-{two.id}"]
    again = drafter.post(ASSIGN, sent(page, wanted), status=409)
    assert again.all(".//div[@class='notice error']")
    assert again.document.findtext(".//title", "").startswith("Error: ")
    assert checked(again) == [f"{points[0]}-{two.id}", f"{points[1]}-{two.id}"]
    drafter.post(ASSIGN, sent(again, checked(again)))
    assert stored() == {f"{points[0]}-{two.id}", f"{points[1]}-{two.id}"}


def test_a_comment_taken_down_meanwhile_is_told_and_the_others_kept(app, drafter):
    (gone, _stays), points, (one, _two) = a_page()
    page = drafter.get(ASSIGN)
    writing()
    transition(None, gone, revision=1, before="published", after="withdrawn")
    db.session.commit()
    wanted = [f"{point}-{one.id}" for point in points]
    again = drafter.post(ASSIGN, sent(page, wanted), status=409)
    assert checked(again) == wanted[1:] and stored() == set()


def test_a_form_that_is_not_ours_changes_nothing(app, drafter):
    _comments, points, (one, _two) = a_page()
    page = drafter.get(ASSIGN)
    whole = sent(page, [f"{points[0]}-{one.id}"])
    for changes in (
        {"shown": []}, {"shown": ["x"]}, {"put": ["1"]}, {"put": ["99-1"]},
        {"shown": [str(n) for n in range(1, 30)]}, {"shown": [f"{points[0]}-{'9' * 12}"]},
    ):  # fmt: skip
        assert len(folios(drafter.post(ASSIGN, whole | changes, status=422))) == 2
    other = a_comment(a_consultation("otra"))
    foreign = {"shown": [f"{point_of(other)}"], "put": [f"{point_of(other)}-{one.id}"]}
    drafter.post(ASSIGN, whole | foreign, status=409)
    assert stored() == set()


def test_a_comment_that_waits_cannot_be_read_here(app, drafter):
    consultation = a_consultation()
    waiting = a_comment(consultation, status="pending")
    a_topic(consultation)
    drafter.get(f"{ASSIGN}?aporte={waiting.folio}", 404)
    assert folios(drafter.get(ASSIGN + "?ver=todos")) == []


def test_a_lost_session_keeps_what_was_checked(app):
    email = "drafter" + DEMONSTRATION
    drafter = sign_in(app, "drafter", email)
    _comments, points, (one, _two) = a_page()
    data = sent(drafter.get(ASSIGN), [f"{points[0]}-{one.id}"])
    drafter.client.delete_cookie("consult")
    page = drafter.post(ASSIGN, data, status=401)
    who = {"email": email, "password": PASSWORD}
    back = drafter.post("/ingresar", page.fields() | who, status=200)
    kept = [(each.get("name"), each.get("value")) for each in back.all(".//main//form//input")]
    assert ("put", f"{points[0]}-{one.id}") in kept
    assert [value for name, value in kept if name == "shown"] == data["shown"]
    assert stored() == set()


def test_what_is_put_here_is_counted_there(app, drafter):
    _comments, points, (one, _two) = a_page()
    drafter.post(ASSIGN, sent(drafter.get(ASSIGN), [f"{points[1]}-{one.id}"]))
    assert len(every_folio(sign_in(app, "moderator"), HOME + "ninez")) == 1
