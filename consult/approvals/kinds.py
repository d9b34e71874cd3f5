"""The acts that need two people. A feature adds its own when it is read; see `Kind`."""

from collections.abc import Callable
from dataclasses import dataclass

from consult.approvals.models import Approval
from consult.permissions import Actor


def _nobody(_approval: Approval) -> int | None:
    return None


def _never(_approval: Approval, _viewer: Actor) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """`action` is what whoever asks or confirms must be allowed; `run` does what was asked for,
    inside the transaction of the confirmation; `describe` says it in one sentence of the reader's
    language. `concerns` is the number of who would gain by it, and so may not take part. Where
    `may_open` says so, the page of the approval has the button `opens` (address and words)."""

    code: str
    action: str
    run: Callable[[Actor | None, Approval], None]
    describe: Callable[[Approval], str]
    concerns: Callable[[Approval], int | None] = _nobody
    may_open: Callable[[Approval, Actor], bool] = _never
    opens: tuple[str, object] = ("", "")


KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    KINDS[kind.code] = kind


def kind_of(approval: Approval) -> Kind:
    return KINDS[approval.kind]
