"""The bytes of a file of text decoded, and its front matter taken off, or refused.

Pure. What stands in the front matter is kept as written, field by field, always as strings.
"""

import json
import re
import unicodedata

import yaml

from consult.drafts.messages import DraftError

MAX_FRONT_MATTER_KIB = 16
MAX_LINES = 100_000
MAX_DATA_DEPTH = 20

# C1 too: PostgreSQL, XML and a reader have no use for any of them.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What a YAML escape can still smuggle in.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
OPENING = re.compile(r"---[ \t]*\n(?=[ \t]*\S)")
CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
FIELD = re.compile(r"[\w-]+[ \t]*:")


def read_text(data: bytes) -> tuple[str, bool]:
    """A file as text, and whether it was in an older encoding than UTF-8. Raises DraftError."""
    text, legacy = _decode(data)
    if not text.strip():
        raise DraftError("empty")
    if text.count("\n") > MAX_LINES:
        raise DraftError("too_many")
    return text, legacy


def _decode(data: bytes) -> tuple[str, bool]:
    try:
        text, legacy = data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        text, legacy = _decode_legacy(data), True
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if CONTROL.search(text):
        raise DraftError("binary")
    return text, legacy


def _decode_legacy(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise DraftError("binary") from None


def split_front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """The fields, the body, and how many lines below the first the body begins."""
    opening = OPENING.match(text)
    if not opening:
        return {}, text, 0
    start = opening.end()
    closing = CLOSING.search(text, start)
    if not closing:
        # A rule above plain text is no front matter, but a field without an end is a mistake.
        if FIELD.match(text, start):
            raise DraftError("front_matter", line=1)
        return {}, text, 0
    end, body = closing.span()
    if end - start > MAX_FRONT_MATTER_KIB * 1024:
        raise DraftError("front_matter_too_large", limit=MAX_FRONT_MATTER_KIB)
    return _read_metadata(text[start:end]), text[body:], text.count("\n", 0, body)


def _read_metadata(source: str) -> dict[str, str]:
    try:
        _refuse_bombs(source)
        # This loader builds nothing but strings: "2000-01-12" stays what was written.
        values = yaml.load(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise _unreadable(getattr(error, "problem_mark", None)) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _unreadable()
    metadata = {_as_text(name): _as_text(value) for name, value in values.items()}
    if UNSTORABLE.search("".join([*metadata, *metadata.values()])):
        raise _unreadable()
    return metadata


def _refuse_bombs(source: str) -> None:
    depth = 0
    for event in yaml.parse(source, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > MAX_DATA_DEPTH:
            raise _unreadable(event.start_mark)


def _unreadable(mark: object = None) -> DraftError:
    # Marks count from 0, and from the line below the opening "---".
    return DraftError("front_matter", line=getattr(mark, "line", 0) + 2)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value, ensure_ascii=False)
