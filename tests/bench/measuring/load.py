"""A load generator for servers that close after each answer, as gunicorn's sync workers do.

A few processes ask one thing again and again over the loopback, each request on a connection of
its own. It reads to the end of the answer and looks at nothing but the status, so that it takes
as little as it can of the processors that it shares with the server; `ceiling` says how much
faster than any real server it could ask.
"""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.synchronize import Barrier
from typing import Any

Address = tuple[str, int]
UNIQUE = "@unique@"
PATIENCE = 60.0  # seconds without an answer after which the run is given up

processes = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Round:
    """What one slot of time gave; latencies in seconds, in no order."""

    requests: int
    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.latencies)


class Answer:
    """What came back, taken apart: `size` in bytes, head and body together."""

    def __init__(self, raw: bytes) -> None:
        head, _blank, self.body = raw.partition(b"\r\n\r\n")
        first, *self._lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.size = len(raw)

    def header(self, name: str) -> str:
        """Its value, or an empty text."""
        pairs = (line.partition(":") for line in self._lines)
        return next((value.strip() for key, _, value in pairs if key.lower() == name.lower()), "")


def get(path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """A GET as it goes over the wire; `drive` puts a number never used before for UNIQUE."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode()


def ask(address: Address, request: bytes) -> bytes:
    """The whole answer, head and body."""
    with socket.create_connection(address, PATIENCE) as connection:
        connection.sendall(request)
        pieces = []
        while piece := connection.recv(1 << 17):
            pieces.append(piece)
    return b"".join(pieces)


def drive(
    address: Address, request: bytes, *, seconds: float, clients: int, expect: int = 200
) -> Round:
    """Ask for `seconds` from `clients` processes at once; an answer of another status raises."""
    start, results = processes.Barrier(clients + 1), processes.SimpleQueue()
    first = time.time_ns() // 1000  # no client asks a million times a second
    crew = [
        processes.Process(
            target=_client,
            args=(
                _Errand(address, request, seconds, expect, count(first + n, clients)),
                start,
                results,
            ),
            daemon=True,
        )
        for n in range(clients)
    ]
    for client in crew:
        client.start()
    start.wait()
    begun = time.perf_counter()
    answers = [results.get() for _ in crew]
    taken = time.perf_counter() - begun
    for client in crew:
        client.join()
    if problems := {str(answer) for answer in answers if isinstance(answer, Exception)}:
        raise RuntimeError("; ".join(problems))
    latencies = tuple(latency for answer in answers for latency in answer)
    return Round(len(latencies), taken, latencies)


def _client(errand: "_Errand", start: Barrier, results: Any) -> None:
    try:
        start.wait()
        results.put(list(errand.latencies()))
    except Exception as error:  # handed to the parent, which raises it
        results.put(RuntimeError(repr(error)))


@dataclass(frozen=True, slots=True)
class _Errand:
    address: Address
    request: bytes
    seconds: float
    expect: int
    numbers: Iterator[int]

    def latencies(self) -> Iterator[float]:
        """Seconds of each request."""
        good, mark = f" {self.expect} ".encode(), UNIQUE.encode()
        now = time.perf_counter()
        end = now + self.seconds
        while now < end:
            request = self.request.replace(mark, str(next(self.numbers)).encode())
            answer = ask(self.address, request)
            if good not in answer[:16]:
                raise RuntimeError(f"answered {answer[:80]!r}, not {self.expect}")
            then, now = now, time.perf_counter()
            yield now - then


def ceiling(seconds: float, clients: int) -> Round:
    """Drive two processes that only accept, answer with 200 bytes and close."""
    with _answering() as address:
        return drive(address, get("/"), seconds=seconds, clients=clients)


@contextmanager
def _answering() -> Iterator[Address]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        crew = [
            processes.Process(target=_answer_for_ever, args=(listener,), daemon=True)
            for _ in range(2)
        ]
        for server in crew:
            server.start()
        try:
            yield listener.getsockname()
        finally:
            for server in crew:
                server.terminate()
                server.join()


def _answer_for_ever(listener: socket.socket) -> None:
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".ljust(200, b".")
    while True:
        connection, _peer = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)
