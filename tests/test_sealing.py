"""What is sealed is read with the key that sealed it, also after another was put in front."""

import pytest
from flask import Flask

from consult.sealing import UnreadableError, keyed, seal, unseal

OLD, NEW = "an-old-key-" * 4, "the-new-key-" * 4


@pytest.fixture
def keys(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Give the site these keys."""
    return lambda *given: monkeypatch.setitem(app.config, "IDENTITY_KEYS", list(given))


def test_what_is_sealed_cannot_be_read_and_comes_back_as_it_was(app: Flask) -> None:
    said = {"person": 7, "name": "Ñandú 🦜"}
    sealed = seal(said)
    assert unseal(sealed) == said
    assert seal(said) != sealed


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(keys) -> None:
    keys(OLD)
    sealed, name = seal("Ana"), keyed("author", 1, 2)
    keys(NEW, OLD)
    assert unseal(sealed) == "Ana"
    assert keyed("author", 1, 2) == name
    keys(NEW)
    with pytest.raises(UnreadableError):
        unseal(sealed)


@pytest.mark.parametrize("sealed", ["", "nada", "gAAAAA", "ñ" * 200])
def test_what_we_did_not_seal_is_told(app: Flask, sealed: str) -> None:
    with pytest.raises(UnreadableError):
        unseal(sealed)


def test_a_name_stands_for_one_thing_and_one_purpose(app: Flask) -> None:
    names = {keyed("a", 1, 2), keyed("a", 12), keyed("b", 1, 2), keyed("a", 2, 1), keyed("a1", 2)}
    assert len(names) == 5
    assert all(len(name) == 32 for name in names)
