"""A thousand quotations from each version of a real law, followed to the next one.

What is true is found without the code under test: a section is the same if its title (without its
number) is the same, and words stand unchanged if they can be found in it.
"""

import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from consult.consultations.models import Consultation
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


def quotations(date: str) -> list[tuple[int, str]]:
    """(section, words): 30 to 200 characters of paragraphs, anywhere, also in mid-word."""
    chance = random.Random(date)
    texts = [
        (index, block.text)
        for index, section in enumerate(law(date).sections)
        for block in section.blocks
        if len(block.text) >= 30
    ]
    found = []
    for section, text in chance.choices(texts, [len(text) for _, text in texts], k=QUOTES):
        length = min(chance.randint(30, 200), len(text))
        start = chance.randint(0, len(text) - length)
        found.append((section, text[start : start + length].strip()))
    return found


def carried(app: Flask, before: str, after: str) -> tuple[list, Consultation]:
    """Each quotation with its row as it is exported from the newer version."""
    consultation = a_consultation(draft=None)
    publish(None, import_draft(None, consultation, law(before)))
    quotes = quotations(before)
    rows = [
        (n, {"id": str(n), "section": law(before).sections[index].key, "quote": words, "body": "x"})
        for n, (index, words) in enumerate(quotes)
    ]
    assert import_comments(None, consultation, rows, status="published").errors == []
    publish(None, import_draft(None, consultation, law(after)), deferral="Después.")
    db.session.commit()
    exported = list(export_rows(None, consultation, all_statuses=True))
    return list(zip(quotes, exported, strict=True)), consultation


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "after"), STEPS)
def test_each_quotation_is_where_its_words_went(app: Flask, before: str, after: str) -> None:
    found, consultation = carried(app, before, after)
    said = {title(section.heading): section for section in law(after).sections}
    heads = Counter(title(s.heading) for date in (before, after) for s in law(date).sections)
    blocks = {block.number: block.text for s in law(after).sections for block in s.blocks}
    counts = Counter[str]()
    for (index, words), row in found:
        home = title(law(before).sections[index].heading)
        texts = [block.text for block in said[home].blocks] if home in said else []
        stands, anchor = any(words in text for text in texts), row["anchor"] or {}
        spot = (blocks.get(anchor.get("block")) or "")[anchor.get("start") or 0:anchor.get("end")]
        assert anchor.get("start") is None or spot == anchor["exact"]
        if row["carry_over"] in ("kept", "moved") and not row["review"]:
            # Never placed without a warning where the words are not.
            assert words in spot or words in " ".join(blocks.values()), words
        if stands and heads[home] == 2:
            counts["stands"] += 1
            counts["placed"] += row["carry_over"] == "kept" and words in (spot, anchor["exact"])
    assert counts["stands"] > 250
    least = 0.995 if (before, after) in STEPS[:-1] else 0.99
    assert counts["placed"] >= least * counts["stands"], counts
