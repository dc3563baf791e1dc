"""In which time zone each campaign's days were cut, and which campaigns have another by now.

A campaign's tallies are all of one zone, whatever is written on the campaign meanwhile: they stay exact until they are cut anew.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from campaign.campaigns.models import Campaign
from campaign.stats.models import Zone

# PostgreSQL cuts the days and Python reads them, each by the rules of zones it was delivered with: British Columbia's changed in 2026,
# and one of them may not know it yet. Half a day after a midnight of the one it is the same day for the other.
HALF_A_DAY = timedelta(hours=12)

# The name of a campaign object's attribute.
_KEPT = "zone_of_its_tallies"

_KEEP = """
INSERT INTO stats_zone (campaign_id, time_zone)
SELECT c.id, c.time_zone FROM campaigns_campaign c
WHERE NOT EXISTS (SELECT FROM stats_zone z WHERE z.campaign_id = c.id)
ON CONFLICT DO NOTHING
"""


def keep_of_new_campaigns() -> None:
    """Before anything of theirs is summed up: a change after that is seen."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)


def of_campaigns(campaign_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """The zones in which the days of these campaigns are told."""
    own = dict(Campaign.objects.filter(pk__in=campaign_ids).values_list("pk", "time_zone"))
    kept = dict(Zone.objects.filter(pk__in=campaign_ids).values_list("pk", "time_zone"))
    return {campaign: ZoneInfo(name) for campaign, name in (own | kept).items()}


def of(campaign: Campaign) -> ZoneInfo:
    """The same of one; the database is asked once for each object, as a page asks for it with every table."""
    if not hasattr(campaign, _KEPT):
        setattr(campaign, _KEPT, of_campaigns([campaign.pk])[campaign.pk])
    found: ZoneInfo = getattr(campaign, _KEPT)
    return found


def day_of(period: datetime, zone: ZoneInfo) -> date:
    """The day that PostgreSQL says begins then."""
    return (period + HALF_A_DAY).astimezone(zone).date()


def moved() -> list[int]:
    """The campaigns whose days are to be cut anew."""
    other = Zone.objects.exclude(time_zone=F("campaign__time_zone"))
    return list(other.order_by("pk").values_list("pk", flat=True))


def is_moved(campaign: Campaign) -> bool:
    """Whether its days are still those of the zone that it had before."""
    return of(campaign).key != campaign.time_zone
