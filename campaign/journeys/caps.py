"""How many mails an address may get from people who typed it into our form, and so how little a list bomber can do.

Source of the numbers: the plan's delivery facts, after the list bombing of 2016, which double opt-in alone feeds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
PER_CAMPAIGN = 2  # the first, and one sent again
SEND_AGAIN_AFTER = timedelta(minutes=10)
PER_ADDRESS = 3  # over all campaigns


def may_mail(campaign_id: int, sent: Sequence[tuple[int, datetime]], now: datetime) -> bool:
    """Whether one more mail may go to an address; `sent` are its (campaign, time) within the window, oldest first."""
    if len(sent) >= PER_ADDRESS:
        return False
    here = [at for campaign, at in sent if campaign == campaign_id]
    return not here or (len(here) < PER_CAMPAIGN and now - here[-1] >= SEND_AGAIN_AFTER)
