"""`ours.wake NUMBER [WORKERS]` asks for so many drains, as the sweep does for one; before, it waits until so many workers answer."""

import time

from benchmarks.machine import Broken
from campaign.celery import app
from campaign.delivery.wake import wake_again

START_SECONDS = 30


def main(arguments: list[str]) -> None:
    workers = int(arguments[1]) if len(arguments) > 1 else 0
    deadline = time.monotonic() + START_SECONDS
    while workers and len(app.control.ping(timeout=1, limit=workers)) < workers:
        if time.monotonic() > deadline:
            raise Broken(f"after {START_SECONDS} s fewer than {workers} workers answer")
    for _ in range(int(arguments[0])):
        wake_again()
