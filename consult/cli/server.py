"""`consult db`, `serve`, `worker` and `demo`: running the platform."""

import os
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask
from gunicorn.app.base import BaseApplication

from consult import create_app
from consult.cli.beside import Beside
from consult.cli.command import Failure, group, in_application
from consult.cli.language import _
from consult.config import LOOPBACK
from consult.demo.loading import accounts, prepare
from consult.jobs.worker import work

DEMO_FOLDER = "var/demo"


class Server(BaseApplication):
    """gunicorn with our application, without a file of settings and without an access log, so
    that no address of a visitor is written anywhere. Each worker makes its own application: a
    connection to the database must not be inherited."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app()


def run(*, bind: str, workers: int) -> None:
    """Serve until interrupted, with a worker for the long jobs beside it."""
    beside = Beside()
    Server(
        {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            # A selection to be quoted travels in the address of the form.
            "limit_request_line": 8190,
            # A warning about a malformed request names the address that it came from.
            "loglevel": "error",
            "when_ready": beside.start,
            "on_exit": beside.stop,
        },
    ).run()


@group.group(help=_("Base de datos."))
def db() -> None:
    pass


@db.command(help=_("Crea las tablas o las pone al día."))
@in_application
def upgrade() -> None:
    flask_migrate.upgrade()
    click.echo(_("La base de datos está al día."))


@group.command(help=_("Atiende el sitio con gunicorn."))
@click.option("--workers", default=2, type=click.IntRange(1, 64), help=_("Procesos."))
@click.option("--bind", default="127.0.0.1:8000", help=_("Dirección y puerto."))
def serve(workers: int, bind: str) -> None:
    os.environ.setdefault("CONSULT_BASE_URL", f"http://{bind}")
    environment = create_app().config["ENVIRONMENT"]
    host = bind.rpartition(":")[0]
    if environment != "production" and host not in LOOPBACK:
        raise Failure(_("Fuera de producción solo se atiende en esta máquina (127.0.0.1)."))
    click.echo(_("Sirviendo en http://%(bind)s", bind=bind))
    run(bind=bind, workers=workers)


@group.command(help=_("Hace los trabajos largos que esperan, hasta que se interrumpe."))
@click.option("--beside", default=0, hidden=True)
def worker(beside: int) -> None:
    work(create_app(), beside=beside)


@group.command(help=_("Prepara la consulta de demostración y la sirve."))
@click.option("--port", default=8000, type=click.IntRange(1, 65535), help=_("Puerto."))
@click.option("--no-serve", is_flag=True, help=_("Solo prepara los datos."))
def demo(port: int, no_serve: bool) -> None:
    if os.environ.get("CONSULT_ENV") == "production":
        raise Failure(_("La demostración no corre en producción."))
    os.environ.setdefault("CONSULT_DATA_DIR", DEMO_FOLDER)
    os.environ.setdefault("CONSULT_BASE_URL", f"http://127.0.0.1:{port}")
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        prepare(Path(app.config["DATA_DIR"]))
        click.echo(_("Cuentas de demostración:"))
        for role, email, password in accounts(Path(app.config["DATA_DIR"])):
            click.echo(f"  {role:<12} {email:<32} {password}")
    if not no_serve:
        click.echo(_("Abra http://127.0.0.1:%(port)s (Ctrl+C para terminar)", port=port))
        run(bind=f"127.0.0.1:{port}", workers=2)
