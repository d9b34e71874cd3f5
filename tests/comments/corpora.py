"""Hostile and awkward texts, a JSON string a line; what to look for in the HTML they become."""

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

FILES = Path(__file__).with_name("files")
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "span": {"class"}}
REL = "nofollow ugc noopener noreferrer"


def texts(name: str) -> list[str]:
    lines = (FILES / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fragment(html: str) -> Element:
    """The elements a browser makes of a fragment, in the XHTML namespace or told apart by it."""
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def shown(html: str) -> str:
    """The text a reader sees."""
    return "".join(fragment(html).itertext())


def offences(html: str, tags: frozenset[str]) -> list[str]:
    """What a browser would find in a fragment beyond these elements and plain safe links.

    Read twice, the second time from what the first reading would be written as: some attacks
    only come to life then.
    """
    first = fragment(html)
    again = html5lib.serialize(first, tree="etree", omit_optional_tags=False)
    return [found for tree in (first, fragment(again)) for found in _offences(tree, tags)]


def _offences(tree: Element, tags: frozenset[str]) -> list[str]:
    found = []
    for element in list(tree.iter())[1:]:
        tag = str(element.tag)
        if tag not in tags:
            found.append(f"<{tag}>")
        strange = set(element.attrib) - ATTRIBUTES.get(tag, set())
        found += [f"{tag}[{name}]" for name in strange]
        found += _unsafe_link(element) if tag == "a" else []
        if element.get("class", "marker") not in ("marker", "invisible"):
            found.append(f"class={element.get('class')}")
        if not element.get("start", "1").isdigit():
            found.append(f"start={element.get('start')}")
    return found


def _unsafe_link(link: Element) -> list[str]:
    href = link.get("href")
    if href is None:
        return []
    found = [] if href.startswith(("https://", "mailto:")) else [href]
    found += [] if href.isascii() and href.isprintable() and " " not in href else [repr(href)]
    return found + ([] if link.get("rel") == REL else ["rel"])
