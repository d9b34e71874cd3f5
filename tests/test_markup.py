"""What a text becomes: safe, faithful, and in linear time."""

import random
import re
import unicodedata
from functools import partial

import pytest

from consult import markup
from consult.markup import (
    COMMENT_TAGS,
    DRAFT_TAGS,
    LINK_REL,
    as_typed,
    from_comment,
    from_draft,
    has_disguise,
    is_blank,
    normalise,
    one_line,
    safe_address,
)
from tests.comments.corpora import offences, shown, texts
from tests.spending import spent

XSS = texts("xss.txt")
NAUGHTY = texts("naughty.txt")
PIECES = [
    "*", "**", "_", "[", "](", ")", "<", ">", "<b>", "&", "&lt;", "`", "\\", "!", "\n", "\n\n",
    "- ", "1. ", "7) ", "> ", "# ", "    ", "a", "año ", "https://a.hn", "javascript:x", '"',
    "\u202e", "\u200b", "e\u0301", "<https://a.hn>", "|", "~", "---", "(", "]",
    "&#x202e;", "\ufffe",
]  # fmt: skip


def scribbles(count: int = 500) -> list[str]:
    chance = random.Random(20261123)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 40))) for _time in range(count)]


def test_the_hostile_texts_are_many_and_would_do_harm() -> None:
    assert len(set(XSS)) >= 150
    assert sum(bool(offences(text, DRAFT_TAGS)) for text in XSS) >= 120


def test_a_comment_holds_nothing_but_what_is_allowed() -> None:
    for text in map(normalise, XSS + NAUGHTY):
        assert offences(from_comment(text), COMMENT_TAGS) == [], text
        assert offences(as_typed(text), COMMENT_TAGS) == [], text


def test_a_draft_holds_nothing_but_what_is_allowed() -> None:
    for text in XSS + NAUGHTY:
        table = f"<table><tbody><tr><td>{text}</td></tr></tbody></table>"
        assert offences(from_draft(text), DRAFT_TAGS) == [], text
        assert offences(from_draft(table), DRAFT_TAGS) == [], text


def test_scribbles_are_safe_and_keep_every_word() -> None:
    for text in map(normalise, scribbles()):
        html = from_comment(text)
        assert offences(html, COMMENT_TAGS) == [], text
        assert shown(html).count("a") >= _visible_letters(text), text


def _visible_letters(text: str) -> int:
    """Letters "a" that belong to neither an address nor a reference to a character."""
    without = re.sub(r"https://a\.hn|javascript:x|&lt;", "", text)
    return without.count("a")


def test_awkward_texts_keep_every_word() -> None:
    for text in map(normalise, NAUGHTY):
        seen = shown(from_comment(text)).replace("\n", "")
        for word in re.findall(r"[a-z]{3,}", re.sub(r"&#?\w+;|\(y\)", "", text)):
            assert word in seen, text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hola", "<p>Hola</p>"),
        ("uno\ndos\n\ntres", "<p>uno<br>\ndos</p>\n<p>tres</p>"),
        ("*sí* y **no**", "<p><em>sí</em> y <strong>no</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1986. Año", '<ol start="1986">\n<li>Año</li>\n</ol>'),
        ("> dicho", "<blockquote>\n<p>dicho</p>\n</blockquote>"),
        ("# no es título", "<p># no es título</p>"),
        ("![foto](https://a.hn/x.png)", None),
        ("[y](http://a.hn)", "<p>[y](http://a.hn)</p>"),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
    ],
)
def test_the_marks_of_a_comment(text: str, html: str | None) -> None:
    shown_html = from_comment(text).strip()
    assert "<img" not in shown_html
    if html is not None:
        assert shown_html == html


def test_links_say_what_they_are() -> None:
    html = from_comment("[ley](https://a.hn/ñ?q=1) <a@b.hn>")
    assert f'<a rel="{LINK_REL}" href="https://a.hn/%C3%B1?q=1">ley</a>' in html
    assert f'<a rel="{LINK_REL}" href="mailto:a@b.hn">a@b.hn</a>' in html


@pytest.mark.parametrize(
    "address",
    ["http://a.hn", "https://", "https:a.hn", "//a.hn", "/a", "javascript:1", "data:x",
     "https://bank.hn@evil.hn", "https://a.hn/\u202e", "https://a.hn/ x", "mailto:x", "https://[",
     "https://a.hn/\\x", 'https://a.hn/"', " https://a.hn", "https://a.hn\n"],
)  # fmt: skip
def test_addresses_that_are_not_followed(address: str) -> None:
    assert not safe_address(address)


def test_addresses_that_are_followed() -> None:
    for address in ("https://a.hn", "HTTPS://A.hn/x?y=z&w='#v", "mailto:a@b.hn?subject=x"):
        assert safe_address(address)


def test_what_is_nested_too_deep_stays_as_typed() -> None:
    assert shown(from_comment(">" * 25 + " hola")).strip() == ">" * 25 + " hola"
    assert "fondo" in shown(from_comment("\n".join("  " * n + "- fondo" for n in range(30))))


def test_the_title_of_a_link_is_not_hidden_from_who_moderates() -> None:
    assert "secreto" in shown(from_comment('[x](https://a.hn "secreto")'))


def test_invisible_characters_are_shown() -> None:
    html = from_comment("a\u202eb\u200b\u200b c\u200dd")
    assert html.count('<span class="invisible">') == 3
    assert shown(html).strip() == "a[U+202E]b[U+200B ×2] c[U+200D]d"
    assert shown(from_comment("a&#x202e;b")).strip() == "a[U+202E]b"
    assert "[U+202E]" in from_draft("<strong>a\u202eb</strong>")
    assert has_disguise("a\u200bb") and not has_disguise("año 👨\u200d👩\u200d👧 ❤\ufe0f")


def test_no_direction_control_survives_anywhere() -> None:
    for text in map(normalise, XSS + NAUGHTY + scribbles(300)):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", from_comment(text))
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", from_draft(text))


def test_normalising_is_as_documented() -> None:
    assert normalise(" a\r\nb\rc\x0bd\x0ce\x85f\u2028g ") == "a\nb\nc\nd\ne\nf\ng"
    assert normalise("n\u0303\0 e\0\u0301") == "ñ é"
    assert normalise("a\x07\x1b\x7f\x9f\ud800\ufffe\uffffb\tc") == "ab\tc"
    assert normalise("e" + "\u0301" * 99) == "é" + "\u0301" * 29
    assert normalise("\u3000 \n\t") == ""


def test_normalising_twice_changes_nothing() -> None:
    for text in NAUGHTY + XSS + scribbles():
        once = normalise(text)
        assert normalise(once) == once
        assert unicodedata.is_normalized("NFC", once)


def test_normalising_random_characters_twice_changes_nothing() -> None:
    chance = random.Random(7)
    marks = [chr(code) for code in range(0x300, 0x370)] + list("\0\x85\r\n aeg\u1100\u1161\u0344")
    for _time in range(2000):
        once = normalise("".join(chance.choices(marks, k=80)))
        assert normalise(once) == once


def test_names_are_one_line_with_nothing_hidden() -> None:
    assert one_line(" Rosa\n \tMejía\u202e\u200b ") == "Rosa Mejía"
    assert one_line("\u2066\u3164") == ""


def test_blank_is_what_nobody_can_see() -> None:
    for text in ("", " \n\t", "\u200b\ufeff", "\u3164", "\u2800 \u00ad", "\u200d\u200c", "\u00a0"):
        assert is_blank(text)
    for text in ("a", "¡", "👍🏽", "0", "ñ\u200b"):
        assert not is_blank(text)


def hostile() -> list[str]:
    """Texts of 100 KB that are slow to read, and the slowest whose marks are still read."""
    seeds = ["*", "*a ", "_a_ ", "**a*_", "[", "[a](", "[](", "![", "<", "<https:", "> a\n",
             "- a\n", "1. a\n", "&", "&#x", "&amp;", "\\", "`", "a\n", "\n", "a\n\n", "<b>",
             "<!--", "\u200b", "a\u200b", "\u0301\u0327", "\u1100\u1161", "[a](https://a.b)",
             "<https://a.b>", '"', "***a***", "*a **b ", "\u200d", "palabra "]  # fmt: skip
    whole = [seed * (100_000 // len(seed)) for seed in seeds]
    longest = markup.MAX_MARKED_TEXT
    marked = [(seed * (markup.MAX_MARKS // 4) + "a" * longest)[:longest] for seed in seeds]
    return whole + marked


def test_a_hostile_text_of_100_kb_takes_less_than_half_a_second() -> None:
    def received(text: str) -> None:
        kept = normalise(text)
        from_comment(kept)
        one_line(text)
        is_blank(kept)

    for text in hostile():
        assert spent(partial(received, text), 0.5) < 0.5, text[:40]


def test_a_text_with_more_marks_than_people_write_stays_as_typed() -> None:
    html = from_comment("*a* " * markup.MAX_MARKS)
    assert "<em>" not in html and shown(html).count("*a*") == markup.MAX_MARKS
