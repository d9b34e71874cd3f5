"""Looking for something in the queue, and what is pointed out in a comment."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.events import comment_corrected
from consult.comments.models import Comment
from consult.comments.service import NewComment, receive
from consult.extensions import db, utc_now
from consult.jobs.models import Job
from consult.moderation.hints import seen, watched_words
from consult.moderation.models import CommentHint
from tests.factories import a_comment, a_consultation, a_place
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK, correct, some_waiting
from tests.moderation.test_held import listed, together

SETTINGS = DESK + "ajustes"


@pytest.fixture
def consultation(app):
    return a_consultation()


def wait(consultation, *bodies, **kwargs):
    return [a_comment(consultation, body, status="pending", **kwargs) for body in bodies]


@pytest.fixture
def various(consultation):
    wait(consultation, "Estoy de acuerdo con lo que dice el texto.", block="1.1")
    wait(consultation, "I agree with what the text says.", kind="question", section="eje-2")
    wait(consultation, "Vea https://Ejemplo.org/a y www.otro.hn.", organization_name="Red",
         organization_kind="ngo")  # fmt: skip
    wait(consultation, "Mi número es 9988-7766.", kind="question", organization_name="Radio",
         organization_kind="media")  # fmt: skip
    wait(consultation, "Máquina", held="trap")


FILTERS = [
    ("tipo=question", [2, 4]),
    ("idioma=en", [2]),
    ("idioma=es", [1, 4]),
    ("idioma=unknown", [3]),
    ("organizacion=ngo", [3]),
    ("organizacion=none", [1, 2]),
    ("riesgo=link", [3]),
    ("riesgo=personal_data", [4]),
    ("riesgo=held", [5]),
    ("apartados=trap", [5]),
    ("apartados=flood", []),
    ("seccion=eje-1", [1]),
    ("seccion=eje-2", [2]),
    ("tipo=question&organizacion=media&riesgo=personal_data", [4]),
    ("tipo=question&idioma=es&seccion=eje-2", []),
    ("tipo='--&idioma=💥&seccion=no-hay&riesgo=x&organizacion=%00", []),
]


def test_filters_let_through_what_they_say(moderator, various):
    for query, wanted in FILTERS:
        page = moderator.get(f"{DESK}?{query}")
        found = [int(each.get("value")) for each in page.all(".//input[@name='aporte']")]
        assert found == wanted, query


def test_a_filter_stays_from_one_to_the_next(moderator, various):
    page = moderator.get(DESK + "?tipo=question")
    link = page.all(".//ol[@class='queue']//a")[0].get("href")
    assert link == DESK + "POL-0002?tipo=question"
    done = moderator.submit(link, {"decision": "published"})
    assert done.location == DESK + "POL-0004?tipo=question"
    typed = {"decision": "rejected", "reason": "personal_data"}
    assert moderator.submit(done.location, typed).location == DESK + "?tipo=question"


def test_each_hint_says_why(moderator, consultation):
    consultation.watched_words = "pendejo\nVete a tu país"
    db.session.commit()
    wait(consultation, "Vea https://www.ejemplo.org/x. ¡VETE A TU PAIS! Mi correo es a@b.hn")
    hints = moderator.get(DESK + "POL-0001").words(".//ul[@class='hints']")
    for words in (
        "un enlace a ejemplo.org.", "«Vete a tu país», que esta consulta", "un correo electrónico",
    ):  # fmt: skip
        assert words in hints
    assert "pendejo" not in hints


def test_another_language_than_that_of_the_page_is_pointed_out(moderator, various):
    assert "Parece estar escrito en inglés." in moderator.get(DESK + "POL-0002").words()
    assert "written in" not in moderator.get("/en" + DESK + "POL-0002").words()
    assert "Parece estar escrito" not in moderator.get(DESK + "POL-0001").words()


def test_hints_follow_what_its_author_changes(moderator, various):
    with meanwhile():
        comment = db.session.get(Comment, 3)
        correct(comment, "Nothing to see in this, and that is it.")
        comment_corrected.send(comment)
    assert db.session.scalars(select(CommentHint.comment_id)).all() == [4]
    assert db.session.get(Comment, 3).language == "en"


def test_watched_words_are_whole_words_in_any_dress():
    watched = watched_words("puta\n  \nmala gente\n")
    assert watched == ["puta", "mala gente"]
    found = [each.what for each in seen(["Disputa. PUTÁ mala\ngente"], watched)]
    assert found == ["puta", "mala gente"]
    assert seen(["una disputa; malagente"], watched) == []


def test_other_words_are_looked_for_in_what_waits(admin, consultation):
    some_waiting(consultation, 2)
    typed = {"moderation_days": "5", "watched_words": "aporte 2", "moderation_mode": "before"}
    admin.submit(SETTINGS, typed)
    assert listed(admin.get(DESK + "?riesgo=watched")) == ["Aporte 2"]
    assert {job.state for job in db.session.scalars(select(Job))} == {"done"}


def test_a_file_is_looked_at_and_grouped_by_a_job(moderator, consultation):
    letter = "Pedimos que el consejo tenga sede en cada departamento y rinda cuentas cada año."
    texts = [letter, "Otra cosa que no tiene nada que ver con el consejo.", letter + " Gracias."]
    receive(None, consultation, [NewComment(place=a_place(consultation), body=t) for t in texts])
    db.session.commit()
    db.session.expire_all()
    columns = select(Comment.group_id, Comment.held, Comment.language)
    found = db.session.execute(columns.order_by(Comment.id))
    assert list(map(tuple, found)) == [(1, None, "es"), (None, None, "es"), (1, "copy", "es")]
    assert "2 iguales o casi" in moderator.get(DESK).words()


def test_what_has_waited_longer_than_promised_says_so(moderator, consultation):
    wait(consultation, "Nuevo")
    wait(consultation, "Viejo", created_at=utc_now() - timedelta(days=4))
    rows = moderator.get(DESK).all(".//ol[@class='queue']/li")
    assert ["fuera de plazo" in "".join(row.itertext()) for row in rows] == [False, True]


def test_what_else_its_author_said_is_told_without_who(moderator, participant, consultation):
    made = {"author_id": participant.person.id, "exposure": "coded"}
    wait(consultation, "Uno", "Dos", **made)
    moderator.submit(DESK + "POL-0001", {"decision": "rejected", "reason": "insult"})
    page = moderator.get(DESK + "POL-0002")
    assert "ya decididos (1)" in page.words() and "insulta o ataca" in page.words(".//details")
    assert participant.person.email not in page.text


def test_how_its_copies_were_decided_is_told(moderator, consultation):
    together(wait(consultation, "Carta", "Carta."))
    moderator.submit(DESK + "POL-0001", {"decision": "published"})
    assert "Publicado" in moderator.get(DESK + "POL-0002").words(".//section")


BAD = [
    ({"moderation_days": "0"}, "entre 1 y 60"),
    ({"moderation_days": ""}, "número de días"),
    ({"moderation_mode": "never"}, "Elija una de las opciones."),
    ({"watched_words": "palabra\n" * 301}, "hasta 300"),
]


def test_settings_that_cannot_be_are_asked_again(admin, consultation):
    for typed, message in BAD:
        assert message in admin.submit(SETTINGS, typed, status=422).words()


def test_only_its_administration_changes_them(moderator, participant, visitor, consultation):
    for person, status in ((moderator, 404), (participant, 404), (visitor, 302)):
        person.get(SETTINGS, status)
