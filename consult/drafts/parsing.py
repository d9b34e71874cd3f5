"""A draft that was read turned into a tree of sections with numbered blocks.

Pure: no request, no database. `formats` reads a file into a RawDraft, and `assemble` gives it its
tree, numbers, keys and pages (`outline`). Hostile files are read in a process of their own:
`assemble(read_limited(data, kind))`.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from consult.drafts import outline
from consult.drafts.formats import read
from consult.drafts.messages import DraftWarning
from consult.drafts.raw import BlockKind, RawBlock, RawDraft, RawSection

PREAMBLE_HEADING = "Presentación"


@dataclass(frozen=True, slots=True)
class ParsedBlock:
    """A numbered piece of text.

    `depth` counts the lists around it, `text` is plain (a table has a line for each row), `html`
    is inline HTML or a whole table, NOT yet sanitised; `number` is "<chapter>.<n>"; `digest` is
    32 hex digits that are equal for equal text.
    """

    kind: BlockKind
    depth: int
    text: str
    html: str
    number: str
    digest: str


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A heading with what stands below it; `parent` and `page` are indexes into the sections."""

    heading: str
    level: int
    parent: int | None
    number: str
    key: str
    explicit_key: bool
    blocks: tuple[ParsedBlock, ...]
    starts_page: bool
    page: int


@dataclass(frozen=True, slots=True)
class ParsedDraft:
    """A whole draft; sections in reading order."""

    title: str
    metadata: dict[str, str]
    sections: tuple[ParsedSection, ...]
    warnings: tuple[DraftWarning, ...]


def parse_markdown(data: bytes) -> ParsedDraft:
    """Read a draft. Raises DraftError with one of the codes of `messages`."""
    return assemble(read(data, "markdown"))


def assemble(draft: RawDraft) -> ParsedDraft:
    """The tree of a draft. The warnings about a section name its place.

    Raises DraftError("duplicate_key").
    """
    headings = headings_of(draft)
    preamble = not draft.sections[0].level
    sections = _tree(draft.sections, headings, preamble)
    warnings = [*draft.notices]
    if preamble:
        warnings.append(DraftWarning("preamble", {"heading": headings[0]}, 0))
    for place, section in enumerate(draft.sections):
        warnings += [replace(notice, section=place) for notice in section.notices]
    return ParsedDraft(
        title=draft.title or headings[preamble if len(headings) > 1 else 0],
        metadata=draft.metadata,
        sections=sections,
        warnings=(*warnings, *_heading_warnings(sections)),
    )


def headings_of(draft: RawDraft) -> list[str]:
    """The heading of each section; the text before the first heading gets one."""
    first, *others = (section.heading for section in draft.sections)
    if not first and not draft.sections[0].level:
        # The draft's own title often stands again as its first heading; that name is taken then.
        first = draft.title if draft.title and draft.title not in others else PREAMBLE_HEADING
    return [first, *others]


def digest(text: str) -> str:
    """32 hex digits, equal for texts that differ in nothing but blanks and Unicode form."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def _tree(
    sections: Sequence[RawSection], headings: Sequence[str], preamble: bool
) -> tuple[ParsedSection, ...]:
    parents = outline.parents([s.level for s in sections], detached_first=preamble)
    keys = outline.keys(headings, [s.key for s in sections], parents)
    pages = outline.pages(parents, [s.words for s in sections])
    numbers = outline.numbers(parents)
    chapters = outline.chapter_names(headings, parents)
    counters: Counter[str] = Counter()
    return tuple(
        ParsedSection(
            heading=headings[index],
            level=max(section.level, 1),
            parent=parents[index],
            number=numbers[index],
            key=keys[index],
            explicit_key=section.key is not None,
            blocks=tuple(_number_blocks(section.blocks, chapter, counters)),
            starts_page=pages[index] == index,
            page=pages[index],
        )
        for index, (section, chapter) in enumerate(
            zip(sections, chapters, strict=True)
        )
    )


def _number_blocks(
    blocks: Iterable[RawBlock], chapter: str, counters: Counter[str]
) -> Iterator[ParsedBlock]:
    for block in blocks:
        counters[chapter] += 1
        yield ParsedBlock(
            kind=block.kind,
            depth=block.depth,
            text=block.text,
            html=block.html,
            number=f"{chapter}.{counters[chapter]}",
            digest=digest(block.text),
        )


def _heading_warnings(sections: Iterable[ParsedSection]) -> Iterator[DraftWarning]:
    seen: Counter[tuple[int | None, str]] = Counter()
    for index, section in enumerate(sections):
        if not section.heading:
            yield DraftWarning("empty_heading", {"number": section.number}, index)
            continue
        place = (section.parent, section.heading.casefold())
        seen[place] += 1
        if seen[place] == 2 and not section.explicit_key:
            yield DraftWarning("duplicate_heading", {"heading": section.heading[:80]}, index)
