"""Participants without a name: "Participante 7K2M", the same through one consultation.

The name is stored in Spanish with each comment, so that lists and exports show it as any other.
"""

import secrets

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from consult.comments.models import Exposure, Participant
from consult.extensions import db

# Without what is mistaken for something else when it is read out or copied by hand, and without
# vowels, so that no code is a word.
ALPHABET = "23456789CDFGHJKMNPQRTWXY"
LENGTH = 4
NAME = "Participante "


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def name_in(consultation_id: int, author_key: str) -> str:
    """Under which name who has this key appears; given to them the first time."""
    known = select(Participant.code).where(
        Participant.consultation_id == consultation_id, Participant.author_key == author_key
    )
    # Of two that come first at the same moment one is stored, and both read it.
    while (code := db.session.scalar(known)) is None:
        _give(consultation_id, author_key, new_code())
    return NAME + code


def _give(consultation_id: int, author_key: str, code: str) -> None:
    """Nothing happens if they have one, or somebody has this one."""
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"consultation_id": consultation_id, "author_key": author_key, "code": code}
    db.session.execute(dialect.insert(Participant).on_conflict_do_nothing(), row)


def name_shown(exposure: str | None, author_name: str) -> str:
    """The name as it is read on a page, in its language."""
    if exposure != Exposure.CODED or not author_name.startswith(NAME):
        return author_name
    return _("Participante %(code)s", code=author_name.removeprefix(NAME))
