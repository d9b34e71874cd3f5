"""How often something may be done: counted by all workers together, also across a restart.

On Redis when there is one, else in a small file of its own beside the database (never in it: who
is being counted may hold its write lock). When Redis is away the file counts, with half of what is
allowed; when nothing counts the answer is no. No address is kept, here or anywhere: what is counted
is a digest that nobody can undo, and it is deleted once its window has passed.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from flask import current_app, request
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MovingWindowSupport, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from consult.extensions import utc_now
from consult.sealing import keyed

FILE = "limits.db"
PATIENCE = 5  # seconds to wait for another worker's turn
REDIS_PATIENCE = 0.5
REDIS_REST = 10.0  # seconds in which a Redis that was away is not asked again
PREFIX_4, PREFIX_6 = 24, 56
UNKNOWN = "unknown"
TABLE = """
CREATE TABLE IF NOT EXISTS hit (key TEXT NOT NULL, at REAL NOT NULL, ends REAL NOT NULL);
CREATE INDEX IF NOT EXISTS hit_key ON hit (key, at);
CREATE INDEX IF NOT EXISTS hit_ends ON hit (ends);
"""


def spend(name: str, key: str, amount: int, per_seconds: int) -> bool:
    """Count one more of `name` by `key`, and say whether it is within `amount` in the last
    `per_seconds`; what is over is not counted. Never raises."""
    counters: Counters | None = current_app.extensions.get("limits")
    if counters is None:
        counters = current_app.extensions["limits"] = Counters(
            current_app.config["DATA_DIR"] / FILE, current_app.config["REDIS_URL"]
        )
    return counters.spend(name, keyed("limit", name, key).hex()[:32], amount, per_seconds)


def source() -> str:
    """Who asks, as far as the address goes: a digest of its first part (/24, /56), with a key
    that is another one every day."""
    return keyed("source", utc_now().date(), _prefix(request.remote_addr)).hex()[:32]


def _prefix(address: str | None) -> str:
    """What the neighbours of an address share, so that changing it a little gains nothing."""
    try:
        found = ip_address((address or "").split("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = PREFIX_6 if isinstance(found, IPv6Address) else PREFIX_4
    return str(ip_network((found, length), strict=False))


class Counters:
    """Redis, if there is one, before the file."""

    def __init__(self, path: Path, redis_url: str) -> None:
        self._file = MovingWindowRateLimiter(FileStorage(path))
        self._redis = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None
        self._rests_until = 0.0

    def spend(self, name: str, key: str, amount: int, per_seconds: int) -> bool:
        if self._redis is None:
            return self._in_file(name, key, amount, per_seconds)
        if time.monotonic() >= self._rests_until:
            try:
                item = RateLimitItemPerSecond(amount, per_seconds)
                return self._redis.hit(item, name, key)
            except StorageError:
                self._rests_until = time.monotonic() + REDIS_REST
                current_app.logger.warning("Redis does not count; the file does, with half")
        return self._in_file(name, key, max(1, amount // 2), per_seconds)

    def _in_file(self, name: str, key: str, amount: int, per_seconds: int) -> bool:
        try:
            return self._file.hit(RateLimitItemPerSecond(amount, per_seconds), name, key)
        except StorageError:
            current_app.logger.exception("nothing counts: refused")
            return False


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        url,
        wrap_exceptions=True,
        key_prefix="consult-limits",
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
    )


class FileStorage(Storage, MovingWindowSupport):
    """A moving window in a SQLite file: what is lost when the machine dies is only a count."""

    STORAGE_SCHEME = None

    def __init__(self, path: Path) -> None:
        super().__init__(wrap_exceptions=True)
        self._path = path

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return (sqlite3.Error, OSError)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `amount` more fit, and then they are counted: one at a time, over all workers."""
        with self._writing() as file:
            now = time.time()
            file.execute("DELETE FROM hit WHERE ends <= ?", (now,))
            if _since(file, key, now - expiry)[1] + amount > limit:
                return False
            row = (key, now, now + expiry)
            file.executemany("INSERT INTO hit VALUES (?, ?, ?)", [row] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        with self._writing() as file:
            return _since(file, key, time.time() - expiry)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only a moving window is kept")

    def get(self, key: str) -> int:
        with self._writing() as file:
            return _since(file, key, 0)[1]

    def get_expiry(self, key: str) -> float:
        with self._writing() as file:
            query = "SELECT coalesce(max(ends), 0) FROM hit WHERE key = ?"
            return file.execute(query, (key,)).fetchone()[0]

    def check(self) -> bool:
        with self._writing():
            return True

    def reset(self) -> int:
        with self._writing() as file:
            return file.execute("DELETE FROM hit").rowcount

    def clear(self, key: str) -> None:
        with self._writing() as file:
            file.execute("DELETE FROM hit WHERE key = ?", (key,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file, while nobody else counts in it."""
        if not self._path.exists():
            self._make()
        with closing(self._open()) as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        file.execute("PRAGMA synchronous=OFF")
        file.execute("PRAGMA secure_delete=ON")
        return file

    def _make(self) -> None:
        """Whole before it has its name, so that workers that start at once all find a table."""
        own = self._path.with_name(f"{self._path.name}.{os.getpid()}.{time.monotonic_ns()}")
        os.close(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(own, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.executescript(TABLE)
        try:
            os.link(own, self._path)
        except FileExistsError:
            pass
        finally:
            own.unlink()


def _since(file: sqlite3.Connection, key: str, moment: float) -> tuple[float, int]:
    """When the window of `key` begins, and how many there are in it."""
    query = "SELECT coalesce(min(at), ?), count(*) FROM hit WHERE key = ? AND at > ?"
    first, count = file.execute(query, (time.time(), key, moment)).fetchone()
    return first, count
