"""What was typed is never lost: a form that expired, or whose session ended, is shown again.

Typed fields travel through the sign-in page as hidden fields, and come back on a page that
shows them and sends them again with a fresh token.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from flask import render_template, request

NEVER_KEPT = frozenset(
    {"csrf_token", "password", "new_password", "code", "sealed", "kept_path", "kept_fields"}
)
PATH_MARKS = "/:@!$&'()*+,;=-._~"
# What a form sends by itself: codes of choices, numbers, keys of 256 bits.
CODE = re.compile(r"[a-z0-9_.-]*|[A-Za-z0-9_-]{43}")


def path_here() -> str:
    """Path and query of this request, encoded, without the prefix of its language."""
    query = request.query_string.decode("ascii", "ignore")
    return quote(request.path, safe=PATH_MARKS) + (f"?{query}" if query else "")


def current_path() -> str:
    """Path and query of this request, encoded, with the prefix of its language."""
    return request.script_root + path_here()


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
    """A page that shows the typed fields, and sends them again with a fresh token.

    What a person did not type (choices, numbers) is sent again without being shown.
    """
    rows = [
        {"name": name, "value": value, "typed": not CODE.fullmatch(value)}
        for name, value in fields
    ]
    return render_template("errors/resubmit.html", action=action, fields=rows, reason=reason)


def dump_fields(fields: Iterable[tuple[str, str]]) -> str:
    """The fields as text for a hidden input."""
    return json.dumps(list(fields), ensure_ascii=False)


def load_fields(text: str | None) -> list[tuple[str, str]]:
    """The fields out of a hidden input; what is not ours is dropped."""
    try:
        rows = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return [_readable(row) for row in rows if _is_field(row)] if isinstance(rows, list) else []


def _is_field(row: object) -> bool:
    if not isinstance(row, list) or len(row) != 2:
        return False
    return all(isinstance(cell, str) for cell in row) and row[0] not in NEVER_KEPT


def _readable(row: list[str]) -> tuple[str, str]:
    """JSON can spell half a character, which no page can be written with."""
    name, value = (cell.encode("utf-8", "replace").decode() for cell in row)
    return name, value
