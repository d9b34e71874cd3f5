"""Five real versions of one law, imported without loss and followed from one to the next."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from consult.drafts import diff
from consult.drafts.comparing import Comparison, Paragraph, Part, compare
from consult.drafts.matching import BlockRef, SectionOutline, match_blocks, match_sections
from consult.drafts.outline import PAGE_WORDS
from consult.drafts.parsing import ParsedDraft, parse_markdown

LAWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "leyes"
DATES = ["2000-01-12", "2003-11-21", "2009-12-12", "2011-07-28", "2025-03-19"]
STEPS = list(zip(DATES, DATES[1:], strict=False))

pytestmark = pytest.mark.skipif(
    not LAWS.is_dir(), reason="the real laws are not here: ../shared/data/leyes is missing"
)


def source_of(date: str) -> bytes:
    return (LAWS / f"lo-4-2000_{date}.md").read_bytes()


@cache
def law(date: str) -> ParsedDraft:
    return parse_markdown(source_of(date))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def written(date: str) -> Iterator[tuple[str, list[str]]]:
    """Each heading of the file with the lines below it, read without the parser."""
    _, _, body = source_of(date).decode().split("---\n", 2)
    for part in re.split(r"^#+ ", body, flags=re.MULTILINE)[1:]:
        heading, *lines = part.splitlines()
        yield heading.strip(), [line for line in lines if line.strip()]


def outline_of(draft: ParsedDraft) -> list[SectionOutline]:
    return [
        SectionOutline(s.key, s.heading, s.parent, tuple(block.digest for block in s.blocks))
        for s in draft.sections
    ]


def blocks_of(draft: ParsedDraft) -> list[BlockRef]:
    return [BlockRef(n, b.digest) for n, s in enumerate(draft.sections) for b in s.blocks]


@pytest.mark.parametrize("date", DATES)
def test_each_heading_is_one_section(date):
    assert [s.heading for s in law(date).sections] == [heading for heading, _ in written(date)]
    assert len(law(date).sections) > 90


@pytest.mark.parametrize("date", DATES)
def test_each_word_is_in_its_section_in_its_place(date):
    for section, (_, lines) in zip(law(date).sections, written(date), strict=True):
        read = [word for block in section.blocks for word in words(block.text)]
        assert read == [word for line in lines for word in words(line)], section.heading


@pytest.mark.parametrize("date", DATES)
def test_each_line_is_one_block(date):
    counts = [len(section.blocks) for section in law(date).sections]
    assert counts == [len(lines) for _, lines in written(date)]


@pytest.mark.parametrize("date", DATES)
def test_front_matter_is_read(date):
    draft = law(date)
    assert draft.metadata["last_updated"] == date
    assert draft.title == draft.metadata["title"] == draft.sections[0].heading


@pytest.mark.parametrize("date", DATES)
def test_keys_and_numbers_are_unique(date):
    sections = law(date).sections
    blocks = [block for section in sections for block in section.blocks]
    assert len({section.key for section in sections}) == len(sections)
    assert len({section.number for section in sections}) == len(sections)
    assert len({block.number for block in blocks}) == len(blocks) > 200


@pytest.mark.parametrize("date", DATES)
def test_a_page_is_short_unless_it_is_one_section(date):
    pages: dict[int, list[int]] = {}
    for index, section in enumerate(law(date).sections):
        pages.setdefault(section.page, []).append(index)
        assert section.starts_page == (section.page == index)
    for sections in pages.values():
        texts = [b.text for index in sections for b in law(date).sections[index].blocks]
        assert sum(len(text.split()) for text in texts) <= PAGE_WORDS or len(sections) == 1
    assert len(pages) < len(law(date).sections) * 2 / 3


@pytest.mark.parametrize("date", DATES)
def test_articles_have_the_key_they_are_cited_by(date):
    for section in law(date).sections:
        cited = re.match(r"Artículo (\d+)(?: (bis|ter))?\.", section.heading)
        if cited:
            assert section.key == "-".join(filter(None, ["articulo", *cited.groups()]))


@pytest.mark.parametrize("date", DATES)
def test_it_takes_well_under_a_second(date):
    start = time.process_time()
    parse_markdown(source_of(date))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_what_keeps_its_heading_keeps_its_identity(before, after):
    old, new = law(before), law(after)
    found = match_sections(outline_of(old), outline_of(new))
    assert len(set(found.values())) == len(found)
    places = {section.heading: index for index, section in enumerate(old.sections)}
    for index, section in enumerate(new.sections):
        if section.heading.startswith("Artículo") and section.heading in places:
            assert found[index] == places[section.heading]


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_section_keeps_its_key_from_one_law_to_the_next(before, after):
    gone = {s.key for s in law(before).sections} - {s.key for s in law(after).sections}
    assert len(gone) <= len(law(before).sections) * 0.05, gone


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_every_block_has_a_fate_and_unchanged_words_follow_it(before, after):
    old, new = law(before), law(after)
    sections = match_sections(outline_of(old), outline_of(new))
    olds, news = blocks_of(old), blocks_of(new)
    fates = match_blocks(olds, news, sections)
    taken = [place for _, place in fates.values() if place is not None]
    assert len(fates) == len(olds) and len(set(taken)) == len(taken)
    for index, (state, place) in fates.items():
        assert (place is not None) == (state in ("kept", "moved"))
        assert place is None or news[place].digest == olds[index].digest
    missing = {block.digest for block in olds} - {block.digest for block in news}
    lost = [i for i, (_, place) in fates.items() if place is None]
    assert sum(olds[i].digest in missing for i in lost) >= 0.9 * len(lost)


def test_a_law_against_itself_is_kept_whole():
    draft = law(DATES[-1])
    sections = match_sections(outline_of(draft), outline_of(draft))
    blocks = blocks_of(draft)
    assert sections == {index: index for index in range(len(draft.sections))}
    assert match_blocks(blocks, blocks, sections) == {n: ("kept", n) for n in range(len(blocks))}


def parts(draft: ParsedDraft, identities: Sequence[int]) -> list[Part]:
    return [
        Part(
            identities[index], section.key, section.heading, 0,
            None if section.parent is None else identities[section.parent],
            identities[section.page],
            tuple(Paragraph(block.number, block.text, block.digest) for block in section.blocks),
        )
        for index, section in enumerate(draft.sections)
    ]  # fmt: skip


def compared(before: str, after: str) -> Comparison:
    old, new = law(before), law(after)
    found = match_sections(outline_of(old), outline_of(new))
    fresh = len(old.sections)
    identities = [found.get(index, fresh + index) for index in range(len(new.sections))]
    return compare(parts(old, range(fresh)), parts(new, identities))


@pytest.mark.parametrize(("before", "after"), [*STEPS, (DATES[0], DATES[2])])
def test_a_comparison_holds_every_paragraph_of_both_once(before, after):
    rows = [row for change in compared(before, after).changes for row in change.rows]
    olds = [row.old.number for row in rows if row.old and not (row.fate == "moved" and row.elsewhere)]
    news = [row.new.number for row in rows if row.new]
    assert sorted(olds) == sorted(b.number for s in law(before).sections for b in s.blocks)
    assert news == [b.number for s in law(after).sections for b in s.blocks]


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_pieces_of_a_comparison_make_both_texts(before, after):
    for row in (row for change in compared(before, after).changes for row in change.rows):
        old = "".join(piece.text for piece in diff.before(row.pieces))
        new = "".join(piece.text for piece in diff.after(row.pieces))
        assert row.old is None or old == row.old.text
        assert row.new is None or new == row.new.text
        assert row.fate != "same" or old == new


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_pieces_of_two_whole_laws_make_them_again(before, after):
    old, new = (
        "\n".join(b.text for s in law(date).sections for b in s.blocks) for date in (before, after)
    )
    pieces = diff.difference(old, new)
    assert "".join(piece.text for piece in diff.before(pieces)) == old
    assert "".join(piece.text for piece in diff.after(pieces)) == new
    kept = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    assert kept > 0.5 * len(old)


def test_a_law_compared_with_itself_says_nothing():
    assert not compared(DATES[2], DATES[2]).sections
