"""The table of states, pair by pair."""

from itertools import product

import pytest

from campaign.delivery.states import ALLOWED, CANCELLABLE, CLAIMABLE, TAKEN, WAITING, State, may_become

# Written out a second time, from the plan's diagram, so that a slip in the table shows.
DRAWN = {
    "queued": "sending held cancelled suppressed",
    "sending": "accepted queued uncertain held suppressed failed delivered bounced complained",
    "uncertain": "sending accepted delivered bounced complained failed cancelled",
    "held": "queued cancelled suppressed",
    "accepted": "delivered bounced complained",
    "delivered": "bounced complained",
    "bounced": "complained",
    "complained": "",
    "suppressed": "queued",
    "cancelled": "",
    "failed": "queued accepted delivered bounced complained",
}


@pytest.mark.parametrize(("old", "new"), list(product(State, State)), ids=lambda state: str(state))
def test_each_pair_of_states_is_allowed_or_refused_as_drawn(old: State, new: State) -> None:
    assert may_become(old, new) == (new.value in DRAWN[old.value].split())


def test_every_state_is_in_the_table() -> None:
    assert set(ALLOWED) == set(State)


def test_only_what_was_cancelled_or_complained_about_is_over_for_good() -> None:
    assert {state for state in State if not ALLOWED[state]} == {State.COMPLAINED, State.CANCELLED}


def test_every_state_leads_to_an_end() -> None:
    ends = {state for state in State if not ALLOWED[state]}
    for state in State:
        reached, frontier = {state}, {state}
        while frontier:
            frontier = {new for old in frontier for new in ALLOWED[old]} - reached
            reached |= frontier
        assert reached & ends, f"{state} never ends"


def test_what_is_claimed_was_waiting_and_what_is_cancelled_never_left() -> None:
    assert set(CLAIMABLE) <= set(WAITING)
    assert set(CANCELLABLE) <= set(WAITING)
    assert not set(TAKEN) & set(WAITING)
    assert State.UNCERTAIN not in CANCELLABLE
