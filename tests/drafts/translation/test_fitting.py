"""What a translation was made from, whether it still stands, and how a file fits the sections."""

import pytest

from consult.drafts.messages import DraftError
from consult.drafts.parsing import digest, parse_markdown
from consult.drafts.translation.fitting import (
    Outcome,
    Source,
    TranslationError,
    changed_in,
    outcome,
    pair,
    read_blocks,
    source_digest,
)


def sources(draft):
    """The sections of a text as they would be kept."""
    return [
        Source(
            section_id=number,
            key=each.key,
            title=each.heading,
            level=each.level,
            digest=source_digest(each.heading, [block.digest for block in each.blocks]),
            is_empty=not each.blocks,
        )
        for number, each in enumerate(parse_markdown(draft.encode()).sections)
    ]


SPANISH = "# Uno\n\nTexto uno.\n\n## Dos\n\nTexto dos.\n\n## Tres\n\n# Cuatro\n\nTexto cuatro."


def fitted(translated, spanish=SPANISH):
    pairs = pair(parse_markdown(translated.encode()), sources(spanish))
    return [(section.heading, source.key) for section, source in pairs]


def refused(translated, spanish=SPANISH):
    with pytest.raises(TranslationError) as error:
        fitted(translated, spanish)
    return error.value.code, error.value.values


def test_the_digest_names_title_and_blocks():
    named = source_digest("Uno", [digest("a"), digest("b")])
    assert named == source_digest("Uno ", [digest("a  "), digest("b")])
    others = [("Dos", ["a", "b"]), ("Uno", ["b", "a"]), ("Uno", ["a"]), ("Uno", ["a", "b", "c"])]
    for title, blocks in others:
        assert source_digest(title, [digest(block) for block in blocks]) != named
    assert len(named) == 32


@pytest.mark.parametrize(
    ("history", "number"),
    [([], None), ([(1, "a")], None), ([(1, "a"), (2, "b")], 2), ([(1, "a"), (2, "b"), (3, "c")], 2),
     ([(1, "a"), (2, "b"), (3, "a")], None), ([(1, "a"), (2, "b"), (3, "a"), (4, "b")], 4),
     ([(1, "a"), (3, "b")], 3)],
)  # fmt: skip
def test_it_says_since_when_the_spanish_text_is_another(history, number):
    assert changed_in("a", history) == number


def test_a_section_is_read_in_markdown():
    blocks = read_blocks("Uno.\n\n- dos\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert [block.kind for block in blocks] == ["paragraph", "item", "table"]
    assert read_blocks("  \n") == ()


@pytest.mark.parametrize("text", ["# Uno", "Texto\n\n## Dos\n\nTexto", "Texto\n###### Seis"])
def test_headings_inside_a_section_are_refused(text):
    with pytest.raises(TranslationError) as error:
        read_blocks(text)
    assert error.value.code == "headings_inside"


@pytest.mark.parametrize(
    "text", ["    # Uno", "\\# Uno", "#Uno", "`# Uno`", "Uno\n===", "---\na: b\n---"]
)
def test_what_only_looks_like_a_heading_is_text(text):
    assert len(read_blocks(text)) >= 1


@pytest.mark.parametrize("text", ["> " * 60 + "x", "- " * 40 + "x"])
def test_a_text_that_is_nested_too_deep_is_refused(text):
    with pytest.raises(DraftError):
        read_blocks(text)


def test_sections_are_found_by_their_key_some_or_all_in_any_order():
    found = fitted("# Four {#cuatro}\n\nx\n\n### One {#uno}\n\ny")
    assert found == [("Four", "cuatro"), ("One", "uno")]


def test_without_keys_by_their_order():
    text = "# One\n\na\n\n## Two\n\nb\n\n## Three\n\n# Four\n\nc"
    found = [("One", "uno"), ("Two", "dos"), ("Three", "tres"), ("Four", "cuatro")]
    assert fitted(text) == found


def test_what_stands_before_the_first_title_is_a_section_on_both_sides():
    found = fitted("Before.\n\n# One\n\na", "Antes.\n\n# Uno\n\nb")
    assert [key for _title, key in found] == ["presentacion", "uno"]


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("# One\n\na", "other_number", {"found": 1, "wanted": 4}),
        ("# One\n\n## Two\n\n# Three\n\n# Four", "other_level",
         {"number": 3, "heading": "Three", "spanish": "Tres"}),
        ("Before\n\n# One", "text_before", {}),
        ("Before\n\n# One {#uno}", "text_before", {}),
        ("# One {#uno}\n\n# Two", "without_key", {"heading": "Two", "example": "uno"}),
        ("# One {#one}\n\n# Two {#dos}", "unknown_keys", {"keys": "one"}),
        ("\n\n".join(f"# N {{#n{n}}}" for n in range(9)), "unknown_keys",
         {"keys": "n0, n1, n2, n3, n4 …"}),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_told_why(text, code, values):
    assert refused(text) == (code, values)


def test_the_same_key_twice_is_refused():
    with pytest.raises(DraftError) as error:
        fitted("# One {#uno}\n\n# Two {#uno}")
    assert error.value.code == "duplicate_key"


@pytest.mark.parametrize(
    ("text", "stored", "wanted"),
    [
        ("# One {#uno}\n\nText.", None, Outcome.NEW),
        ("# One {#uno}\n\nText.", ("One", "Other."), Outcome.REPLACES),
        ("# One {#uno}\n\nText.", ("One", "Text."), Outcome.SAME),
        ("# Uno {#uno}\n\nTexto  uno.", None, Outcome.SPANISH),
        ("# One {#uno}", None, Outcome.EMPTY),
        ("# {#uno}\n\nText.", None, Outcome.EMPTY),
        ("# Three {#tres}", None, Outcome.NEW),
    ],
)
def test_what_becomes_of_a_section(text, stored, wanted):
    ((section, source),) = pair(parse_markdown(text.encode()), sources(SPANISH))
    assert outcome(section, source, stored) == wanted
