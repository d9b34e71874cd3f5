"""What makes a row of the log unlike a forged one: a seal over what it says, and a digest that ties
it to the one before. Both are HMAC-SHA256; the keys are in the settings and not in the database.

The first key seals, every one is accepted, so a key can be replaced: put the new one in front and
keep the old ones for as long as the log is to be verified.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app

NONCE = 16  # hexadecimal digits in front of a seal: two equal acts have different seals
SEAL = 64
START = ""  # the digest before the first
FIELDS = (
    "created_at", "actor", "action", "subject_type", "subject_id", "before", "after", "details",
)  # fmt: skip


def keys() -> Sequence[bytes]:
    """32 bytes each, the one that seals first."""
    return [_derived(key) for key in current_app.config["AUDIT_KEYS"]]


def content(values: Sequence[Any]) -> bytes:
    """What a row says, from its FIELDS in order: the same bytes from either database."""
    created_at: datetime = values[0]
    return json.dumps([created_at.isoformat(), *values[1:]], sort_keys=True).encode()


def sealed(said: bytes, key: bytes) -> str:
    """A new seal: SEAL hexadecimal digits."""
    nonce = secrets.token_hex(NONCE // 2)
    return nonce + _code(key, nonce.encode() + said)[: SEAL - NONCE]


def is_sealed(seal: str | None, said: bytes, known: Sequence[bytes]) -> bool:
    """Whether one of the `known` keys made this seal for these words."""
    if not seal or not seal.isascii():
        return False
    nonce, code = seal[:NONCE], seal[NONCE:]
    made = (_code(key, nonce.encode() + said)[: SEAL - NONCE] for key in known)
    return any(secrets.compare_digest(each, code) for each in made)


def digest(before: str, number: int, seal: str | None, said: bytes, key: bytes) -> str:
    """What stands in the chain for the row `number`: it changes with any row up to this one."""
    head = f"{before}\0{number}\0{seal or ''}\0".encode("utf-8", "replace")
    return _code(key, head + said)


def is_digest(
    given: str, before: str, number: int, seal: str | None, said: bytes, known: Sequence[bytes]
) -> bool:
    return any(given == digest(before, number, seal, said, key) for key in known)


def _code(key: bytes, message: bytes) -> str:
    return hmac.digest(key, message, hashlib.sha256).hex()


@lru_cache(maxsize=16)
def _derived(key: str) -> bytes:
    """The setting is long and random already, so nothing slow is needed."""
    return hashlib.sha256(b"consult audit\0" + key.encode()).digest()
