"""Cohen's kappa, against a worked example, and with several topics to a text."""

import pytest

from consult.topics.analysis.agreement import by_topic, kappa


def test_the_example_of_the_books():
    pairs = [("s", "s")] * 20 + [("s", "n")] * 5 + [("n", "s")] * 10 + [("n", "n")] * 15
    found = kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert (found.observed, found.expected) == pytest.approx((0.7, 0.5))
    assert found.kappa == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((0.1511, 0.6489), abs=0.01)


def test_several_topics_agree_by_what_they_have_in_common():
    found = kappa([{"a", "b"}, {"c"}], [{"a"}, {"c"}])
    assert found.observed == pytest.approx(0.75)
    assert found.kappa == pytest.approx((0.75 - 0.375) / (1 - 0.375))
    assert set(by_topic([{"a", "b"}, {"c"}], [{"a"}, {"c"}])) == {"a", "b", "c"}


def test_where_chance_would_agree_too_there_is_no_kappa():
    assert kappa([{"a"}, {"a"}], [{"a"}, {"a"}]).kappa is None


@pytest.mark.parametrize(("one", "other"), [([], []), ([{"a"}], [])])
def test_the_same_texts_are_needed(one, other):
    with pytest.raises(ValueError):
        kappa(one, other)
