"""When a campaign reaches its goal if its days go on as the last seven did: arithmetic, without any rows.

The range is that of the slowest and the busiest three of these days, not an interval of statistics: people come in waves, so an
interval that takes days for alike would be far too narrow, and everybody can check this one against the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# A week has each weekday once: weekends are quieter.
DAYS = 7
# Our judgement: three days are not one lucky one, and leave as many for the other end.
EXTREME_DAYS = 3
# Below this many people chance alone moves the pace by a fifth and more (Poisson: 1 / sqrt(30) = 18 %).
FEWEST = 30
# Our judgement: no campaign keeps its pace for longer, so nobody is told a date beyond.
LONGEST_DAYS = 365


class Reach(StrEnum):
    REACHED = "reached"
    TOO_EARLY = "too early"
    NOT_AT_THIS_PACE = "not at this pace"
    ON_A_DAY = "on a day"


@dataclass(frozen=True)
class Outlook:
    """`day` is None unless it is reached at the mean pace; `earliest` and `latest` are None where that pace does not reach it."""

    reach: Reach
    goal: int
    missing: int = 0
    per_day: float = 0.0
    day: date | None = None
    earliest: date | None = None
    latest: date | None = None


def outlook(people: int, goal: int, last_days: Sequence[int], today: date) -> Outlook:
    """When `people` become `goal`. `last_days` are the people of each of the last days that are over, the latest last.

    More people on any day never make it later.
    """
    missing = goal - people
    if missing <= 0:
        return Outlook(Reach.REACHED, goal)
    week = list(last_days[-DAYS:])
    total = sum(week)
    # Where nobody came at all, that is no matter of chance: it is the pace.
    if len(week) < DAYS or 0 < total < FEWEST:
        return Outlook(Reach.TOO_EARLY, goal, missing)
    ordered = sorted(week)
    slow, busy = ordered[:EXTREME_DAYS], ordered[-EXTREME_DAYS:]
    day = _reached(missing, total, DAYS, today)
    return Outlook(
        Reach.ON_A_DAY if day else Reach.NOT_AT_THIS_PACE,
        goal,
        missing,
        total / DAYS,
        day,
        earliest=_reached(missing, sum(busy), EXTREME_DAYS, today),
        latest=_reached(missing, sum(slow), EXTREME_DAYS, today),
    )


def _reached(missing: int, people: int, days: int, today: date) -> date | None:
    """At so many people in so many days; None where that is beyond LONGEST_DAYS. Whole numbers, so that no rounding moves a day."""
    if people <= 0:
        return None
    needed = -(-missing * days // people)  # rounded up
    return today + timedelta(days=needed) if needed <= LONGEST_DAYS else None
