"""What becomes of a draft in Markdown: its blocks, its front matter, and bad input refused."""

import re
import string
import time

import pytest

from consult.drafts.messages import MESSAGES, DraftError, grouped
from consult.drafts.parsing import parse_markdown

MIB = 1024 * 1024


def parse(text):
    return parse_markdown(text.encode())


def blocks_of(text):
    """The blocks below one heading, as (kind, depth, text)."""
    (section,) = parse("# Título\n\n" + text).sections
    return [(block.kind, block.depth, block.text) for block in section.blocks]


def html_of(text):
    return [block.html for block in parse("# Título\n\n" + text).sections[0].blocks]


def codes(draft):
    return [warning.code for warning in draft.warnings]


def refusal(data):
    with pytest.raises(DraftError) as error:
        parse_markdown(data)
    return error.value.code, error.value.values


# Blocks


def test_paragraph_joins_its_lines_and_keeps_hard_breaks():
    assert blocks_of("Una línea\nque   sigue.  \nOtra.") == [
        ("paragraph", 0, "Una línea que sigue. Otra.")
    ]
    assert html_of("a\nb  \nc") == ["a b<br>c"]


def test_inline_marks_leave_the_text_and_stay_in_the_html():
    text = "**Fuerte** y *suave*, `código` y [enlace](https://x.hn)"
    assert blocks_of(text) == [("paragraph", 0, "Fuerte y suave, código y enlace")]
    assert html_of(text) == [
        "<strong>Fuerte</strong> y <em>suave</em>, <code>código</code> y "
        '<a href="https://x.hn">enlace</a>'
    ]


def test_bullets_are_dropped_and_numbers_kept_as_written():
    text = "- uno\n  - dos\n\n3) tres\n4) cuatro"
    assert blocks_of(text) == [
        ("item", 1, "uno"),
        ("item", 2, "dos"),
        ("item", 1, "3) tres"),
        ("item", 1, "4) cuatro"),
    ]
    assert html_of("7. **a**") == ['<span class="marker">7.</span> <strong>a</strong>']


def test_letters_are_paragraphs_with_their_letter():
    assert blocks_of("a) Los agentes.\n\nb) Los demás.") == [
        ("paragraph", 0, "a) Los agentes."),
        ("paragraph", 0, "b) Los demás."),
    ]


def test_second_paragraph_of_an_item_is_a_paragraph_at_its_depth():
    assert blocks_of("1. uno\n\n   sigue\n\n2. dos") == [
        ("item", 1, "1. uno"),
        ("paragraph", 1, "sigue"),
        ("item", 1, "2. dos"),
    ]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1. - a", ("item", 2, "1. a")),
        ("- > cita", ("item", 1, "cita")),
        ("1. # título", ("item", 1, "1. título")),
        ("5.", ("item", 1, "5.")),
        ("> cita\n> larga", ("quote", 0, "cita larga")),
        ("> # título en cita", ("quote", 0, "título en cita")),
        ("> - punto", ("item", 1, "punto")),
        ("    # sangrado", ("paragraph", 0, "sangrado")),
        ("<b>no</b> & <!-- sí -->", ("paragraph", 0, "<b>no</b> & <!-- sí -->")),
        ("<div>\nbloque\n</div>", ("paragraph", 0, "<div> bloque </div>")),
        ("[a]: https://x.hn", ("paragraph", 0, "[a]: https://x.hn")),
        ("``` nota\n# a\n\nb\n```", ("paragraph", 0, "nota # a b")),
        ("![mapa](https://x.hn/ñ.png)", ("paragraph", 0, "mapa (https://x.hn/ñ.png)")),
        ("a&nbsp;b &aacute; \\* c", ("paragraph", 0, "a b á * c")),
    ],
)
def test_every_text_lands_in_one_block(text, block):
    assert blocks_of(text) == [block]


def test_empty_bullets_and_rules_leave_no_block():
    assert blocks_of("-\n\n---\n\n***\n\n&nbsp;") == []


def test_raw_html_and_images_are_escaped():
    assert html_of('<script>x</script> ![<i>](https://x.hn/"a)') == [
        "&lt;script&gt;x&lt;/script&gt; &lt;i&gt; (https://x.hn/&quot;a)"
    ]


def test_code_keeps_its_lines():
    assert html_of("```\n<a>\n  b\n```") == ["<code>&lt;a&gt;<br>  b</code>"]


def test_table_is_one_block_with_a_line_for_each_row():
    text = "| Eje | Meta |\n|:---|---:|\n| *Uno* | 5 |\n| Dos | |"
    assert blocks_of(text) == [("table", 0, "Eje | Meta\nUno | 5\nDos | ")]
    (html,) = html_of(text)
    assert html.startswith("<table>") and "<em>Uno</em>" in html and "style" not in html


def test_cells_beyond_the_header_stay_in_the_last_column():
    text = "| a | b |\n|---|---|\n| 1 | 2 | 3 | **4** |\n| 5 | 6 |"
    assert blocks_of(text) == [("table", 0, "a | b\n1 | 2 | 3 | 4\n5 | 6")]
    assert "<strong>4</strong>" in html_of(text)[0]


def test_table_in_an_item_keeps_its_number():
    kind, depth, text = blocks_of("1. | a | b |\n   |---|---|\n   | c | d |")[0]
    assert (kind, depth, text) == ("table", 1, "1. a | b\nc | d")


def test_equal_text_has_an_equal_digest():
    draft = parse("# T\n\nNiñez  y\nretorno\n\n**Niñez** y retorno\n\nniñez y retorno")
    same, also, other = (block.digest for block in draft.sections[0].blocks)
    assert same == also != other and re.fullmatch("[0-9a-f]{32}", same)


# Headings


def test_every_heading_is_a_section_whatever_its_level():
    draft = parse("# A\n\n## B\n\n##### C\n\ntexto\n\n##### D ####\n\n## E\n")
    assert [(s.heading, s.level, s.parent, s.number) for s in draft.sections] == [
        ("A", 1, None, "1"),
        ("B", 2, 0, "1.1"),
        ("C", 5, 1, "1.1.1"),
        ("D", 5, 1, "1.1.2"),
        ("E", 2, 0, "1.2"),
    ]


def test_blocks_are_numbered_through_their_chapter():
    draft = parse("# A\n\nx\n\n## B\n\nx\n\n### C\n\nx\n\nx\n\n## D\n\nx")
    assert [block.number for s in draft.sections for block in s.blocks] == [
        "0.1", "1.1", "1.2", "1.3", "2.1",
    ]  # fmt: skip


def test_heading_is_plain_text_with_an_optional_key():
    first, second = parse("# El **eje** 1 {#movilidad}\n\n# Otro {#No}\n").sections
    assert (first.heading, first.key, first.explicit_key) == ("El eje 1", "movilidad", True)
    assert (second.heading, second.key, second.explicit_key) == ("Otro {#No}", "otro-no", False)


def test_a_very_long_heading_is_kept_whole():
    heading = "Palabra " * 200
    (section,) = parse(f"# {heading}\n").sections
    assert section.heading == heading.strip() and len(section.key) <= 60


def test_a_rule_below_a_paragraph_does_not_make_it_a_heading():
    draft = parse("# A\n\nPárrafo\n---\n\nsigue")
    assert [block.text for block in draft.sections[0].blocks] == ["Párrafo", "sigue"]
    assert [(w.code, w.values) for w in draft.warnings] == [("underlined_heading", {"line": 3})]


def test_text_before_the_first_heading_is_a_section_without_children():
    draft = parse("Antes.\n\n## A\n\n### B\n")
    assert [(s.heading, s.level, s.parent) for s in draft.sections] == [
        ("Presentación", 1, None),
        ("A", 2, None),
        ("B", 3, 1),
    ]
    assert codes(draft) == ["preamble"] and draft.title == "A"


@pytest.mark.parametrize(("heading", "name"), [("Eje", "Política"), ("Política", "Presentación")])
def test_preamble_takes_the_title_if_no_heading_has_it(heading, name):
    draft = parse(f"---\ntitle: Política\n---\nAntes.\n\n# {heading}\n")
    assert draft.sections[0].heading == name
    assert draft.sections[1].key == draft.sections[1].heading.lower().replace("í", "i")


def test_repeated_and_empty_headings_are_pointed_out():
    draft = parse("# A\n\n# a\n\n# A\n\n#\n")
    assert [(w.code, w.values) for w in draft.warnings] == [
        ("duplicate_heading", {"heading": "a"}),
        ("empty_heading", {"number": "4"}),
    ]
    assert [s.key for s in draft.sections] == ["a", "a-2", "a-3", "seccion"]


def test_headings_in_a_code_block_are_pointed_out():
    draft = parse("---\ntitle: x\n---\n# A\n\n```\n# B\n")
    assert [(w.code, w.values) for w in draft.warnings] == [("heading_in_code", {"line": 6})]


def test_long_chapter_is_read_on_several_pages():
    draft = parse("# R\n\n## A\n\n### B\n\n" + "palabra " * 3000 + "\n\n### C\n\nfin\n\n## D\n")
    assert [(s.starts_page, s.page) for s in draft.sections] == [(True, n) for n in range(5)]


# Bytes and front matter


def test_byte_order_mark_and_windows_line_ends_are_no_text():
    data = b"\xef\xbb\xbf---\r\ntitle: Pol\xc3\xadtica\r\n---\r\n# A\r\n\r\nuno\r\ndos\rtres\r\n"
    draft = parse_markdown(data)
    assert (draft.title, draft.sections[0].heading) == ("Política", "A")
    assert draft.sections[0].blocks[0].text == "uno dos tres"


def test_latin_bytes_are_read_with_a_warning():
    draft = parse_markdown("# Migración\n\n“Niñez”".encode("cp1252"))
    assert draft.sections[0].blocks[0].text == "“Niñez”"
    assert codes(draft) == ["encoding"]


def test_decomposed_accents_are_composed():
    assert parse("# Migracio\u0301n\n").sections[0].heading == "Migración"


def test_front_matter_is_kept_as_written():
    draft = parse('---\ntitle: "La  ley"\ndate: 2000-01-12\nok: yes\nejes: [a, b]\nx:\n---\n# A\n')
    assert draft.title == "La ley"
    assert draft.metadata == {
        "title": "La  ley", "date": "2000-01-12", "ok": "yes", "ejes": '["a", "b"]', "x": "",
    }  # fmt: skip


def test_title_falls_back_to_the_first_heading():
    assert parse("---\ntitle:\n---\n# A\n").title == "A"
    assert parse("# B\n\n## C\n").title == "B"


@pytest.mark.parametrize("text", ["---\n\n# A\n\n---\n\n# B\n", "---\nAntes\n\n# B\n", "# B\n"])
def test_a_rule_at_the_top_is_no_front_matter(text):
    draft = parse(text)
    assert draft.metadata == {} and draft.sections[-1].heading == "B"


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: 'sin cerrar\nlabel: x", 4),
        ("a: 1\nb: [", 4),
        ("a: 1\n\tb: 2", 3),
        ("- una\n- lista", 2),
        ("texto suelto", 2),
        ("a: &x [1]\nb: *x", 3),
        ("a: " + "[" * 5000, 2),
        ('a: "\\0"', 2),
        ('a: "\\uD800"', 2),
        ("? [a]\n: b", 2),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(front, line):
    refused = refusal(f"---\n{front}\n---\n# A\n".encode())
    assert refused == ("front_matter", {"line": line})


def test_front_matter_without_an_end_is_refused():
    assert refusal(b"---\ntitle: x\n\n# A\n") == ("front_matter", {"line": 1})


def test_large_front_matter_is_refused():
    data = b"---\n" + b"a: b\n" * 4000 + b"---\n# A\n"
    assert refusal(data) == ("front_matter_too_large", {"limit": 16})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n \xc2\xa0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"---\ntitle: x\n---\n", "empty"),
        (b"# A\n\nuno\x00dos", "binary"),
        (b"# A\n\nuno\x1bdos", "binary"),
        ("# A\n\n\x85".encode(), "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "binary"),
        (b"PK\x03\x04\x14\x00\xf1", "binary"),
        ("# Migración".encode("utf-16"), "binary"),
        (b"# A\n\n\x81\xf1", "binary"),
        (b"Texto sin titulos.\n\n- uno\n", "no_headings"),
        (b"#Sin espacio\n", "no_headings"),
        (b"# A {#eje}\n\n# B {#eje}\n", "duplicate_key"),
    ],
)
def test_bad_input_is_refused_with_its_reason(data, code):
    assert refusal(data)[0] == code


def test_every_message_can_be_filled_in():
    for sentence in MESSAGES.values():
        fields = re.findall(r"%\((\w+)\)s", sentence)
        assert "%" not in sentence % {name: "1" for name in fields}
        assert sentence[0] in string.ascii_uppercase and sentence.endswith(".")


# Hostile and huge input


def test_twenty_megabytes_are_refused_at_once():
    data = b"a" * (20 * MIB)
    start = time.process_time()
    assert refusal(data) == ("too_large", {"limit": 10})
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("".join("  " * depth + "- a\n" for depth in range(1000)), "too_deep"),
        (">" * MIB, "too_deep"),
        ("#\n" * 20_001, "too_many"),
        ("\n" * 100_001 + "a", "too_many"),
        ("| a | b |\n|---|---|\n" + "| c | d |\n" * 70_000, "too_many"),
    ],
    ids=["lists", "quotes", "headings", "lines", "cells"],
)
def test_too_much_is_refused(text, code):
    assert refusal(b"# A\n\n" + text.encode())[0] == code


def test_seven_lists_inside_one_another_are_read():
    text = "".join("  " * depth + "- a\n" for depth in range(7))
    assert [depth for _, depth, _ in blocks_of(text)] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("mark", ["*a ", "_a*b ", "[", "![", "[a](", "`", "<a:", "&a", "\\*"])
def test_a_megabyte_of_marks_is_shown_as_written(mark):
    text = mark * (MIB // len(mark))
    start = time.process_time()
    draft = parse("# A\n\nx " + text)
    assert draft.sections[0].blocks[0].text == " ".join(("x " + text).split())
    assert codes(draft) == ["unformatted"]
    assert time.process_time() - start < 5


def test_marks_are_counted_over_the_whole_text():
    draft = parse("# A\n\n" + ("*a* " * 450 + "\n\n") * 120)
    formatted = ["<em>" in block.html for block in draft.sections[0].blocks]
    assert formatted == [True] * 111 + [False] * 9
    assert [w.values for w in draft.warnings] == [{"count": 9}]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n" * 30_000,
        "> " * 14 + "a\n" + "b\n" * 30_000,
        "| a |\n|---|\n" + ("|" + "c|" * 1000 + "\n") * 500,
        " " * MIB + "a",
        "a  \n" * 90_000,
        "```\n# a\n" * 10_000,
        "palabra " * (MIB // 2),
    ],
    ids=["items", "lazy quotes", "surplus cells", "spaces", "breaks", "fences", "paragraph"],
)
def test_odd_shapes_are_read_in_reasonable_time(text):
    start = time.process_time()
    parse("# A\n\n" + text)
    assert time.process_time() - start < 15


def test_warnings_are_told_by_kind_with_their_sections():
    warnings = parse("# A\n\n# A\n\n" + "## B\n\n![a](b)\n---\n" * 300).warnings
    told = {notice.code: notice for notice in grouped(warnings)}
    assert list(told) == ["underlined_heading", "images", "duplicate_heading"]
    assert told["underlined_heading"].times == 50
    assert told["images"].values == {"count": 300} and len(told["images"].sections) == 300
    assert told["duplicate_heading"].sections == [1, 3]
