"""Tags of languages: which are ones, what they are called, how they are written."""

import pytest
from flask_babel import force_locale

from consult.drafts.translation import languages


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("cab", "cab"), ("MIQ", "miq"), (" yan ", "yan"), ("en", "en"), ("pt-br", "pt-BR"),
     ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("ca-valencia", "ca-valencia"),
     ("de-1901", "de-1901"), ("sl-IT-nedis", "sl-IT-nedis"), ("eng", "en"), ("hat", "ht"),
     ("ar-Latn", "ar-Latn"), ("cab-hn", "cab-HN")],
)  # fmt: skip
def test_a_tag_is_kept_in_its_canonical_form(typed, tag):
    assert languages.canonical(typed) == tag
    assert languages.canonical(tag) == tag


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", "e", "abcd", "en_US", "en-", "-en", "en--US", "en-US-", "x-garifuna",
     "i-default", "garífuna", "inglés",
     "und", "mul", "zxx", "mis", "de-1901-1901", "en-a-bbb", "en-US-GB",
     "K1", "eſ", "ｅｎ", "en\n-US", "en\0", "../../etc", "en/../es", "<b>", "en' OR 1=1",
     "ca-" + "-".join(f"abcd{n}" for n in range(9)), "a" * 100_000, "en" + "-abcde" * 20_000],
)  # fmt: skip
def test_what_is_not_a_tag_is_none(typed):
    assert languages.canonical(typed) is None


@pytest.mark.parametrize(
    ("tag", "spanish", "english"),
    [("cab", "garífuna", "garífuna"), ("miq", "miskito", "miskito"), ("en", "inglés", "English"),
     ("ht", "haitiano", "Haitian Creole"), ("pt-BR", "portugués de Brasil", "Brazilian Portuguese"),
     ("cab-HN", "garífuna (Honduras)", "garífuna (Honduras)"), ("qaa", "qaa", "qaa"),
     ("kek-Latn", "kek-Latn", "kek-Latn")],
)  # fmt: skip
def test_a_language_is_called_by_its_name_in_that_of_the_page(app, tag, spanish, english):
    with app.test_request_context("/"), force_locale("es_HN"):
        assert languages.name(tag) == spanish
    with app.test_request_context("/"), force_locale("en"):
        # Our own names are translated by the catalogue.
        assert languages.name(tag).replace("Garifuna", "garífuna").lower() == english.lower()


@pytest.mark.parametrize(
    ("tag", "own"), [("en", "English"), ("fr", "français"), ("ar", "العربية"), ("cab", None),
                     ("miq", None), ("qaa", None)]
)  # fmt: skip
def test_what_its_speakers_call_it_where_it_is_known(tag, own):
    assert languages.native_name(tag) == own


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("en", "ltr"), ("cab", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("ar-Latn", "ltr"),
     ("pa", "ltr"), ("pa-PK", "rtl"), ("az-Arab", "rtl"), ("qaa", "ltr"), ("zh-Hant-TW", "ltr")],
)  # fmt: skip
def test_the_direction_is_that_of_the_script(tag, direction):
    assert languages.direction(tag) == direction


@pytest.mark.parametrize(("tag", "is_spanish"), [("es", True), ("es-419", True), ("est", False)])
def test_spanish_is_no_translation(tag, is_spanish):
    assert languages.is_spanish(tag) == is_spanish


def test_every_language_that_is_offered_has_a_tag_and_a_name(app):
    with app.test_request_context("/"):
        for tag in languages.OFFERED:
            assert languages.canonical(tag) == tag and languages.name(tag) != tag
