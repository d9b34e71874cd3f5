"""How figures are printed: one line each, with its bar where it has one."""

import statistics
from collections.abc import Sequence


def show(what: str, value: str, bar: str = "", met: bool | None = None) -> None:
    """One figure. `met` says whether it keeps to its `bar`."""
    verdict = "" if met is None else ("  met" if met else "  MISSED")
    print(f"  {what:<58} {value:>12}  {bar}{verdict}".rstrip(), flush=True)


def at_least(what: str, value: float, bar: float) -> None:
    show(what, f"{value:.2f}", f">= {bar}", value >= bar)


def at_most(what: str, value: float, bar: float, unit: str = "") -> None:
    show(what, f"{value:.2f}{unit}", f"<= {bar}{unit}", value <= bar)


def milliseconds(what: str, seconds: Sequence[float]) -> None:
    show(what, f"{statistics.median(seconds) * 1000:.2f} ms")


def ratio(values: Sequence[float], floor: Sequence[float]) -> float:
    """The median of what each turn gave against the floor of the same turn."""
    return statistics.median(value / base for value, base in zip(values, floor, strict=True))
