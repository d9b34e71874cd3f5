"""What may not be read from a copy of the database: sealed with a key that is not in it.

Two keys stand behind it. `IDENTITY_KEYS` seals who people are (the first seals, every one opens,
so a key can be replaced); `keyed` names a thing without telling it, for what has to be found again.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app


class UnreadableError(Exception):
    """Sealed with a key that is no longer given, or not by us."""


def seal(value: Any) -> str:
    """`value` (what JSON can hold) as text that only `unseal` reads."""
    return _keys().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> Any:
    """What was sealed. Raises UnreadableError."""
    try:
        return json.loads(_keys().decrypt(sealed.encode()))
    except InvalidToken:
        raise UnreadableError from None


def keyed(purpose: str, *parts: object) -> bytes:
    """HMAC-SHA256 of `parts` (their texts) for one purpose: 32 bytes, the same every time, that
    say nothing to who lacks the key."""
    message = "\0".join((purpose, *map(str, parts))).encode()
    key: str = current_app.config["IDENTITY_KEYS"][-1]
    return hmac.digest(key.encode(), message, hashlib.sha256)


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in current_app.config["IDENTITY_KEYS"]])


def _derived(key: str) -> bytes:
    """32 bytes from a long random text; it is random already, so nothing slow is needed."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"consult identity\0" + key.encode()).digest())
