"""Reading tallies: sums of what was summed up, and of the few rows that were added since, seen at one moment.

Every answer is exact when it is read: what no job has summed up yet is counted by itself.
"""

from collections.abc import Collection

from django.db import connection

from campaign.participation.models import Participation
from campaign.stats.models import Log
from campaign.stats.sums import VERSION, unfolded

# One statement, so one moment: a mark moves only together with the sums.
_PEOPLE = f"""
SELECT campaign_id, state, sum(n)::bigint FROM (
    SELECT campaign_id, state, n FROM stats_tally
    WHERE version = {VERSION} AND measure = 'day' AND language = '*' AND province = '*' AND source = '*'
        AND campaign_id = ANY(%(campaigns)s)
    UNION ALL
    SELECT campaign_id, signed.state, sign FROM participation_participationevent r
    CROSS JOIN LATERAL (VALUES (r.from_state, -1), (r.to_state, 1)) AS signed (state, sign)
    WHERE {unfolded(Log.PEOPLE)} AND campaign_id = ANY(%(campaigns)s) AND signed.state <> ''
) AS counted
GROUP BY campaign_id, state
"""


def people(campaign_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many people are in each state, by campaign; states of nobody are left out."""
    found: dict[int, dict[str, int]] = {campaign: {} for campaign in campaign_ids}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"campaigns": list(campaign_ids)})
        for campaign, state, n in cursor.fetchall():
            if n:
                found[campaign][state] = n
    return found


def confirmed(campaign_id: int) -> int:
    return people([campaign_id])[campaign_id].get(Participation.State.CONFIRMED, 0)
