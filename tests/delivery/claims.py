"""Claims as tests take them: all that is due at once, as one claim."""

import uuid
from datetime import timedelta

from campaign.delivery import due
from campaign.delivery.claiming import Claim
from campaign.delivery.policy import LEASE


def claim_due(limit: int, lease: timedelta = LEASE) -> Claim:
    """What a worker would send now; an empty claim where nothing is due."""
    work = due.claim_due(limit, lease=lease)
    return work.claim if work else Claim(uuid.uuid4(), [])
