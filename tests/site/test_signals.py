"""What a feature tells is heard by someone: a promise of a page often hangs on it."""

import importlib
import pkgutil

from blinker import Signal
from flask import Flask

import consult

# Nobody answers comments yet.
NOT_YET = {"consult.comments.events.answered_among"}


def signals() -> dict[str, Signal]:
    names = [each.name for each in pkgutil.walk_packages(consult.__path__, "consult.")]
    modules = [importlib.import_module(name) for name in names if name.endswith(".events")]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Signal)
    }


def test_everything_that_is_told_is_heard(app: Flask) -> None:
    found = signals()
    assert len(found) > 8
    assert {name for name, signal in found.items() if not signal.receivers} == NOT_YET
