"""A letter waits for its confirmation since yesterday: remind its writer, once."""

from datetime import datetime, timedelta

from django.db import transaction

from campaign.delivery import outbox
from campaign.delivery.models import Kind
from campaign.delivery.wake import wake_workers
from campaign.participation.queries import to_remind

REMIND_AFTER = timedelta(hours=24)
# Whoever did not answer for two days does not want to; a service that slept over the day does not remind in bulk.
REMIND_UNTIL = timedelta(hours=48)
PER_RUN = 500


@transaction.atomic
def remind(now: datetime) -> int:
    """Write the reminders that are due; how many."""
    forgotten = to_remind(now, REMIND_AFTER, REMIND_UNTIL, PER_RUN)
    for participation in forgotten:
        outbox.queue_to_supporter(participation, Kind.REMINDER, now)
    if forgotten:
        wake_workers()
    return len(forgotten)
