"""HTML turned into headings with the blocks below them: pages, and what is pasted from Word or
Google Docs.

Pure. Nothing of the visible text is lost; scripts, styles, comments and form controls are dropped,
and nothing that a page names is fetched. Each element is looked at once.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from consult.drafts.formats.collecting import MAX_NESTING, Collector
from consult.drafts.formats.numerals import numeral
from consult.drafts.formats.runs import PLAIN, Look, Run
from consult.drafts.formats.tables import Grid
from consult.drafts.formats.text import read_text
from consult.drafts.messages import DraftError, DraftWarning
from consult.drafts.raw import BlockKind, RawDraft, RawSection

TAG = re.compile(r"<[a-zA-Z!]")
BLOCK_END = re.compile(r"</(?:p|h[1-6]|div|ul|ol|li|table|body|section|article)\s*>", re.I)
DROPPED = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "audio",
    "video", "canvas", "svg", "map", "xml", "datalist",
})  # fmt: skip
CONTROLS = frozenset({"input", "button", "select", "textarea"})
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
LOOKS: dict[str, dict[str, bool]] = {
    **dict.fromkeys(("b", "strong"), {"bold": True}),
    **dict.fromkeys(("i", "em", "cite", "dfn"), {"italic": True}),
    **dict.fromkeys(("code", "kbd", "samp", "tt", "pre"), {"code": True}),
    "sub": {"sub": True, "sup": False},
    "sup": {"sup": True, "sub": False},
}
STYLES = (
    (re.compile(r"font-weight:\s*(?:bold|[6-9]00)"), {"bold": True}),
    (re.compile(r"font-weight:\s*(?:normal|[1-5]00)"), {"bold": False}),
    (re.compile(r"font-style:\s*italic"), {"italic": True}),
    (re.compile(r"font-style:\s*normal"), {"italic": False}),
    (re.compile(r"vertical-align:\s*super"), {"sup": True}),
    (re.compile(r"vertical-align:\s*sub(?!-|per)"), {"sub": True}),
)
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all")
HEADING_CLASS = re.compile(r"(?:^|\s)(?:Mso)?Heading ?([1-6])|(?:^|\s)MsoTitle(?:\s|$)")
CONTENTS_CLASS = re.compile(r"(?:^|\s)MsoToc\d")
WORD_LEVEL = re.compile(r"mso-list:\s*\w+ level(\d)")
WORD_MARKER = re.compile(r"mso-list:\s*ignore", re.I)
WORD_COMMENT = re.compile(r"mso-element:\s*comment\b|mso-special-character:\s*comment")
LIST_STYLE = re.compile(r"list-style(?:-type)?:\s*([\w-]+)")
NUMERALS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "none": "none", "disc": "bullet",
}  # fmt: skip


def is_html(text: str) -> bool:
    """Whether a pasted text is HTML, by its tags."""
    return text.lstrip()[:1] == "<" and BLOCK_END.search(text) is not None


def read_html(data: bytes) -> RawDraft:
    """Read a page or a piece of one. Raises DraftError."""
    text, legacy = read_text(data)
    if not TAG.search(text):
        raise DraftError("not_html")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        # It mends whatever is written: this is the end of the memory.
        raise DraftError("too_heavy") from None
    if any("depth" in error.message for error in parser.error_log):
        raise DraftError("too_deep")
    if root is None:
        raise DraftError("empty")
    sections = _Reader().read(root)
    return RawDraft(sections, notices=[DraftWarning("encoding")] if legacy else [])


@dataclass(slots=True)
class _List:
    """An open list: how it counts, the number of its last item, whether downwards."""

    numerals: str
    last: int
    step: int = 1


class _Reader:
    """Walks the elements of a page once; what is open is kept in stacks."""

    def __init__(self) -> None:
        self._collector = Collector()
        self._runs: list[Run] = []
        self._looks = [PLAIN]
        self._lists: list[_List] = []
        # As in Markdown: the marker of each open item, None once a block carries it.
        self._markers: list[str | None] = []
        self._quotes = self._pre = 0
        self._heading = self._word_level = 0
        # The marker that Word wrote into a paragraph, while it is read.
        self._word_marker: list[str] | None = None
        self._reading_marker = 0
        self._grids: list[Grid] = []

    def read(self, root: etree._Element) -> list[RawSection]:
        walk = etree.iterwalk(root, events=("start", "end"))
        dropped: etree._Element | None = None
        for event, element in walk:
            if event == "end":
                if element is dropped:
                    dropped = None
                else:
                    self._end(element)
                self._text(element.tail)
            elif self._is_dropped(element):
                dropped = element
                walk.skip_subtree()
            else:
                self._start(element)
                self._text(element.text)
        self._flush()
        return self._collector.finish()

    def _is_dropped(self, element: etree._Element) -> bool:
        tag, style, kind = element.tag, element.get("style", ""), element.get("class", "")
        if tag in CONTROLS and element.get("type") != "hidden":
            self._collector.notice("form_controls")
        elif tag == "del":
            self._collector.notice("deletions")
        elif CONTENTS_CLASS.search(kind):
            self._collector.notice("contents")
        elif WORD_COMMENT.search(style):
            self._collector.notice("margin_comments")
        elif HIDDEN.search(style) or element.get("hidden") is not None:
            self._collector.notice("hidden_text")
        else:
            return tag in DROPPED or tag in CONTROLS
        return True

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._flush()
            self._open_block(tag, element)
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._picture(element)
        elif tag == "ins":
            self._collector.notice("insertions")
        if WORD_MARKER.search(element.get("style", "")):
            self._reading_marker += 1
            self._word_marker = []
        self._looks.append(self._look(tag, element))

    def _end(self, element: etree._Element) -> None:
        self._looks.pop()
        if WORD_MARKER.search(element.get("style", "")):
            self._reading_marker -= 1
        if element.tag in BLOCKS:
            self._flush()
            self._close_block(element.tag)

    def _open_block(self, tag: str, element: etree._Element) -> None:
        if tag in ("ul", "ol"):
            self._open_list(tag, element)
        elif tag == "li":
            self._markers.append(self._marker(element))
        elif tag == "blockquote":
            self._quotes += 1
            self._limit(self._quotes)
        elif tag == "pre":
            self._pre += 1
        elif tag == "table":
            self._grids.append(Grid())
            self._limit(len(self._grids))
        elif tag in ("tr", "td", "th") and self._grids:
            self._open_cell(tag, element)
        else:
            self._open_paragraph(tag, element)

    def _close_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._add("item", [])
            self._markers.pop()
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("td", "th") and self._grids:
            self._grids[-1].close_cell()
        elif tag == "table":
            self._close_table()
        self._heading = self._word_level = 0
        self._word_marker = None

    def _open_list(self, tag: str, element: etree._Element) -> None:
        style = LIST_STYLE.search(element.get("style", ""))
        kind = style[1] if style else element.get("type", "1" if tag == "ol" else "disc")
        start = _number(element.get("start"), 1)
        step = -1 if element.get("reversed") is not None else 1
        self._lists.append(_List(NUMERALS.get(kind, "bullet"), start - step, step))
        self._limit(len(self._lists))

    def _open_paragraph(self, tag: str, element: etree._Element) -> None:
        word = HEADING_CLASS.search(element.get("class", ""))
        is_free = not (self._lists or self._quotes or self._grids)
        if is_free and tag[0] == "h" and tag[1:].isdigit():
            self._heading = int(tag[1])
        elif is_free and word:
            self._heading = int(word[1] or 1)
        level = WORD_LEVEL.search(element.get("style", ""))
        self._word_level = int(level[1]) if level else 0

    def _open_cell(self, tag: str, element: etree._Element) -> None:
        if tag == "tr":
            self._grids[-1].open_row()
            return
        across, down = _number(element.get("colspan"), 1), _number(element.get("rowspan"), 1)
        if across > 1 or down > 1:
            self._collector.notice("merged_cells")
        self._grids[-1].open_cell(across, down, is_head=tag == "th")

    def _close_table(self) -> None:
        grid = self._grids.pop()
        if self._in_cell():
            self._grids[-1].add(grid.as_lines())
        else:
            self._collector.table(grid.rows, has_head=grid.has_head, depth=len(self._lists))

    def _marker(self, element: etree._Element) -> str:
        if not self._lists:
            return ""
        current = self._lists[-1]
        current.last = _number(element.get("value"), current.last + current.step)
        style = LIST_STYLE.search(element.get("style", ""))
        kind = NUMERALS.get(style[1] if style else "", current.numerals)
        return "" if kind in ("bullet", "none") else numeral(kind, current.last) + "."

    def _look(self, tag: str, element: etree._Element) -> Look:
        changes: dict[str, Any] = dict(LOOKS.get(tag, {}))
        style = element.get("style", "").lower()
        for pattern, change in STYLES if style else ():
            if pattern.search(style):
                changes |= change
        look = replace(self._looks[-1], **changes) if changes else self._looks[-1]
        href = element.get("href", "").strip() if tag == "a" else ""
        return replace(look, href=href) if href and not href.startswith("#") else look

    def _break(self) -> None:
        """A line ends; an empty line ends the paragraph."""
        last = next((run.text for run in reversed(self._runs) if run.text.strip(" ")), "")
        if last == "\n" and not (self._pre or self._heading or self._in_cell()):
            self._flush()
        else:
            self._runs.append(Run("\n"))

    def _picture(self, element: etree._Element) -> None:
        self._collector.notice("pictures")
        if element.get("alt", "").strip():
            self._runs.append(Run(element.get("alt", "").strip(), self._looks[-1]))

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._reading_marker and self._word_marker is not None:
            self._word_marker.append(text)
        else:
            written = text if self._pre else text.replace("\n", " ")
            self._runs.append(Run(written, self._looks[-1]))

    def _flush(self) -> None:
        """The text since the last block ended is one block."""
        runs, self._runs = self._runs, []
        if not any(not run.text.isspace() for run in runs):
            return
        if self._heading:
            self._collector.heading(self._heading, runs)
        else:
            self._add("quote" if self._quotes else "paragraph", runs)

    def _add(self, kind: BlockKind, runs: list[Run]) -> None:
        pending = [marker for marker in self._markers if marker is not None]
        marker = " ".join(filter(None, pending))
        self._markers = [None] * len(self._markers)
        if self._word_level and self._word_marker is not None:
            marker = _written_marker("".join(self._word_marker))
            self._word_marker = None
        if self._in_cell():
            self._grids[-1].add([Run(marker + " "), *runs] if marker else runs)
            return
        is_item = bool(pending) or bool(self._word_level)
        self._collector.paragraph(
            runs,
            marker=marker,
            depth=len(self._lists) or self._word_level,
            kind="item" if is_item else kind,
        )

    def _in_cell(self) -> bool:
        return bool(self._grids) and self._grids[-1].is_open

    def _limit(self, depth: int) -> None:
        if depth > MAX_NESTING:
            raise DraftError("too_deep")


def _number(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,6}", written.strip()) else default


def _written_marker(text: str) -> str:
    """A marker as Word wrote it; a bullet is a sign of some symbol font."""
    marker = " ".join(text.split())
    return marker if re.search(r"[^\W_]{2}|[^\W_]\W|\W[^\W_]", marker) else ""
