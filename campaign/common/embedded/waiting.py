"""Waiting for a condition with a deadline."""

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.05


def wait_until(is_true: Callable[[], object], seconds: float) -> bool:
    """Whether the condition came true in time; asked every 50 ms, and once more at the end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(PAUSE_SECONDS)
    return bool(is_true())
