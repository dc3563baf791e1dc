"""The bars of a campaign's results: one for each number."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.web.bars import STEP, scaled, width_of

HEIGHT = 100
LEAST = 14  # as if there were so many: a single bar is no wall


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    width: int
    most: int
    height: int = HEIGHT


def bars_of(numbers: Sequence[int]) -> Bars:
    """Whatever is more than nothing is at least a line high."""
    most = max(numbers, default=0)
    heights = [scaled(number, most, HEIGHT) for number in numbers]
    bars = [Bar(place * STEP, HEIGHT - height, height) for place, height in enumerate(heights)]
    return Bars(bars, width_of(max(LEAST, len(numbers))), most)
