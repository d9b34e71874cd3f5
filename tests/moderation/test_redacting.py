"""Covering words: what the public sees then, and that the words are nowhere any more."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from consult.accounts.queries import person_by_email
from consult.audit.models import AuditEvent
from consult.comments.correcting import Correction, correct
from consult.comments.models import Comment, CommentRevision, Point
from consult.comments.queries import receipt
from consult.comments.receipts import digest, received_on
from consult.comments.service import Quote
from consult.consultations.queries import by_slug
from consult.extensions import db, utc_now
from consult.jobs.models import Job
from consult.jobs.running import TASKS
from consult.moderation.models import Appeal, Decision, Redaction
from consult.moderation.redacting import redact
from consult.moderation.service import StaleDecisionError
from consult.reports.queries import export_rows
from tests.factories import a_comment, a_consultation
from tests.meanwhile import meanwhile
from tests.moderation.desk import DESK
from tests.people import make_person, sign_in

CANARY = "zarigüeya"
KEY = "k" * 43
BODY = f"Mi vecina {CANARY} vive aquí.\n\nLo demás es público."
PUBLIC = "/consultas/politica/"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def comment(consultation):
    """Corrected once, with a proposed wording, decided and appealed: the words are everywhere."""
    made = {"kind": "wording", "proposed_text": f"Los municipios y {CANARY}.", "receipt_key": KEY}
    made |= {"block": "1.2", "author_name": f"Red {CANARY}", "quote": Quote(f"dijo {CANARY}")}
    comment = a_comment(consultation, BODY, status="pending", **made)
    said = receipt(consultation, KEY)
    correct(None, said, Correction(BODY, f"Y {CANARY}."), seen=1, now=utc_now())
    row = {"comment_id": comment.id, "explanation": CANARY, "note": CANARY, "revision": 1}
    row |= {"version_id": comment.version_id, "before": "pending", "after": "returned"}
    db.session.add_all([Decision(**row), Appeal(comment_id=comment.id, text=CANARY)])
    db.session.commit()
    return comment


def covered(comment, words=CANARY, **how):
    how = {"revision": comment.revision, "reason": "personal_data"} | how
    with meanwhile():
        who = person_by_email("m@ejemplo.hn") or make_person("moderator", "m@ejemplo.hn")
        redact(who, db.session.get(Comment, comment.id), [words], **how)
        db.session.commit()
    db.session.expire_all()
    return db.session.scalar(select(Redaction))


def everything_stored():
    tables = (db.session.execute(select(table)).all() for table in db.metadata.sorted_tables)
    return str(list(tables))


def test_the_words_are_in_no_table(comment):
    assert everything_stored().count(CANARY) > 12
    made = covered(comment)
    assert CANARY not in everything_stored()
    assert {where.split(".")[0] for where, _start, _end in made.spans} == {
        "body", "proposed", "quote", "name", "decision", "note", "appeal",
    }  # fmt: skip
    assert "▮▮▮" in everything_stored()


def test_the_words_are_on_no_page_and_in_no_export(consultation, comment, visitor, moderator):
    moderator.submit(DESK + comment.folio, {"decision": "published"})
    pages = ["aportes/", f"aportes/{comment.folio}", "", f"acuse/{KEY}", f"buscar?q={CANARY}"]
    before = [visitor.get(PUBLIC + page).text for page in pages]
    assert all(CANARY in page for page in before[:2])
    covered(comment)
    assert all(CANARY not in visitor.get(PUBLIC + page).text for page in pages[:4])
    assert visitor.get(PUBLIC + pages[4]).all(".//article") == []
    assert CANARY not in moderator.get(DESK + comment.folio).text
    rows = list(export_rows(None, by_slug(None, "politica"), all_statuses=True))
    assert CANARY not in json.dumps(rows, default=str) and "▮▮▮" in str(rows)


def test_the_public_reads_why(comment, visitor, moderator):
    moderator.submit(DESK + comment.folio, {"decision": "published"})
    covered(comment)
    card = visitor.get(PUBLIC + f"aportes/{comment.folio}").words(".//article")
    assert "Mi vecina ▮▮▮ vive aquí." in card and "Lo demás es público." in card
    assert "tapó estas palabras. Motivo: publica datos personales." in card


def test_a_receipt_that_was_given_stays_true(consultation, comment):
    said = receipt(consultation, KEY)
    given = digest(consultation, said, 1)
    received = received_on(consultation, comment.folio, given)
    covered(comment)
    assert received is not None
    assert received_on(consultation, comment.folio, given) == received
    again = receipt(consultation, KEY)
    assert digest(consultation, again, 1) == "" and given not in everything_stored()
    assert received_on(consultation, comment.folio, given.replace("a", "b")) is None


def test_a_receipt_of_a_covered_text_can_still_be_downloaded(comment, visitor):
    covered(comment)
    file = visitor.client.get(PUBLIC + f"acuse/{KEY}.pdf")
    assert file.status_code == 200 and file.data.startswith(b"%PDF")
    assert "▮▮▮" in visitor.get(PUBLIC + f"acuse/{KEY}").words(".//main")


def test_points_keep_to_their_words(comment):
    point = db.session.query(Point).filter_by(comment_id=comment.id).one()
    point.start, point.end = BODY.index("Lo demás"), BODY.index("Lo demás") + 8
    db.session.commit()
    covered(comment)
    body = db.session.query(CommentRevision).filter_by(comment_id=comment.id, number=2).one().body
    assert body[point.start : point.end] == "Lo demás"


def test_what_is_freed_is_written_over(app, comment):
    """On SQLite the files are looked through; PostgreSQL says that its table was cleaned."""
    covered(comment)
    assert [job.task for job in db.session.scalars(select(Job))] == ["moderation.scrub"]
    db.session.remove()
    TASKS["moderation.scrub"](lambda done, total: None)
    if db.engine.dialect.name == "sqlite":
        path = db.engine.url.database
        found = b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))
        assert CANARY.encode() not in found and b"zarigu" not in found
        return
    query = "SELECT vacuum_count FROM pg_stat_user_tables WHERE schemaname = current_schema()"
    assert db.session.scalar(text(query + " AND relname = 'comment_revision'")) > 0


def test_a_comment_that_was_corrected_meanwhile_is_read_again(comment, moderator):
    page = DESK + comment.folio + "/tapar"
    typed = moderator.get(page).fields() | {"words": CANARY, "reason": "insult", "step": "tapar"}
    with meanwhile():
        said = receipt(db.session.get(Comment, comment.id) and by_slug(None, "politica"), KEY)
        correct(None, said, Correction("Otro texto"), seen=2, now=utc_now())
    late = moderator.post(page, typed, status=409)
    assert "No se tapó nada." in late.words() and late.fields()["words"] == CANARY
    assert db.session.scalar(select(Redaction)) is None


def test_only_what_waits_or_is_published_is_covered(consultation, moderator):
    for status in ("withdrawn", "returned", "unsigned"):
        comment = a_comment(consultation, BODY, status=status)
        moderator.get(DESK + comment.folio + "/tapar", status=404)
        with pytest.raises(StaleDecisionError):
            covered(comment)


def test_it_is_seen_before_it_is_done(comment, moderator):
    page = DESK + comment.folio + "/tapar"
    typed = {"words": f"{CANARY}\nnada de esto", "reason": "personal_data"}
    shown = moderator.submit(page, typed, status=200)
    marks = [mark.text for mark in shown.all(".//section[@id='found']//mark")]
    assert marks == [CANARY] * len(marks) and len(marks) > 6
    assert db.session.scalar(select(Redaction)) is None
    done = moderator.post(page, shown.fields() | {"step": "aprobar"})
    assert done.location == DESK + comment.folio
    db.session.expire_all()
    assert db.session.get(Comment, comment.id).status == "published"


HALF = [
    ({}, "Escriba las palabras que se tapan"),
    ({"words": CANARY}, "Elija el motivo"),
    ({"words": CANARY, "reason": "x"}, "Elija el motivo"),
    ({"words": "otra cosa", "reason": "insult", "step": "tapar"}, "Ninguna de estas palabras"),
    ({"words": "a\n" * 60, "reason": "insult"}, "Admite hasta 50 líneas"),
    ({"words": "ñ" * 2001, "reason": "insult"}, "hasta 2,000 caracteres"),
]


def test_half_an_answer_is_asked_again(comment, moderator):
    for typed, message in HALF:
        again = moderator.submit(DESK + comment.folio + "/tapar", typed, status=422)
        assert message in again.words()
        assert again.fields()["words"] == typed.get("words", "").strip()
    assert db.session.scalar(select(Redaction)) is None


def test_what_seems_personal_is_covered_without_typing_it(consultation, moderator):
    comment = a_comment(consultation, "Llame al 9988-7766.", status="pending")
    page = DESK + comment.folio + "/tapar"
    moderator.submit(page, {"step": "aprobar"})
    db.session.expire_all()
    assert db.session.get(Comment, comment.id).status == "published"
    assert db.session.scalar(select(CommentRevision.body)) == "Llame al ▮▮▮."


def test_who_may_not_decide_covers_nothing(consultation, moderator, participant, drafter, visitor):
    own = a_comment(consultation, BODY, status="pending", author_id=moderator.person.id)
    page, typed = DESK + own.folio + "/tapar", {"words": CANARY, "reason": "insult"}
    other = moderator.get(DESK + a_comment(consultation, BODY).folio + "/tapar").fields()
    moderator.post(page, other | typed | {"step": "tapar"}, status=403)
    for person, status in ((participant, 404), (drafter, 404), (visitor, 401)):
        person.post(page, typed, status=status)
    assert db.session.scalar(select(Redaction)) is None


def look(who, path, status=200):
    return who.post(path + "/original", who.get("/administracion/personas").fields(), status)


def test_two_people_read_what_was_covered(app, comment, admin, moderator):
    covered(comment)
    page = DESK + comment.folio + "/original"
    moderator.get(page, status=404)
    act = admin.submit(page, {"reason": "Lo pide un juez."}).location
    look(admin, act, 404)
    second = sign_in(app, "admin", "segunda@ejemplo.hn")
    second.submit(act, {"decision": "confirm"})
    for who in (admin, second):
        assert "Mi vecina zarigüeya vive aquí." in look(who, act).text
    look(sign_in(app, "admin", "tercera@ejemplo.hn"), act, 404)
    looks = select(AuditEvent).where(AuditEvent.action == "redaction.look")
    assert len(db.session.scalars(looks).all()) == 2


def test_nothing_was_covered_so_nothing_is_asked_for(consultation, admin):
    plain = a_comment(consultation)
    for folio in (plain.folio, "POL-9999", "x"):
        admin.get(DESK + folio + "/original", status=404)
