"""What becomes of HTML: pages, and what is pasted from Word and from Google Docs."""

import pytest

from consult.drafts.formats import read as read_file
from consult.drafts.formats.html import is_html
from consult.drafts.messages import DraftError
from consult.drafts.parsing import assemble
from tests.drafts.word import FILES


def parsed(data):
    return assemble(read_file(data, "html"))


def read(html):
    return parsed(html.encode())


def blocks_of(html):
    (section,) = read("<h1>T</h1>" + html).sections
    return [(block.kind, block.depth, block.text) for block in section.blocks]


def html_of(html):
    return [block.html for block in read("<h1>T</h1>" + html).sections[0].blocks]


def counted(draft):
    return {warning.code: warning.values.get("count") for warning in draft.warnings}


def test_headings_make_sections_wherever_they_stand():
    draft = read(
        "<body><header><h1>La <b>ley</b></h1></header><main><p>Uno<div><h3>Dos</h3>y"
        "<section><h2 class=x>Tres</h2></section></div></main>"
    )
    assert [(s.level, s.heading) for s in draft.sections] == [
        (1, "La ley"), (3, "Dos"), (2, "Tres"),
    ]  # fmt: skip
    assert [b.text for s in draft.sections for b in s.blocks] == ["Uno", "y"]


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<p>a\n  b&nbsp;c</p>", ("paragraph", 0, "a b c")),
        ("suelto", ("paragraph", 0, "suelto")),
        ("<blockquote><p>cita</blockquote>", ("quote", 0, "cita")),
        ("<dl><dt>a</dl>", ("paragraph", 0, "a")),
        ("<ul><li><h2>a</h2></ul>", ("item", 1, "a")),
        ("<ol start=3><li>a</ol>", ("item", 1, "3. a")),
        ("<ol type=a><li value=2>a</ol>", ("item", 1, "b. a")),
        ('<ol style="list-style-type:upper-roman"><li>a</ol>', ("item", 1, "I. a")),
        ("<ol reversed start=5><li>a</ol>", ("item", 1, "5. a")),
        ("<ol><li><ul><li>a</ul></ol>", ("item", 2, "1. a")),
        ("<ol><li></ol>", ("item", 1, "1.")),
        ("<form><p>a<input value=b><button>c</button></form>", ("paragraph", 0, "a")),
        ("<p>a<del>b</del><ins>c</ins></p>", ("paragraph", 0, "ac")),
        ("<p>a<script>b</script><style>c</style><!-- d --></p>", ("paragraph", 0, "a")),
        ("<p>a<span style='display: none'>b</span></p>", ("paragraph", 0, "a")),
        ("<pre>a\n  b</pre>", ("paragraph", 0, "a b")),
        ("<p>a<img src=x alt=mapa></p>", ("paragraph", 0, "amapa")),
        ("<svg><text>a</text></svg><math><mi>x</mi></math>", ("paragraph", 0, "x")),
        ("<table><caption>a</caption></table>", ("paragraph", 0, "a")),
    ],
)
def test_every_text_that_is_seen_lands_in_one_block(html, block):
    assert blocks_of(html) == [block]


def test_an_empty_line_ends_a_paragraph():
    assert blocks_of("<p>a<br>b<br> <br>c<br><br><br>d</p>") == [
        ("paragraph", 0, "a b"), ("paragraph", 0, "c"), ("paragraph", 0, "d"),
    ]  # fmt: skip
    assert blocks_of("<ol><li>a<br><br>b</ol>") == [("item", 1, "1. a"), ("paragraph", 1, "b")]
    assert html_of("<table><tr><td>a<br><br>b<td>c</table>") == [
        "<table><tbody><tr><td>a<br>b</td><td>c</td></tr></tbody></table>"
    ]


def test_nested_lists_count_each_for_itself():
    html = "<ol type=a><li>a<ol type=i><li>b<li>c</ol>d<li>e</ol><ul><li>f</ul>"
    assert blocks_of(html) == [
        ("item", 1, "a. a"), ("item", 2, "i. b"), ("item", 2, "ii. c"), ("paragraph", 1, "d"),
        ("item", 1, "b. e"), ("item", 1, "f"),
    ]  # fmt: skip


def test_looks_links_and_breaks_are_kept_and_nothing_else():
    html = (
        '<p onclick=x style="color:red"><b>a</b><em>b</em><sup>2</sup><sub>3</sub><u>c</u>'
        '<a href="https://x.hn/" title=t>d</a><a href="#x">e</a><br>f<code>g</code></p>'
    )
    assert html_of(html) == [
        "<strong>a</strong><em>b</em><sup>2</sup><sub>3</sub>c"
        '<a href="https://x.hn/">d</a>e<br>f<code>g</code>'
    ]


def test_merged_cells_become_one_with_the_text_and_empty_ones():
    html = (
        "<table><thead><tr><th colspan=2>a<th>b</thead><tbody><tr><td rowspan=2>c<td>d<p>e</p><td>"
        "<ul><li>f</ul><tr><td><table><tr><td>g<td>h</table><td>i</table>"
    )
    assert blocks_of(html) == [("table", 0, "a |  | b\nc | d e | f\n | g | h | i")]
    assert html_of(html)[0].startswith(
        "<table><thead><tr><th>a</th><td></td><th>b</th></tr></thead><tbody><tr><td>c</td>"
        "<td>d<br>e</td><td>f</td></tr><tr><td></td>"
    )


def test_a_bold_label_is_a_heading_as_in_word():
    draft = read("<h1>T</h1><p><b>Artículo 1.</b> Texto.</p><p><b>Artículo 2.</b></p>")
    assert [s.heading for s in draft.sections] == ["T", "Artículo 1.", "Artículo 2."]
    assert draft.sections[1].blocks[0].text == "Texto."


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Basura</title>
<style>p.MsoNormal {margin:0}</style><!--[if gte mso 9]><xml>Normal 0</xml><![endif]--></head>
<body lang=ES-HN><p class=MsoTitle><span style='font-size:20pt'>La ley<o:p></o:p></span></p>
<p class=MsoToc1>Uno 3</p>
<p class=MsoHeading2>Capítulo uno</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span lang=ES><span style='mso-list:Ignore'>a)<span style='font:7.0pt
"Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]><span>Primero<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span
style='font:7.0pt'>&nbsp; </span></span>Segundo</p>
<p class=MsoNormal>Tercero<del cite="mailto:a">no</del><ins cite="mailto:a"> sí</ins></p>
<div style='mso-element:comment-list'><p>Comentario</p></div></body></html>"""


def test_what_is_pasted_from_word():
    draft = read(WORD)
    assert [(s.level, s.heading) for s in draft.sections] == [(1, "La ley"), (2, "Capítulo uno")]
    assert [(b.kind, b.depth, b.text) for b in draft.sections[1].blocks] == [
        ("item", 1, "a) Primero"), ("item", 2, "Segundo"), ("paragraph", 0, "Tercero sí"),
    ]  # fmt: skip
    assert counted(draft) == {"contents": 1, "deletions": 1, "insertions": 1, "margin_comments": 1}


GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr">'
    '<span style="font-size:20pt;font-weight:400">La ley</span></h1><p dir="ltr"><span style='
    '"font-weight:700">Artículo 1.</span><span style="font-weight:400"> Texto en </span><span '
    'style="font-style:italic">cursiva</span><span style="vertical-align:super">2</span></p><ol>'
    '<li dir="ltr" style="list-style-type:lower-alpha" aria-level="1"><p><span>Uno</span></p></li>'
    '<ol><li style="list-style-type:lower-roman" aria-level="2"><p>Dos</p></li></ol></ol><br></b>'
)


def test_what_is_pasted_from_google_docs():
    draft = read(GOOGLE)
    assert [s.heading for s in draft.sections] == ["La ley", "Artículo 1."]
    assert [(b.kind, b.depth, b.text) for b in draft.sections[1].blocks] == [
        ("paragraph", 0, "Texto en cursiva2"), ("item", 1, "a. Uno"), ("item", 2, "i. Dos"),
    ]  # fmt: skip
    assert draft.sections[1].blocks[0].html == "Texto en <em>cursiva</em><sup>2</sup>"


def test_a_page_saved_by_libreoffice_says_what_the_document_says():
    draft = parsed((FILES / "reforma.html").read_bytes())
    assert [s.heading for s in draft.sections] == [
        "Título I. Del retorno", "Artículo 1. Objeto", "Artículo 2. Plazos.",
    ]  # fmt: skip
    texts = [block.text for section in draft.sections for block in section.blocks]
    assert "ii. en la frontera;" in texts and "1Véase el Decreto 106-2013." in texts


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (b"", "empty"), (b"<p></p>", "empty"), (b"<!-- x -->", "empty"), (b"# Uno", "not_html"),
        (b"<p>Solo texto", "no_styled_headings"), (b"<h1>a\0</h1>", "binary"),
        (b"PK\x03\x04\x00", "binary"), ("<h1>a</h1>".encode("utf-16"), "binary"),
        (b"<h1>a</h1>" + b"<ul><li>a" * 1000, "too_deep"),
        (b"<h1>a</h1>" + b"<ul><li>a" * 17, "too_deep"),
        (b"<h1>a</h1>" + b"<blockquote>a" * 17, "too_deep"),
        (b"<h1>a</h1>" + b"<div>a" * 100_000, "too_deep"),
        (b"<h1>a</h1>" + b"<table><tr><td>" * 60, "too_deep"),
        (b"<h1>a</h1><table>" + b"<tr><td colspan=999 rowspan=999>a" * 999, "too_many"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_reason(html, code):
    with pytest.raises(DraftError) as error:
        parsed(html)
    assert error.value.code == code


def test_windows_pages_are_read_with_a_warning():
    draft = parsed("<h1>Migración</h1>".encode("cp1252"))
    assert draft.sections[0].heading == "Migración" and "encoding" in counted(draft)


@pytest.mark.parametrize(
    ("text", "found"),
    [("<p>a</p>", True), (" <!doctype html><h1>a</h1>", True), ("# a\n\n<p>b</p>", False),
     ("<b>a</b> # b", False), ("<https://x.hn> dice", False), ("# a", False)],
)  # fmt: skip
def test_a_pasted_text_is_html_by_its_tags(text, found):
    assert is_html(text) is found
