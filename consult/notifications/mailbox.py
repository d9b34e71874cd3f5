"""Where mail goes in development, in the demonstration and in tests: a folder of files that the
mailbox page shows. In production there is none."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from consult.notifications.rendering import Letter

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as the mailbox page shows it."""

    number: int
    to: str
    subject: str
    sent_at: object
    text: str
    html: str


class Mailbox:
    """Messages by the number of their (first) notice: sent twice, it would still be one file."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "mailbox"

    def send(self, letter: Letter, hand_over: Callable[[], bool]) -> bool:
        if not hand_over():
            return False
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, half = tempfile.mkstemp(dir=self._folder, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(letter.content)
        os.replace(half, self._folder / f"{letter.ids[0]:09d}.eml")
        return True

    def close(self) -> None:
        """Nothing is open."""

    def newest(self) -> Sequence[Kept]:
        return [_kept(path) for path in list(self._paths())[:SHOWN]]

    def _paths(self) -> Iterator[Path]:
        yield from sorted(self._folder.glob("[0-9]*.eml"), reverse=True)


def _kept(path: Path) -> Kept:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return Kept(
        number=int(path.stem),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        text=_part(message, "plain"),
        html=_inside(_part(message, "html")),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""


def _inside(html: str) -> str:
    """What stands in the body of a document."""
    return html.partition("<body>")[2].partition("</body>")[0]
