"""Headings put in order by hand: every change, and that none loses a word."""

import random
import re

import pytest

from consult.drafts.formats.docx import read_docx
from consult.drafts.formats.markdown import read_markdown
from consult.drafts.messages import DraftWarning
from consult.drafts.parsing import assemble
from consult.drafts.preparing import editing
from consult.drafts.preparing.editing import CannotEditError
from consult.drafts.raw import RawDraft, dump_sections, load_sections
from tests.drafts.word import FILES

LAW = """Antes.

# La ley

## TÍTULO I

## De los derechos

### Artículo 1. Objeto

Uno.

Artículo 2. Plazos. El plazo es de diez días.

Tres.

### Artículo 3

| a | b |
|---|---|
| c | d |

## TÍTULO II

Fin.
"""


def law():
    return read_markdown(LAW.encode()).sections


def shape(sections):
    return [(section.level, section.heading) for section in sections]


def texts(section):
    return [block.text for block in section.blocks]


def words(sections):
    """All words in their order, headings included; not the dots between."""
    found = [part for s in sections for part in (s.heading, *texts(s))]
    return re.findall(r"\w+", " ".join(found))


# Up and down


def test_promoting_takes_along_what_is_below():
    assert shape(editing.promote(law(), 2))[1:5] == [
        (1, "La ley"), (1, "TÍTULO I"), (2, "De los derechos"), (3, "Artículo 1. Objeto"),
    ]  # fmt: skip
    moved = shape(editing.promote(law(), 3))
    assert moved[3:6] == [(1, "De los derechos"), (2, "Artículo 1. Objeto"), (2, "Artículo 3")]
    assert moved[6] == (2, "TÍTULO II")


def test_promoting_alone_leaves_the_rest_where_it_is():
    moved = shape(editing.promote(law(), 3, with_below=False))
    assert moved[3:5] == [(1, "De los derechos"), (3, "Artículo 1. Objeto")]


def test_demoting_puts_a_section_in_the_one_before_it():
    assert shape(editing.demote(law(), 3))[2:6] == [
        (2, "TÍTULO I"), (3, "De los derechos"), (4, "Artículo 1. Objeto"), (4, "Artículo 3"),
    ]  # fmt: skip
    assert shape(editing.demote(law(), 6))[6] == (3, "TÍTULO II")


def test_demoting_alone_makes_neighbours_of_what_was_below():
    moved = editing.demote(law(), 3, with_below=False)
    assert editing.parents(moved)[3:6] == [2, 2, 2]


def test_promoting_undoes_demoting():
    assert editing.promote(editing.demote(law(), 3), 3) == law()


@pytest.mark.parametrize("text", ["Antes.\n\n# A\n\n## B\n", "Antes.\n\n### A\n\n# B\n"])
def test_the_text_before_the_first_heading_can_become_a_section_and_swallows_none(text):
    sections = read_markdown(text.encode()).sections
    made = editing.demote(sections, 0)
    assert made[0].level and made[1:] == sections[1:]
    assert editing.parents(made) == editing.parents(sections)
    assert editing.promote(made, 0) == sections


def test_a_first_section_that_holds_others_cannot_lead():
    with pytest.raises(CannotEditError):
        editing.promote(read_markdown(b"# La ley\n\nUno.\n\n## A\n").sections, 0)


@pytest.mark.parametrize(
    ("act", "place"),
    [(editing.promote, 0), (editing.promote, 1), (editing.demote, 1), (editing.demote, 2),
     (editing.demote, 4), (editing.join, 0)],
)  # fmt: skip
def test_what_has_no_place_to_go_stays(act, place):
    with pytest.raises(CannotEditError):
        act(law(), place)


def test_nothing_is_put_below_the_sixth_level():
    sections = read_markdown(b"# A\n\n# B\n\n###### C\n").sections
    with pytest.raises(CannotEditError):
        editing.demote(sections, 1)
    assert shape(editing.demote(sections, 1, with_below=False))[1] == (2, "B")


# Joining and splitting


def test_a_heading_split_in_two_becomes_one():
    joined = editing.join(law(), 3)
    assert shape(joined)[2] == (2, "TÍTULO I. De los derechos")
    assert editing.parents(joined)[3:5] == [2, 2]


def test_below_a_text_a_heading_becomes_a_paragraph():
    joined = editing.join(law(), 5)
    assert texts(joined[4])[2:] == ["Tres.", "Artículo 3", "a | b\nc | d"]
    assert len(joined) == len(law()) - 1


def test_joining_keeps_the_key_and_what_was_noticed():
    sections = read_markdown(b"# A\n\n![x](y)\n\n# B {#b}\n\n![x](y)\n").sections
    (joined,) = editing.join(sections, 1)
    assert joined.key == "b" and joined.notices == [DraftWarning("images", {"count": 2})]


def test_a_paragraph_becomes_a_heading_with_what_follows_it():
    divided = editing.split(law(), 4, 1)
    assert texts(divided[4]) == ["Uno."] and texts(divided[5]) == ["Tres."]
    assert shape(divided)[5] == (3, "Artículo 2. Plazos. El plazo es de diez días.")
    assert shape(editing.split(law(), 6, 0))[7] == (3, "Fin.")


def test_a_heading_is_cut_from_the_text_behind_it():
    divided = editing.cut(editing.split(law(), 4, 1), 5, 3)
    assert divided[5].heading == "Artículo 2. Plazos."
    assert texts(divided[5]) == ["El plazo es de diez días.", "Tres."]
    assert editing.cut(read_markdown(b"# a <b\n").sections, 0, 1)[0].blocks[0].html == "&lt;b"


@pytest.mark.parametrize("act", [
    lambda s: editing.split(s, 5, 0), lambda s: editing.split(s, 4, 9),
    lambda s: editing.cut(s, 4, 0), lambda s: editing.cut(s, 4, 3),
    lambda s: editing.rename(s, 4, ""),
])  # fmt: skip
def test_what_is_not_there_cannot_be_split(act):
    with pytest.raises(CannotEditError):
        act(law())


def test_a_heading_is_corrected():
    assert editing.rename(law(), 4, "Artículo 1")[4].heading == "Artículo 1"


# Whatever is done


def any_change(chance, sections):
    place = chance.randrange(len(sections))
    with_below = chance.random() < 0.5
    blocks = max(1, len(sections[place].blocks))
    return chance.choice([
        lambda: editing.promote(sections, place, with_below=with_below),
        lambda: editing.demote(sections, place, with_below=with_below),
        lambda: editing.join(sections, place),
        lambda: editing.split(sections, place, chance.randrange(blocks)),
        lambda: editing.cut(sections, place, chance.randrange(9)),
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_no_series_of_changes_loses_or_moves_a_word(seed):
    chance, done = random.Random(seed), 0
    sections = law() if seed % 2 else read_docx((FILES / "reforma.docx").read_bytes()).sections
    before = words(sections)
    for _step in range(150):
        kept = dump_sections(sections)
        try:
            changed = any_change(chance, sections)()
        except CannotEditError:
            continue
        assert dump_sections(sections) == kept, "the sections that were given do not change"
        assert words(changed) == before
        assert all(0 <= section.level <= 6 for section in changed)
        assert [place for place, s in enumerate(changed) if not s.level] in ([], [0])
        sections, done = changed, done + 1
        assemble(RawDraft(sections))
    assert done > 30 and load_sections(dump_sections(sections)) == sections
