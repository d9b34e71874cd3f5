"""`pip install .` gives a `consult` that works from any folder, with all it shows and stores."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT_FROM = (
    "consult", "static", "templates", "translations",
    "LICENSE", "README.md", "pyproject.toml", "setup.cfg", "setup.py",
)  # fmt: skip
NOT_KEPT = shutil.ignore_patterns("__pycache__", "*.mo")
SHOW_BOTH_FRONT_PAGES = """
from consult import __file__ as home, create_app
client = create_app().test_client()
print(home, *(page.status + page.text for page in map(client.get, ("/", "/en/"))))
"""

# One worker builds the wheel once for all the tests of this file.
pytestmark = pytest.mark.xdist_group("packaging")


def run(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_checkout(destination: Path) -> None:
    """What the repository keeps: a build must neither need nor leave anything else."""
    destination.mkdir()
    for name in BUILT_FROM:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        options = {"ignore": NOT_KEPT} if source.is_dir() else {}
        copy(source, destination / name, **options)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packaging")
    copy_checkout(folder / "checkout")
    run(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, folder / "checkout",
    )  # fmt: skip
    return next(folder.glob("consult-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Folder of the commands of an environment that holds the wheel, away from the checkout."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel)
    # The dependencies are the locked ones that this suite runs on: fetching them again would
    # test the network. A folder named in a .pth does not have its own .pth files read, so the
    # editable install of the checkout stays out of sight.
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(packages, "locked.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return home / "bin"


@pytest.fixture
def elsewhere(tmp_path):
    """Options of a process that knows nothing of the checkout."""
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "CONSULT_ENV": "development"}
    return {"cwd": tmp_path, "env": kept}


@pytest.mark.parametrize("folder", ["templates", "static", "consult/migrations", "consult/demo"])
def test_the_wheel_carries_every_file_of(folder, wheel):
    kept = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = {
        re.sub("^consult/|^", "consult/", str(path.relative_to(ROOT)))
        for path in kept
        if "__pycache__" not in path.parts
    }
    assert wanted
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_compiled_catalogues_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "consult/translations/en/LC_MESSAGES/messages.mo" in names
    assert [name for name in names if "tests/" in name or name.endswith(".pyc")] == []


def test_the_command_answers_from_another_folder(installed, elsewhere):
    assert "consult" in run(installed / "consult", "--help", **elsewhere)


def test_an_installed_site_serves_pages_in_both_languages(installed, elsewhere):
    run(installed / "consult", "db", "upgrade", **elsewhere)
    shown = run(installed / "python", "-c", SHOW_BOTH_FRONT_PAGES, **elsewhere)
    assert str(ROOT) not in shown
    assert shown.count("200 OK") == 2
    assert 'lang="es' in shown and 'lang="en' in shown
