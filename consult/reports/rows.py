"""A comment as a row: the exchange format, from a file to checked rows and back. Pure.

JSON lines, CSV and XLSX hold the same columns (see COLUMNS). What is kept of a text is its
normal form (markup.normalise), so that is what comes back when rows are written again. Times
without a zone are Honduran, and are written so.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask_babel import lazy_gettext as _l

from consult.comments.models import LONGEST_BODY, Kind, Source, Stance
from consult.consultations.models import HONDURAS
from consult.markup import is_blank, normalise
from consult.organizations.models import OrganizationKind
from consult.questions.models import LONGEST_ANSWER
from consult.questions.models import Kind as QuestionKind
from consult.questions.queries import Given
from consult.tables import (
    MESSAGES,
    Column,
    Row,
    RowError,
    Sheet,
    TableError,
    csv_chunks,
    read_csv,
    read_xlsx,
    write_xlsx,
)

FORMATS = ("jsonl", "jsonl.gz", "csv", "xlsx")
COLUMNS = (
    "id", "section", "block", "quote", "kind", "stance", "body", "proposed_text", "author",
    "organization", "organization_kind", "created_at", "reply_to", "source", "topics", "folio",
    "status", "version", "section_key", "carry_over", "anchor", "review",
    "answers", "exposure", "institutional",
)  # fmt: skip
WIDE = {
    "body": 80, "proposed_text": 60, "answers": 60, "quote": 40, "section": 24, "anchor": 30,
    "topics": 24,
}  # fmt: skip
SHOWN = 60


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that can be imported, as far as can be told without a database.

    `version` is the number of the version it was written on (None: the current one); `block` a
    block's number, `block_starts` the words a block begins with; `created_at` None: now.
    """

    number: int
    id: str = ""
    section: str = ""
    block: str = ""
    block_starts: str = ""
    quote: str = ""
    kind: str = Kind.COMMENT
    stance: str | None = None
    body: str = ""
    proposed_text: str = ""
    author: str = ""
    organization: str = ""
    organization_kind: str | None = None
    created_at: datetime | None = None
    reply_to: str | None = None
    source: str = Source.WEB
    topics: Sequence[str] = field(default=())
    version: int | None = None
    answers: Sequence[Given] = field(default=())


class _BadCellError(ValueError):
    """A cell that cannot be kept; `reason` is a lazy sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__()
        self.reason = reason


def format_of(path: Path) -> str | None:
    """The format that a file's name says, if it is one of FORMATS."""
    name = path.name.lower()
    return next((each for each in FORMATS if name.endswith(f".{each}")), None)


def read_rows(source: Path | bytes, format: str) -> Iterator[Row]:
    """(row number, row) for each row of a file; instead of a row that cannot be read as one, the
    code of the reason. Raises TableError for a file that is not what `format` says."""
    readers = {"csv": read_csv, "xlsx": read_xlsx, "jsonl": _read_lines, "jsonl.gz": _read_zipped}
    with _opened(source) as file:
        yield from readers[format](file)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[IO[bytes]]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        with source.open("rb") as file:
            yield file


def _read_zipped(file: IO[bytes]) -> Iterator[Row]:
    try:
        yield from _read_lines(gzip.GzipFile(fileobj=file))  # type: ignore[arg-type]  # has lines
    except (OSError, EOFError) as error:
        raise TableError("damaged") from error


def _read_lines(file: IO[bytes]) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except ValueError:
            row = None
        yield number, row if isinstance(row, dict) else "json"


def validate(number: int, raw: Mapping[str, Any] | str) -> NewRow | list[RowError]:
    """A checked row, or everything that is wrong with it."""
    if isinstance(raw, str):
        return [RowError(number, "", _l(MESSAGES[raw]))]
    values: dict[str, Any] = {}
    errors = []
    for name, parse in PARSERS.items():
        try:
            values[name] = parse(raw.get(name))
        except _BadCellError as error:
            errors.append(RowError(number, name, error.reason))
    if "id" in values and not values["id"]:
        errors.append(RowError(number, "id", _l("Falta el identificador de la fila.")))
    said = "" if errors else values["body"] + values["proposed_text"]
    if not errors and is_blank(said) and not values["answers"]:
        errors.append(RowError(number, "body", _l("Falta el texto del aporte.")))
    if errors:
        return errors
    given = {name: value for name, value in values.items() if value not in ("", None)}
    return NewRow(number, **given)


def unknown_columns(raw: Mapping[str, Any] | str) -> set[str]:
    """The names in a row that mean nothing here."""
    return set() if isinstance(raw, str) else set(raw) - set(PARSERS) - set(COLUMNS)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise _BadCellError(_l("Se esperaba un texto."))
    return normalise(str(value))


def _text(longest: int) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        text = _plain(value)
        if len(text) > longest:
            raise _BadCellError(_l("Tiene más de %(limit)s caracteres.", limit=longest))
        return text

    return parse


def _choice(choices: Iterable[str]) -> Callable[[Any], str | None]:
    known = tuple(str(choice) for choice in choices)

    def parse(value: Any) -> str | None:
        text = _plain(value).lower()
        if text and text not in known:
            reason = _l(
                "«%(value)s» no es un valor conocido; use: %(choices)s.",
                value=text[:SHOWN],
                choices=", ".join(known),
            )
            raise _BadCellError(reason)
        return text or None

    return parse


def _moment(value: Any) -> datetime | None:
    text = _plain(value)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        in_zone = found if found.tzinfo else found.replace(tzinfo=HONDURAS)
        in_zone.astimezone(HONDURAS)
    except (ValueError, OverflowError):
        reason = _l(
            "«%(value)s» no es una fecha ISO 8601, como 2026-09-15T10:50:19.", value=text[:SHOWN]
        )
        raise _BadCellError(reason) from None
    return in_zone


def _number(value: Any) -> int | None:
    text = _plain(value)
    if text and not (text.isdecimal() and len(text) < 7):
        raise _BadCellError(_l("«%(value)s» no es un número de versión.", value=text[:SHOWN]))
    return int(text) if text else None


def _list(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _plain(value).split(";")
    return tuple(dict.fromkeys(text for text in map(_plain, parts) if text))


def _answers(value: Any) -> tuple[Given, ...]:
    """As they are exported: a list, or its JSON text, of what was answered to each question."""
    try:
        found = json.loads(value) if isinstance(value, str) and value.strip() else value or []
        return tuple(_given(each) for each in found)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise _BadCellError(_l("No es una lista de respuestas como la que se exporta.")) from None


def _given(raw: Mapping[str, Any]) -> Given:
    texts = (raw["question"], raw["kind"], raw["text"], *raw["choices"])
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    question, kind, text, *choices = map(normalise, texts)
    if len(text) > LONGEST_ANSWER or (kind == QuestionKind.OPEN) == bool(choices):
        raise ValueError
    return Given(question, QuestionKind(kind), tuple(choices), text)


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "id": _text(120),
    "section": _text(LONGEST_BODY),
    "block": _text(24),
    "block_starts": _text(LONGEST_BODY),
    "quote": _text(LONGEST_BODY),
    "kind": _choice(Kind),
    "stance": _choice(Stance),
    "body": _text(LONGEST_BODY),
    "proposed_text": _text(LONGEST_BODY),
    "author": _text(120),
    "organization": _text(160),
    "organization_kind": _choice(OrganizationKind),
    "created_at": _moment,
    "reply_to": _text(120),
    "source": _choice(Source),
    "topics": _list,
    "version": _number,
    "answers": _answers,
}


def write_rows(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], format: str, file: IO[bytes]
) -> None:
    """Write rows in one of FORMATS, one by one, as `read_rows` reads them."""
    if format in ("csv", "xlsx"):
        heads = [Column(name, WIDE.get(name, 14)) for name in columns]
        cells = ([_cell(row[name]) for name in columns] for row in rows)
        if format == "csv":
            file.writelines(chunk.encode() for chunk in csv_chunks(heads, cells))
        else:
            write_xlsx(file, [Sheet("comments", heads, cells)])
        return
    zipped = gzip.GzipFile(fileobj=file, mode="wb", mtime=0) if format == "jsonl.gz" else None
    for row in rows:
        line = json.dumps({name: row[name] for name in columns}, ensure_ascii=False)
        (zipped or file).write(line.encode() + b"\n")
    if zipped is not None:
        zipped.close()


def _cell(value: Any) -> str | int | None:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ";".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value
