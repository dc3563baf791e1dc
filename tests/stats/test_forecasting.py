"""When a goal is reached: examples that anybody can do in their head, and what holds for all numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.stats.forecasting import DAYS, FEWEST, LONGEST_DAYS, Reach, outlook

TODAY = date(2026, 11, 26)
week = st.lists(st.integers(0, 10**6), min_size=DAYS, max_size=DAYS)


def test_ten_a_day_reach_a_hundred_more_in_ten_days() -> None:
    found = outlook(900, 1000, [10] * 7, TODAY)
    assert found.reach == Reach.ON_A_DAY
    assert found.day == found.earliest == found.latest == TODAY + timedelta(days=10)


def test_the_range_is_that_of_the_busiest_and_the_slowest_three_days() -> None:
    found = outlook(900, 1000, [5, 5, 5, 10, 20, 20, 20], TODAY)
    assert (found.earliest, found.latest) == (TODAY + timedelta(days=5), TODAY + timedelta(days=20))
    assert found.day == TODAY + timedelta(days=9)  # 85 in seven days: 100 take 8.2


def test_where_three_days_saw_nobody_no_last_day_is_named() -> None:
    found = outlook(900, 1000, [0, 0, 0, 10, 20, 20, 20], TODAY)
    assert found.day is not None
    assert found.latest is None


@pytest.mark.parametrize("days", [[], [500] * 6, [4] * 6 + [5]])
def test_of_few_days_or_few_people_nothing_is_promised(days: list[int]) -> None:
    found = outlook(100, 1000, days, TODAY)
    assert found.reach == Reach.TOO_EARLY
    assert found.day is found.earliest is found.latest is None


def test_where_nobody_comes_any_more_that_is_said() -> None:
    assert outlook(900, 1000, [0] * 7, TODAY).reach == Reach.NOT_AT_THIS_PACE


def test_no_day_beyond_a_year_is_named() -> None:
    found = outlook(0, 10**6, [5] * 4 + [10_000] * 3, TODAY)
    assert (found.reach, found.latest) == (Reach.ON_A_DAY, None)
    assert outlook(0, 10**6, [10] * 7, TODAY).reach == Reach.NOT_AT_THIS_PACE


def test_only_the_last_seven_days_count() -> None:
    assert outlook(900, 1000, [9999] * 20 + [10] * 7, TODAY) == outlook(900, 1000, [10] * 7, TODAY)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_what_is_reached_is_called_so_and_nothing_else_is(people: int, goal: int) -> None:
    assert (outlook(people, goal, [100] * DAYS, TODAY).reach == Reach.REACHED) == (people >= goal)


@given(st.integers(1, 10**7), week)
def test_the_mean_lies_between_the_ends_and_all_of_them_within_a_year(missing: int, days: list[int]) -> None:
    found = outlook(0, missing, days, TODAY)
    if found.day:
        assert found.earliest
        assert TODAY < found.earliest <= found.day <= TODAY + timedelta(days=LONGEST_DAYS)
        assert found.latest is None or found.latest >= found.day


@given(st.integers(1, 10**7), week, st.integers(0, DAYS - 1), st.integers(1, 10**5))
def test_more_people_on_any_day_never_make_it_later(missing: int, days: list[int], which: int, more: int) -> None:
    if sum(days) < FEWEST:
        days = [day + FEWEST for day in days]
    before = outlook(0, missing, days, TODAY)
    after = outlook(0, missing, [day + more * (number == which) for number, day in enumerate(days)], TODAY)
    for then, now in ((before.day, after.day), (before.earliest, after.earliest), (before.latest, after.latest)):
        assert then is None or (now is not None and now <= then)
