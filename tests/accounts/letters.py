"""What would be sent by mail while a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from consult.accounts.events import link_made


@dataclass(frozen=True)
class Letter:
    to: str
    purpose: str
    token: str | None
    person: Any

    @property
    def path(self) -> str:
        return f"/enlace/{self.token}"


@contextmanager
def collected() -> Iterator[list[Letter]]:
    letters: list[Letter] = []

    def keep(to: str, **said: Any) -> None:
        letters.append(Letter(to, **said))

    with link_made.connected_to(keep):
        yield letters
