"""When two shares differ for sure, and within which time half of the people had confirmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.stats.comparing import median_delay, surely_differ
from campaign.stats.intervals import Share
from campaign.stats.reading import Row

share = st.integers(0, 10**6).flatmap(lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (Share(900, 1000), Share(500, 1000), True),
        (Share(500, 1000), Share(900, 1000), True),
        (Share(9, 10), Share(5, 10), False),
        (Share(0, 0), Share(0, 1000), False),
        (Share(1000, 1000), Share(0, 0), False),
    ],
)
def test_only_what_is_hardly_chance_is_called_a_difference(one: Share, other: Share, differ: bool) -> None:
    assert surely_differ(one, other) is differ


@given(share, share)
def test_it_does_not_matter_which_is_named_first(one: Share, other: Share) -> None:
    assert surely_differ(one, other) == surely_differ(other, one)


@given(share)
def test_nothing_differs_from_itself(one: Share) -> None:
    assert not surely_differ(one, one)


@pytest.mark.parametrize(
    ("counted", "half"),
    [
        ({}, None),
        ({"60": 1}, "60"),
        ({"60": 1, "300": 1}, "60"),
        ({"60": 1, "300": 2}, "300"),
        ({"longer": 5, "60": 4}, "longer"),
        ({"3600": 1, "900": 1, "21600": 1}, "3600"),
    ],
)
def test_half_had_confirmed_within_that_class(counted: dict[str, int], half: str | None) -> None:
    assert median_delay([Row(value, n, n) for value, n in counted.items()]) == half
