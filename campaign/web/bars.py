"""What drawings of bars share, in their own units: zero-based, one bar beside the other, each as high as its number."""

STEP = 12
WIDTH = 8


def scaled(number: int, most: int, height: int) -> int:
    """As high as its share of the most; anything at all is at least a line."""
    return max(2, number * height // most) if number else 0


def width_of(bars: int) -> int:
    """Of so many beside each other, without the gap after the last."""
    return max(1, bars * STEP - (STEP - WIDTH))
