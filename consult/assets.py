"""Static files: served by WhiteNoise under an address that names their content, so that a
browser keeps them for ever, and compressed once for each state of the folder.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor


def init_assets(app: Flask, folder: Path, headers: dict[str, str]) -> None:
    """Serve `folder`, each file with `headers`; templates get `asset(name)` for its address."""
    prefix = f"static/{folder_digest(folder)}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's way to wrap an app
        app.wsgi_app,
        root=str(_compressed_copy(folder, Path(app.config["DATA_DIR"]) / prefix)),
        prefix=prefix,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_adder(headers),
        allow_all_origins=False,
    )
    app.jinja_env.globals["asset"] = lambda name: f"/{prefix}/{name}"


def folder_digest(folder: Path) -> str:
    """Ten hexadecimal digits that change with any file in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def _adder(headers: dict[str, str]) -> Callable[[Headers, str, str], None]:
    def add(response: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            response[name] = value

    return add


def _compressed_copy(folder: Path, copy: Path) -> Path:
    """`copy`, made of `folder` with a .gz beside each file that gains by it, all at once: several
    processes may start together, and the first to finish wins."""
    if copy.is_dir():
        return copy
    copy.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(dir=copy.parent))
    shutil.copytree(folder, made, dirs_exist_ok=True)
    compressor = Compressor(quiet=True, use_brotli=False)
    for path in [path for path in made.rglob("*") if path.is_file()]:
        if compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    try:
        made.rename(copy)
    except OSError:
        shutil.rmtree(made)
    return copy
