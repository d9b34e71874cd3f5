"""Small looks into WordprocessingML, by local name: its two standards differ in namespaces only.

Pure.
"""

import re
from collections.abc import Iterator

from lxml import etree

OFF = frozenset({"0", "false", "off", "none"})


def name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def attribute(element: etree._Element | None, wanted: str) -> str:
    """An attribute in whatever namespace, "" if there is none."""
    for key, value in element.items() if element is not None else ():
        if key.rpartition("}")[2] == wanted:
            return value
    return ""


def number(element: etree._Element | None, wanted: str) -> int | None:
    """An attribute that is a number of a few digits; None if it is anything else."""
    written = attribute(element, wanted)
    return int(written) if re.fullmatch(r"-?[0-9]{1,6}", written) else None


def children(element: etree._Element | None, wanted: str) -> Iterator[etree._Element]:
    for each in element if element is not None else ():
        if name(each) == wanted:
            yield each


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at a path of local names."""
    for wanted in path:
        element = next(children(element, wanted), None)
    return element


def switch(element: etree._Element | None, wanted: str) -> bool | None:
    """Whether a property like bold is on or off; None where nothing is said."""
    found = child(element, wanted)
    return None if found is None else attribute(found, "val").lower() not in OFF
