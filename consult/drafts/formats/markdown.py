"""Markdown turned into headings with the blocks below them.

Pure. Nothing of the text is lost: what is not a heading, list, table or quotation is a paragraph,
and marks that are switched off (HTML, images, definitions) stay as text. Hostile input is refused
or read in linear time; the limits stand at the top.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from consult.drafts.formats.collecting import MAX_NESTING, Sections, block
from consult.drafts.formats.text import read_text, split_front_matter
from consult.drafts.messages import DraftError, DraftWarning
from consult.drafts.raw import BlockKind, RawDraft

MAX_TOKENS = 400_000
# Marks cost time: a paragraph, or what is left of a text, beyond these is shown as it was written.
MAX_MARKS_IN_PARAGRAPH = 1_000
MAX_MARKS = 100_000
MAX_WARNINGS = 50

EXPLICIT_KEY = re.compile(r"\s*\{#([a-z0-9-]{1,100})\}\s*$")
UNDERLINED = re.compile(r"^[^\s#>*+|=\-][^|\n]{0,200}\n {0,3}(?:={2,}|-{3,})[ \t]*$", re.MULTILINE)
HEADING_LINE = re.compile(r"^ {0,3}#{1,6}[ \t]", re.MULTILINE)
MARK = re.compile(r"[*_`\[\]!<&\\]")


def read_markdown(data: bytes) -> RawDraft:
    """Read a draft in Markdown. Raises DraftError."""
    text, legacy = read_text(data)
    metadata, body, offset = split_front_matter(text)
    if not body.strip():
        raise DraftError("empty")
    tokens: list[Token] = []
    state = _LimitedState(body, _markdown, {}, tokens)
    _markdown.block.tokenize(state, 0, state.lineMax)
    reader = _Reader(body.split("\n"), offset)
    reader.read(tokens)
    notices = [DraftWarning("encoding")] if legacy else []
    sections = reader.sections.finish("no_headings")
    return RawDraft(sections, metadata, [*notices, *_underlined(body, offset)])


class _Renderer(RendererHTML):
    def softbreak(self, *_: object) -> str:
        return " "

    def hardbreak(self, *_: object) -> str:
        return "<br>"

    def image(self, tokens: Sequence[Token], index: int, *_: object) -> str:
        return escape(_image_text(tokens[index]))


class _LimitedState(StateBlock):
    """Stops a parse that would lose nested text or fill the memory, instead of going on."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if self.level >= MAX_NESTING:
            raise DraftError("too_deep")
        if len(self.tokens) >= MAX_TOKENS:
            raise DraftError("too_many")
        return super().push(ttype, tag, nesting)


_markdown = (
    MarkdownIt(
        "commonmark",
        {"html": False, "xhtmlOut": False, "maxNesting": MAX_NESTING + 2},
        renderer_cls=_Renderer,
    )
    .enable("table")
    .disable(["html_block", "html_inline", "reference", "code", "lheading"])
)


class _Reader:
    """Walks the block tokens of a body once and collects its sections."""

    def __init__(self, lines: list[str], offset: int) -> None:
        self.lines = lines
        self.offset = offset
        self.sections = Sections()
        self.marks = 0
        self.lists = 0
        self.quotes = 0
        # The marker of each open list item ("" for a bullet), None once a block carries it.
        self.markers: list[str | None] = []

    def read(self, tokens: list[Token]) -> None:
        stream = _drained(tokens)
        for token in stream:
            if token.type == "heading_open" and self._is_heading(token):
                self._open_section(token, next(stream))
            elif token.type == "table_open":
                self._add_table([token, *_until(stream, "table_close")])
            elif token.type == "inline":
                self._add("quote" if self.quotes else "paragraph", *self._inline(token))
            elif token.type == "fence":
                self._add_code(token)
            else:
                self._track(token)

    def _track(self, token: Token) -> None:
        if token.tag in ("ul", "ol"):
            self.lists += token.nesting
        elif token.tag == "blockquote":
            self.quotes += token.nesting
        elif token.type == "list_item_open":
            self.markers.append(token.info + token.markup if token.info else "")
        elif token.type == "list_item_close":
            # An item that is only a number is still text that somebody wrote.
            if self.markers[-1]:
                self._add("item", "", "")
            self.markers.pop()

    def _is_heading(self, token: Token) -> bool:
        # With indented code switched off the library takes a heading at any indentation.
        line = self.lines[token.map[0]].expandtabs(4) if token.map else ""
        return token.level == 0 and not line.startswith("    ")

    def _open_section(self, token: Token, inline: Token) -> None:
        heading, _ = self._inline(inline)
        key = EXPLICIT_KEY.search(heading)
        self.sections.open(
            heading[: key.start()] if key else heading, int(token.tag[1]), key[1] if key else None
        )

    def _add(self, kind: BlockKind, text: str, html: str) -> None:
        pending = [marker for marker in self.markers if marker is not None]
        marker = " ".join(filter(None, pending))
        if not text and not marker:
            return
        self.markers = [None] * len(self.markers)
        if pending and kind != "table":
            kind = "item"
        self.sections.add(block(kind, self.lists, marker, text, html))

    def _add_code(self, token: Token) -> None:
        written = f"{token.info.strip()}\n{token.content}".strip()
        self._add("paragraph", " ".join(written.split()), _code(written))
        if token.map and HEADING_LINE.search(token.content):
            line = token.map[0] + 1 + self.offset
            self.sections.last.notice("heading_in_code", line=line)

    def _add_table(self, tokens: list[Token]) -> None:
        rows: list[str] = []
        cells: list[Token] = []
        source = ""
        for token in tokens:
            token.attrs.pop("style", None)  # the page's policy forbids inline style
            if token.type == "tr_open":
                # The header has no surplus cells: it says how many there are.
                source = self.lines[token.map[0]] if rows and token.map else ""
                cells = []
            elif token.type == "inline":
                cells.append(token)
            elif token.type == "tr_close":
                _keep_surplus_cells(source, cells)
                rows.append(" | ".join(self._inline(cell)[0] for cell in cells))
        html = _markdown.renderer.render(tokens, _markdown.options, {})
        self._add("table", "\n".join(rows), html)

    def _inline(self, token: Token) -> tuple[str, str]:
        """Plain text and inline HTML; the token keeps its parsed children."""
        if self._is_marked(token.content):
            token.children = _markdown.parseInline(token.content)[0].children or []
        else:
            token.children = [Token("text", "", 0, content=token.content)]
        images = sum(child.type == "image" for child in token.children)
        if images:
            self.sections.last.notice("images", count=images)
        html = _markdown.renderer.render([token], _markdown.options, {})
        return " ".join(_plain(token.children).split()), html

    def _is_marked(self, content: str) -> bool:
        marks = len(MARK.findall(content))
        if marks > MAX_MARKS_IN_PARAGRAPH or self.marks + marks > MAX_MARKS:
            self.sections.last.notice("unformatted", count=1)
            return False
        self.marks += marks
        return bool(marks) or "\n" in content


def _underlined(body: str, offset: int) -> Iterator[DraftWarning]:
    for match in islice(UNDERLINED.finditer(body), MAX_WARNINGS):
        line = body.count("\n", 0, match.start()) + 1 + offset
        yield DraftWarning("underlined_heading", {"line": line})


def _drained(tokens: list[Token]) -> Iterator[Token]:
    # What has been read is let go: parsed, a text takes fifty times its size.
    tokens.reverse()
    while tokens:
        yield tokens.pop()


def _until(stream: Iterator[Token], last: str) -> Iterator[Token]:
    for token in stream:
        yield token
        if token.type == last:
            return


def _keep_surplus_cells(line: str, cells: list[Token]) -> None:
    # The library drops what a row has beyond the columns of the header: the last cell keeps it.
    if line.count("|") < len(cells):  # the usual row needs no second look
        return
    written = escapedSplit(line.lstrip("> \t").strip())
    if not written[0]:
        del written[0]
    columns = len(cells)
    surplus = written[columns:]
    if any(surplus):
        cells[-1].content = " | ".join([cells[-1].content, *map(str.strip, surplus)]).rstrip(" |")


def _plain(tokens: Iterable[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(_image_text(token))
        else:
            parts.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(parts)


def _image_text(token: Token) -> str:
    address = _markdown.normalizeLinkText(str(token.attrs.get("src", "")))
    where = " ".join(filter(None, [address, str(token.attrs.get("title", ""))]))
    return " ".join(filter(None, [_plain(token.children or []), f"({where})" if where else ""]))


def _code(written: str) -> str:
    return "<code>" + escape(written).replace("\n", "<br>") + "</code>"
