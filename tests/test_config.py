"""A bad setting stops the application, and says which."""

import stat
from pathlib import Path

import pytest

from consult.config import ConfigurationError, load

PRODUCTION = {
    "CONSULT_ENV": "production",
    "CONSULT_SECRET_KEY": "k" * 32,
    "CONSULT_BASE_URL": "https://consulta.example.hn",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CONSULT_ENV": "prod"}, "CONSULT_ENV"),
        ({"CONSULT_SECRET_KEY": ""}, "CONSULT_SECRET_KEY"),
        ({"CONSULT_SECRET_KEY": "k" * 31}, "CONSULT_SECRET_KEY"),
        ({"CONSULT_BASE_URL": ""}, "CONSULT_BASE_URL"),
        ({"CONSULT_BASE_URL": "http://consulta.example.hn"}, "CONSULT_BASE_URL"),
        ({"CONSULT_BASE_URL": "https://"}, "CONSULT_BASE_URL"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"CONSULT_TRUSTED_PROXIES": "*"}, "CONSULT_TRUSTED_PROXIES"),
        ({"CONSULT_TRUSTED_PROXIES": "-1"}, "CONSULT_TRUSTED_PROXIES"),
        ({"CONSULT_DATABASE_URL": "mysql://localhost/x"}, "CONSULT_DATABASE_URL"),
        ({"CONSULT_DATABASE_URL": "sqlite://"}, "CONSULT_DATABASE_URL"),
        ({"CONSULT_DATABASE_URL": "not an address"}, "CONSULT_DATABASE_URL"),
        ({"CONSULT_DATABASE_URL": "sqlite:////x.db?synchronous=OFF"}, "CONSULT_DATABASE_URL"),
        ({"CONSULT_REDIS_URL": "127.0.0.1:6379"}, "CONSULT_REDIS_URL"),
        ({"CONSULT_IDENTITY_KEYS": "k" * 32 + " corta"}, "CONSULT_IDENTITY_KEYS"),
        ({"CONSULT_AUDIT_KEYS": "corta"}, "CONSULT_AUDIT_KEYS"),
        ({"CONSULT_SMTP_URL": "correo.example.hn:25"}, "CONSULT_SMTP_URL"),
        ({"CONSULT_SMTP_URL": "smtp://"}, "CONSULT_SMTP_URL"),
    ],
)
def test_a_bad_setting_is_refused_by_name(
    tmp_path: Path, change: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load(PRODUCTION | {"CONSULT_DATA_DIR": str(tmp_path)} | change)


def test_production_cookies_are_bound_to_the_host_and_to_https(tmp_path: Path) -> None:
    settings = load(PRODUCTION | {"CONSULT_DATA_DIR": str(tmp_path)})
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"] and settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["TRUSTED_HOSTS"] == ["consulta.example.hn"]


def test_development_makes_its_own_key_and_keeps_it_private(tmp_path: Path) -> None:
    environ = {"CONSULT_DATA_DIR": str(tmp_path)}
    first, second = load(environ), load(environ)
    assert first["SECRET_KEY"] == second["SECRET_KEY"] and len(first["SECRET_KEY"]) >= 32
    (kept,) = tmp_path.glob("*key*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_postgresql_address_gets_our_driver(tmp_path: Path) -> None:
    given = {"CONSULT_DATABASE_URL": "postgresql://ana:s3creto@db/consulta"}
    settings = load({"CONSULT_DATA_DIR": str(tmp_path)} | given)
    assert settings["DATABASE_URL"] == "postgresql+psycopg://ana:s3creto@db/consulta"
