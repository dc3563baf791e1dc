"""The queue in numbers: what few rows tell is counted, what more of them would have to tell is read from sums.

Mail that has come to its end is counted for letters alone, from their sums: nobody reads forty million rows for a page.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from campaign.campaigns.models import Campaign
from campaign.common.redis_guard import cached
from campaign.delivery.health import COUNTED_FOR_SECONDS, Counts, longest_lines
from campaign.delivery.models import Kind, Lane
from campaign.delivery.states import WAITING, State
from campaign.stats import counts as sums
from campaign.stats import seats
from campaign.stats.changes import WAITS


@dataclass(frozen=True)
class Numbers:
    """`letters` are all there are, by state; `waiting` is whatever has not come to its end."""

    waiting: Counts
    letters: Mapping[str, int]


def numbers(counted: Counts) -> Numbers:
    """Every number that was not counted to its end is put right from sums."""
    told = Counter[str](cached("web.queue.letters", COUNTED_FOR_SECONDS, _letters))
    letters = {state.value: told[state] for state in State if state not in WAITING} | counted.letters
    if not counted.more_letters:
        return Numbers(counted, letters)
    others = sum(number for state, number in counted.letters.items() if state != State.QUEUED)
    queued = max(counted.letters.get(State.QUEUED, 0), told[WAITS] - others)
    return Numbers(_whole(counted, queued), letters | {State.QUEUED.value: queued})


def _whole(counted: Counts, queued: int) -> Counts:
    """Of very many letters all that wait are due, but for what was confirmed these minutes."""
    more = queued - counted.letters.get(State.QUEUED, 0)
    return replace(
        counted,
        due=counted.due + more,
        by_kind={**counted.by_kind, Kind.LETTER.value: counted.by_kind.get(Kind.LETTER, 0) + more},
        by_lane={**counted.by_lane, Lane.LETTER.value: counted.by_lane.get(Lane.LETTER, 0) + more},
    )


def _letters() -> dict[str, int]:
    every = sums.letters(list(Campaign.objects.values_list("pk", flat=True)))
    return dict(sum(every.values(), Counter()))


def lines(counted: Counts, most: int) -> list[tuple[int, int, int]]:
    """The recipients for whom most letters wait: addressee id, seat, number. Of very many letters, those that are held are among them."""
    return (
        cached("web.queue.lines", COUNTED_FOR_SECONDS, lambda: _lines(most))
        if counted.more_letters
        else longest_lines()
    )


def _lines(most: int) -> list[tuple[int, int, int]]:
    told = seats.waiting(list(Campaign.objects.values_list("pk", flat=True)))
    rows = [(addressee, seat, number) for (addressee, seat), number in told.items()]
    return sorted(rows, key=lambda row: (-row[2], row[:2]))[:most]
