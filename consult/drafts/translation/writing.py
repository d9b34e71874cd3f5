"""Blocks of a draft written out again: as Markdown that parses to the same text, and as one piece
of safe HTML. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Protocol

from markupsafe import Markup

from consult.markup import from_draft

SPECIAL = re.compile(r"[\\`*_\[\]<&|]|(?<=!)(?=\[)")
# What begins a heading, a list, a quotation, a rule or a fence if it begins a line.
OPENING = re.compile(r"(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|=+\s*$|-{3,}|~{3,}|:?-+:?\s*\|)")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
MARKER = re.compile(r'<span class="marker">([^<]*)</span> ?')
# A heading ends with "#" only if they are escaped, and "{#key}" is read as its key.
CLOSING = re.compile(r"#(?=#*$)")
AROUND = {"em": "*", "strong": "**"}


class Written(Protocol):
    """A block as it is parsed or kept."""

    @property
    def kind(self) -> str: ...

    @property
    def depth(self) -> int: ...

    @property
    def html(self) -> str: ...


def heading(level: int, title: str, key: str) -> str:
    text = CLOSING.sub(r"\\#", _escaped(" ".join(title.split())))
    return f"{'#' * min(level, 6)} {text} {{#{key}}}"


def markdown(blocks: Iterable[Written]) -> str:
    """The blocks in Markdown, blank lines between them."""
    indents = [""]
    return "\n\n".join(_piece(block, indents) for block in blocks)


def _piece(block: Written, indents: list[str]) -> str:
    """One block; `indents` holds how far what stands in the list of each depth is indented."""
    markers: list[str] = []
    html = block.html
    while block.kind != "table" and (match := MARKER.match(html)):
        markers += match[1].split()
        html = html[match.end() :]
    if block.kind == "item":
        opening = markers or ["-"]
        del indents[max(block.depth - len(opening), 0) + 1 :]
        before = indents[-1]
        for marker in opening:
            indents.append(indents[-1] + " " * (len(marker) + 1))
        lead = before + " ".join(opening) + " "
    else:
        del indents[block.depth + 1 :]
        lead = indents[-1] + ("> " if block.kind == "quote" else "")
    text = _table(html) if block.kind == "table" else _inline(html)
    hanging = indents[-1] + ("> " if block.kind == "quote" else "")
    return (lead + text.replace("\n", "\n" + hanging)).rstrip()


def html_of(blocks: Iterable[Written]) -> Markup:
    """The blocks as paragraphs, lists, quotations and tables."""
    return Markup("").join(_elements(blocks))


def _elements(blocks: Iterable[Written]) -> Iterator[Markup]:
    """`lists` are the tags of the lists that are open, each with an open item."""
    lists: list[str] = []
    for block in blocks:
        if block.kind == "item":
            yield from _item(block, lists)
        else:
            yield from _closed(lists, block.depth)
            yield _whole(block)
    yield from _closed(lists, 0)


def _closed(lists: list[str], depth: int) -> Iterator[Markup]:
    while len(lists) > depth:
        yield Markup("</li></{}>").format(lists.pop())


def _item(block: Written, lists: list[str]) -> Iterator[Markup]:
    match, depth = MARKER.match(block.html), max(block.depth, 1)
    number = NUMBERED.fullmatch(match[1]) if match else None
    tag, inside = ("ol", block.html[match.end() :]) if match and number else ("ul", block.html)
    yield from _closed(lists, depth)
    if len(lists) == depth and lists[-1] != tag:
        yield from _closed(lists, depth - 1)
    if len(lists) == depth:
        yield Markup("</li>")
    while len(lists) < depth:
        lists.append(tag)
        yield Markup('<ol start="{}">').format(int(number[1])) if number else Markup("<ul>")
        yield Markup("<li>") if len(lists) < depth else Markup("")
    yield Markup("<li>{}").format(from_draft(inside))


def _whole(block: Written) -> Markup:
    inside = from_draft(block.html)
    if block.kind == "table":
        return inside
    if block.kind == "quote":
        return Markup("<blockquote><p>{}</p></blockquote>").format(inside)
    return Markup("<p>{}</p>").format(inside)


class _Inline(HTMLParser):
    """Safe inline HTML, or a table, turned back into Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.rows: list[list[str]] = []
        self._hrefs: list[str] = []
        self._in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.parts = []
        elif tag == "br":
            self.parts.append(" " if self._in_code else "\\\n")
        elif tag == "a":
            self._hrefs.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        elif tag == "code":
            self._in_code = True
            self.parts.append("`` ")
        else:
            self.parts.append(AROUND.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.rows[-1].append("".join(self.parts).strip())
        elif tag == "a":
            href = self._hrefs.pop() if self._hrefs else ""
            self.parts.append(f"](<{href}>)" if href else "]")
        elif tag == "code":
            self._in_code = False
            self.parts.append(" ``")
        else:
            self.parts.append(AROUND.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self._in_code else _escaped(data, opens=not self.parts))


def _inline(html: str) -> str:
    parser = _Inline()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


def _table(html: str) -> str:
    parser = _Inline()
    parser.feed(html)
    parser.close()
    rows = [f"| {' | '.join(cell.replace(chr(92) + chr(10), ' ') for cell in row)} |"
            for row in parser.rows]  # fmt: skip
    return "\n".join([rows[0], "|" + " --- |" * len(parser.rows[0]), *rows[1:]])


def _escaped(text: str, *, opens: bool = True) -> str:
    text = SPECIAL.sub(r"\\\g<0>", text)
    if opens:
        text = OPENING.sub(r"\\", text, count=1) if OPENING.match(text) else text
        text = NUMBERED.sub(r"\1\\\2", text, count=1) if NUMBERED.match(text) else text
    return text
