"""The outline of a version: pages, neighbours, the index beside a page, sums."""

from consult.reading.contents import CROWD, NEIGHBOURS, Contents


def outline(*rows: tuple[str, str | None, str]) -> Contents:
    """From (key, parent's key, key of the page it is read on) in reading order."""
    ids = {row[0]: number for number, row in enumerate(rows, 101)}
    depths: dict[str | None, int] = {None: -1}
    made = []
    for key, parent, page in rows:
        depths[key] = depths[parent] + 1
        parent_id = ids[parent] if parent else None
        made.append((ids[key], key, key.upper(), depths[key], parent_id, ids[page]))
    return Contents.of_rows(made)


BOOK = (
    ("cover", None, "cover"),
    ("one", "cover", "one"),
    ("one-a", "one", "one"),
    ("one-b", "one", "one"),
    ("two", "cover", "two"),
    ("two-a", "two", "two-a"),
    ("two-a-i", "two-a", "two-a"),
    ("two-b", "two", "two-b"),
    ("three", "cover", "three"),
)


def entry(contents: Contents, key: str):
    found = contents.by_key(key)
    assert found is not None
    return found


def keys(entries) -> list[str]:
    return [each.key for each in entries]


def crowd(size: int) -> Contents:
    rows = [("cover", None, "cover"), ("axis", "cover", "axis")]
    rows += [(f"p{number}", "axis", f"p{number}") for number in range(size)]
    return outline(*rows, ("last", "cover", "last"))


def test_a_root_that_holds_all_others_is_the_cover():
    contents = outline(*BOOK)
    assert contents.cover is entry(contents, "cover")
    assert keys(contents.chapters) == ["cover", "one", "two", "three"]


def test_without_one_root_the_roots_are_the_chapters():
    contents = outline(("a", None, "a"), ("a-1", "a", "a"), ("b", None, "b"))
    assert contents.cover is None
    assert keys(contents.chapters) == ["a", "b"]


def test_a_single_section_is_a_chapter_and_no_cover():
    contents = outline(("all", None, "all"))
    assert contents.cover is None
    assert keys(contents.chapters) == ["all"]


def test_a_version_without_text_has_no_chapters():
    assert list(outline().chapters) == []


def test_a_page_holds_its_sections_or_leads_to_its_parts():
    contents = outline(*BOOK)
    assert keys(contents.on_page(entry(contents, "one"))) == ["one", "one-a", "one-b"]
    assert keys(contents.on_page(entry(contents, "two"))) == ["two"]
    assert keys(contents.parts(entry(contents, "two"))) == ["two-a", "two-b"]
    assert list(contents.parts(entry(contents, "one"))) == []


def test_every_section_is_on_exactly_one_page():
    contents = outline(*BOOK)
    pages = [each for each in contents.entries if each.starts_page]
    read = [section.key for page in pages for section in contents.on_page(page)]
    assert read == [row[0] for row in BOOK]


def test_pages_follow_each_other_in_reading_order():
    contents = outline(*BOOK)
    page, walked = entry(contents, "cover"), []
    while page is not None:
        walked.append(page.key)
        page = contents.after(page)
    assert walked == ["cover", "one", "two", "two-a", "two-b", "three"]
    assert contents.before(entry(contents, "two-a")) is entry(contents, "two")
    assert contents.before(entry(contents, "cover")) is None


def test_the_index_opens_the_way_to_the_page_only():
    contents = outline(*BOOK)
    lines = [(line.entry.key, line.level) for line in contents.around(entry(contents, "two-b"))]
    assert lines == [
        ("cover", 1), ("one", 1), ("two", 1), ("two-a", 2), ("two-b", 2), ("three", 1),
    ]  # fmt: skip
    closed = [line.entry.key for line in contents.around(entry(contents, "three"))]
    assert closed == ["cover", "one", "two", "three"]


def test_the_index_of_the_cover_names_each_chapter_once():
    contents = outline(*BOOK)
    lines = contents.around(entry(contents, "cover"))
    assert [line.entry.key for line in lines] == ["cover", "one", "two", "three"]


def test_of_a_crowd_the_index_shows_the_neighbours():
    contents = crowd(CROWD * 20)
    lines = contents.around(entry(contents, "p500"))
    shown = [line.entry.key for line in lines if line.level == 2 and not line.crowd]
    assert shown == [f"p{n}" for n in range(500 - NEIGHBOURS, 500 + NEIGHBOURS + 1)]
    (rest,) = [line for line in lines if line.crowd]
    assert (rest.entry.key, rest.crowd, rest.level) == ("axis", CROWD * 20, 2)


def test_at_the_ends_of_a_crowd_there_are_fewer_neighbours():
    contents = crowd(CROWD + 1)
    first = [line.entry.key for line in contents.around(entry(contents, "p0")) if line.level == 2]
    assert first[: NEIGHBOURS + 1] == [f"p{n}" for n in range(NEIGHBOURS + 1)]
    last = contents.around(entry(contents, f"p{CROWD}"))
    assert sum(line.level == 2 for line in last) == NEIGHBOURS + 2


def test_the_parent_of_a_crowd_does_not_list_it():
    contents = crowd(CROWD + 1)
    lines = contents.around(entry(contents, "axis"))
    assert [(line.level, line.crowd) for line in lines if line.level == 2] == [(2, CROWD + 1)]


def test_sums_count_a_section_with_all_below_it():
    contents = outline(*BOOK)
    own = {entry(contents, key).id: 1 for key in ("one", "one-a", "two-a-i", "three")}
    totals = dict(zip(keys(contents.entries), contents.totals(own), strict=True))
    assert totals == {
        "cover": 4, "one": 2, "one-a": 1, "one-b": 0, "two": 1, "two-a": 1, "two-a-i": 1,
        "two-b": 0, "three": 1,
    }  # fmt: skip
