"""Which passwords are refused, and that nothing is worked out for one that is too long."""

import time

import pytest

from consult.accounts.passwords import LONGEST, hashed, matches, refusal

GUESSED = [
    "contraseña123456", "P4ssw0rd-P4ssw0rd!", "123456789012345", "qwertyuiopasdfgh",
    "abcabcabcabcabcabc", "correcthorsebatterystaple", "Honduras Honduras 2026",
    "Ana María López Z.", "ana.lopez@ejemplo.hn", "!!!!!!!!!!!!!!!!!!", "consulta publica 2026",
    "aaaaaaaaaabbbbbbbbbb", "tequieromuchomiamor", "Diciembre2026Diciembre2025",
]  # fmt: skip
GOOD = [
    "lluvia verde sobre el puente", "tres tortugas y un tambor", "K7#qp-29vLz!mmWe",
    "x7" * 3 + " ventana abierta", "ñandú, güirila y maíz",
]  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_first_is_refused(password):
    assert "adivinar" in str(refusal(password, "Ana María López Zúniga", "ana.lopez@ejemplo.hn"))


@pytest.mark.parametrize("password", GOOD)
def test_other_words_are_not(password):
    assert refusal(password, "Ana María López Zúniga", "ana.lopez@ejemplo.hn") is None


def test_the_length_is_from_15_to_128():
    base = "lluvia verde sobre el puente, "
    assert refusal(base[:14]) and refusal(base[:15]) is None
    assert refusal((base * 5)[:128] + "x") and refusal("w" + (base * 5)[:127]) is None


def test_one_that_is_too_long_costs_nothing():
    began = time.perf_counter()
    assert not matches(None, "x" * (LONGEST + 1))
    assert time.perf_counter() - began < 0.005


def test_letters_are_the_same_however_a_keyboard_makes_them():
    assert matches(hashed("ma\u00f1ana ser\u00e1 otra cosa"), "man\u0303ana sera\u0301 otra cosa")


@pytest.mark.parametrize("hard", ["1" * 128, "ab" * 64, "a1" * 60 + "zzzz", "contrasena" * 12])
def test_judging_takes_no_time(hard):
    began = time.perf_counter()
    refusal(hard, "contrasena " * 10, "a@b.hn")
    assert time.perf_counter() - began < 0.05
