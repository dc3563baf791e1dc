"""What is to come: when the goal is reached at today's pace, and when the last letter has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.campaigns.models import Campaign
from campaign.common.redis_guard import cached
from campaign.delivery import forecast
from campaign.stats import forecasting, reading, seats
from campaign.stats.forecasting import Outlook, Reach
from campaign.stats.reading import Asked

# The forecast of the queue looks at all that waits for its recipients: once a minute is enough for everybody who looks.
QUEUE_SECONDS = 60


@dataclass(frozen=True)
class Queue:
    """`last_leaves_at` is of the letters that nothing holds up; None where something holds up all of them."""

    last_leaves_at: datetime | None
    held: int


def goals_of(campaign: Campaign, now: datetime) -> list[Outlook]:
    """Of the goal that people are shown, and of the next one where goals stretch; none once the campaign is over."""
    if not campaign.is_open or campaign.opened_at is None:
        return []
    today = now.astimezone(campaign.zone).date()
    by_day = {point.at.date(): point.confirmed for point in reading.days_of(campaign, Asked())}
    people = sum(by_day.values())
    begin = max(today - timedelta(days=forecasting.DAYS), campaign.opened_at.astimezone(campaign.zone).date())
    last_days = [by_day.get(begin + timedelta(days=n), 0) for n in range((today - begin).days)]
    goal = campaign.goal_at(people)
    goals = (goal, campaign.goal_at(goal)) if campaign.stretch_goals else (goal,)
    found = [forecasting.outlook(people, one, last_days, today) for one in dict.fromkeys(goals)]
    # Where the first is not in reach, the next is not either.
    return found if found[0].reach in (Reach.ON_A_DAY, Reach.REACHED) else found[:1]


def queue_of(campaign: Campaign, waiting: int, now: datetime) -> Queue | None:
    """None where nothing waits, and then nothing is looked at; or where all that waits is on its way at this moment."""
    if not waiting:
        return None

    def look() -> tuple[datetime | None, int]:
        lines = forecast.of_campaign(campaign, now, seats.waiting)
        leaving = [line.last_leaves_at for line in lines if line.last_leaves_at]
        return max(leaving, default=None), sum(line.waiting for line in lines if line.hindrance)

    last_leaves_at, held = cached(f"stats.queue.{campaign.pk}", QUEUE_SECONDS, look)
    return Queue(last_leaves_at, held) if last_leaves_at or held else None
