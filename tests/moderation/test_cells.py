"""Which counts are shown, so that none of 1 to 4 can be read or calculated."""

from itertools import product

from consult.moderation.cells import lone, quantile, safe, together


def test_what_is_large_or_nought_is_shown() -> None:
    assert safe({"a": 5, "b": 0, "c": 100}) == {"a": 5, "b": 0, "c": 100}
    assert [lone(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]


def test_one_small_count_hides_another_so_that_no_sum_gives_it() -> None:
    assert safe({"a": 2, "b": 7, "c": 9}) == {"a": None, "b": None, "c": 9}
    assert safe({"a": 1, "b": 1, "c": 9}) == dict.fromkeys("abc")
    assert safe({"a": 3, "b": 0}) == {"a": None, "b": None}


def consistent(shown: dict[str, int | None], total: int) -> set[tuple[int, ...]]:
    """All counts that would be shown so and have this sum."""
    keys = [key for key, count in shown.items() if count is None]
    rest = total - sum(count or 0 for count in shown.values())
    found = set()
    for values in product(range(rest + 1), repeat=len(keys)):
        if sum(values) == rest and safe({**shown, **dict(zip(keys, values, strict=True))}) == shown:
            found.add(values)
    return found


def test_no_small_count_follows_from_what_is_shown_and_the_sum() -> None:
    """Every three counts up to nine: where one is small, it could be at least two numbers."""
    for counts in product(range(10), repeat=3):
        real = dict(zip("abc", counts, strict=True))
        shown = safe(real)
        possible = list(zip(*consistent(shown, sum(counts)), strict=True))
        hidden = [key for key, count in shown.items() if count is None]
        for key, values in zip(hidden, possible, strict=True):
            assert not 0 < real[key] < 5 or len(set(values)) > 1, (real, shown)


def test_weeks_go_together_until_no_count_is_small() -> None:
    weeks = [{"a": 5, "b": 0}, {"a": 3, "b": 1}, {"a": 3, "b": 4}, {"a": 9, "b": 1}]
    assert together(weeks) == [(0, 1), (1, 4)]
    assert together([{"a": 3}, {"a": 1}]) == []
    assert together([{"a": 3}, {"a": 2}, {"a": 0}]) == [(0, 2), (2, 3)]


def test_a_share_of_few_is_not_told() -> None:
    assert quantile([1, 2, 3, 4], 0.5) is None
    assert quantile([5, 1, 4, 2, 3], 0.5) == 3
    assert quantile(list(range(1, 11)), 0.9) == 9
