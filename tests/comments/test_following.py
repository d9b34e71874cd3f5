"""The words with which someone without an account comes back: the same for the same form, told
apart from any other's, and read however they are typed."""

import unicodedata

import pytest

from consult.comments.following import MOST_FOLLOWED, _list, follow_hash, grant, new_words
from consult.comments.service import new_receipt_key


def test_words_are_of_the_form_and_of_no_other(app):
    key = new_receipt_key()
    words = new_words(key)
    assert words == new_words(key) != new_words(new_receipt_key())
    assert len(words.split()) == 7 and set(words.split()) <= set(_list())
    assert words == unicodedata.normalize("NFC", words)


def test_the_list_keeps_apart_without_accents(app):
    assert len({follow_hash(word) for word in _list()}) == 2048


@pytest.mark.parametrize(
    "typed",
    ["ABACO  rana – Árbol", "ábaco-rana-árbol", " a\u0301baco, RANA.\n árbol ",
     "ába\u200bco rana\u00a0arbol"],
)
def test_words_are_read_however_they_are_typed(app, typed):
    assert follow_hash(typed) == follow_hash("ábaco rana árbol")


def test_other_words_are_others(app):
    hashes = {follow_hash(words) for words in ("ábaco rana", "rana ábaco", "ábacorana", "", "1 2")}
    assert len(hashes) == 4  # figures are no words: nothing is left of them


def test_a_browser_remembers_the_last_ones(app):
    session = {}
    for number in [*range(MOST_FOLLOWED + 2), 7]:
        grant(session, number)
    assert session["followed"] == [*range(2, 7), *range(8, MOST_FOLLOWED + 2), 7]
