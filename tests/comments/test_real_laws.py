"""Words chosen at random in real laws are found where they were chosen, and can be marked."""

import random
from pathlib import Path

import pytest

from consult.comments.highlighting import highlight
from consult.comments.quoting import BEGINNING, CONTEXT, locate_across
from consult.drafts.parsing import parse_markdown
from consult.markup import from_draft

LAWS = ["lo-4-2000_2000-01-12.md", "lo-4-2000_2025-03-19.md"]


@pytest.fixture(scope="module", params=LAWS)
def sections(request: pytest.FixtureRequest, shared_data: Path) -> list[list]:
    parsed = parse_markdown((shared_data / "leyes" / request.param).read_bytes())
    return [list(section.blocks) for section in parsed.sections if section.blocks]


def test_a_thousand_selections_are_found_where_they_were_made(sections: list[list]) -> None:
    chance = random.Random(1)
    undecided = 0
    for _selection in range(1000):
        section = chance.choice(sections)
        number = chance.randrange(len(section))
        texts = [block.text for block in section]
        length = chance.randrange(30, 201)
        start = chance.randrange(max(1, len(texts[number]) - length))
        words = texts[number][start : start + length]
        before = BEGINNING + texts[number][:start]
        (found,) = locate_across(texts, words, before)
        assert found.first == found.last == number
        assert texts[number][found.start : found.end].strip() in words
        assert 0 <= found.start - start <= 2
        undecided += len(locate_across(texts, words, before[-CONTEXT:])) > 1
    assert undecided <= 10


def test_every_paragraph_can_be_marked(sections: list[list]) -> None:
    for block in (block for section in sections for block in section):
        html = str(from_draft(block.html))
        assert "<mark>" in highlight(html, block.text, [(0, len(block.text))])
