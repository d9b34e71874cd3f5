"""The styles of a Word document: which are headings, which are bold, which are numbered.

Pure. A style inherits from the one it is based on.
"""

import re
from dataclasses import dataclass, replace

from lxml import etree

from consult.drafts.formats.word_xml import attribute, child, children, number, switch

HEADING = re.compile(r"(?:heading|t[i\xed]tulo|encabezado) ?([1-9])", re.IGNORECASE)
TITLE = re.compile(r"title|t[i\xed]tulo(?: principal)?", re.IGNORECASE)
CONTENTS = re.compile(r"(?:toc|tdc|contents|[i\xed]ndice) ?(?:[1-9]|heading)", re.IGNORECASE)
QUOTE = re.compile(r"(?:intense )?quote|cita(?: destacada)?", re.IGNORECASE)
MOST_ANCESTORS = 20
BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """`level`: of a heading, 0 for none. `list_id` and `list_level`: the list it belongs to; a list
    that knows the style knows the level too."""

    level: int = 0
    is_title: bool = False
    is_contents: bool = False
    is_quote: bool = False
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    list_id: str = ""
    list_level: int | None = None


class Styles:
    """The styles of a document by identifier."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements = {attribute(e, "styleId"): e for e in children(root, "style")}
        self._known: dict[str, Style] = {}
        self.default = next(
            (
                attribute(element, "styleId")
                for element in children(root, "style")
                if attribute(element, "default") == "1"
                and attribute(element, "type") == "paragraph"
            ),
            "",
        )

    def get(self, identifier: str) -> Style:
        if identifier not in self._known:
            style = Style()
            for element in reversed(self._ancestry(identifier)):
                style = _changed(style, element)
            self._known[identifier] = style
        return self._known[identifier]

    def _ancestry(self, identifier: str) -> list[etree._Element]:
        found: list[etree._Element] = []
        while identifier in self._elements and len(found) < MOST_ANCESTORS:
            found.append(self._elements[identifier])
            identifier = attribute(child(found[-1], "basedOn"), "val")
        return found


def paragraph_style(properties: etree._Element | None, style: Style) -> Style:
    """A paragraph's own settings over those of its style."""
    level = outline_level(properties)
    if level is not None:
        style = replace(style, level=level)
    list_id = attribute(child(properties, "numPr", "numId"), "val")
    list_level = number(child(properties, "numPr", "ilvl"), "val")
    if list_id:
        style = replace(style, list_id="" if list_id == "0" else list_id)
    if list_level is not None:
        style = replace(style, list_level=list_level)
    return style


def outline_level(properties: etree._Element | None) -> int | None:
    """1 for a heading of the first level, 0 for body text, None where nothing is said."""
    written = number(child(properties, "outlineLvl"), "val")
    if written is None:
        return None
    return written + 1 if 0 <= written < BODY_LEVEL else 0


def _changed(style: Style, element: etree._Element) -> Style:
    named = attribute(child(element, "name"), "val")
    style = paragraph_style(child(element, "pPr"), style)
    looks = child(element, "rPr")
    heading = HEADING.fullmatch(named)
    return replace(
        style,
        bold=_switched(looks, "b", style.bold),
        italic=_switched(looks, "i", style.italic),
        hidden=_switched(looks, "vanish", style.hidden),
        level=int(heading[1]) if heading else style.level,
        is_title=bool(TITLE.fullmatch(named)),
        is_contents=style.is_contents or bool(CONTENTS.fullmatch(named)),
        is_quote=style.is_quote or bool(QUOTE.fullmatch(named)),
    )


def _switched(looks: etree._Element | None, wanted: str, before: bool) -> bool:
    value = switch(looks, wanted)
    return before if value is None else value
