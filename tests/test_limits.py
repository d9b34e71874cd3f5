"""Limits: exact over processes, never open, and nothing kept that tells who was counted."""

import multiprocessing
import uuid

import pytest

from consult import limits
from consult.limits import FILE, FileStorage, source, spend
from tests.jobs.conftest import redis_url

HOUR = 3600


@pytest.fixture
def own(app, tmp_path, monkeypatch):
    """The application with counters of its own, in a folder of its own."""
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    monkeypatch.setitem(app.extensions, "limits", None)
    return app


def tries(start, path, url, key, results):
    """What a worker does: many tries, at the same moment as the others."""
    counters = limits.Counters(path, url)
    start.wait(30)
    results.put(sum(counters.spend("try", key, 25, HOUR) for _ in range(20)))


def let_through(path, url, key):
    """How many of 80 tries four processes let through together."""
    fork = multiprocessing.get_context("fork")
    start, results = fork.Barrier(4), fork.Queue()
    arguments = (start, path, url, key, results)
    running = [fork.Process(target=tries, args=arguments) for _ in range(4)]
    for each in running:
        each.start()
    total = sum(results.get(timeout=60) for _ in running)
    for each in running:
        each.join()
    return total


@pytest.mark.parametrize("on_redis", [False, True])
def test_four_processes_let_exactly_as_many_through_as_allowed(tmp_path, on_redis):
    url, key = redis_url() if on_redis else "", uuid.uuid4().hex
    assert let_through(tmp_path / FILE, url, key) == 25
    assert not limits.Counters(tmp_path / FILE, url).spend("try", key, 25, HOUR)  # after a restart


def test_others_are_not_touched_by_a_limit(own):
    assert [spend("enter", "ana", 2, HOUR) for _ in range(3)] == [True, True, False]
    assert spend("enter", "berta", 2, HOUR)
    assert spend("write", "ana", 2, HOUR)


def test_what_has_passed_is_deleted_and_counts_no_more(own, tmp_path, monkeypatch):
    assert spend("enter", "ana", 1, 60)
    now = limits.time.time()
    monkeypatch.setattr(limits.time, "time", lambda: now + 61)
    assert spend("enter", "berta", 1, 60)
    with FileStorage(tmp_path / FILE)._writing() as file:
        assert file.execute("SELECT count(*) FROM hit").fetchone() == (1,)
    assert spend("enter", "ana", 1, 60)


def test_without_redis_the_file_counts_with_half(own, monkeypatch):
    monkeypatch.setitem(own.config, "REDIS_URL", "redis://127.0.0.1:1/0")
    assert [spend("enter", "ana", 4, HOUR) for _ in range(4)] == [True, True, False, False]


def test_when_nothing_counts_nothing_is_open(own, tmp_path):
    (tmp_path / FILE).mkdir()
    assert not spend("enter", "ana", 4, HOUR)


def test_forged_addresses_are_one_source(own):
    """A header that no proxy of ours has set says nothing."""
    names = set()
    for number in range(100):
        forged = {"X-Forwarded-For": f"203.0.{number}.1"}
        with own.test_request_context(headers=forged, environ_base={"REMOTE_ADDR": "198.51.7.9"}):
            names.add(source())
    assert len(names) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.7.9", "198.51.7.200", True),
        ("198.51.7.9", "::ffff:198.51.7.10", True),
        ("198.51.7.9", "198.51.8.9", False),
        ("2001:db8:1:200::1", "2001:db8:1:2ff:9::8", True),
        ("2001:db8:1:200::1", "2001:db8:1:300::1", False),
        ("fe80::1%eth0", "fe80::1", True),
        ("", "nonsense", True),
    ],
)
def test_neighbours_are_one_source(own, one, other, same):
    names = []
    for address in (one, other):
        with own.test_request_context(environ_base={"REMOTE_ADDR": address}):
            names.append(source())
    assert (names[0] == names[1]) is same


def test_no_address_and_no_name_is_kept(own, tmp_path):
    with own.test_request_context(environ_base={"REMOTE_ADDR": "198.51.7.9"}):
        spend("enter", source(), 4, HOUR)
    spend("enter", "ana@ejemplo.hn", 4, HOUR)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"198.51" not in kept
    assert b"ana@" not in kept
