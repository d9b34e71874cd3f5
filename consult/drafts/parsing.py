"""A draft in Markdown, as bytes, turned into sections with numbered blocks.

Pure: no request, no database. Start at `parse_markdown`; the steps are `source` (bytes to text),
`blocks` (text to headings with blocks) and `outline` (tree, numbers, keys, pages).
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consult.drafts import outline
from consult.drafts.blocks import MAX_WARNINGS, BlockKind, RawBlock, RawSection, read_body
from consult.drafts.messages import DraftWarning
from consult.drafts.source import read_source

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
    source = read_source(data)
    title = " ".join(source.metadata.get("title", "").split())
    sections, noticed = read_body(source.body, source.offset)
    preamble = not sections[0].level
    warnings = [DraftWarning("encoding")] if source.legacy_encoding else []
    if preamble:
        sections[0].heading = _preamble_heading(sections, title)
        warnings.append(DraftWarning("preamble", {"heading": sections[0].heading}))
    parsed = _assemble(sections, preamble)
    warnings += [*noticed, *_heading_warnings(parsed)]
    return ParsedDraft(
        title=title or parsed[preamble].heading,
        metadata=source.metadata,
        sections=parsed,
        warnings=tuple(warnings[:MAX_WARNINGS]),
    )


def digest(text: str) -> str:
    """32 hex digits, equal for texts that differ in nothing but blanks and Unicode form."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def _preamble_heading(sections: list[RawSection], title: str) -> str:
    # The draft's own title often stands again as its first heading; that name is taken then.
    taken = {section.heading for section in sections[1:]}
    return title if title and title not in taken else PREAMBLE_HEADING


def _assemble(sections: list[RawSection], preamble: bool) -> tuple[ParsedSection, ...]:
    parents = outline.parents([s.level for s in sections], detached_first=preamble)
    keys = outline.keys([s.heading for s in sections], [s.key for s in sections], parents)
    pages = outline.pages(parents, [s.words for s in sections])
    numbers = outline.numbers(parents)
    chapters = outline.chapter_names([s.heading for s in sections], parents)
    counters: Counter[str] = Counter()
    return tuple(
        ParsedSection(
            heading=section.heading,
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
    for section in sections:
        if not section.heading:
            yield DraftWarning("empty_heading", {"number": section.number})
            continue
        place = (section.parent, section.heading.casefold())
        seen[place] += 1
        if seen[place] == 2 and not section.explicit_key:
            yield DraftWarning("duplicate_heading", {"heading": section.heading[:80]})
