"""Bots beside people: what is received, what waits in front, and how many rows the moderators see.

`python -m tests.bench.flooding [BOTS] [PEOPLE]`: bots of 40 templates that fill in the trap, hurry,
or do neither, from 50 sources; people with words of their own behind one address.
"""

import random
import secrets
import sys
import tempfile
import time
from pathlib import Path

import flask_migrate
from sqlalchemy import func, select

from consult import create_app
from consult.comments import guarding
from consult.comments.models import Comment
from consult.extensions import db
from consult.moderation import queries
from tests.comments.writing import PARAGRAPH
from tests.databases import settings
from tests.factories import a_consultation
from tests.people import Page, make_person

WORDS = "migrar retorno frontera empleo escuela salud niñez viaje casa ley apoyo red campo".split()


def text(chance: random.Random, length: int = 30) -> str:
    made = ("".join(chance.choice("bcdlmnprst") + chance.choice("aeiou") for _ in range(3))
            for _ in range(length))  # fmt: skip
    return " ".join([*made, chance.choice(WORDS)])


def send(client, fields: dict, body: str, source: str, **more: str) -> int:
    """A form that a person opened, or a bot copied, from an address."""
    data = fields | {"body": body, "receipt_key": secrets.token_urlsafe(32)} | more
    answer = client.post(PARAGRAPH, data=data, environ_overrides={"REMOTE_ADDR": source})
    if answer.status_code == 422:  # asked to confirm: people do, and so do these bots
        again = Page(answer).fields()
        answer = client.post(PARAGRAPH, data=again, environ_overrides={"REMOTE_ADDR": source})
    return answer.status_code


def main(bots: int, people: int) -> None:
    chance = random.Random(4)
    guarding.SHORTEST_CONFIRMING = 0  # nobody waits here
    guarding.SHORTEST_WRITING = 0
    app = create_app(settings(Path(tempfile.mkdtemp())))
    with app.app_context():
        flask_migrate.upgrade()
        consultation = a_consultation()
        moderator = make_person("moderator")
    templates = [text(chance) for _ in range(40)]
    client = app.test_client()
    fields = Page(client.get(PARAGRAPH)).fields()
    turns = ["bot"] * bots + ["person"] * people
    chance.shuffle(turns)
    received, begun = {"bot": 0, "person": 0}, time.monotonic()
    for turn in turns:
        if turn == "person":
            status = send(client, fields, text(chance), "198.51.100.7")
        else:
            body = " ".join([chance.choice(templates), chance.choice(WORDS)])
            tricks = chance.choice([{"asunto": "x"}, {"opened_at": ""}, {}])
            status = send(client, fields, body, f"203.0.{chance.randrange(50)}.9", **tricks)
        received[turn] += status == 303
    seconds = time.monotonic() - begun
    with app.app_context():
        consultation = db.session.merge(consultation)
        moderator = db.session.merge(moderator)
        held = dict(db.session.execute(
            select(Comment.held, func.count()).group_by(Comment.held)
        ).all())  # fmt: skip
        front = queries.waiting(moderator, consultation, limit=20_000)
        behind = queries.held_back(moderator, consultation)
    print(f"received {received}, held {held}")
    print(f"rows in front {len(front)}, clusters behind {sum(row.count for row in behind)}")
    print(f"{seconds / (bots + people) * 1000:.0f} ms each")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:] or ("10000", "200")))
