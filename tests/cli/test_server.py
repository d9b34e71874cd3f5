"""The server as `consult serve` starts it: what it takes of a request."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server with an empty database answers, for as long as it takes to ask it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    consult = [sys.executable, "-m", "consult.cli"]
    environ = os.environ | {"CONSULT_DATA_DIR": str(tmp_path_factory.mktemp("served"))}
    subprocess.run([*consult, "db", "upgrade"], env=environ, check=True, capture_output=True)
    bind = ("serve", "--workers", "1", "--bind", f"127.0.0.1:{free}")
    with subprocess.Popen([*consult, *bind], env=environ, stdout=subprocess.DEVNULL) as server:
        wait_for(free)
        yield free
        server.terminate()


def wait_for(port: int) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not come up")


@pytest.mark.parametrize(
    ("length", "status"), [(100, 200), (7_000, 200), (8_100, 200), (9_000, 414)]
)
def test_a_long_quotation_fits_in_an_address(port: int, length: int, status: int) -> None:
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    browser.request("GET", "/?cita=".ljust(length, "a"))
    assert browser.getresponse().status == status
    browser.close()
