"""When the last letter to each recipient will have left."""

from dataclasses import dataclass
from datetime import datetime

from campaign.campaigns.models import Campaign


@dataclass(frozen=True)
class Line:
    """The letters of one campaign that wait for one recipient; `hindrance` says what keeps them, if anything does."""

    name: str
    mailbox: str
    waiting: int
    per_hour: int | None
    last_leaves_at: datetime | None
    hindrance: str


def of_campaign(campaign: Campaign, now: datetime) -> list[Line]:
    return []
