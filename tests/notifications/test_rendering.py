"""Every kind of mail in every language: whole, plain, and with a way out."""

import re
from typing import Any

import html5lib
import pytest
from flask import Flask
from jinja2 import UndefinedError

from consult.config import resource
from consult.extensions import utc_now
from consult.notifications.kinds import DIGEST, KINDS
from consult.notifications.models import Group, Language, Notice
from consult.notifications.queries import Addressee
from consult.notifications.rendering import Letter, letter

TITLE = "Política de protección & retorno <2027>"
# Nothing here asks the database.
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
NOW = utc_now()
PLACE = {"slug": "politica", "title": TITLE, "folio": "PRO-0007"}
LINK = {"token": "ficha-de-una-sola-vez"}
# Every path through every template.
FACTS: dict[str, list[dict[str, Any]]] = {
    "confirm": [LINK],
    "account_exists": [{}],
    "reset": [LINK],
    "no_account": [{}],
    "password_changed": [{}],
    "change_email": [LINK],
    "email_changed": [{}],
    "invitation": [LINK | {"consultation": ""}, LINK | {"consultation": TITLE}],
    "delegate": [LINK | {"organization": "Red de Mujeres & Paz"}],
    "received": [PLACE | {"corrected": False}, PLACE | {"corrected": True}],
    "decision": [
        PLACE | {"status": "published", "reason": None},
        PLACE | {"status": "returned", "reason": None},
        PLACE | {"status": "rejected", "reason": "insult"},
    ],
    "passage": [PLACE | {"number": 3, "changed": ["PRO-0007"], "removed": ["PRO-0009"]}],
    "reply": [PLACE | {"reply": "PRO-0012"}],
    "answered": [PLACE],
    "closing": [PLACE | {"closes_at": "2026-12-18T23:00:00+00:00"}],
    "waiting": [PLACE | {"count": 1}, PLACE | {"count": 12}],
}
CASES = [(kind, facts) for kind, variants in FACTS.items() for facts in variants]


def a_letter(*told: tuple[str, dict[str, Any]], language: str = "es") -> Letter:
    pairs = [
        (
            Notice(id=number, kind=kind, language=language, message_id=f"abc{number}"),
            Addressee("ana@ejemplo.hn", 5, facts),
        )
        for number, (kind, facts) in enumerate(told, 1)
    ]
    for notice, _to in pairs:
        notice.created_at = NOW
    return letter(pairs)


def parts(sent: Letter) -> tuple[str, str, str]:
    text, html = (sent.message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    return str(sent.message["Subject"]), text.get_content(), html.get_content()


def words(html: str) -> str:
    document = html5lib.parse(html, namespaceHTMLElements=False)
    return " ".join("".join(document.itertext()).split())


def test_every_folder_is_a_kind_and_the_other_way_round(app: Flask) -> None:
    folders = {path.name for path in (resource("templates") / "mail").iterdir() if path.is_dir()}
    assert folders == {*KINDS, DIGEST} == {*FACTS, DIGEST}
    for name in folders:
        files = {path.name for path in (resource("templates") / "mail" / name).iterdir()}
        assert files == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_a_mail_is_whole_in_spanish_and_english(
    app: Flask, kind: str, facts: dict[str, Any]
) -> None:
    for language in Language:
        subject, text, html = parts(a_letter((kind, facts), language=language))
        assert subject and "<" not in text.replace("<2027>", "") and "{" not in subject + text
        assert all(len(line) < 78 for line in text.splitlines() if "http" not in line)
        links = re.findall(r'href="([^"]+)"', html)
        assert links and all(link in text for link in links)
        prefix = "http://localhost/en" if language == Language.ENGLISH else "http://localhost/"
        assert all(link.startswith(prefix) for link in links)
        assert "&amp;amp;" not in html and (TITLE not in text or TITLE in words(html))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_that_is_missing_is_an_error_and_not_a_gap(app: Flask, kind: str) -> None:
    if "title" in FACTS[kind][0]:
        with pytest.raises(UndefinedError):
            a_letter((kind, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_all_but_the_mail_of_an_account_ends_with_one_click(app: Flask, kind: str) -> None:
    message = a_letter((kind, FACTS[kind][0])).message
    if KINDS[kind].group == Group.ACCOUNT:
        assert message["List-Unsubscribe"] is None
        return
    assert re.fullmatch(r"<http://localhost/avisos/baja/\S+>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"][1:-1] in parts(a_letter((kind, FACTS[kind][0])))[1]


def test_a_day_in_one_mail_tells_each_thing_and_surrounds_them_once(app: Flask) -> None:
    told = [(kind, FACTS[kind][0]) for kind in ("received", "decision", "reply", "closing")]
    subject, text, html = parts(a_letter(*told))
    assert subject == "4 avisos de hoy"
    for kind, facts in told:
        assert parts(a_letter((kind, facts)))[0] in " ".join(text.split())
    assert text.count("\n--\n") == 1 == html.count("<hr>") and "&lt;p&gt;" not in html


def test_an_address_beyond_ascii_is_kept_as_it_is(app: Flask) -> None:
    notice = Notice(id=1, kind="account_exists", language="es", message_id="a", created_at=NOW)
    sent = letter([(notice, Addressee("ñandú@ejemplo.hn"))])
    assert sent.needs_utf8 and "To: ñandú@ejemplo.hn".encode() in sent.content
