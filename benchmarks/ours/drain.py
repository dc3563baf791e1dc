"""One of our worker processes without Celery around it: drains until the queue is empty, or until it has sent so many.

`python -m benchmarks.ours.drain [NUMBER]`
"""

import time
from dataclasses import dataclass

from django.utils import timezone

from benchmarks.together import take_part
from campaign.delivery.batches import load_batch
from campaign.delivery.composing import compose
from campaign.delivery.models import OutgoingMail
from campaign.delivery.provider import Eager, Message, Provider, Receipt, as_message, configured_providers
from campaign.delivery.sending import drain
from campaign.delivery.states import State

LONGER_THAN_ANY_RUN = 3600.0


@dataclass
class _Counted:
    """A provider through which the time is over as soon as so many mails have left: what is claimed then is given back."""

    provider: Provider
    left: int

    def __post_init__(self) -> None:
        self.name, self.idempotent = self.provider.name, self.provider.idempotent

    def open(self) -> None:
        self.provider.open()

    def begin(self, message: Message) -> None:
        if isinstance(self.provider, Eager):
            self.provider.begin(message)

    def send(self, message: Message) -> Receipt:
        self.left -= 1
        return self.provider.send(message)

    def close(self) -> None:
        self.provider.close()

    def clock(self) -> float:
        return time.monotonic() if self.left > 0 else float("inf")


def main(arguments: list[str]) -> None:
    provider = configured_providers()[0]
    _warm()
    provider.open()
    if arguments:
        take_part(lambda: _send(_Counted(provider, int(arguments[0]))))
    else:
        take_part(lambda: drain(provider, seconds=LONGER_THAN_ANY_RUN).accepted)


def _send(counted: _Counted) -> int:
    """Again while the other process holds what is left: what it gives back is ours."""
    accepted = 0
    while counted.left > 0 and OutgoingMail.objects.filter(state__in=(State.QUEUED, State.SENDING)).exists():
        accepted += drain(counted, seconds=LONGER_THAN_ANY_RUN, clock=counted.clock).accepted
    return accepted


def _warm() -> None:
    """Connected, and with everything imported and compiled: as a worker is that has been running for a minute."""
    mails = list(OutgoingMail.objects.order_by("pk")[:10])
    batch = load_batch(mails, timezone.localdate())
    for mail in mails:
        person = batch.recipient_of(mail)
        if person is not None:
            mail.to_email, mail.to_name = person.email, person.name
            as_message(compose(mail, batch))
