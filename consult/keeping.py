"""What was typed is never lost: a form that expired, or whose session ended, is shown again.

Typed fields travel through the sign-in page as hidden fields, and come back on a page that
shows them and sends them again with a fresh token.
"""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import render_template, request
from flask_babel import gettext as _

NEVER_KEPT = frozenset({"csrf_token", "password", "kept_path", "kept_fields"})


def current_path() -> str:
    """Path and query of this request, with its language prefix."""
    return (request.script_root + request.full_path).removesuffix("?")


def kept_fields() -> list[tuple[str, str]]:
    """What was typed into the form of this request, without secrets."""
    return [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_KEPT]


def local_path(address: str | None) -> str | None:
    """`address` if it stays on this site as a plain path, else None."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    has_control = any(ord(character) < 33 or character == "\\" for character in address)
    return None if parts.scheme or parts.netloc or has_control else address


def resubmit_page(action: str, fields: Iterable[tuple[str, str]], reason: str) -> str:
    """A page that shows the typed fields, and sends them again with a fresh token."""
    rows = [
        {"name": name, "label": _("Su texto"), "value": value, "multiline": _is_prose(value)}
        for name, value in fields
    ]
    return render_template("errors/resubmit.html", action=action, fields=rows, reason=reason)


def _is_prose(value: str) -> bool:
    return "\n" in value or " " in value.strip()


def dump_fields(fields: Iterable[tuple[str, str]]) -> str:
    """The fields as text for a hidden input."""
    return json.dumps(list(fields), ensure_ascii=False)


def load_fields(text: str) -> list[tuple[str, str]]:
    """The fields out of a hidden input; what is not ours is dropped."""
    try:
        rows = json.loads(text)
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [
        (row[0], row[1])
        for row in rows
        if isinstance(row, list) and len(row) == 2 and all(isinstance(cell, str) for cell in row)
    ]
