"""Staff decide who holds an office; the letters that waited for it go on."""

from datetime import datetime

from django.db import transaction

from campaign.accounts.models import User
from campaign.delivery.services import release_held
from campaign.delivery.wake import wake_workers
from campaign.targets.models import Tenure
from campaign.targets.services import choose_holder


@transaction.atomic
def settle_office(tenure: Tenure, by: User, now: datetime) -> int:
    """Make this tenure the one that counts; how many letters were released by it."""
    choose_holder(tenure, by, now)
    released = release_held(now)
    wake_workers()
    return released
