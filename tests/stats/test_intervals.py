"""Wilson's intervals: the published figures, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.stats.intervals import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
    # method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_they_are_those_that_are_published(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=0.00005)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).value == 0


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_in_its_interval_which_mirrors_that_of_the_rest(counts: tuple[int, int]) -> None:
    part, whole = counts
    low, high = Share(part, whole).interval
    assert 0 <= low <= part / whole <= high <= 1
    assert Share(whole - part, whole).interval == pytest.approx((1 - high, 1 - low))


def test_more_letters_make_it_narrower() -> None:
    low, high = Share(30, 100).interval
    wide_low, wide_high = Share(3, 10).interval
    assert wide_low < low < high < wide_high


def test_one_is_surely_above_another_only_where_they_do_not_touch() -> None:
    assert Share(90, 100).surely_above(Share(50, 100))
    assert not Share(9, 10).surely_above(Share(5, 10))
    assert not Share(1, 1).surely_above(Share(0, 0))
