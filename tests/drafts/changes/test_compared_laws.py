"""Consecutive states of a real law, compared: nothing is lost, nothing is told twice."""

from collections.abc import Sequence

import pytest

from consult.drafts.changes import diff
from consult.drafts.changes.comparing import Comparison, Paragraph, Part, compare
from consult.drafts.changes.matching import match_sections
from consult.drafts.parsing import ParsedDraft
from tests.drafts.test_laws import DATES, LAWS, STEPS, law, outline_of

pytestmark = pytest.mark.skipif(
    not LAWS.is_dir(), reason="the real laws are not here: ../shared/data/leyes is missing"
)


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
    identities = [
        found[index].old if index in found else fresh + index for index in range(len(new.sections))
    ]
    return compare(parts(old, range(fresh)), parts(new, identities))


@pytest.mark.parametrize(("before", "after"), [*STEPS, (DATES[0], DATES[2])])
def test_a_comparison_holds_every_paragraph_of_both_once(before, after):
    rows = [row for change in compared(before, after).changes for row in change.rows]
    stood = [row for row in rows if row.old and not (row.fate == "moved" and row.elsewhere)]
    olds = [row.old.number for row in stood]
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
