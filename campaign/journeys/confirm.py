"""The owner of the address confirms: the participation counts, and its letters wait for the end of the undo window."""

from datetime import datetime

from django.db import transaction

from campaign.delivery import outbox
from campaign.delivery.wake import wake_workers
from campaign.participation import services
from campaign.participation.models import Participation
from campaign.participation.services import Outcome

__all__ = ["Outcome", "confirm"]


@transaction.atomic
def confirm(participation: Participation, now: datetime) -> Outcome:
    """Confirm and queue, in one transaction: no counted person without letters, no letter without a counted person."""
    outcome = services.confirm(participation, now)
    if outcome is Outcome.CONFIRMED:
        due = participation.undo_until or now
        outbox.queue_letters(participation, due, now)
        if participation.campaign.thank_you_mail:
            # With the letters, so that it is neither lost nor written twice; and not when they have left, which may take weeks.
            outbox.queue_thanks(participation, due, now)
        if participation.undo_until is None or participation.undo_until <= now:
            wake_workers()
    return outcome
