"""Counts over time as bars of a drawing: zero-based, one idea, its numbers in the table beneath."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.stats.counts import Day
from campaign.web.bars import STEP, scaled, width_of

HEIGHT = 120


@dataclass(frozen=True)
class Bar:
    """A day's bar in the drawing's own units, from the top left; `inner` is the part that confirmed."""

    day: Day
    x: int
    y: int
    height: int
    inner_y: int
    inner_height: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int
    most: int


def chart_of(days: Sequence[Day]) -> Chart:
    """Submitted as the whole bar, confirmed as its filled part; a day with anybody at all is at least a line high."""
    most = max((max(day.submitted, day.confirmed) for day in days), default=0)
    bars = []
    for position, day in enumerate(days):
        height, inner = scaled(day.submitted, most, HEIGHT), scaled(day.confirmed, most, HEIGHT)
        bars.append(Bar(day, position * STEP, HEIGHT - height, height, HEIGHT - inner, inner))
    return Chart(bars, width_of(len(days)), HEIGHT, most)


@dataclass(frozen=True)
class Column:
    """How many in the minute or hour that began then."""

    at: datetime
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Columns:
    columns: list[Column]
    width: int
    height: int
    most: int
    total: int


def columns_of(points: Sequence[tuple[datetime, int]]) -> Columns:
    """One bar for each stretch of time; one with anything at all is at least a line high."""
    most = max((number for _, number in points), default=0)
    columns = []
    for position, (at, number) in enumerate(points):
        height = scaled(number, most, HEIGHT)
        columns.append(Column(at, number, position * STEP, HEIGHT - height, height))
    return Columns(columns, width_of(len(points)), HEIGHT, most, sum(number for _, number in points))
