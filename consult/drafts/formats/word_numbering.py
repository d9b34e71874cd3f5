"""The numbers that Word draws before paragraphs but does not write into them: 1., a), iii), 2.1.

Pure. One counter runs for each list and level, in reading order.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from consult.drafts.formats.numerals import numeral
from consult.drafts.formats.word_xml import attribute, child, children, number

PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list writes its numbers: "%1.%2)" names the counters of its levels."""

    kind: str = "decimal"
    text: str = "%1."
    start: int = 1
    in_digits: bool = False


class Numbering:
    """The lists of a document; `marker` counts one on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[tuple[str, int], Level] = {}
        self._styled: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for element in root if root is not None else ():
            if element.tag.endswith("}abstractNum"):
                self._read_abstract(element)
            elif element.tag.endswith("}num"):
                self._read_list(element)

    def level_of(self, list_id: str, style_id: str) -> int:
        """The level at which a list numbers the paragraphs of a style."""
        return self._styled.get((self._abstract.get(list_id, ""), style_id), 0)

    def marker(self, list_id: str, level: int) -> str:
        """The number of the next paragraph at a level of a list, "" for a bullet."""
        abstract = self._abstract.get(list_id, "")
        described = self._levels.get((abstract, level))
        if described is None:
            return ""
        counters = self._counters[abstract]
        restart = self._restarts.pop((list_id, level), None)
        if restart is not None:
            counters[level] = restart
        else:
            counters[level] = counters.get(level, described.start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        if described.kind in ("bullet", "none"):
            return ""
        written = PLACE.sub(lambda place: self._written(abstract, described, place), described.text)
        return " ".join(written.split())

    def _written(self, abstract: str, described: Level, place: re.Match[str]) -> str:
        level = int(place[1]) - 1
        other = self._levels.get((abstract, level), Level())
        kind = "decimal" if described.in_digits else other.kind
        return numeral(kind, self._counters[abstract].get(level, other.start))

    def _read_abstract(self, element: etree._Element) -> None:
        name = attribute(element, "abstractNumId")
        for level in children(element, "lvl"):
            place, start = number(level, "ilvl") or 0, number(child(level, "start"), "val")
            self._styled[name, attribute(child(level, "pStyle"), "val")] = place
            self._levels[name, place] = Level(
                kind=attribute(child(level, "numFmt"), "val") or "decimal",
                text=attribute(child(level, "lvlText"), "val"),
                start=1 if start is None else start,
                in_digits=child(level, "isLgl") is not None,
            )

    def _read_list(self, element: etree._Element) -> None:
        name = attribute(element, "numId")
        self._abstract[name] = attribute(child(element, "abstractNumId"), "val")
        for override in children(element, "lvlOverride"):
            start = number(child(override, "startOverride"), "val")
            if start is not None:
                self._restarts[name, number(override, "ilvl") or 0] = start
