"""A Word document turned into headings with the blocks below them.

Pure. What a reader of the printed page would see is kept, with every insertion of the tracked
changes and no deletion; what is left out is counted and said. Start at `read_docx`; the gate is
`archive`, what Word draws but does not write is in `word_styles` and `word_numbering`.
"""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from consult.drafts.formats.archive import Archive
from consult.drafts.formats.collecting import MAX_NESTING, Collector
from consult.drafts.formats.runs import PLAIN, Look, Run
from consult.drafts.formats.tables import Grid
from consult.drafts.formats.word_numbering import Numbering
from consult.drafts.formats.word_styles import Style, Styles, paragraph_style
from consult.drafts.formats.word_xml import attribute, child, children, name, number, switch
from consult.drafts.messages import DraftError
from consult.drafts.raw import RawDraft

CONTENTS_GALLERY = "Table of Contents"
# Settings, and what was there before a change of format.
SETTINGS = frozenset({
    "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "softHyphen",
    "footnoteRef", "endnoteRef", "annotationRef", "fldData", "ffData",
})  # fmt: skip
WRITTEN = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
WRAPPERS = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo"})
PICTURES = frozenset({"blip", "imagedata", "chart", "relIds"})
PRIVATE_USE = range(0xE000, 0xF900)
MARK = Look(sup=True)


def read_docx(data: bytes) -> RawDraft:
    """Read a document. Raises DraftError."""
    document = _open(Archive(data))
    reader = _Reader(document)
    reader.blocks(document.body)
    return RawDraft(reader.collector.finish())


class Link(NamedTuple):
    """A relationship of a part: never followed out of the file."""

    kind: str
    target: str
    is_external: bool


@dataclass(slots=True)
class Document:
    """The parts of a document that are read."""

    body: etree._Element
    links: dict[str, Link]
    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], etree._Element]


def _open(archive: Archive) -> Document:
    main = _links(archive, "")
    path = next((link.target for link in main.values() if link.kind == "officeDocument"), "")
    root = archive.part(path)
    body = child(root, "body")
    if body is None:
        raise DraftError("damaged")
    links = _links(archive, path)
    parts = {link.kind: link.target for link in links.values() if not link.is_external}
    found = {kind: archive.part(target) for kind, target in parts.items() if kind in (
        "styles", "numbering", "footnotes", "endnotes")}  # fmt: skip
    notes = {
        (kind, attribute(note, "id")): note
        for kind in ("footnote", "endnote")
        for note in children(found.get(kind + "s"), kind)
    }
    return Document(
        body, links, Styles(found.get("styles")), Numbering(found.get("numbering")), notes
    )


def _links(archive: Archive, path: str) -> dict[str, Link]:
    folder, file = posixpath.split(path)
    root = archive.part(posixpath.join(folder, "_rels", file + ".rels"))
    return {
        attribute(each, "Id"): _link(each, folder) for each in children(root, "Relationship")
    }


def _link(element: etree._Element, folder: str) -> Link:
    target = attribute(element, "Target")
    is_external = attribute(element, "TargetMode") == "External"
    if not is_external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Link(attribute(element, "Type").rpartition("/")[2], target, is_external)


class _Reader:
    """Walks the body once; what it meets inside a paragraph waits until the paragraph ends."""

    def __init__(self, document: Document) -> None:
        self.collector = Collector()
        self._document = document
        # Of a paragraph whose end was deleted: it goes on in the next.
        self._carried: list[Run] = []
        self._boxes: list[etree._Element] = []
        self._notes: list[tuple[str, list[Run]]] = []
        self._note_count = self._depth = 0
        self._picture = ""
        self._shift = 0

    def blocks(self, parent: etree._Element, grid: Grid | None = None) -> None:
        """Paragraphs and tables, for the draft or for the open cell of a table."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise DraftError("too_deep")
        for element in self._flattened(parent):
            if name(element) == "p":
                self._paragraph(element, grid)
            else:
                self._table(element, grid)
            self._finish_paragraph(grid)
        self._depth -= 1

    def _flattened(self, parent: etree._Element) -> Iterator[etree._Element]:
        for element in parent:
            kind = name(element)
            if kind in ("p", "tbl"):
                yield element
            elif kind == "sdt" and self._is_contents(element):
                self.collector.notice("contents", len(list(element.iter("{*}p"))))
            elif kind == "sdt" or kind in WRAPPERS:
                yield from self._flattened(element)
            elif kind == "AlternateContent" and len(element):
                yield from self._flattened(element[0])

    def _is_contents(self, element: etree._Element) -> bool:
        gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
        return attribute(gallery, "val") == CONTENTS_GALLERY

    def _paragraph(self, element: etree._Element, grid: Grid | None) -> None:
        properties = child(element, "pPr")
        style_id = attribute(child(properties, "pStyle"), "val") or self._document.styles.default
        style = paragraph_style(properties, self._document.styles.get(style_id))
        if style.is_contents:
            self.collector.notice("contents")
            return
        base = replace(PLAIN, bold=style.bold, italic=style.italic)
        runs = [*self._carried, *self._inline(element, base)]
        self._carried = []
        if child(properties, "rPr", "del") is not None:
            self._carried = runs
            return
        marker = self._marker(style, style_id)
        if any(not run.text.isspace() for run in runs):
            self._store(runs, marker, style, grid)

    def _store(self, runs: list[Run], marker: str, style: Style, grid: Grid | None) -> None:
        if grid is not None:
            grid.add([Run(marker + " "), *runs] if marker else runs)
        elif style.is_title or style.level:
            words = [run for run in runs if run.look != MARK]
            level = 1 if style.is_title else style.level + self._shift
            self.collector.heading(level, [Run(marker + " "), *words])
            self._shift = 1 if style.is_title else self._shift
        elif style.list_id:
            depth = max(1, min((style.list_level or 0) + 1, MAX_NESTING))
            self.collector.paragraph(runs, marker=marker, depth=depth, kind="item")
        else:
            self.collector.paragraph(runs, kind="quote" if style.is_quote else "paragraph")

    def _marker(self, style: Style, style_id: str) -> str:
        if not style.list_id:
            return ""
        numbering, level = self._document.numbering, style.list_level
        if level is None:
            level = numbering.level_of(style.list_id, style_id)
        return numbering.marker(style.list_id, level)

    def _finish_paragraph(self, grid: Grid | None) -> None:
        """What stood in a paragraph and has a place of its own."""
        notes, self._notes = self._notes, []
        for title, runs in notes:
            self.collector.note(title, runs)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.collector.notice("text_boxes")
            self.blocks(box, grid)

    def _table(self, element: etree._Element, outer: Grid | None) -> None:
        rows = [row for row in self._rows(element)]
        cells = [list(self._cells(row)) for row in rows]
        if [len(row) for row in cells] == [1]:
            # A frame around a text.
            self.blocks(cells[0][0], outer)
            return
        grid = Grid()
        for row, found in zip(rows, cells, strict=True):
            grid.open_row()
            is_head = switch(child(row, "trPr"), "tblHeader") or False
            for cell in found:
                self._cell(cell, grid, is_head)
        if outer is None:
            self.collector.table(grid.rows, has_head=grid.has_head)
        else:
            outer.add(grid.as_lines())

    def _rows(self, element: etree._Element) -> Iterator[etree._Element]:
        for each in element:
            if name(each) == "tr":
                if child(each, "trPr", "del") is not None:
                    self.collector.notice("deletions")
                    continue
                if child(each, "trPr", "ins") is not None:
                    self.collector.notice("insertions")
                yield each
            elif name(each) == "sdt" or name(each) in WRAPPERS:
                yield from self._rows(each)

    def _cells(self, row: etree._Element) -> Iterator[etree._Element]:
        for each in row:
            if name(each) == "tc":
                yield each
            elif name(each) == "sdt" or name(each) in WRAPPERS:
                yield from self._cells(each)

    def _cell(self, cell: etree._Element, grid: Grid, is_head: bool) -> None:
        properties = child(cell, "tcPr")
        across = number(child(properties, "gridSpan"), "val") or 1
        merged = child(properties, "vMerge")
        if across > 1 or attribute(merged, "val") == "restart":
            self.collector.notice("merged_cells")
        grid.open_cell(across, is_head=is_head)
        self.blocks(cell, grid)
        grid.close_cell()

    def _inline(self, parent: etree._Element, look: Look) -> Iterator[Run]:
        """The text inside a paragraph, whatever it is wrapped in."""
        for element in parent:
            kind = name(element)
            if kind == "t":
                yield Run(" ".join((element.text or "").split("\n")), look)
            elif kind in ("del", "moveFrom"):
                self.collector.notice("deletions")
            elif kind == "r":
                yield from self._run(element, look)
            elif kind == "hyperlink":
                yield from self._inline(element, self._linked(element, look))
            elif kind not in SETTINGS:
                yield from self._special(kind, element, look)

    def _special(self, kind: str, element: etree._Element, look: Look) -> Iterator[Run]:
        if kind in ("ins", "moveTo"):
            self.collector.notice("insertions")
        if kind in WRITTEN:
            yield Run(WRITTEN[kind], look)
        elif kind == "br":
            yield Run(" " if attribute(element, "type") in ("page", "column") else "\n", look)
        elif kind == "sym":
            yield Run(_symbol(attribute(element, "char")), look)
        elif kind in ("footnoteReference", "endnoteReference"):
            yield from self._note(kind.removesuffix("Reference"), attribute(element, "id"))
        elif kind == "commentReference":
            self.collector.notice("margin_comments")
        else:
            yield from self._drawn(kind, element, look)

    def _drawn(self, kind: str, element: etree._Element, look: Look) -> Iterator[Run]:
        if kind == "txbxContent":
            self._boxes.append(element)
        elif kind == "docPr":
            self._picture = attribute(element, "descr")
        elif kind in PICTURES:
            self.collector.notice("pictures")
            described, self._picture = self._picture, ""
            if described:
                yield Run(f" {described} ", look)
        elif kind == "AlternateContent":
            # The same content twice, for old and new programs.
            yield from self._inline(element[0], look) if len(element) else ()
        else:
            yield from self._inline(element, look)

    def _run(self, element: etree._Element, look: Look) -> Iterator[Run]:
        properties = child(element, "rPr")
        if properties is not None:
            style = self._document.styles.get(attribute(child(properties, "rStyle"), "val"))
            if switch(properties, "vanish") or style.hidden:
                self.collector.notice("hidden_text")
                return
            look = _run_look(properties, style, look)
        yield from self._inline(element, look)

    def _linked(self, element: etree._Element, look: Look) -> Look:
        link = self._document.links.get(attribute(element, "id"))
        return replace(look, href=link.target) if link and link.is_external else look

    def _note(self, kind: str, identifier: str) -> Iterator[Run]:
        note = self._document.notes.pop((kind, identifier), None)
        if note is None:
            return
        self._note_count += 1
        yield Run(f"[{self._note_count}]", MARK)
        runs = list(_lines(self._inline(each, PLAIN) for each in note.iter("{*}p")))
        self._notes.append((f"Nota {self._note_count}:", runs))


def _run_look(properties: etree._Element, style: Style, look: Look) -> Look:
    bold, italic = switch(properties, "b"), switch(properties, "i")
    raised = attribute(child(properties, "vertAlign"), "val")
    return replace(
        look,
        bold=(look.bold or style.bold) if bold is None else bold,
        italic=(look.italic or style.italic) if italic is None else italic,
        sub=raised == "subscript",
        sup=raised == "superscript",
    )


def _lines(paragraphs: Iterable[Iterable[Run]]) -> Iterator[Run]:
    for index, runs in enumerate(paragraphs):
        if index:
            yield Run("\n")
        yield from runs


def _symbol(code: str) -> str:
    """A character of a symbol font: what it looks like is known to that font alone."""
    try:
        point = int(code, 16)
        return "•" if point in PRIVATE_USE else chr(point)
    except (ValueError, OverflowError):
        return ""
