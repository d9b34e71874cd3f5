"""The administrator's page of jobs and mail, and the mailbox of a site without a mail server."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult import config, create_app
from consult.extensions import db, utc_now
from consult.jobs import Job, State
from consult.jobs.rounds import Rounds, is_worker_there, say_alive
from consult.notifications.models import Notice
from consult.notifications.service import tidy, write_to
from tests.jobs.labour import make_one
from tests.notifications.servers import Post
from tests.notifications.telling import a_notice, notices, send_now, stands
from tests.people import Visitor, sign_in

PAGE = "/administracion/trabajos"


def a_job(state: State, **values: object) -> int:
    job = Job(task="test.make", arguments='{"slug": "una"}', state=state, **values)
    db.session.add(job)
    db.session.commit()
    return job.id


__all__ = ["make_one"]  # the task of these jobs


def test_the_page_says_what_runs_waits_and_failed(admin: Visitor) -> None:
    a_job(State.RUNNING, done=3, total=10, heartbeat_at=utc_now())
    a_job(State.PENDING)
    a_job(State.FAILED, error="ValueError", attempts=3, finished_at=utc_now())
    a_job(State.DONE, finished_at=utc_now())
    page = admin.get(PAGE)
    assert page.all(".//progress")[0].get("value") == "3"
    assert [each.text for each in page.all(".//dd")][:4] == ["1", "1", "1", "1"]
    assert "ValueError" in page.words() and "3 intentos" in page.words()


def test_a_failed_job_is_tried_again_and_no_other(admin: Visitor) -> None:
    failed, running = a_job(State.FAILED, error="ValueError"), a_job(State.RUNNING)
    admin.submit(PAGE, {})
    db.session.rollback()
    assert db.session.get_one(Job, failed).state == State.DONE
    fields = admin.get("/cuenta/avisos").fields()
    admin.post(f"{PAGE}/{running}/repetir", fields, 404)
    admin.post(f"{PAGE}/{failed}/repetir", fields, 404)


def test_a_failed_mail_is_sent_again(admin: Visitor, post: Post) -> None:
    post.answers = ["554 no"]
    a_notice()
    send_now()
    page = admin.get(PAGE)
    assert "554" in page.words() and "ana@" not in page.text
    admin.submit(PAGE, {})
    send_now()
    assert stands() == [("sent", "", 0)] and post.addresses == ["ana@ejemplo.hn"]


def test_what_the_mail_server_says_is_told(
    app: Flask, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_notice()
    assert "/dev/correo/" in admin.get(PAGE).text
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:1")
        send_now()
        assert "ConnectionRefusedError" in admin.get(PAGE).words()
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    assert "CONSULT_SMTP_URL" in admin.get(PAGE).words()


@pytest.mark.parametrize("role", ["visitor", "participant", "moderator", "drafter"])
def test_nobody_else_sees_it(app: Flask, role: str) -> None:
    person = Visitor(app) if role == "visitor" else sign_in(app, role)
    person.get(PAGE, 302 if role == "visitor" else 404)


def test_a_worker_is_there_while_it_says_so(app: Flask, admin: Visitor) -> None:
    app.extensions["jobs"].huey.flush()
    assert not is_worker_there() and "consult worker" in admin.get(PAGE).words()
    say_alive()
    assert is_worker_there() and "consult worker" not in admin.get(PAGE).words()


def test_a_look_that_fails_keeps_no_other_from_looking(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise OSError("away\nwith details")

    looks = [(9.0, fail), (0.0, lambda: seen.append("often")), (9.0, lambda: seen.append("once"))]
    monkeypatch.setattr("consult.jobs.rounds.LOOKS", looks)
    rounds = Rounds(app)
    rounds.make()
    rounds.make()
    assert seen == ["often", "once", "often"]
    assert caplog.text.count("away") == 1 and "details" not in caplog.text


def test_what_is_over_goes_after_a_month(app: Flask) -> None:
    old, month = utc_now() - timedelta(days=2), utc_now() - timedelta(days=31)
    a_job(State.DONE, finished_at=month)
    kept = {a_job(State.DONE, finished_at=old), a_job(State.PENDING, created_at=month)}
    for state, created in (("sent", month), ("handed", old), ("waiting", month)):
        write_to("ana@ejemplo.hn", "account_exists")
        db.session.flush()
        newest = db.session.get_one(Notice, db.session.scalar(select(func.max(Notice.id))))
        newest.state, newest.created_at = state, created
    tidy(utc_now())
    db.session.commit()
    assert set(db.session.scalars(select(Job.id))) == kept
    assert [(each.state, bool(each.sealed)) for each in notices()] == [
        ("handed", False), ("waiting", True),
    ]  # fmt: skip


def test_the_mailbox_shows_what_was_sent_the_newest_first(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    assert visitor.get("/dev/correo/").all(".//article") == []
    a_notice()
    write_to("eva@ejemplo.hn", "delegate", organization="Red <b> & Paz", token="t")
    db.session.commit()
    send_now()
    page = visitor.get("/dev/correo/")
    first, second = page.all(".//article")
    assert "Red <b> & Paz" in "".join(first.itertext())
    links = {link.get("href") for link in second.iter("a")}
    assert "http://localhost/ingresar" in links and len(page.all(".//details//a")) >= 2


def test_in_production_there_is_no_mailbox(tmp_path: Path) -> None:
    given = {
        "CONSULT_ENV": "production", "CONSULT_SECRET_KEY": "x" * 40,
        "CONSULT_BASE_URL": "https://consulta.example.hn", "CONSULT_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    assert "mailbox.messages" not in create_app(config.load(given)).view_functions
