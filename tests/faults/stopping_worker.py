"""A worker that drains the queue once and stops at an exact point: `python -m tests.faults.stopping_worker POINT`.

POINT is "before:N" (the Nth mail is claimed, the provider was not called), "after:N" (the provider has accepted it, nothing is
recorded) or "composing:TEXT" (the mail whose text has these words is being composed). There it prints "here" and waits to be killed.
"one-by-one" is no point to stop at: each claim is of a single mail, no mailbox has a pace, and at the end it prints how many it sent.
"""

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")

django.setup()

from django.conf import settings  # noqa: E402

from campaign.delivery import sending  # noqa: E402
from campaign.delivery.batches import Batch  # noqa: E402
from campaign.delivery.composing import Composed, compose  # noqa: E402
from campaign.delivery.models import OutgoingMail  # noqa: E402
from campaign.delivery.provider import Message, Provider, Receipt, configured_providers  # noqa: E402


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def stop() -> None:
    say("here")
    signal.pause()


class Stopping:
    """The provider of the settings, and a point at which it says no more."""

    idempotent = False

    def __init__(self, inner: Provider, when: str, number: int) -> None:
        self.name = inner.name
        self._inner = inner
        self._when = when
        self._left = number

    def open(self) -> None:
        self._inner.open()

    def send(self, message: Message) -> Receipt:
        self._left -= 1
        if self._left == 0 and self._when == "before":
            stop()
        receipt = self._inner.send(message)
        if self._left == 0 and self._when == "after":
            stop()
        return receipt

    def close(self) -> None:
        self._inner.close()


def main() -> None:
    when, _, which = sys.argv[1].partition(":")
    number = int(which) if which.isdigit() else 0
    if when == "composing":

        def compose_or_stop(mail: OutgoingMail, batch: Batch) -> Composed:
            composed = compose(mail, batch)
            if which in composed.text:
                stop()
            return composed

        vars(sending)["compose"] = compose_or_stop
    if when == "one-by-one":
        vars(sending).update(SMALLEST_BATCH=1, LARGEST_BATCH=1)
        settings.MAILBOX_PER_HOUR = (
            None  # a mailbox with a pace is one worker's at a time; then none would meet another
        )
    done = sending.drain(Stopping(configured_providers()[0], when, number), seconds=60)
    say(str(done.accepted))


if __name__ == "__main__":
    main()
