"""Sites to walk over: an application on SQLite with people signed in, whose state can be kept."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from consult import limits
from consult.accounts.queries import person_by_email
from consult.accounts.service import open_session, suspend
from consult.extensions import db, utc_now
from tests.databases import SQLite
from tests.people import Visitor, make_person

ROLES = ("visitor", "participant", "moderator", "drafter", "admin", "suspended")
RAW_TOKEN = "a-token-against-forgery"


class Site(SQLite):
    """Requests made from outside an application context, so that they share nothing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        with self.context():
            for role in ROLES[1:]:
                make_person("moderator" if role == "suspended" else role, f"{role}@ejemplo.hn")

    @contextmanager
    def context(self) -> Iterator[Flask]:
        """For what is prepared or looked up directly; commits."""
        with self.app.app_context():
            yield self.app
            db.session.commit()

    def keep(self) -> None:
        """Make the present state the one that `empty` goes back to."""
        self.close()
        shutil.copy(self._path, self._fresh)

    def empty(self) -> None:
        super().empty()
        self.app.extensions["page_cache"].clear()
        (self.app.config["DATA_DIR"] / limits.FILE).unlink(missing_ok=True)

    def person(self, role: str) -> Visitor:
        """Someone of `role`, signed in unless a visitor. "suspended" was, when it happened."""
        visitor = Visitor(self.app)
        if role != "visitor":
            with self.context():
                token = open_session(_account(role))
                if role == "suspended":
                    suspend(None, _account(role), now=utc_now())
            with visitor.client.session_transaction() as session:
                session["_user_id"] = token
        return visitor

    def token(self, visitor: Visitor) -> str:
        """A token against forgery that is good for the visitor's next form."""
        with visitor.client.session_transaction() as session:
            session["csrf_token"] = RAW_TOKEN
        return str(
            URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN)
        )

    def dump(self) -> dict[str, list[str]]:
        """Every row of every table, those of the search indexes too."""
        with self.context():
            names = db.session.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            ).all()
            return {
                name: sorted(
                    str(row) for row in db.session.execute(text(f'SELECT * FROM "{name}"'))
                )
                for name in names
            }


def _account(role: str):
    """Of a role; in the demonstration "delegate" is who speaks for its organizations."""
    person = person_by_email(f"{role}@ejemplo.hn")
    if person is None and role == "delegate":
        person = person_by_email("participante@demo.example")
    assert person is not None
    return person
