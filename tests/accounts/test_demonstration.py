"""The passwords of the demonstration are printed, so production lets none of its accounts in."""

import pytest
from flask import Flask

from consult.accounts.models import DEMONSTRATION
from tests.people import PASSWORD, Visitor, make_person


@pytest.mark.parametrize(
    ("environment", "status"), [("development", 303), ("production", 422)]
)
def test_a_demonstration_account_signs_in_only_outside_production(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, environment: str, status: int
) -> None:
    person = make_person("admin", "admin" + DEMONSTRATION)
    monkeypatch.setitem(app.config, "ENVIRONMENT", environment)
    visitor.submit("/ingresar", {"email": person.email, "password": PASSWORD}, status)
