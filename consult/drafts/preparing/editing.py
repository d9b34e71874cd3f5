"""Putting the headings of a draft in order before it is imported: promote, demote, join, split.

Pure: each function takes the sections and gives new ones; nothing of the text is ever lost.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from consult.drafts import outline
from consult.drafts.formats.collecting import LOWEST, joined
from consult.drafts.formats.labels import kind_of, level_of
from consult.drafts.raw import RawBlock, RawSection

Sections = list[RawSection]


class CannotEditError(Exception):
    """There is nothing to do that with: the first section has none before it, and so on."""


def parents(sections: Sequence[RawSection]) -> list[int | None]:
    levels = [section.level for section in sections]
    return outline.parents(levels, detached_first=not levels[0])


def promote(sections: Sequence[RawSection], place: int, *, with_below: bool = True) -> Sections:
    """A section comes to stand beside the one that holds it."""
    if can_lead(sections, place):
        return [replace(sections[0], level=0), *sections[1:]]
    parent = parents(sections)[place]
    if parent is None:
        raise CannotEditError
    return _moved(sections, place, sections[parent].level, with_below)


def demote(sections: Sequence[RawSection], place: int, *, with_below: bool = True) -> Sections:
    """A section goes into the one before it, below what that one holds already.

    The text before the first heading becomes a section beside the one that follows it.
    """
    holders = parents(sections)
    if not sections[place].level:
        level = sections[1].level if len(sections) > 1 else 1
        return [replace(sections[0], level=level), *sections[1:]]
    before = [n for n in range(place) if holders[n] == holders[place] and sections[n].level]
    if not before:
        raise CannotEditError
    held = [sections[n].level for n in range(before[-1], place) if holders[n] == before[-1]]
    return _moved(sections, place, max(held, default=sections[before[-1]].level + 1), with_below)


def can_lead(sections: Sequence[RawSection], place: int) -> bool:
    """Whether a section can be the text before the first heading: it is the first one, and
    neither is empty nor holds others."""
    first = sections[0]
    holds = len(sections) > 1 and sections[1].level > first.level
    return place == 0 and first.level > 0 and bool(first.blocks) and not holds


def join(sections: Sequence[RawSection], place: int) -> Sections:
    """A section becomes part of the one before it.

    A heading split in two becomes one; where text stands between, the second heading becomes a
    paragraph.
    """
    if place == 0:
        raise CannotEditError
    before, section = sections[place - 1], sections[place]
    made = replace(before, key=before.key or section.key, notices=list(before.notices))
    if before.blocks:
        made.blocks = [*before.blocks, *_paragraph(section.heading), *section.blocks]
    else:
        made.heading = joined(before.heading, section.heading)
        made.level = before.level or section.level
        made.blocks = section.blocks
    for notice in section.notices:
        made.notice(notice.code, **notice.values)
    return [*sections[: place - 1], made, *sections[place + 1 :]]


def split(sections: Sequence[RawSection], place: int, block: int) -> Sections:
    """A paragraph becomes the heading of a section with what follows it."""
    section = sections[place]
    if not 0 <= block < len(section.blocks) or section.blocks[block].kind == "table":
        raise CannotEditError
    heading = section.blocks[block].text
    made = RawSection(heading, _level_for(sections, place, heading))
    made.blocks = section.blocks[block + 1 :]
    rest = replace(section, blocks=section.blocks[:block])
    return [*sections[:place], rest, made, *sections[place + 1 :]]


def cut(sections: Sequence[RawSection], place: int, words: int) -> Sections:
    """A heading ends after so many words: the rest is the first paragraph below it."""
    section = sections[place]
    written = section.heading.split()
    if not 0 < words < len(written):
        raise CannotEditError
    blocks = [*_paragraph(" ".join(written[words:])), *section.blocks]
    made = replace(section, heading=" ".join(written[:words]), blocks=blocks)
    return [*sections[:place], made, *sections[place + 1 :]]


def rename(sections: Sequence[RawSection], place: int, heading: str) -> Sections:
    if not heading:
        raise CannotEditError
    return [*sections[:place], replace(sections[place], heading=heading), *sections[place + 1 :]]


def _moved(
    sections: Sequence[RawSection], place: int, level: int, with_below: bool
) -> Sections:
    step = level - sections[place].level
    last = place + 1
    while with_below and last < len(sections) and sections[last].level > sections[place].level:
        last += 1
    moved = [replace(section, level=section.level + step) for section in sections[place:last]]
    if any(section.level > LOWEST for section in moved):
        raise CannotEditError
    return [*sections[:place], *moved, *sections[last:]]


def _level_for(sections: Sequence[RawSection], place: int, heading: str) -> int:
    """As others of its kind have ("Artículo"), else below the section that it was in."""
    below = min(sections[place].level + 1, LOWEST)
    labelled = {kind_of(each.heading): each.level for each in reversed(sections) if each.level}
    labelled.pop("", None)
    kind = kind_of(heading)
    return level_of(kind, labelled) if kind in labelled else below


def _paragraph(text: str) -> list[RawBlock]:
    return [RawBlock("paragraph", 0, text, escape(text))] if text else []
