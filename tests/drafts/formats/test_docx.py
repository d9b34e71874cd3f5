"""What becomes of a Word document: its headings, numbers, tables, notes, and tracked changes."""

import pytest

from consult.drafts.formats import read as read_file
from consult.drafts.messages import DraftError
from consult.drafts.parsing import assemble
from tests.drafts.word import (
    FILES,
    bold,
    cell,
    document,
    numbered,
    numbering,
    p,
    packed,
    parts,
    r,
    table,
    title,
)


def parsed(data):
    return assemble(read_file(data, "docx"))


def read(body, **others):
    return parsed(document(body, **others))


def blocks_of(body, **others):
    """The blocks below one heading, as (kind, depth, text)."""
    (section,) = read(title("T") + body, **others).sections
    return [(block.kind, block.depth, block.text) for block in section.blocks]


def html_of(body, **others):
    return [block.html for block in read(title("T") + body, **others).sections[0].blocks]


def headings(body, **others):
    return [(section.level, section.heading) for section in read(body, **others).sections]


def counted(draft):
    return {warning.code: warning.values.get("count") for warning in draft.warnings}


def reason(data):
    with pytest.raises(DraftError) as error:
        parsed(data)
    return error.value.code


# Headings


def test_the_styles_of_headings_make_sections():
    body = title("Uno") + p(r("Texto.")) + title("Dos", 3) + p(r("Tres"), "Hijo")
    assert headings(body) == [(1, "Uno"), (3, "Dos"), (2, "Tres")]


@pytest.mark.parametrize("named", ["Título 1", "titulo 1", "Encabezado 1", "Heading 1"])
def test_styles_are_known_by_their_names_in_other_programs(named):
    made = parts(title("Uno") + p(r("x")))
    made["word/styles.xml"] = str(made["word/styles.xml"]).replace("heading 1", named)
    assert parsed(packed(made)).sections[0].heading == "Uno"


def test_the_title_of_the_document_holds_the_rest():
    body = p(r("La ley"), "Titulo") + title("Uno") + title("Dos", 2)
    assert headings(body) == [(1, "La ley"), (2, "Uno"), (3, "Dos")]


def test_an_outline_level_makes_a_heading_of_any_paragraph():
    body = p(r("Uno"), settings='<w:outlineLvl w:val="1"/>') + p(r("x"))
    assert headings(body + p(r("y"), "T1", '<w:outlineLvl w:val="9"/>')) == [(2, "Uno")]


def test_a_bold_label_is_a_heading_and_what_follows_a_paragraph():
    body = p(bold("Artículo 5.") + bold(" Objeto") + r(" La ley regula.")) + p(bold("Muy bien"))
    draft = read(title("T") + body)
    assert [s.heading for s in draft.sections] == ["T", "Artículo 5. Objeto"]
    assert [b.text for b in draft.sections[1].blocks] == ["La ley regula.", "Muy bien"]
    assert counted(draft) == {"bold_headings": 1}


def test_the_level_of_a_bold_label_is_that_of_its_kind():
    body = "".join(map(p, map(bold, ["TÍTULO II", "Artículo 9", "CAPÍTULO I", "Artículo 10"])))
    assert headings(body) == [(2, "TÍTULO II"), (6, "Artículo 9"), (3, "CAPÍTULO I"),
                              (6, "Artículo 10")]  # fmt: skip


def test_the_styled_labels_of_a_text_say_where_the_bold_ones_stand():
    body = title("Artículo 1. Uno", 2) + p(bold("Artículo 2. Dos")) + p(bold("Capítulo II"))
    assert headings(body) == [(2, "Artículo 1. Uno"), (2, "Artículo 2. Dos"), (1, "Capítulo II")]


@pytest.mark.parametrize("inside", [
    r("Artículo 5. Objeto"), r("Véase ") + bold("Artículo 5"), bold("«Artículo 5. Queda así:"),
    bold("Artículo " + "x" * 300), bold("Considerando"), r("Parte 3"),
])  # fmt: skip
def test_what_only_speaks_of_an_article_is_none(inside):
    assert len(blocks_of(p(inside))) == 1


def test_a_label_in_capitals_alone_takes_the_bold_line_below_it():
    body = p(r("CAPÍTULO I")) + p(r("Disposiciones generales"), "Fuerte") + p(bold("Otra"))
    draft = read(body)
    assert [s.heading for s in draft.sections] == ["CAPÍTULO I. Disposiciones generales"]
    assert [b.text for b in draft.sections[0].blocks] == ["Otra"]


def test_a_heading_that_word_numbers_keeps_its_number():
    lists = numbering(("upperRoman", "TÍTULO %1"), ("decimal", "Artículo %2."))
    body = numbered("Del retorno", style="T1") + numbered("Objeto", 1, style="T2")
    body += numbered("Plazo", 1) + p(r("x"))
    assert headings(body, numbering=lists) == [
        (1, "TÍTULO I Del retorno"), (2, "Artículo 1. Objeto"), (2, "Artículo 2."),
    ]  # fmt: skip


def test_text_before_the_first_heading_is_a_section():
    draft = read(p(r("Antes.")) + title("Uno"))
    assert [s.heading for s in draft.sections] == ["Presentación", "Uno"]


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "empty"), (p(r(" ")), "empty"), (p(r("Solo texto.")), "no_styled_headings"),
     (p("", "T1") + p(r("x")), "no_styled_headings")],
)  # fmt: skip
def test_a_document_without_headings_is_refused(body, code):
    assert reason(document(body)) == code


# Lists


def test_lists_keep_their_numbers_and_letters():
    lists = numbering(("lowerLetter", "%1)"), ("lowerRoman", "%2."), ("bullet", "-"))
    body = "".join(numbered(f"x{n}", n) for n in (0, 0, 1, 1, 2, 1, 0, 1))
    assert blocks_of(body, numbering=lists) == [
        ("item", 1, "a) x0"), ("item", 1, "b) x0"), ("item", 2, "i. x1"), ("item", 2, "ii. x1"),
        ("item", 3, "x2"), ("item", 2, "iii. x1"), ("item", 1, "c) x0"), ("item", 2, "i. x1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "texts"),
    [
        ((("decimal", "%1."), ("decimal", "%1.%2")), ["1. a", "1.1 b", "1.2 b"]),
        ((("upperLetter", "%1."), ("decimalZero", "(%2)")), ["A. a", "(01) b", "(02) b"]),
        ((("none", ""), ("ordinal", "%2")), ["a", "1º b", "2º b"]),
        ((("decimal", "Literal %1"), ("chicago", "%2:")), ["Literal 1 a", "1: b", "2: b"]),
    ],
)
def test_numbers_are_written_as_the_list_says(levels, texts):
    body = numbered("a") + numbered("b", 1) + numbered("b", 1)
    assert [text for *_, text in blocks_of(body, numbering=numbering(*levels))] == texts


def test_a_list_that_starts_again_counts_from_there():
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    lists = numbering(("decimal", "%1."), others=again)
    body = numbered("a") + numbered("b") + numbered("c", number=2) + numbered("d", number=2)
    texts = [text for *_, text in blocks_of(body, numbering=lists)]
    assert texts == ["1. a", "2. b", "1. c", "2. d"]


def test_a_quotation_is_known_by_its_style():
    assert blocks_of(p(r("a"), "Cita")) == [("quote", 0, "a")]


def test_number_zero_takes_a_paragraph_out_of_its_list():
    assert blocks_of(numbered("a", number=0)) == [("paragraph", 0, "a")]


# Inside a paragraph


def test_looks_links_and_breaks_are_kept():
    link = (
        '<Relationship Id="h" Type="x/hyperlink" Target="https://x.hn/?a=1&amp;b" '
        'TargetMode="External"/>'
    )
    body = p(
        bold("a") + bold("b") + r("c", "<w:i/>") + r("2", '<w:vertAlign w:val="superscript"/>')
        + f'<w:hyperlink r:id="h">{r("sitio")}</w:hyperlink><w:r><w:br/><w:t>d</w:t><w:tab/></w:r>'
        + "<w:r><w:t>e</w:t><w:noBreakHyphen/></w:r>" + r("f", '<w:b w:val="0"/>')
    )  # fmt: skip
    assert html_of(body, rels=link) == [
        "<strong>ab</strong><em>c</em><sup>2</sup>"
        '<a href="https://x.hn/?a=1&amp;b">sitio</a><br>d e-f'
    ]
    assert blocks_of(body, rels=link)[0][2] == "abc2sitio d e-f"


def test_text_in_any_wrapper_is_text():
    inside = (
        f'<w:sdt><w:sdtPr/><w:sdtContent>{r("uno ")}</w:sdtContent></w:sdt><w:smartTag>{r("dos ")}'
        f'</w:smartTag><w:fldSimple w:instr="DATE">{r("tres")}</w:fldSimple>'
        "<w:r><w:instrText>no</w:instrText></w:r>"
    )
    assert blocks_of(f"<w:sdt><w:sdtContent>{p(inside)}</w:sdtContent></w:sdt>") == [
        ("paragraph", 0, "uno dos tres")
    ]


def test_a_symbol_is_a_character_or_a_dot():
    inside = '<w:r><w:sym w:char="F0B7"/><w:sym w:char="00A7"/><w:sym w:char="zz"/></w:r>'
    assert blocks_of(p(inside + r(" 3"))) == [("paragraph", 0, "•§ 3")]


def test_hidden_text_is_left_out_and_counted():
    draft = read(title("T") + p(r("se ve") + r(" no", "<w:vanish/>")))
    assert draft.sections[0].blocks[0].text == "se ve" and counted(draft) == {"hidden_text": 1}


# Tracked changes, notes, pictures, boxes


def test_insertions_are_taken_deletions_dropped_and_both_counted():
    inside = (
        r("Plazo de ") + f"<w:del><w:r><w:delText>diez</w:delText></w:r>{r('mal')}</w:del>"
        f"<w:ins>{r('veinte')}</w:ins>" + r(" días") + f"<w:moveFrom>{r('x')}</w:moveFrom>"
        f"<w:moveTo>{r('.')}</w:moveTo>"
    )
    draft = read(title("T") + p(inside))
    assert draft.sections[0].blocks[0].text == "Plazo de veinte días."
    assert counted(draft) == {"insertions": 2, "deletions": 2}


def test_a_deleted_end_of_paragraph_joins_it_with_the_next():
    body = p(r("Uno "), settings="<w:rPr><w:del/></w:rPr>") + p(r("dos.")) + p(r("Tres."))
    assert [text for *_, text in blocks_of(body)] == ["Uno dos.", "Tres."]


def test_a_deleted_row_is_dropped():
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell(p(r('no')))}</w:tr>"
    body = table([cell(p(r("a"))), cell(p(r("b")))]).replace("</w:tbl>", gone + "</w:tbl>")
    assert blocks_of(body) == [("table", 0, "a | b")]


def test_footnotes_stand_at_the_end_of_their_section():
    notes = "".join(
        f'<w:footnote w:id="{n}">{p("<w:r><w:footnoteRef/></w:r>" + r(f" Nota de {n}."))}'
        f'{p(r("Sigue."))}</w:footnote>' for n in (2, 3)
    )  # fmt: skip
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = title("A") + p(r("Uno") + mark.format(3) + r(".")) + p(r("Dos"))
    body += p(r("B") + mark.format(2), "T1") + p(r("Tres"))
    draft = read(body, notes=notes)
    assert [(s.heading, [b.text for b in s.blocks]) for s in draft.sections] == [
        ("A", ["Uno[1].", "Dos", "Nota 1: Nota de 3. Sigue."]),
        ("B", ["Tres", "Nota 2: Nota de 2. Sigue."]),
    ]
    assert [w.section for w in draft.warnings if w.code == "footnotes"] == [0, 1]


def test_pictures_comments_and_boxes_are_told():
    drawn = (
        '<w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing><wp:docPr xmlns:wp="w" '
        'descr="Mapa"/><a:blip xmlns:a="a"/><w:txbxContent>{box}</w:txbxContent></w:drawing>'
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict>"
        '</mc:Fallback></mc:AlternateContent><w:commentReference w:id="1"/></w:r>'
    ).format(box=p(r("En el cuadro.")))
    draft = read(title("T") + p(r("Uno") + drawn + r("dos")) + p(r("Tres")))
    assert [b.text for b in draft.sections[0].blocks] == ["Uno Mapa dos", "En el cuadro.", "Tres"]
    assert counted(draft) == {"pictures": 1, "text_boxes": 1, "margin_comments": 1}
    assert {w.section for w in draft.warnings} == {0}


def test_the_table_of_contents_is_left_out_and_told():
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    sdt = f"<w:sdt>{gallery}</w:sdtPr><w:sdtContent>{p(r('Uno 3'))}</w:sdtContent></w:sdt>"
    draft = read(sdt + p(r("Uno 3"), "TDC1") + title("Uno") + p(r("x")))
    assert len(draft.sections) == 1 and counted(draft) == {"contents": 2}


# Tables


def test_merged_cells_become_one_with_the_text_and_empty_ones():
    body = table(
        [cell(p(bold("a")), '<w:gridSpan w:val="2"/>'), cell(p(bold("b")))],
        [cell(p(r("c")), '<w:vMerge w:val="restart"/>'), cell(p(r("d")) + p(r("e"))),
         cell(table([cell(p(r("f"))), cell(p(r("g")))]))],
        [cell(p(""), "<w:vMerge/>"), cell(p(r("h"))), cell(p(""))],
    )  # fmt: skip
    assert blocks_of(body) == [("table", 0, "a |  | b\nc | d e | f | g\n | h | ")]
    (html,) = html_of(body)
    assert html == (
        "<table><thead><tr><th><strong>a</strong></th><td></td><th><strong>b</strong></th></tr>"
        "</thead><tbody><tr><td>c</td><td>d<br>e</td><td>f | g</td></tr>"
        "<tr><td></td><td>h</td><td></td></tr></tbody></table>"
    )


def test_a_frame_of_one_cell_is_its_text():
    body = table([cell(p(bold("Artículo 1. Uno")) + p(r("Texto.")))])
    draft = read(title("T") + body)
    assert [s.heading for s in draft.sections] == ["T", "Artículo 1. Uno"]


def test_lists_in_a_table_keep_their_letters():
    body = table([cell(numbered("x") + numbered("y")), cell(p(r("z")))])
    assert blocks_of(body, numbering=numbering(("lowerLetter", "%1)")))[0][2] == "a) x b) y | z"


# Files of real programs


def test_a_law_saved_by_libreoffice():
    draft = parsed((FILES / "ley-2003.docx").read_bytes())
    assert len(draft.sections) == 37
    assert draft.sections[0].heading.startswith("Ley Orgánica 4/2000")
    article = next(s for s in draft.sections if s.key == "articulo-2")
    assert article.level == 5 and article.blocks[1].text.startswith("a) Los agentes diplomáticos")
    assert all(block.text for section in draft.sections for block in section.blocks)


REFORM = [
    ("Título I. Del retorno", []),
    ("Artículo 1. Objeto", [
        "La presente ley regula el retorno[1] de las personas migrantes, en el plazo de sesenta "
        "días.", "a) Recepción digna;", "i. en el aeropuerto;", "con intérprete;",
        "ii. en la frontera;", "b) Información clara.", "Nota 1: Véase el Decreto 106-2013.",
    ]),
    ("Artículo 2. Plazos.", [
        "El plazo es de diez días, o 102 horas.",
        "Etapa | Plazo | \nRecepción | Un día o dos | Hábil\n | Tres días | Natural",
        "El cuadro anterior se revisa cada año. Más en el sitio.", "Nota en un cuadro de texto.",
        "Mapa: Mapa de Honduras",
    ]),
]  # fmt: skip


def test_a_reform_saved_by_libreoffice_with_all_that_is_hard():
    draft = parsed((FILES / "reforma.docx").read_bytes())
    assert [(s.heading, [b.text for b in s.blocks]) for s in draft.sections] == REFORM
    assert counted(draft) == {
        "insertions": 1, "deletions": 1, "margin_comments": 1, "footnotes": 1, "text_boxes": 1,
        "pictures": 1, "merged_cells": 2, "bold_headings": 1,
    }  # fmt: skip


def test_the_strict_standard_has_other_namespaces():
    made = parts(title("Uno") + p(r("x")))
    strict = {
        name: content.replace("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
        if isinstance(content, str) and "Types" not in name else content
        for name, content in made.items()
    }  # fmt: skip
    assert parsed(packed(strict)).sections[0].heading == "Uno"
