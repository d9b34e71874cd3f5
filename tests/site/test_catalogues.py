"""English is complete, and no template says a word that no catalogue can translate.

Whether the catalogues hold every string of the code is asked of the extractor in `make check`.
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
# The gallery is for developers alone, and shows components around invented sentences.
GALLERY = ROOT / "templates/gallery.html"
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - {GALLERY})

TRANSLATED = re.compile(r"{%-?\s*trans\b.*?endtrans\s*-?%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|&#?\w+;", re.DOTALL)
READ_ALOUD = re.compile(r"\s(?:alt|aria-label|label|placeholder|summary|title)=\"([^\"]*)")
WORD = re.compile(r"[^\W\d_]{2,}")
# The same in every language: names, and a word for search engines.
NAMES = {"CSV", "XLSX", "JSON", "noindex"}


@pytest.fixture(scope="module")
def english():
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def texts(message):
    return message.string if message.pluralizable else (message.string,)


def test_english_is_complete(english):
    assert len(english) > 0
    assert [message.id for message in english if not all(texts(message))] == []
    assert [message.id for message in english if message.id and message.fuzzy] == []


def test_english_fills_in_what_the_spanish_does(english):
    assert [(message.id, errors) for message, errors in english.check()] == []


def test_english_holds_nothing_obsolete(english):
    assert list(english.obsolete) == []


def bare_words(source: str) -> set[str]:
    """Words that a reader would meet although they pass through no catalogue."""
    text = TRANSLATED.sub("", source)
    spoken = [MARKUP.sub(" ", text), *READ_ALOUD.findall(text)]
    return set(WORD.findall(" ".join(spoken))) - NAMES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_of_a_template_can_be_translated(path):
    assert bare_words(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<a title="{{ _("Ver") }}" href="{{ u }}">{{ _("Hola") }}</a>', set()),
        ('<p class="note">{% trans %}Hola {{ n }}{% endtrans %} &nbsp;CSV</p>', set()),
        ("<p>Hola</p>", {"Hola"}),
        ('<img alt="Un mapa" src="{{ u }}">', {"Un", "mapa"}),
        ("{% if a > b %}más{% endif %}", {"más"}),
    ],
)
def test_the_search_for_bare_words_finds_them(source, found):
    assert bare_words(source) == found
