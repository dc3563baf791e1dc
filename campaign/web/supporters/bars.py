"""Bars of a drawing, in its own units: zero-based, one for each number."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100
STEP = 12
WIDTH = 8
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
    heights = [max(2, number * HEIGHT // most) if number else 0 for number in numbers]
    bars = [Bar(place * STEP, HEIGHT - height, height) for place, height in enumerate(heights)]
    return Bars(bars, max(LEAST, len(numbers)) * STEP - (STEP - WIDTH), most)
