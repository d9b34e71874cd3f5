"""Settings from the environment, checked at start: a bad one stops the application with its reason.

The names are in the README; every secret must be given in production, and development makes
its own key and keeps it in the data folder, readable by its owner alone.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = ("production", "development", "test")
SHORTEST_KEY = 32
LARGEST_FORM = 256 * 1024
LARGEST_UPLOAD = 11 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence


class ConfigurationError(Exception):
    """A setting that the application refuses to start with: a Spanish sentence that names it,
    with placeholders, and the values that fill them."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


def resource(name: str) -> Path:
    """Folder of shipped files: inside the installed package, else at the top of the checkout."""
    installed = HERE / name
    return installed if installed.is_dir() else HERE.parent / name


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Flask settings from `environ`; raises ConfigurationError."""
    environment = environ.get("CONSULT_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise ConfigurationError(
            N_("CONSULT_ENV debe ser uno de: %(names)s."), names=", ".join(ENVIRONMENTS)
        )
    production = environment == "production"
    _refuse_debug(environ, production)
    data_dir = Path(environ.get("CONSULT_DATA_DIR", "var")).resolve()
    base_url = _base_url(environ, production)
    secret_key = _secret_key(environ, production, data_dir)
    return {
        "ENVIRONMENT": environment,
        "TESTING": environment == "test",
        "DATA_DIR": data_dir,
        "DATABASE_URL": _database_url(environ, data_dir),
        "REDIS_URL": _redis_url(environ),
        "SECRET_KEY": secret_key,
        "IDENTITY_KEYS": _keys(environ, "CONSULT_IDENTITY_KEYS", secret_key),
        "AUDIT_KEYS": _keys(environ, "CONSULT_AUDIT_KEYS", secret_key),
        "SMTP_URL": _smtp_url(environ),
        "MAIL_FROM": environ.get("CONSULT_MAIL_FROM", f"consulta@{urlsplit(base_url).hostname}"),
        "BASE_URL": base_url,
        "TRUSTED_HOSTS": _hosts(base_url, production),
        "TRUSTED_PROXIES": _trusted_proxies(environ),
        "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SESSION_COOKIE_NAME": "__Host-consult" if production else "consult",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": 24 * 3600,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "BABEL_DEFAULT_LOCALE": "es_HN",
        "BABEL_DEFAULT_TIMEZONE": "America/Tegucigalpa",
        "BABEL_TRANSLATION_DIRECTORIES": str(resource("translations")),
    }


def _refuse_debug(environ: Mapping[str, str], production: bool) -> None:
    asked = environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no")
    if production and asked:
        raise ConfigurationError(N_("FLASK_DEBUG no se admite en producción."))


def _base_url(environ: Mapping[str, str], production: bool) -> str:
    url = environ.get("CONSULT_BASE_URL", "" if production else "http://127.0.0.1:8000")
    parts = urlsplit(url)
    if production and (parts.scheme != "https" or not parts.hostname):
        raise ConfigurationError(
            N_(
                "CONSULT_BASE_URL debe ser la dirección https del sitio, "
                "por ejemplo https://consulta.example.hn."
            )
        )
    if not parts.hostname:
        raise ConfigurationError(N_("CONSULT_BASE_URL debe ser una dirección completa."))
    return url.rstrip("/")


def _hosts(base_url: str, production: bool) -> list[str]:
    host = urlsplit(base_url).hostname or ""
    return [host] if production else [host, *LOOPBACK]


def _secret_key(environ: Mapping[str, str], production: bool, data_dir: Path) -> str:
    key = environ.get("CONSULT_SECRET_KEY", "")
    if key and len(key) < SHORTEST_KEY:
        raise ConfigurationError(
            N_("CONSULT_SECRET_KEY debe tener al menos %(length)s caracteres."),
            length=SHORTEST_KEY,
        )
    if key:
        return key
    if production:
        raise ConfigurationError(N_("Falta CONSULT_SECRET_KEY, obligatoria en producción."))
    return _own_key(data_dir)


def _own_key(data_dir: Path) -> str:
    path = data_dir / "development-key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _keys(environ: Mapping[str, str], name: str, secret_key: str) -> list[str]:
    """Keys for what is in the database, outside of it: the first one is used, all of them are
    accepted, so a new key is put in front (of CONSULT_IDENTITY_KEYS the last one names, see
    sealing.py). Without any it is the secret key."""
    keys = environ.get(name, "").split()
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ConfigurationError(
            N_("Cada clave de %(name)s debe tener al menos %(length)s caracteres."),
            name=name,
            length=SHORTEST_KEY,
        )
    return keys or [secret_key]


def _smtp_url(environ: Mapping[str, str]) -> str:
    """Empty: mail is kept, and not sent."""
    given = environ.get("CONSULT_SMTP_URL", "")
    parts = urlsplit(given)
    if given and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ConfigurationError(
            N_(
                "CONSULT_SMTP_URL debe ser la dirección de un servidor de correo, "
                "por ejemplo smtp://usuario:clave@correo.example.hn:587."
            )
        )
    return given


def _database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    given = environ.get("CONSULT_DATABASE_URL", "")
    if not given:
        data_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{data_dir / 'consult.db'}"
    try:
        url = make_url(given)
    except ArgumentError:
        raise ConfigurationError(N_("CONSULT_DATABASE_URL no es una dirección válida.")) from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend != "sqlite" or url.database in (None, "", ":memory:"):
        raise ConfigurationError(
            N_("CONSULT_DATABASE_URL debe ser PostgreSQL o un archivo SQLite.")
        )
    if "synchronous" in url.query:
        raise ConfigurationError(N_("CONSULT_DATABASE_URL no puede cambiar synchronous."))
    return given


def _redis_url(environ: Mapping[str, str]) -> str:
    given = environ.get("CONSULT_REDIS_URL", "")
    if given and not given.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError(
            N_("CONSULT_REDIS_URL debe empezar con redis://, rediss:// o unix://.")
        )
    return given


def _trusted_proxies(environ: Mapping[str, str]) -> int:
    given = environ.get("CONSULT_TRUSTED_PROXIES", "0")
    if not given.isdigit() or int(given) > 4:
        raise ConfigurationError(
            N_(
                "CONSULT_TRUSTED_PROXIES es el número de proxies delante del servidor (0 a 4); "
                "un comodín no se admite."
            )
        )
    return int(given)
