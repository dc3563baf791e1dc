"""Letters by the seat they are addressed to, of all days together: sums, and the rows that were added since, seen at one moment."""

from collections import Counter
from collections.abc import Collection

from django.db import connection

from campaign.stats.changes import WAITS
from campaign.stats.models import Measure
from campaign.stats.sums import exact

Seat = tuple[int, int]  # an addressee's id, and which of its seats

# Added up by PostgreSQL: of a year of own members there are a hundred thousand cells, and few hundred seats.
_SEATS = f"""
SELECT value, sum(n)::bigint FROM ({exact([Measure.SEAT])}) AS told (campaign_id, measure, period, value, state, n)
WHERE %(state)s IN ('', state) GROUP BY value HAVING sum(n) <> 0
"""


def waiting(campaign_ids: Collection[int]) -> dict[Seat, int]:
    """How many letters to each seat have not left: what waits, is being sent, is held or perhaps sent."""
    return _told(campaign_ids, WAITS)


def letters_by_addressee(campaign_id: int) -> Counter[int]:
    """How many letters there are to each addressee, in whatever state: each keeps its addressee."""
    found = Counter[int]()
    for (addressee, _seat), number in _told([campaign_id]).items():
        found[addressee] += number
    return found


def _told(campaign_ids: Collection[int], state: str = "") -> dict[Seat, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, {"campaigns": list(campaign_ids), "since": None, "state": state})
        rows: list[tuple[str, int]] = cursor.fetchall()
    return {_seat(value): number for value, number in rows}


def _seat(value: str) -> Seat:
    addressee, seat = value.split(".")
    return int(addressee), int(seat)
