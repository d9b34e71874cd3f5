"""Blocks written as Markdown again: what is read back is the same text, whatever stands in it."""

import dataclasses

import pytest

from consult.drafts.parsing import parse_markdown
from consult.drafts.translation.fitting import file_of
from consult.drafts.translation.writing import heading, html_of, markdown
from consult.markup import from_draft

HARD = r"""
- a
- b
  - c
    1. d
    2. e

       sigue

  - f

  de b

10. diez

    > cita en lista

100. cien
     - dentro

1. - doble

\1. no es lista

\# no es título

a\*b\*c &amp; &lt;b> <b>x</b> `co*de` **f*ue*rte** [x](https://a.hn/?a=1&b=2) a_b_c ~~~ | tubo

![imagen](https://a.hn/x.png) y [malo](javascript:alert(1))

> cita uno

> cita dos\
> sigue

| a | b \| c |
|---|---|
| 1 | **2** |
| - | x |

línea uno\
dos

--- x

\+ más

=== y === z

***

\{#clave}
"""


def stored(section):
    """The blocks as they are kept: their HTML is safe."""
    return [
        dataclasses.replace(block, html=str(from_draft(block.html))) for block in section.blocks
    ]


def written(parsed):
    return file_of(
        (each.level, each.heading, each.key, stored(each)) for each in parsed.sections
    )


def words(parsed):
    return [
        (each.heading, each.key, each.level,
         [(block.kind, block.text, str(from_draft(block.html))) for block in each.blocks])
        for each in parsed.sections
    ]  # fmt: skip


def test_a_hard_text_comes_back_as_it_was():
    before = parse_markdown(f"# Uno #1 \\# {{#uno}}\n{HARD}\n## Dos * _dos_\n\nFin".encode())
    after = parse_markdown(written(before).encode())
    assert words(after) == words(before)
    assert all(section.explicit_key for section in after.sections)


def test_what_was_written_is_written_the_same_again():
    once = written(parse_markdown(f"# Uno\n{HARD}".encode()))
    assert written(parse_markdown(once.encode())) == once


@pytest.mark.parametrize(
    "title", ["Uno", "# Uno", "1. Uno", "*Uno*", "Uno ##", "a {#b}", "- x", "<b>"]
)
def test_a_heading_comes_back_with_its_key(title):
    (section,) = parse_markdown(heading(2, title, "la-clave").encode()).sections
    assert (section.heading, section.level, section.key) == (title, 2, "la-clave")


@pytest.mark.parametrize("law", range(5))
def test_a_real_law_comes_back_as_it_was(shared_data, law):
    path = sorted((shared_data / "leyes").glob("*.md"))[law]
    before = parse_markdown(path.read_bytes())
    after = parse_markdown(written(before).encode())
    assert words(after) == words(before)


def test_blocks_become_lists_paragraphs_and_quotations():
    text = "# A\n\n1. a\n2. b\n   - c\n\n   sigue\n3. d\n\n- x\n\n> y\n\nz"
    html = html_of(parse_markdown(text.encode()).sections[0].blocks)
    assert html == (
        '<ol start="1"><li>a</li><li>b<ul><li>c</li></ul><p>sigue</p></li><li>d</li></ol>'
        "<ul><li>x</li></ul><blockquote><p>y</p></blockquote><p>z</p>"
    )


def test_nothing_harmful_comes_through():
    text = "# A\n\n<script>alert(1)</script> [x](javascript:alert(1)) **sí**\n\n- <img onerror=x>"
    html = html_of(parse_markdown(text.encode()).sections[0].blocks)
    assert "<script" not in html and "href" not in html and "<img" not in html
    assert "<strong>sí</strong>" in html


def test_nothing_is_nothing():
    assert markdown([]) == html_of([]) == ""
