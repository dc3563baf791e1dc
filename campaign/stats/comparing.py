"""Two campaigns, or two periods of one, beside each other: day by day since each began, and figure by figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from campaign.campaigns.models import Campaign
from campaign.stats import reading
from campaign.stats.changes import CLASSES, LONGER
from campaign.stats.funnels import Funnel
from campaign.stats.intervals import Share
from campaign.stats.models import Measure
from campaign.stats.reading import Asked, Row

# Our judgement: three years by day; what goes on for longer is not compared day by day.
MOST_DAYS = 1096


@dataclass(frozen=True)
class DayCount:
    submitted: int = 0
    confirmed: int = 0


@dataclass(frozen=True)
class Side:
    """One of the two. `days` begins with its first day and has all until its last, quiet ones included; it may be empty."""

    campaign: Campaign
    asked: Asked
    first: date | None
    days: Sequence[DayCount]
    funnel: Funnel
    own_words: Share
    delay: str | None

    @property
    def last(self) -> date | None:
        return self.first + timedelta(days=len(self.days) - 1) if self.first and self.days else None

    @property
    def confirmed(self) -> Share:
        return Share(self.funnel.confirmed, self.funnel.submitted)

    @property
    def bounced(self) -> Share:
        return Share(self.funnel.bounced, self.funnel.taken)

    @property
    def complained(self) -> Share:
        return Share(self.funnel.complained, self.funnel.taken)


def side_of(campaign: Campaign, asked: Asked, today: date) -> Side:
    """Read from the tallies in seven questions. `today` is the campaign's: no day after it is shown."""
    first, days = _days(campaign, asked, today)
    changed = reading.rows_of(campaign, Measure.CHANGED, asked)
    known = sum(row.submitted for row in changed)
    unchanged = sum(row.submitted for row in changed if row.value == "0")
    return Side(
        campaign,
        asked,
        first,
        days,
        reading.funnel_of(campaign, asked),
        Share(known - unchanged, known),
        median_delay(reading.rows_of(campaign, Measure.DELAY, asked)),
    )


def surely_differ(one: Share, other: Share) -> bool:
    """Whether the intervals do not even touch; False where nothing is known of either."""
    return one.surely_above(other) or other.surely_above(one)


def share_days(one: Side, other: Side) -> bool:
    """Whether both are of one campaign and count some days twice."""
    if one.campaign != other.campaign or not (one.first and one.last and other.first and other.last):
        return False
    return one.first <= other.last and other.first <= one.last


def median_delay(rows: Sequence[Row]) -> str | None:
    """The class within which half of those who are confirmed had done so; None of nobody."""
    by_class = {row.value: row.confirmed for row in rows}
    total, seen = sum(by_class.values()), 0
    if not total:
        return None
    for value in (*map(str, CLASSES), LONGER):
        seen += by_class.get(value, 0)
        if 2 * seen >= total:
            return value
    return None


def _days(campaign: Campaign, asked: Asked, today: date) -> tuple[date | None, list[DayCount]]:
    """Day 1 is the first that is asked for, else the one of the opening, or of the first person where somebody came before it."""
    counted = {
        point.at.date(): DayCount(point.submitted, point.confirmed) for point in reading.days_of(campaign, asked)
    }
    opened = campaign.opened_at.astimezone(campaign.zone).date() if campaign.opened_at else None
    starts = [asked.since] if asked.since else [day for day in (opened, min(counted, default=None)) if day]
    first, last = min(starts, default=None), _last(campaign, asked, counted, today)
    if first is None or last is None or last < first:
        return first, []
    span = min(MOST_DAYS, (last - first).days + 1)
    return first, [counted.get(first + timedelta(days=n), DayCount()) for n in range(span)]


def _last(campaign: Campaign, asked: Asked, counted: dict[date, DayCount], today: date) -> date | None:
    """The last that is asked for; else that of the closing, or of the last person; else today."""
    if asked.until:
        return min(asked.until, today)
    if campaign.closed_at:
        return max([campaign.closed_at.astimezone(campaign.zone).date(), *counted])
    return max([today, *counted])
