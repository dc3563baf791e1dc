"""A supporter wants their letter in their own mailbox."""

from datetime import datetime

from django.db import transaction

from campaign.delivery import outbox
from campaign.delivery.models import Kind
from campaign.delivery.wake import wake_workers
from campaign.participation.models import Participation


@transaction.atomic
def send_copy(participation: Participation, now: datetime) -> None:
    """One copy per participation, however often it is asked for."""
    if outbox.queue_to_supporter(participation, Kind.COPY, now):
        wake_workers()
