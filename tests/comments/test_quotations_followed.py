"""A thousand quotations from each version of a real law, followed to the next one.

What is true is found without the code under test: a section is the same if its title (without its
number) is the same, words stand unchanged if they can be found in it, and they are the same words
if their paragraph or their surroundings are.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from rapidfuzz.distance import Indel

from consult.drafts.parsing import ParsedDraft, parse_markdown
from consult.drafts.service import import_draft, publish
from consult.extensions import db
from consult.reports.queries import export_rows
from consult.reports.service import import_comments
from tests.conftest import SHARED_DATA
from tests.factories import a_consultation

DATES = ["2000-01-12", "2003-11-21", "2009-12-12", "2011-07-28", "2025-03-19"]
STEPS = [*zip(DATES, DATES[1:], strict=False), (DATES[0], DATES[2])]
QUOTES = 1_000

pytestmark = pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason="the real laws are not here: ../shared/data is missing"
)


@cache
def law(date: str) -> ParsedDraft:
    return parse_markdown(Path(SHARED_DATA, f"leyes/lo-4-2000_{date}.md").read_bytes())


def title(heading: str) -> str:
    return re.sub(r"^Artículo \d+( \w+)?\. *", "", heading).casefold()


def paragraphs(date: str) -> list[tuple[int, str]]:
    """(section, text) of every paragraph of some length."""
    return [
        (index, block.text)
        for index, section in enumerate(law(date).sections)
        for block in section.blocks
        if len(block.text) >= 30
    ]


Quotation = tuple[int, str, str]


def by_letters(chance: random.Random, section: int, text: str) -> Quotation:
    """30 to 200 characters, anywhere, also in mid-word."""
    length = min(chance.randint(30, 200), len(text))
    start = chance.randint(0, len(text) - length)
    return section, text[start : start + length].strip(), text


def by_words(chance: random.Random, section: int, text: str) -> Quotation:
    """A few words: the fewer, the more often they stand elsewhere."""
    words = text.split()
    first = chance.randrange(len(words))
    return section, " ".join(words[first : first + chance.choice([1, 2, 3, 4, 6, 10])]), text


def quotations(date: str, draw: Callable[..., Quotation]) -> list[Quotation]:
    """(section, words, the whole paragraph)."""
    chance, texts = random.Random(date), paragraphs(date)
    chosen = chance.choices(texts, [len(text) for _, text in texts], k=QUOTES)
    return [draw(chance, *place) for place in chosen]


def carried(before: str, after: str, draw: Callable[..., Quotation]) -> list[tuple]:
    """Each quotation with its row as it is exported from the newer version."""
    consultation = a_consultation(draft=None)
    publish(None, import_draft(None, consultation, law(before)))
    quotes = quotations(before, draw)
    rows = [
        (n, {
            "id": str(n), "section": law(before).sections[index].key, "quote": words, "body": "x",
            "block_starts": text,
        })
        for n, (index, words, text) in enumerate(quotes)
    ]  # fmt: skip
    assert import_comments(None, consultation, rows, status="published").errors == []
    publish(None, import_draft(None, consultation, law(after)), deferral="Después.")
    db.session.commit()
    exported = list(export_rows(None, consultation, all_statuses=True))
    return list(zip(quotes, exported, strict=True))


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "after"), STEPS)
def test_each_quotation_is_where_its_words_went(app: Flask, before: str, after: str) -> None:
    said = {title(section.heading): section for section in law(after).sections}
    heads = Counter(title(s.heading) for date in (before, after) for s in law(date).sections)
    blocks = {block.number: block.text for s in law(after).sections for block in s.blocks}
    counts = Counter[str]()
    for (index, words, _text), row in carried(before, after, by_letters):
        home = title(law(before).sections[index].heading)
        texts = [block.text for block in said[home].blocks] if home in said else []
        if heads[home] == 2 and any(words in text for text in texts):
            anchor = row["anchor"] or {}
            text = blocks.get(anchor.get("block"), "")
            counts["stands"] += 1
            placed = text[anchor.get("start") or 0 : anchor.get("end")]
            counts["placed"] += row["carry_over"] == "kept" and words in (placed, anchor["exact"])
    least = 0.995 if (before, after) in STEPS[:-1] else 0.99
    assert counts["stands"] > 250 and counts["placed"] >= least * counts["stands"], counts


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "after"), STEPS)
@pytest.mark.parametrize("draw", [by_letters, by_words])
def test_none_is_placed_at_words_said_of_something_else(
    app: Flask, draw: Callable[..., Quotation], before: str, after: str
) -> None:
    blocks = {block.number: block.text for s in law(after).sections for block in s.blocks}
    wrong, placed = [], 0
    for (_index, words, text), row in carried(before, after, draw):
        anchor = row["anchor"] or {}
        if row["carry_over"] in ("kept", "moved") and not row["review"] and anchor.get("block"):
            placed += 1
            if not is_the_same(text, words, blocks[anchor["block"]], anchor):
                wrong.append((words, text, blocks[anchor["block"]]))
    assert placed > 250 and wrong == []


def is_the_same(text: str, words: str, now: str, anchor: dict) -> bool:
    """Whether the paragraph is much the same, or what stands around the words is, or they are so
    many that nobody says them twice by chance."""
    alike = Indel.normalized_similarity(text.casefold().split(), now.casefold().split())
    shared = len(runs(text) & runs(now)) / max(min(len(runs(text)), len(runs(now))), 1)
    if max(alike, shared) >= 0.35 or len(words.split()) >= 12 or anchor["start"] is None:
        return True
    at = text.find(words)
    before, after = text[:at][-12:], text[at + len(words) :][:12]
    around = now[: anchor["start"]].endswith(before), now[anchor["end"] :].startswith(after)
    return (around[0] and len(before) > 5) or (around[1] and len(after) > 5)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}
