"""Each message once, whatever the mail server says and whoever is killed."""

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult.extensions import db, read_rows, utc_now
from consult.jobs import Job
from consult.jobs.queue import Queue
from consult.jobs.running import SILENT
from consult.notifications.mailbox import Mailbox
from consult.notifications.models import State
from consult.notifications.sending import UNREADABLE, send_what_is_due
from consult.notifications.service import write_to
from tests.jobs.conftest import queue
from tests.jobs.labour import LONGEST
from tests.jobs.workers import until, working
from tests.notifications.servers import Post
from tests.notifications.telling import (
    a_notice,
    later,
    notices,
    send_now,
    stands,
    wait_left,
)

__all__ = ["queue"]
MANY = 200
WAITING, SENT, FAILED = State.WAITING, State.SENT, State.FAILED


def test_what_was_rolled_back_is_told_to_nobody(app: Flask, post: Post) -> None:
    write_to("ana@ejemplo.hn", "account_exists")
    db.session.rollback()
    a_notice("eva@ejemplo.hn")
    send_now()
    assert post.addresses == ["eva@ejemplo.hn"]


def test_what_was_sent_is_not_sent_again_and_forgets_to_whom(app: Flask, post: Post) -> None:
    a_notice()
    assert "ana@" not in notices()[0].sealed
    send_now()
    send_now()
    (notice,) = notices()
    assert len(post.arrived) == 1 and notice.state == SENT and notice.sealed == ""
    assert post.ids == [f"<{notice.message_id}@localhost>"] and notice.sent_at is not None


def test_many_go_on_one_connection_each_to_its_own(app: Flask, post: Post) -> None:
    wanted = [f"persona-{number}@ejemplo.hn" for number in range(12)]
    for address in wanted:
        write_to(address, "account_exists")
    db.session.commit()
    send_now()
    assert post.addresses == wanted and len(set(post.ids)) == 12
    assert [message["To"] for _address, message in post.arrived] == wanted


def test_a_server_that_says_not_now_is_asked_again_later(app: Flask, post: Post) -> None:
    post.answers = ["451 busy", "452 still busy"]
    a_notice()
    for wait in (1, 5):
        send_now()
        assert timedelta(0) < wait_left() <= timedelta(minutes=wait)
        assert wait_left() > timedelta(minutes=wait - 1) and post.arrived == []
        send_now()
        later(minutes=wait)
    send_now()
    assert stands() == [(SENT, "", 2)] and len(post.arrived) == 1


def test_a_server_that_says_no_is_believed_and_the_others_get_theirs(
    app: Flask, post: Post
) -> None:
    post.answers = ["554 no"]
    for name in ("ana", "nadie", "eva"):
        a_notice(f"{name}@ejemplo.hn")
    send_now()
    assert stands() == [(FAILED, "554", 1), (FAILED, "550", 1), (SENT, "", 0)]
    assert post.addresses == ["eva@ejemplo.hn"]


def test_a_server_that_is_away_keeps_nobody_from_their_mail(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_notice()
    a_notice("eva@ejemplo.hn")
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:1")
        send_now()
    assert stands() == [(WAITING, "ConnectionRefusedError", 1), (WAITING, "", 0)]
    later(minutes=1)
    send_now()
    assert post.addresses == ["ana@ejemplo.hn", "eva@ejemplo.hn"]


def test_in_production_without_a_server_mail_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    a_notice()
    send_what_is_due()
    send_now()
    assert stands() == [(WAITING, "", 0)] and list(tmp_path.glob("mailbox/*")) == []


def test_elsewhere_without_a_server_it_is_kept_to_be_looked_at(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    a_notice()
    send_what_is_due()
    (kept,) = Mailbox(tmp_path).newest()
    assert kept.to == "ana@ejemplo.hn" and kept.subject == "Usted ya tiene una cuenta"
    assert stands() == [(SENT, "", 0)]


def test_what_nobody_can_open_fails_and_hinders_nobody(app: Flask, post: Post) -> None:
    a_notice()
    notices()[0].sealed = "x"
    db.session.commit()
    a_notice("eva@ejemplo.hn")
    send_now()
    assert stands()[0] == (FAILED, UNREADABLE, 0) and post.addresses == ["eva@ejemplo.hn"]


def test_text_survives_the_journey(app: Flask, post: Post) -> None:
    write_to("ana@ejemplo.hn", "delegate", organization=".Ñandú\n.\n..", token="t")
    db.session.commit()
    send_now()
    body = post.arrived[0][1].get_body(("plain",))
    assert body is not None and ".Ñandú . .." in " ".join(body.get_content().split())


def settings(app: Flask, post: Post) -> dict[str, str]:
    keys = " ".join(app.config["IDENTITY_KEYS"])
    return {"CONSULT_SMTP_URL": post.url, "CONSULT_IDENTITY_KEYS": keys}


def sent() -> int:
    return int(read_rows("SELECT count(*) FROM notice WHERE state IN ('sent', 'handed')")[0][0])


def killed(app: Flask, post: Post) -> None:
    """A worker sends until the post office kills it."""
    with working(app, **settings(app, post)) as worker:
        kill_by(post, worker)
        assert worker.wait(LONGEST) == -signal.SIGKILL
    post.on_message = post.on_recipient = lambda _count: None
    db.session.execute(update(Job).values(heartbeat_at=utc_now() - 2 * SILENT))
    db.session.commit()
    db.session.remove()


def kill_by(post: Post, worker: subprocess.Popen[bytes]) -> None:
    """First between the parts of a message; the next time between its end and the answer."""
    target, count = ("on_recipient", 60) if not post.arrived else ("on_message", 130)
    setattr(
        post, target,
        lambda so_far: os.kill(worker.pid, signal.SIGKILL) if so_far == count else None,
    )  # fmt: skip


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_killed_twice_in_the_middle_every_mail_arrives_and_none_twice(
    app: Flask, queue: Queue, post: Post
) -> None:
    wanted = [f"persona-{number}@ejemplo.hn" for number in range(MANY)]
    for address in wanted:
        write_to(address, "account_exists")
    db.session.commit()
    db.session.remove()
    killed(app, post)
    assert len(post.arrived) == 59 == sent()
    killed(app, post)
    assert len(post.arrived) == 130 == sent()
    with working(app, **settings(app, post)):
        until(lambda: sent() == MANY)
    assert sorted(post.addresses) == sorted(wanted) and len(set(post.ids)) == MANY
