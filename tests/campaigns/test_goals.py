"""A goal that is reached moves on where its campaign wants it to, and never backwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.campaigns.goals import goal_shown

COUNTS = st.integers(0, 100_000_000)


@pytest.mark.parametrize(
    ("goal", "people", "shown"),
    [(1000, 0, 1000), (1000, 999, 1000), (1000, 1000, 2000), (1000, 2000, 5000), (1000, 5000, 10_000), (1, 1, 2)],
)
def test_the_next_goal_is_the_next_round_number(goal: int, people: int, shown: int) -> None:
    assert goal_shown(goal, people, stretches=True) == shown


@given(goal=st.integers(1, 100_000_000), people=COUNTS, more=COUNTS)
def test_it_is_always_ahead_and_never_goes_back(goal: int, people: int, more: int) -> None:
    shown = goal_shown(goal, people, stretches=True)
    assert shown > people or shown == goal
    assert shown >= goal
    assert goal_shown(goal, people + more, stretches=True) >= shown


@given(goal=st.integers(1, 100_000_000), people=COUNTS)
def test_a_goal_that_does_not_stretch_stays(goal: int, people: int) -> None:
    assert goal_shown(goal, people, stretches=False) == goal
