"""The demonstration: complete, marked as an example, loaded once, and whole or not at all."""

import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from consult.accounts.models import Person, Role
from consult.comments.carrying import carried
from consult.comments.models import Comment, Kind, Point, Source, Stance, Status
from consult.comments.publishing import forecast
from consult.consultations.models import Consultation
from consult.demo.loading import accounts, prepare
from consult.drafts.identity import matches
from consult.drafts.models import Block, Version
from consult.extensions import db, utc_now
from consult.organizations.models import Organization
from consult.topics.models import PointTopic, Topic
from tests.people import Visitor
from tests.site.sites import Site

DIES_AT_STATEMENT = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from consult.demo.loading import prepare
from tests.databases import settings
from consult import create_app

left = int(sys.argv[2])
folder = Path(sys.argv[1])

def count(*_args):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

app = create_app(settings(folder, sys.argv[3]))
with app.app_context():
    event.listen(Engine, "before_cursor_execute", count)
    prepare(folder)
"""


def amount(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def amounts() -> dict[str, int]:
    tables = db.metadata.sorted_tables
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
    }
    db.session.rollback()
    return counted


@pytest.fixture
def loaded(demonstration: Site) -> Iterator[Site]:
    with demonstration.app.app_context():
        yield demonstration


def test_it_has_comments_of_every_kind_in_every_state(loaded: Site) -> None:
    comments = db.session.scalars(select(Comment)).all()
    assert len(comments) >= 150
    assert {comment.status for comment in comments} == set(Status)
    assert {comment.kind for comment in comments} == set(Kind)
    assert {comment.stance for comment in comments} == {*Stance, None}
    assert len({comment.source for comment in comments} & set(Source)) >= 2
    assert Counter(comment.status for comment in comments)[Status.PENDING] >= 10
    assert sum(comment.reply_to_id is not None for comment in comments) >= 3


def test_it_has_versions_topics_and_organizations(loaded: Site) -> None:
    consultation = db.session.scalars(select(Consultation)).one()
    versions = db.session.scalars(select(Version).order_by(Version.number)).all()
    assert [version.number for version in versions] == [1, 2, 3]
    assert consultation.current_version_id == versions[1].id
    words = db.session.scalars(select(Block.text).where(Block.version_id == versions[1].id))
    assert 5_000 <= sum(len(text.split()) for text in words) <= 8_000
    assert amount(Organization) >= 12 and amount(Topic) >= 10
    kinds = select(func.count(func.distinct(Organization.kind)))
    assert (db.session.scalar(kinds) or 0) >= 6
    with_topics = select(func.count(func.distinct(PointTopic.point_id)))
    assert (db.session.scalar(with_topics) or 0) >= 0.8 * amount(Point)


def test_it_is_open_and_nothing_in_it_is_of_tomorrow(loaded: Site) -> None:
    now, consultation = utc_now(), db.session.scalars(select(Consultation)).one()
    assert consultation.is_open(now)
    assert (db.session.scalar(select(func.max(Comment.created_at))) or now) < now
    published = db.session.scalars(select(Version.published_at).order_by(Version.number)).all()
    assert published[2] is None and all(moment < now for moment in published[:2])


def test_it_says_that_it_is_an_example(demonstration: Site) -> None:
    assert "ejemplo" in Visitor(demonstration.app).get("/").words(".//main")


@pytest.mark.parametrize("role", list(Role))
def test_the_account_of_each_role_signs_in(demonstration: Site, role: Role) -> None:
    known = {name: (email, password) for name, email, password in accounts(demonstration.folder)}
    email, password = known[role]
    visitor = Visitor(demonstration.app)
    visitor.submit("/ingresar", {"email": email, "password": password})
    with demonstration.context():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        assert person.role == role
        assert person.name in visitor.get("/").words(".//header")


def test_passwords_are_made_for_each_folder_and_kept_private(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    assert accounts(here) == accounts(here)
    mine, theirs = ({row[2] for row in accounts(folder)} for folder in (here, there))
    assert len(mine | theirs) == 2 * (len(Role) + 1) and min(map(len, mine)) >= 15
    (kept,) = here.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_loading_it_twice_adds_nothing(app: Flask, tmp_path: Path) -> None:
    prepare(tmp_path)
    before = amounts()
    prepare(tmp_path)
    assert amounts() == before and before["comment"] >= 150


@contextmanager
def breaking(at: int) -> Iterator[None]:
    seen = iter(range(1, at))

    def count(*_args: object) -> None:
        if next(seen, None) is None:
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@pytest.mark.parametrize("at", [2, 60, 150])
def test_loading_that_is_interrupted_leaves_nothing(
    app: Flask, tmp_path: Path, at: int
) -> None:
    with breaking(at), pytest.raises(KeyboardInterrupt):
        prepare(tmp_path)
    db.session.rollback()
    assert set(amounts().values()) == {0}


def test_loading_that_is_killed_leaves_nothing_and_can_be_done_again(
    app: Flask, tmp_path: Path
) -> None:
    url = app.config["DATABASE_URL"]
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AT_STATEMENT, str(tmp_path), "200", url], timeout=60
    )
    assert killed.returncode == 9
    assert set(amounts().values()) == {0}
    prepare(tmp_path)
    assert amount(Comment) >= 150


def test_there_is_something_for_every_page_of_the_drafting_team(loaded: Site) -> None:
    version = db.session.scalars(select(Version).where(Version.published_at.is_(None))).one()
    figures = forecast(version)
    assert min(figures.kept, figures.changed, figures.removed, figures.unanswered) > 0
    assert carried(version.consultation.current_version_id)["review"] > 0
    assert any(row.before is None for row in matches(version).rows)
