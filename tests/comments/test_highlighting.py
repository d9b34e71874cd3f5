"""Passages marked in the HTML of a block: exactly their words, and nothing else is changed."""

import random
import re
from pathlib import Path

import html5lib
import pytest

from consult.comments.highlighting import highlight
from consult.demo import loading
from consult.drafts.parsing import parse_markdown
from consult.markup import from_draft
from tests.spending import spent

HARD = """# Uno

Texto **con énfasis y _más_ énfasis**, un [enlace](https://ejemplo.hn/a?b=1&c=2), 5 < 7 & «citas»
en dos  líneas\\
y una tercera; `code <b>` y 👨‍👩‍👧 con ñandú y m̈.

1. Primero **fuerte**
2. Segundo & tercero

> Una cita &amp; un *signo* &copy;

| Plazo | Monto *total* | |
|---|---|---|
| 30 días & noches | L 500 | a | b |
| | **L 900** | fin |

```
linea uno <b>
  linea dos
```
"""
MARK = re.compile(r"</?mark[^>]*>")


def blocks(source: str) -> list[tuple[str, str]]:
    parsed = parse_markdown(source.encode())
    return [
        (str(from_draft(block.html)), block.text)
        for section in parsed.sections
        for block in section.blocks
    ]


BLOCKS = blocks(HARD) + blocks((Path(loading.DATA) / "borrador-v2.md").read_text(encoding="utf-8"))


def marked(html: str, kind: str = "mark") -> str:
    """What stands in marks, without blanks: those between two marks are as they were."""
    document = html5lib.parse(f"<body>{html}</body>", namespaceHTMLElements=False)
    return "".join("".join("".join(each.itertext()).split()) for each in document.iter(kind))


def inked(text: str) -> str:
    """Without blanks, and without the lines that a table's text has between its cells."""
    return "".join(text.split()).replace("|", "")


@pytest.mark.parametrize("seed", range(12))
def test_marks_hold_exactly_the_words_of_their_span_and_change_nothing_else(seed):
    chance = random.Random(seed)
    for html, text in BLOCKS:
        start = chance.randrange(len(text))
        end = chance.randrange(start, min(len(text), start + 120)) + 1
        found = str(highlight(html, text, [(start, end)]))
        assert MARK.sub("", found) == html
        assert marked(found).replace("|", "") == inked(text[start:end])


@pytest.mark.parametrize("seed", range(6))
def test_spans_that_overlap_are_told_apart_and_stay_valid(seed):
    chance = random.Random(seed)
    for html, text in BLOCKS:
        places = [sorted(chance.choices(range(len(text) + 1), k=2)) for _ in range(4)]
        own, *spans = [(start, end) for start, end in places if start < end] or [(0, 1)]
        found = str(highlight(html, text, spans, [own]))
        assert MARK.sub("", found) == html
        parser = html5lib.HTMLParser()
        parser.parse(f"<!doctype html><title>x</title><div>{found}</div>")
        assert parser.errors == []
        depth = [
            3 if own[0] <= at < own[1] else min(2, sum(a <= at < b for a, b in spans))
            for at in range(len(text))
        ]
        for mark, level in (("<mark>", 1), ('<mark class="again">', 2), ('<mark class="own">', 3)):
            pieces = re.findall(re.escape(mark) + "(.*?)</mark>", found, re.DOTALL)
            expected = "".join(text[at] for at in range(len(text)) if depth[at] == level)
            assert marked("".join(pieces), "body").replace("|", "") == inked(expected)


@pytest.mark.parametrize(
    ("html", "text", "spans", "expected"),
    [
        ("Uno dos tres", "Uno dos tres", [(0, 7), (4, 12)],
         '<mark>Uno </mark><mark class="again">dos</mark><mark> tres</mark>'),
        ("Uno <em>dos</em> tres", "Uno dos tres", [(0, 9)],
         "<mark>Uno </mark><em><mark>dos</mark></em><mark> t</mark>res"),
        ("a &amp;&lt; b", "a &< b", [(2, 3)], "a <mark>&amp;</mark>&lt; b"),
        ("uno<br>dos", "uno dos", [(0, 7)], "<mark>uno</mark><br><mark>dos</mark>"),
        ('<span class="marker">a)</span> Uno', "a) Uno", [(3, 6)],
         '<span class="marker">a)</span> <mark>Uno</mark>'),
        ("uno  dos\n tres", "uno dos tres", [(0, 12)], "<mark>uno  dos\n tres</mark>"),
        ("dos\u00a0veces", "dos veces", [(0, 9)], "<mark>dos\u00a0veces</mark>"),
        ("dos&nbsp;veces&#160;&mdash; a", "dos veces — a", [(4, 11)],
         "dos&nbsp;<mark>veces&#160;&mdash;</mark> a"),
        ("Un 👨‍👩‍👧 y m̈", "Un 👨‍👩‍👧 y m̈", [(3, 8)], "Un <mark>👨‍👩‍👧</mark> y m̈"),
        ("vida vida", "vida vida", [(5, 9), (5, 9), (5, 9)],
         'vida <mark class="again">vida</mark>'),
    ],
)  # fmt: skip
def test_marks_stand_inside_what_is_there(html, text, spans, expected):
    assert highlight(html, text, spans) == expected


def test_a_table_is_marked_within_its_cells():
    html, text = next(each for each in BLOCKS if each[0].startswith("<table"))
    found = highlight(html, text, [(0, len(text))])
    assert "<th><mark>Plazo</mark></th>\n<th><mark>Monto </mark><em><mark>total" in found
    assert "<td></td>" in found and not re.search(r"</t[dhr]>\s*<mark", found)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Otro texto", "Uno dos tres"),
        ("Uno dos tres cuatro", "Uno dos tres"),
        ("Uno dos", "Uno dos tres"),
        ('Uno<span class="invisible">[U+200B]</span> dos', "Uno\u200b dos"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("", "Uno"),
    ],
)
def test_what_does_not_correspond_is_shown_as_it_is(html, text):
    assert highlight(html, text, [(0, 3)]) == html


@pytest.mark.parametrize("span", [(-5, 2), (3, 3), (5, 2), (8, 999), (900, 999)])
def test_a_span_out_of_the_text_marks_no_other_words(span):
    found = highlight("Uno dos tres", "Uno dos tres", [span])
    assert MARK.sub("", found) == "Uno dos tres"
    assert marked(found) == inked("Uno dos tres"[max(0, span[0]) : max(0, span[1])])


def test_a_paragraph_of_100_kb_with_many_marks_takes_less_than_half_a_second():
    html = "<em>La vida</em> &amp; " * 5_000
    text = " ".join("La vida &" for _ in range(5_000))
    spans = [(at, at + 50) for at in range(0, 40_000, 100)]
    assert spent(lambda: highlight(html, text, spans), 0.5) < 0.5
    assert highlight(html, text, spans).count("<mark>") > 400
