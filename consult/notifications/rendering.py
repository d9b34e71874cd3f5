"""A notice as a message: the folder of its kind, in the language of its reader."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from consult.consultations.queries import by_slug_for_staff
from consult.extensions import read_only
from consult.moderation.rules import one, words
from consult.notifications.addresses import Addresses
from consult.notifications.kinds import DIGEST, KINDS
from consult.notifications.models import Group, Language, Notice
from consult.notifications.queries import Addressee

WIDTH = 76
# An address in a header that is broken in two, or written in code, is none.
LONGEST_HEADER = 900
LOCALES = {Language.SPANISH: "es_HN", Language.ENGLISH: "en"}


class RuleTold(NamedTuple):
    """A rule in the reader's language; `edition` of the rules that it is in."""

    label: str
    text: str
    edition: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: a notice, or several that go to one person together. All of them are sent by
    it or none."""

    ids: tuple[int, ...]
    address: str
    message: EmailMessage

    @property
    def needs_utf8(self) -> bool:
        return not self.address.isascii()

    @property
    def content(self) -> bytes:
        policy = SMTPUTF8 if self.needs_utf8 else SMTP
        return self.message.as_bytes(policy=policy.clone(max_line_length=LONGEST_HEADER))


def letter(notices: Sequence[tuple[Notice, Addressee]]) -> Letter:
    """The message that tells these notices, which all go to one person in one language."""
    (first, to), language = notices[0], Language(notices[0][0].language)
    addresses = Addresses(language)
    with force_locale(LOCALES[language]):
        if len(notices) == 1:
            context = _context(first.kind, to, addresses)
            parts = _parts(first.kind, context)
        else:
            context = _digest(notices, addresses)
            parts = _parts(DIGEST, context)
    message = _message(first, to, parts, context)
    return Letter(tuple(notice.id for notice, _ in notices), to.address, message)


def _context(kind: str, to: Addressee, addresses: Addresses) -> dict[str, Any]:
    group = KINDS[kind].group
    may_end = group != Group.ACCOUNT and to.person_id is not None
    return {
        **to.arguments,
        "lang": "en" if addresses.language == Language.ENGLISH else "es-HN",
        "to": addresses,
        "why": KINDS[kind].why,
        "rule": _rule(to.arguments),
        "moment": moment,
        "site": urlsplit(current_app.config["BASE_URL"]).netloc,
        "end": addresses.end_of(to.person_id, group) if may_end and to.person_id else None,
        "preferences": addresses.of("notifications.preferences") if may_end else None,
    }


def _rule(facts: dict[str, Any]) -> RuleTold | None:
    """The rule that a decision is based on. Nothing is left open: a message is being handed over
    while its notice is stored."""
    code = facts.get("reason")
    if not code:
        return None
    with read_only():
        where = by_slug_for_staff(facts["slug"])
        found = one(where.id, code, facts.get("rules")) if where else None
        return RuleTold(*words(found)[:2], found.edition) if found else None


def moment(written: str) -> str:
    """A moment that was kept as a text, in words."""
    filters: Any = current_app.jinja_env.filters
    return str(filters["datetime"](datetime.fromisoformat(written)))


def _digest(
    notices: Sequence[tuple[Notice, Addressee]], addresses: Addresses
) -> dict[str, Any]:
    """The facts of the mail of a day: each notice's subject, and its words without what surrounds
    them."""
    items = []
    for notice, to in notices:
        inner = _context(notice.kind, to, addresses)
        items.append(
            {
                "subject": template(f"{notice.kind}/subject.txt").render(inner).strip(),
                "text": _block(f"{notice.kind}/body.txt", inner),
                "html": Markup(_block(f"{notice.kind}/body.html", inner)),  # drawn by us
            }
        )
    first, to = notices[0]
    return {**_context(first.kind, to, addresses), "items": items}


def _block(path: str, context: dict[str, Any]) -> str:
    found = template(path)
    block = "".join(found.blocks["words"](found.new_context(context)))
    return block.strip()


def _parts(kind: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    subject, text, html = (
        template(f"{kind}/{name}").render(context)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return " ".join(subject.split()), wrapped(text), html.strip() + "\n"


def wrapped(text: str) -> str:
    """Lines that any mail reader shows whole; an address stays in one piece."""
    wrap = partial(
        textwrap.wrap, width=WIDTH, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    lines = [wrap(line) or [""] for line in text.strip().splitlines()]
    return "\n".join(line for group in lines for line in group) + "\n"


def template(path: str) -> Any:
    return _environment().get_template(f"mail/{path}")


def _environment() -> Environment:
    """The site's templates, where a name that is missing is an error and not a gap."""
    kept = current_app.extensions.setdefault("mail", {})
    if "environment" not in kept:
        kept["environment"] = current_app.jinja_env.overlay(
            undefined=StrictUndefined, trim_blocks=True
        )
    return kept["environment"]


def _message(
    first: Notice, to: Addressee, parts: tuple[str, str, str], context: dict[str, Any]
) -> EmailMessage:
    subject, text, html = parts
    sender = current_app.config["MAIL_FROM"]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = to.address
    message["Date"] = format_datetime(first.created_at)
    message["Message-ID"] = f"<{first.message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    if context["end"]:
        message["List-Unsubscribe"] = f"<{context['end']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message
